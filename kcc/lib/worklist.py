"""What every worklist shares: the tabs with their numbers, and sorting by an allow-list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict


@dataclass(frozen=True)
class Tab:
    """One view of a list, as components/tabs.html shows it."""

    label: str
    url: str
    current: bool
    count: int | None = None


def tabs(params: QueryDict, choices: Iterable[tuple[str, str]], counts: Mapping, current) -> list:
    """A tab for each (state, label): the other filters stay, the place in the list does not."""
    found = []
    for state, label in choices:
        query = params.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        query["state"] = state
        found.append(Tab(label, f"?{query.urlencode()}", state == current, counts[state]))
    return found


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
        wanted = [c.removeprefix("-") if c.startswith("-") else f"-{c}" for c in wanted]
    return name, [*wanted]
