"""CSV that a Dutch spreadsheet opens right and that cannot carry a formula."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

# A cell that starts with one of these is run as a formula by spreadsheet programs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def neutral(value) -> str:
    """The value as text; an apostrophe goes before what a spreadsheet would run as a formula.

    Numbers stay numbers: -5 is not a formula. Fractions have a comma, moments no seconds.
    """
    if value is None:
        return ""
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    text = str(value)
    if isinstance(value, str) and text.startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


def csv_lines(head: Iterable, rows: Iterable[Iterable]) -> Iterator[str]:
    """Lines with `;` between the cells, the first one with a BOM so that accents survive."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield BOM + writer.writerow([neutral(cell) for cell in head])
    for row in rows:
        yield writer.writerow([neutral(cell) for cell in row])
