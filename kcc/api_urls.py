"""The API, version 1 (docs/api.md)."""

from django.urls import path  # noqa: F401

urlpatterns = []
