"""A night of New York's contact centre, as a file and as other exports of that city write it."""

import csv
import io
from datetime import datetime
from pathlib import Path

FILE = Path(__file__).parent.parent / "data" / "nyc311.csv"
AMERICAN = "%m/%d/%Y %I:%M:%S %p"
FIRST_LINE = "1000 read, 1000 imported, 0 already present, 0 errors, 157 proposed repeats"
SECOND_LINE = "1000 read, 0 imported, 1000 already present, 0 errors, 0 proposed repeats"


def table() -> tuple[list[str], list[list[str]]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head, rows


def as_website(head: list[str], rows: list[list[str]]) -> str:
    """The same rows as the download of the website: other heads, American dates, columns in another
    order, semicolons."""
    order = sorted(range(len(head)), key=lambda place: head[place][::-1])
    dates = {place for place, name in enumerate(head) if name.endswith("_date")}
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([head[place].replace("_", " ").title() for place in order])
    for row in rows:
        writer.writerow([american(row[place]) if place in dates else row[place] for place in order])
    return buffer.getvalue()


def american(text: str) -> str:
    return datetime.fromisoformat(text).strftime(AMERICAN) if text else ""
