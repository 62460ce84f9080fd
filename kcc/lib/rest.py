"""What the NL API Design Rules ask of every answer: version, moments in UTC, pages by a link."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from kcc.lib.paging import PAGE_SIZE, Page, keyset_page
from kcc.lib.telling import Told

MOST_ROWS = 100


class Moment(serializers.DateTimeField):
    """Any offset in, UTC out: 2026-11-24T16:00:00Z. A moment without an offset is refused."""

    def __init__(self, **kwargs):
        super().__init__(**{"default_timezone": UTC, "format": "%Y-%m-%dT%H:%M:%SZ"} | kwargs)

    def to_internal_value(self, value):
        if isinstance(value, str):
            try:
                naive = datetime.fromisoformat(value).tzinfo is None
            except ValueError:
                naive = False
            if naive:
                raise ValidationError(_("Give the offset too: 2026-11-24T17:00:00+01:00."))
        return super().to_internal_value(value)

    def to_representation(self, value):
        # As strftime by `format` in UTC, in a third of the time.
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(UTC).isoformat()[:19] + "Z"
        return super().to_representation(value)


class CodeData(Told):
    """A row of a list the municipality keeps: a code that stays, a name that may change."""

    code = serializers.CharField()
    name = serializers.CharField()


class SlugData(Told):
    slug = serializers.CharField()
    name = serializers.CharField()


class NumberData(Told):
    """A reference to a callback or a case."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()


class PersonData(Told):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="get_display_name")


def finish(response, *, cache="no-store"):
    """The headers that every answer has, an error too."""
    response.headers["API-Version"] = settings.SPECTACULAR_SETTINGS["VERSION"]
    response.headers.setdefault("Cache-Control", cache)
    return response


def header_key(text: str | None) -> UUID | None:
    """Idempotency-Key: a UUID, with or without the quotes of a structured field."""
    if not text:
        return None
    try:
        return UUID(text.strip().strip('"'))
    except ValueError:
        raise ValidationError({"Idempotency-Key": [_("The key is a UUID.")]}) from None


def narrowed(
    rows: QuerySet, params, read: Mapping[str, Callable[[str], Q]], usual: Mapping[str, str]
) -> QuerySet:
    """`rows` with the filters of `params`: `read` makes a condition of the text of each, by name;
    `usual` is what is asked for when it is left out. A filter that cannot be read (KeyError,
    ValueError) is an error, never an empty filter."""
    errors, conditions = {}, Q()
    for name, condition in read.items():
        text = params.get(name) or usual.get(name, "")
        try:
            conditions &= condition(text) if text else Q()
        except (KeyError, ValueError):
            errors[name] = [_("There is no such choice.")]
    if errors:
        raise ValidationError(errors)
    return rows.filter(conditions)


def page_size(params) -> int:
    text = params.get("pageSize", "")
    if not text:
        return PAGE_SIZE
    if not text.isdecimal() or not 1 <= int(text) <= MOST_ROWS:
        raise ValidationError(
            {"pageSize": [_("A number from 1 to %(most)d.") % {"most": MOST_ROWS}]}
        )
    return int(text)


def listing(request, rows, *, order, as_data) -> Response:
    """One page of `rows` by key: results, and links to the next and previous page or null.

    `as_data` turns the rows of the page into plain data.
    """
    page = keyset_page(rows, order=order, params=request.GET, size=page_size(request.GET))
    return listed(request, page, as_data=as_data)


def listed(request, page: Page, *, as_data) -> Response:
    """As `listing`, of a page that was read."""
    return Response(
        {
            "next": _link(request, page, "after", page.next),
            "previous": _link(request, page, "before", page.previous),
            "results": as_data(page.items),
        }
    )


def _link(request, page: Page, name: str, cursor) -> str | None:
    if cursor is None:
        return None
    query = request.GET.copy()
    for old in ("after", "before"):
        query.pop(old, None)
    query[name] = str(cursor)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def page_schema(row: type[serializers.Serializer]) -> serializers.Serializer:
    """The shape of `listing` for the description of the API."""
    name = row.__name__.removesuffix("Data")
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": row(many=True),
    }
    return type(f"{name}Page", (serializers.Serializer,), fields)
