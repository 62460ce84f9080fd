"""CSV that a Dutch spreadsheet opens right and that cannot carry a formula, in a stream."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse
from django.utils import translation

# A cell that starts with one of these is run as a formula by spreadsheet programs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value


def neutral(value) -> str:
    """The value as text; an apostrophe goes before what a spreadsheet would run as a formula.

    Numbers stay numbers: -5 is not a formula.
    """
    if value is None:
        return ""
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


def csv_response(name: str, head: Iterable, rows: Iterable[Iterable]) -> StreamingHttpResponse:
    """A download `name`.csv that is made while it is sent.

    The rows are made after the middleware has gone home, so the language goes along.
    """
    language = translation.get_language()

    def lines():
        with translation.override(language):
            yield from csv_lines(head, rows)

    return StreamingHttpResponse(
        lines(),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "no-store",
        },
    )
