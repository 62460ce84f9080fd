"""Keyset pages: page 1,000 costs what page 1 costs, and no whole table is ever counted.

The cursor in the URL is the public id of the last row seen, never its contents: a list sorted by
name would otherwise put a name in the URL. The row's sort values are read back by that id.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    F,
    Q,
    QuerySet,
    UUIDField,
)

from kcc.lib.kept import Shelf
from kcc.lib.prepared import Models, Moment, Slot
from kcc.lib.worklist import turned

PAGE_SIZE = 25


@dataclass(frozen=True)
class Page:
    """One page of a list. `next` and `previous` are public ids or None."""

    items: list[Any]
    next: UUID | None
    previous: UUID | None

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)


def beyond(order: list[str], values: dict[str, Any]) -> Q:
    """Rows that come after `values` in `order` (no nulls in the columns)."""
    condition, equal = Q(), Q()
    for name in order:
        column = name.lstrip("-")
        step = "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{column}__{step}": values[column]})
        equal &= Q(**{column: values[column]})
    # Says the same once more, without OR: an index on the first column then starts at the cursor.
    first = order[0].lstrip("-")
    edge = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{edge}": values[first]}) & condition


def _as_uuid(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        return None


@dataclass(frozen=True)
class _Place:
    """Which page `params` ask for: what comes after a row, or (`backwards`) before it."""

    cursor: UUID | None
    backwards: bool

    @classmethod
    def of(cls, params) -> "_Place":
        after, before = _as_uuid(params.get("after")), _as_uuid(params.get("before"))
        backwards = before is not None and after is None
        return cls(before if backwards else after, backwards)


def whole(order: Sequence[str]) -> list[str]:
    """An order in which no two rows have the same place."""
    return [*order] if order[-1].lstrip("-") == "pk" else [*order, "pk"]


def _page(found: list, *, size: int, backwards: bool, first: bool) -> Page:
    """`found` in the order of the walk, one more than the page holds when there are more."""
    more, items = len(found) > size, found[:size]
    if backwards:
        items.reverse()
    if not items:
        return Page(items=[], next=None, previous=None)
    start, end = items[0].public_id, items[-1].public_id
    if backwards:
        return Page(items=items, next=end, previous=start if more else None)
    return Page(items=items, next=end if more else None, previous=None if first else start)


def keyset_page(queryset: QuerySet, *, order: list[str], params, size: int = PAGE_SIZE) -> Page:
    """The page that `params["after"]` or `params["before"]` (public ids) point at.

    `order` are columns or annotations without nulls, the last one unique (`pk`). An unknown or
    invisible cursor gives the first page. Costs one statement for the first page, two for others.
    """
    order, place = whole(order), _Place.of(params)
    columns = [name.lstrip("-") for name in order]
    values = None
    if place.cursor:
        values = queryset.filter(public_id=place.cursor).values(*columns).first()
    backwards = place.backwards and values is not None
    walk = turned(order) if backwards else order
    rows = queryset.order_by(*walk)
    if values is not None:
        rows = rows.filter(beyond(walk, values))
    return _page(list(rows[: size + 1]), size=size, backwards=backwards, first=values is None)


class PreparedPages:
    """As `keyset_page`, for lists that are asked for all day: the statements of a page are said
    once for a key, of everything they depend on but the moment (kcc.lib.prepared)."""

    def __init__(self, most: int = 500):
        self._kept: Shelf[tuple, Models] = Shelf(most)

    def page(
        self,
        make: Callable[[], QuerySet],
        *,
        key: tuple,
        order: list[str],
        params,
        values: dict,
        size: int = PAGE_SIZE,
    ) -> Page:
        """`make` says the rows, with Moment.now where they reckon with a moment; `values` fills the
        slots, with those of the moment that is meant when they reckon with one."""
        order, place = whole(order), _Place.of(params)
        there = self._there(make, key, order, place.cursor, values) if place.cursor else None
        backwards = place.backwards and there is not None
        walk = turned(order) if backwards else order
        # A column has one kind, but what is empty.
        kinds = there and tuple(map(type, there.values()))

        def say():
            rows = make().order_by(*walk)
            if there:
                rows = rows.filter(beyond(walk, _slots(there)))
            return rows[: size + 1]

        models = self._said((*key, size, *walk, kinds), say, "now" in values)
        found = models.rows(values | {_slot(name): value for name, value in (there or {}).items()})
        return _page(found, size=size, backwards=backwards, first=there is None)

    def _there(self, make, key, order, cursor: UUID, values) -> dict[str, Any] | None:
        """What the row of the cursor has in the columns of the order; None when it is not there."""
        columns = [name.lstrip("-") for name in order]

        def say():
            found = {_slot(name): F(name) for name in columns}
            return make().annotate(**found).filter(public_id=Slot("cursor", UUIDField()))

        models = self._said((*key, *columns, "cursor"), say, "now" in values)
        for row in models.rows(values | {"cursor": cursor}):
            return {name: getattr(row, _slot(name)) for name in columns}
        return None

    def _said(self, key: tuple, say: Callable[[], QuerySet], reckons: bool) -> Models:
        return self._kept.of(key, lambda: Models(say(), Moment() if reckons else None))


FIELDS = {
    datetime: DateTimeField(), date: DateField(), int: BigIntegerField(), str: CharField(),
    bool: BooleanField(),
}  # fmt: skip


def _slot(column: str) -> str:
    return f"at_{column.replace('__', '_of_')}"


def _slots(there: dict[str, Any]) -> dict[str, Slot]:
    return {name: Slot(_slot(name), FIELDS[type(value)]) for name, value in there.items()}
