"""Keyset pages: page 1,000 costs what page 1 costs, and no whole table is ever counted.

The cursor in the URL is the public id of the last row seen, never its contents: a list sorted by
name would otherwise put a name in the URL. The row's sort values are read back by that id.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

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


def keyset_page(queryset: QuerySet, *, order: list[str], params, size: int = PAGE_SIZE) -> Page:
    """The page that `params["after"]` or `params["before"]` (public ids) point at.

    `order` are columns or annotations without nulls, the last one unique (`pk`). An unknown or
    invisible cursor gives the first page. Costs one statement for the first page, two for others.
    """
    order = [*order] if order[-1].lstrip("-") == "pk" else [*order, "pk"]
    after, before = _as_uuid(params.get("after")), _as_uuid(params.get("before"))
    backwards = before is not None and after is None
    cursor = before if backwards else after
    columns = [name.lstrip("-") for name in order]
    values = queryset.filter(public_id=cursor).values(*columns).first() if cursor else None
    if values is None:
        backwards = False
    walk = [n[1:] if n.startswith("-") else f"-{n}" for n in order] if backwards else order
    rows = queryset.order_by(*walk)
    if values is not None:
        rows = rows.filter(beyond(walk, values))
    found = list(rows[: size + 1])
    more, items = len(found) > size, found[:size]
    if backwards:
        items.reverse()
    if not items:
        return Page(items=[], next=None, previous=None)
    first, last = items[0].public_id, items[-1].public_id
    if backwards:
        return Page(items=items, next=last, previous=first if more else None)
    return Page(items=items, next=last if more else None, previous=first if values else None)
