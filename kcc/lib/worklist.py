"""What every worklist shares: views with numbers, its address, and sorting by an allow-list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

# The place in a list: never part of what is asked for.
PLACE = ("after", "before", "page")


@dataclass(frozen=True)
class Tab:
    """One view of a list, as components/tabs.html shows it."""

    label: str
    url: str
    current: bool
    count: int | None = None
    kind: str = ""


def address(params: QueryDict, **changes: str | None) -> str:
    """ "?state=mine&sort=due": the address of the list with these changes, at its first page. None
    takes a value out; what is empty is left out."""
    query = params.copy()
    for name in PLACE:
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    for name in [name for name, values in query.lists() if not any(values)]:
        del query[name]
    return f"?{query.urlencode(safe=',')}"


def canonical(params: QueryDict) -> str:
    """What an address asks for, always written in the same way: without the place in the list, the
    name of a saved view and the kind of file; several values of one name as a,b."""
    gone = {*PLACE, "view", "format"}
    asked = {name: ",".join(filter(None, values)) for name, values in params.lists()}
    kept = sorted((name, value) for name, value in asked.items() if value and name not in gone)
    return urlencode(kept, safe=",")


def order_of(
    params: Mapping, columns: Mapping[str, Sequence[str]], default: str
) -> tuple[str, list[str]]:
    """The order that ?sort= asks for: its name and its columns; anything unknown is `default`.

    `columns` maps a name to columns without nulls. "-name" turns all of them around.
    """
    name = params.get("sort", "")
    if name.removeprefix("-") not in columns:
        name = default
    wanted = columns[name.removeprefix("-")]
    if name.startswith("-"):
        wanted = turned(wanted)
    return name, [*wanted]


def turned(columns: Iterable[str]) -> list[str]:
    """The same order from the end to the beginning."""
    return [c.removeprefix("-") if c.startswith("-") else f"-{c}" for c in columns]
