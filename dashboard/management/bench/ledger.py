"""What a client was told that is kept, held against the database."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from contacts.models import Callback, CallbackEvent, Contact, Draft, Question

AT_ONCE = 1000
CLOSED = CallbackEvent.Kind.CLOSED


@dataclass
class Found:
    """`lost` and `twice` by kind of write; nothing in them when all is well."""

    looked_up: Counter = field(default_factory=Counter)
    lost: Counter = field(default_factory=Counter)
    twice: Counter = field(default_factory=Counter)


def look_up(lines: Iterable[dict], *, after_question: int, after_event: int) -> Found:
    """`lines` as `scripts/load_ledger.py` writes them; rows of the run have ids after these."""
    by_kind: dict[str, list[dict]] = {}
    for line in lines:
        by_kind.setdefault(line["what"], []).append(line)
    found = Found()
    for kind, look in (("contact", _contacts), ("draft", _drafts), ("claim", _claims),
                       ("close", _closes)):  # fmt: skip
        written = by_kind.get(kind, [])
        found.looked_up[kind] = len(written)
        lost = look(written)
        if lost:
            found.lost[kind] = lost
    _doubles(found, by_kind, after_question, after_event)
    return found


def _pieces(rows: Iterable) -> Iterable[list]:
    rows = iter(rows)
    while piece := list(islice(rows, AT_ONCE)):
        yield piece


def _contacts(written: Sequence[dict]) -> int:
    """Those that are not there, say something else, or have no callback where one was promised."""
    lost = 0
    for piece in _pieces(written):
        rows = Question.objects.filter(
            contact__idempotency_key__in=[line["key"] for line in piece]
        ).values_list("contact__idempotency_key", "note", "callback__pk")
        there = {str(key): (note, callback is not None) for key, note, callback in rows}
        lost += sum(there.get(line["key"]) != (line["note"], line["callback"]) for line in piece)
    return lost


def _drafts(written: Sequence[dict]) -> int:
    """A draft is there in this version or a later one, or it has become a contact. Of the version
    itself the text must be there too."""
    newest: dict[str, dict] = {}
    for line in written:
        if line["revision"] >= newest.get(line["key"], line)["revision"]:
            newest[line["key"]] = line
    # An earlier version of one that is lost is lost with it, so all of them count.
    saves = Counter(line["key"] for line in written)
    lost = 0
    for piece in _pieces(newest.values()):
        keys = [line["key"] for line in piece]
        saved = set(
            Contact.objects.filter(idempotency_key__in=keys).values_list(
                "idempotency_key", flat=True
            )
        )
        drafts = {draft.key: draft for draft in Draft.objects.filter(key__in=keys)}
        for line in piece:
            key = UUID(line["key"])
            if key not in saved and not _holds(drafts.get(key), line):
                lost += saves[line["key"]]
    return lost


def _holds(draft: Draft | None, line: dict) -> bool:
    if draft is None or draft.revision < line["revision"]:
        return False
    return draft.revision > line["revision"] or draft.data.get("q0-note") == line["note"]


def _claims(written: Sequence[dict]) -> int:
    """Somebody who took it on stands in its history."""
    return _missing(
        {(UUID(line["callback"]), line["by"]) for line in written},
        kind=CallbackEvent.Kind.CLAIMED, columns=("callback__public_id", "by__username"),
    )  # fmt: skip


def _closes(written: Sequence[dict]) -> int:
    """It is closed by who closed it, with this answer."""
    wanted = {(UUID(line["callback"]), line["by"], line["answer"]) for line in written}
    columns = ("public_id", "closed_by__username", "answer")
    there = set()
    for piece in _pieces(wanted):
        rows = Callback.objects.filter(public_id__in=[key for key, *_ in piece], status="done")
        there.update(rows.values_list(*columns))
    return len(wanted - there)


def _missing(wanted: set[tuple], *, kind: str, columns: tuple[str, ...]) -> int:
    there = set()
    for piece in _pieces(wanted):
        rows = CallbackEvent.objects.filter(
            kind=kind, callback__public_id__in=[key for key, *_ in piece]
        )
        there.update(rows.values_list(*columns))
    return len(wanted - there)


def _doubles(found: Found, by_kind: dict, after_question: int, after_event: int) -> None:
    """More than one contact of one form, a draft beside its contact, a callback closed twice."""
    asked = {line["note"] for line in by_kind.get("asked", ())}
    notes = Question.objects.filter(pk__gt=after_question).values_list("note", flat=True)
    times = Counter(note for note in notes.iterator() if note in asked)
    closed = CallbackEvent.objects.filter(pk__gt=after_event, kind=CLOSED)
    closings = Counter(closed.values_list("callback_id", flat=True).iterator())
    beside = 0
    for piece in _pieces({line["key"] for line in by_kind.get("asked", ())}):
        saved = Contact.objects.filter(idempotency_key__in=piece)
        beside += Draft.objects.filter(key__in=saved.values("idempotency_key")).count()
    for kind, count in (
        ("contact", sum(count - 1 for count in times.values())),
        ("draft beside its contact", beside),
        ("close", sum(count - 1 for count in closings.values())),
    ):
        if count:
            found.twice[kind] = count
