"""Fields of what the API is told, that know of persons and of what the caller may see."""

from collections.abc import Callable
from functools import cache

from django.db.models import BigIntegerField, UUIDField
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from kcc.customers.identify import mask_bsns
from kcc.lib.ready import Ready


class Text(serializers.CharField):
    """Free text, in which a BSN does not belong: it is masked."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "allow_blank": True, "default": ""} | kwargs)

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        # What is too long is refused after this; do not read it first.
        return mask_bsns(text)[0] if len(text) <= self.max_length else text


class Id(serializers.UUIDField):
    """The id of a row that the caller may see; `rows` gives them, from the access and the user."""

    def __init__(self, rows, **kwargs):
        self.rows = rows
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        public_id, person = super().to_internal_value(data), self.context["person"]
        found = _with_id(self.rows)(person["access"], user=person["user"].pk, public_id=public_id)
        if not found:
            raise ValidationError(_("There is nothing with this id."), code="unknown")
        return found[0]


@cache
def _with_id(rows: Callable) -> Ready:
    """Said once: of logging a contact over the API it was a tenth."""
    return Ready(
        lambda access, *, user, public_id: rows(access=access, user=user).filter(
            public_id=public_id
        ),
        user=BigIntegerField(),
        public_id=UUIDField(),
    )


class Chosen(serializers.CharField):
    """The code (or slug, or name) of a row to choose; `rows` gives them by that `column`."""

    def __init__(self, rows, column: str, **kwargs):
        self.rows, self.column = rows, column
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        row = self.rows().filter(**{self.column: text}).first()
        if row is None:
            raise ValidationError(_("There is no such code."), code="unknown")
        return row
