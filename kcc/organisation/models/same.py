"""Uniqueness over columns that may be empty."""

from django.db import models
from django.db.models.functions import Coalesce


def or_none(name: str) -> Coalesce:
    """A reference that counts as equal when it is absent: SQLite has no NULLS NOT DISTINCT."""
    return Coalesce(name, 0, output_field=models.BigIntegerField())
