from django.apps import AppConfig


class LibConfig(AppConfig):
    """Template tags and forms that every room uses; no models."""

    name = "kcc.lib"
    label = "lib"
