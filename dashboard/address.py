"""How an address asks for figures: the names in it, and the query string of some values."""

from urllib.parse import quote_plus

from dashboard.spans import Span
from kcc.lib.worklist import PLACE

# The names in the address: several values of one name as a,b or as name=a&name=b.
MANY = ("channel", "subject", "domain")
WORDS = ("period", "from", "to", "compare", *MANY)
DAYS = frozenset({"period", "from", "to"})
# Of this one look at the page: no link takes it along.
PASSING = {*PLACE, "view", "format", "table"}


def days_of(span: Span) -> dict[str, object]:
    """How an address asks for these days."""
    month = span.month
    return {"period": month} if month else {"from": span.first, "to": span.last}


def changed(told: dict[str, str], changes: dict) -> str:
    """The query string of `told` after these changes; other days take the place of all days."""
    if not DAYS.isdisjoint(changes):
        told = {name: value for name, value in told.items() if name not in DAYS}
    return written(told | {name: word(value) for name, value in changes.items()})


def word(value) -> str:
    """A value as an address says it: several of one name as a,b."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def written(asked: dict[str, str]) -> str:
    """The query string of these values, without the empty ones."""
    return "&".join([f"{quoted(name)}={quoted(value)}" for name, value in asked.items() if value])


def quoted(text: str) -> str:
    """Nearly all of it are codes and days, in which there is nothing to quote."""
    if text.isascii() and (text.isalnum() or text.replace("-", "").replace("_", "").isalnum()):
        return text
    return quote_plus(text, safe=",")
