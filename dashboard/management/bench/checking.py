"""Whether what was acknowledged is there: the ledger of who measured against the rows."""

from collections.abc import Iterable

from contacts.models import Callback, Contact, Draft
from contacts.models.callback import CallbackStatus
from dashboard.management.bench.floor import Line

AT_ONCE = 5000


def missing(ledger: dict) -> dict[str, int]:
    """How many of each kind are not there as they should be."""
    return {name: CHECKS[name](each) for name, each in ledger.items()}


def _contacts(keys: list[str]) -> int:
    return _absent(keys, Contact.objects.all(), "idempotency_key")


def _with_callback(keys: list[str]) -> int:
    rows = Contact.objects.filter(questions__callback__isnull=False)
    return _absent(keys, rows, "idempotency_key")


def _claimed(rows: dict[str, str]) -> int:
    """Each is with who took it, or closed by them."""
    found = Callback.objects.exclude(status=CallbackStatus.NEW)
    there = dict(found.filter(public_id__in=rows).values_list("public_id", "assignee__username"))
    named = {str(key): name for key, name in there.items()}
    return sum(named.get(key) != name for key, name in rows.items())


def _closed(ids: list[str]) -> int:
    return _absent(ids, Callback.objects.filter(status=CallbackStatus.DONE), "public_id")


def _drafts(notes: dict[str, str]) -> int:
    """The last text that was acknowledged of each running contact."""
    there = Draft.objects.filter(key__in=notes).values_list("key", "data")
    kept = {str(key): data.get("q0-note") for key, data in there}
    return sum(kept.get(key) != note for key, note in notes.items())


def _lines(texts: list[str]) -> int:
    return _absent(texts, Line.objects.all(), "text")


def _absent(keys: list[str], rows, column: str) -> int:
    there: set[str] = set()
    for some in _in_parts(keys):
        found = rows.filter(**{f"{column}__in": some}).values_list(column, flat=True)
        there.update(map(str, found))
    return len(set(keys) - there)


def _in_parts(keys: list[str]) -> Iterable[list[str]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


CHECKS = {
    "contacts": _contacts,
    "contacts with a callback": _with_callback,
    "claimed callbacks": _claimed,
    "closed callbacks": _closed,
    "running contacts": _drafts,
    "rows of the floor": _lines,
}
