"""The columns of a list: which there are, which are shown, and what a sheet says in their place.

What is on screen together (a number with its mark, a name with its number) is apart in a sheet.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

NAME = "columns"


@dataclass(frozen=True)
class Cell:
    """One column of the sheet: `value` of a row."""

    label: str
    value: Callable[[Any], Any]
    # Tells who the customer is: left out for who may not know.
    personal: bool = False


@dataclass(frozen=True)
class Column:
    """One column on screen. `name` stands in ?columns= and, when it can be sorted, in ?sort=."""

    name: str
    # Of one language at a time: no part of what it is found by.
    label: str = field(hash=False)
    cells: Sequence[Cell] = field(hash=False)
    sort: bool = True
    # "-": the first click puts the highest on top.
    first: str = ""
    css: str = ""
    personal: bool = False
    # What a row is known by: always there.
    fixed: bool = False


def asked_columns(params) -> list[str]:
    """The names in ?columns=a,b or ?columns=a&columns=b, as a form sends them."""
    return [name for each in params.getlist(NAME) for name in each.split(",") if name]


def chosen(columns: Iterable[Column], params, usual: Collection[str]) -> list[Column]:
    """The columns that are asked for, of these, in their own order; without any known name the
    usual ones."""
    columns = list(columns)
    wanted = {column.name for column in columns} & set(asked_columns(params))
    wanted = wanted or set(usual)
    return [column for column in columns if column.fixed or column.name in wanted]


def head_and_lines(
    columns: Iterable[Column], rows: Iterable, *, personal: bool
) -> tuple[list[str], Iterator[list]]:
    """What a sheet holds for these columns; what two of them tell is told once."""
    told = [cell for column in columns for cell in column.cells if personal or not cell.personal]
    cells = list({str(cell.label): cell for cell in told}.values())
    head = [str(cell.label) for cell in cells]
    return head, ([cell.value(row) for cell in cells] for row in rows)
