"""A table as the page, the file and the report take it. Plain: no database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from kcc.lib.sheets import Cell as Raw

MOST_ON_A_PHONE = 4  # columns
READ_DOWNWARDS = ("trend", "narrow")
PERCENT = " (%)"  # behind a name in a file: what a bare number there is


class Cell(NamedTuple):
    """`text` is what is shown, `value` what goes into a file (the text when it is None); `kind` and
    `word` are of the norm. Softly: nothing to open, or too few to say anything."""

    text: str
    url: str = ""
    kind: str = ""
    word: str = ""
    value: Raw = None
    empty: bool = False
    # Small, under the text.
    note: str = ""
    provisional: bool = False
    # Of the text, where it is another one than that of the page: what is data in one language.
    lang: str = ""
    # A picture beside the number: how long a bar is, in percent of the longest of the table.
    bar: str = ""

    @property
    def raw(self) -> Raw:
        return self.text if self.value is None else self.value

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int | float | Decimal)

    @property
    def is_percent(self) -> bool:
        """A number that is shown in per cent."""
        return self.is_number and self.text.endswith("%")


def with_bars(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a column of counts, each with a bar as long as its part of the largest."""
    most = max((each.value or 0 for each in cells), default=0)
    return [
        each._replace(bar=f"{100 * (each.value or 0) / most:.1f}") if most else each
        for each in cells
    ]


@dataclass(frozen=True)
class Column:
    """`sort` is the value of ?sort= ("" does not sort); `first` is "-" when that starts with the
    largest. Columns in a row with the same `group` stand under one head."""

    label: str
    numeric: bool = True
    sort: str = ""
    first: str = ""
    group: str = ""

    @property
    def css(self) -> str:
        return "num" if self.numeric else ""

    @property
    def full(self) -> str:
        return f"{self.group}: {self.label}" if self.group else self.label


@dataclass(frozen=True)
class Row:
    """The first cell names the row. `kind` is late or warn: a mark at its side."""

    cells: Sequence[Cell]
    kind: str = ""
    current: bool = False

    @property
    def css(self) -> str:
        return f"{self.kind} {'current' if self.current else ''}".strip()


@dataclass(frozen=True)
class Table:
    """`slug` is what ?table= asks for, unique on its page; `sort` the order it is in."""

    slug: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    foot: Row | None = None
    note: str = ""
    # What stands there when there are no rows.
    nothing: str = ""
    sort: str = ""
    # Classes for its own look (dashboard.css).
    css: str = ""
    exports: bool = True

    @property
    def stacks(self) -> bool:
        """On a phone each row becomes a card; what is narrow, or is read downwards, stays a
        table."""
        return len(self.columns) > MOST_ON_A_PHONE and self.css not in READ_DOWNWARDS

    @property
    def region(self) -> str:
        return f"table-{self.slug}"

    @property
    def head(self) -> list[str]:
        """The columns of a file; one of percentages says so."""
        return [
            f"{column.full}{PERCENT}" if kinds == {True} else column.full
            for column, kinds in zip(self.columns, self._kinds, strict=True)
        ]

    def lines(self) -> list[list[Raw]]:
        """The rows of a file; one of percentages in a column of all kinds says so in its name."""
        mixed = [at for at, kinds in enumerate(self._kinds) if len(kinds) > 1]
        lines = []
        for row in self._all_rows:
            name, *others = (each.raw for each in row.cells)
            if any(row.cells[at].is_percent for at in mixed):
                name = f"{name}{PERCENT}"
            lines.append([name, *others])
        return lines

    @property
    def _all_rows(self) -> list[Row]:
        return [*self.rows, *([self.foot] if self.foot else [])]

    @property
    def _kinds(self) -> list[set[bool]]:
        """By column whether its numbers are percentages."""
        return [
            {cell.is_percent for cell in cells if cell.is_number}
            for cells in (
                [row.cells[at] for row in self._all_rows] for at in range(len(self.columns))
            )
        ]

    @property
    def groups(self) -> list[tuple[str, int]]:
        """(head, number of columns under it); nothing when no column has one."""
        if not any(column.group for column in self.columns):
            return []
        return [
            (label, len(list(columns)))
            for label, columns in groupby(self.columns, key=lambda column: column.group)
        ]

    @property
    def marked(self) -> list[tuple[Column, bool]]:
        """Every column, and whether a group begins there."""
        before = [None, *(column.group for column in self.columns)]
        return [
            (column, bool(column.group) and column.group != group)
            for column, group in zip(self.columns, before, strict=False)
        ]

    @property
    def body(self) -> list[tuple[Row, list]]:
        """Each row with its cells beside their columns."""
        return [(row, self._beside(row)) for row in self.rows]

    def _beside(self, row: Row) -> list:
        return [
            (column, begins, each)
            for (column, begins), each in zip(self.marked, row.cells, strict=True)
        ]
