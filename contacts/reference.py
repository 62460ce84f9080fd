"""The lists an agent chooses from, kept in memory by each process.

They change a few times a year and are needed on every screen and in every save. Each process
reads them once in TTL seconds (nine statements); `forget()` reads them again at once. When nothing
has changed they stay the same object, for pieces of pages are kept as long as that.
"""

import time
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property

from cases.models import CaseType
from contacts.models import ContactReason, Outcome, RepeatReason, Subject
from kcc.lib.options import Options
from kcc.lib.text import fold
from kcc.organisation.models import Channel, Department, Team

TTL = 30.0  # seconds


@dataclass(frozen=True)
class Reference:
    """Active rows only, in the order of the screen; read-only, shared between threads. Case types,
    also those of the subjects, have their `questions` and `status_types` loaded."""

    channels: dict[str, Channel]
    subjects: dict[str, Subject]
    outcomes: dict[str, Outcome]
    reasons: dict[str, ContactReason]
    repeat_reasons: dict[str, RepeatReason]
    departments: dict[str, Department]
    teams: dict[str, Team]
    case_types: dict[str, CaseType]
    read_at: float = field(default_factory=time.monotonic)

    @cached_property
    def subject_by_name(self) -> dict[str, Subject]:
        named = {fold(subject.name): subject for subject in self.subjects.values()}
        return named | {fold(code): subject for code, subject in self.subjects.items()}

    @cached_property
    def offered(self) -> dict[str, Options]:
        """What lists can be narrowed to, by the name of the filter: written once."""
        lists = {
            "channel": self.channels, "department": self.departments, "subject": self.subjects,
        }  # fmt: skip
        return {
            name: Options((key, row.name) for key, row in rows.items())
            for name, rows in lists.items()
        }

    def outcomes_in(self, category: str) -> list[Outcome]:
        """The outcomes of a category; the first is what its button means."""
        return [outcome for outcome in self.outcomes.values() if outcome.category == category]

    def search_subjects(self, text: str, limit: int = 8) -> list[Subject]:
        """Subjects by name and keyword, best first; forgives a typo. All of them for no text."""
        query = fold(text)
        if not query:
            return list(self.subjects.values())[:limit]
        ranked = [(_score(subject, query), subject) for subject in self.subjects.values()]
        hits = sorted(
            ((score, subject) for score, subject in ranked if score > 0),
            key=lambda hit: (-hit[0], hit[1].name),
        )
        return [subject for _, subject in hits[:limit]]


def _score(subject: Subject, query: str) -> float:
    """How well a folded query fits: name before keyword, start before middle, typo last."""
    name = fold(subject.name)
    keywords = [fold(word) for word in subject.keywords]
    if name == query or fold(subject.code) == query:
        return 100
    words = name.split()
    if name.startswith(query):
        return 90
    if query in keywords:
        return 85
    if any(word.startswith(query) for word in words):
        return 80
    if any(word.startswith(query) for keyword in keywords for word in keyword.split()):
        return 70
    parts = query.split()
    haystack = " ".join([name, *keywords])
    if len(parts) > 1 and all(part in haystack for part in parts):
        return 60
    if len(query) >= 3 and query in haystack:
        return 50
    if len(query) >= 4:
        close = max(
            SequenceMatcher(None, query, word[: len(query) + 1]).ratio()
            for word in [*words, *keywords]
        )
        if close >= 0.78:
            return 40 * close
    return 0


# When they were read, what was read then, and the lists.
_kept: list[tuple[float, list, Reference]] = []


def forget() -> None:
    _kept.clear()


def reference() -> Reference:
    """The kept lists, or fresh ones (nine statements)."""
    before = _kept[:1]
    for read_at, _told, kept in before:
        if time.monotonic() - read_at < TTL:
            return kept
    began, fresh = time.monotonic(), _read()
    told = list(_told_of(fresh))
    for _at, told_before, kept in before:
        fresh = kept if told == told_before else fresh
    _kept[:] = [(began, told, fresh)]
    return fresh


def _told_of(lists: Reference):
    """Every value of every row, and of the rows that were read with it; right after reading."""
    seen: set[int] = set()
    todo = [row for rows in vars(lists).values() if isinstance(rows, dict) for row in rows.values()]
    while todo:
        row = todo.pop()
        if row is None or id(row) in seen:
            continue
        seen.add(id(row))
        fields = row._meta.concrete_fields
        yield type(row), [row.__dict__.get(field.attname) for field in fields]
        todo += row._state.fields_cache.values()
        for rows in getattr(row, "_prefetched_objects_cache", {}).values():
            todo += rows


def _read() -> Reference:
    subjects = Subject.objects.filter(active=True).select_related(
        "department", "domain", "case_type__department"
    )
    teams = Team.objects.filter(active=True).select_related("department")
    offered = (
        CaseType.objects.offered()
        .select_related("department")
        .prefetch_related("questions", "status_types")
    )
    case_types = {row.slug: row for row in offered}
    return Reference(
        channels={row.code: row for row in Channel.objects.filter(active=True)},
        subjects={row.code: _with_type(row, case_types) for row in subjects},
        outcomes={row.code: row for row in Outcome.objects.filter(active=True)},
        reasons={row.code: row for row in ContactReason.objects.filter(active=True)},
        repeat_reasons={row.code: row for row in RepeatReason.objects.filter(active=True)},
        departments={row.slug: row for row in Department.objects.filter(active=True)},
        teams={str(row.public_id): row for row in teams},
        case_types=case_types,
    )


def _with_type(subject: Subject, case_types: dict[str, CaseType]) -> Subject:
    """With the row that has its questions loaded; a type that is no longer offered stays."""
    if subject.case_type is not None:
        subject.case_type = case_types.get(subject.case_type.slug, subject.case_type)
    return subject
