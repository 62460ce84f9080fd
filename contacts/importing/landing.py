"""Putting a batch of rows into the database: contacts, their questions, cases and repeats."""

from collections.abc import Hashable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from cases.imported import ImportedCase, add_imported_cases
from contacts.importing import linking
from contacts.importing.catalogue import Catalogue
from contacts.importing.linking import Rule
from contacts.importing.rows import Row
from contacts.importing.selectors import earlier_questions, later_questions
from contacts.models import Contact, Direction, Question, Subject
from contacts.models.contact import RepeatState
from contacts.repeats import Asked
from kcc.lib.inserting import insert_many, reserve_ids
from kcc.lib.periods import ZONE
from kcc.lib.text import fold
from kcc.organisation.models import Department


@dataclass(frozen=True)
class Chain:
    """What a question is linked to: the one before it, and the first of the chain."""

    previous: int
    root: int
    root_department: int


def asked_of(rows: list[Row], catalogue: Catalogue) -> tuple[list[Asked], dict[Hashable, Rule]]:
    """The rows as repeat detection sees them, by their external id; and the rules of the subjects.

    A subject is known by its code, because in a dry run it may not be there yet.
    """
    inbound = catalogue.mapping.direction == Direction.INBOUND
    rules, found = {}, []
    for row in rows:
        code, window_days, address_bound = catalogue.repeat_rule(row.subject)
        rules[code] = Rule(window_days, address_bound)
        found.append(
            Asked(
                id=row.external_id,
                inbound=inbound,
                subject=code,
                started_at=row.started_at,
                last_activity_at=row.last_activity_at,
                phone=row.phone,
                email=row.email,
                place=row.location_key,
            )
        )
    return found, rules


class Batch:
    """Rows that are not in the database yet, in order of time. All inside one transaction."""

    def __init__(self, rows: list[Row], catalogue: Catalogue, *, by):
        self.rows = rows
        self.catalogue = catalogue
        self.by = by
        self.asked, self.rules = asked_of(rows, catalogue)
        self.subjects = [catalogue.subject(row.subject) for row in rows]
        self.departments = [
            self._department(*pair) for pair in zip(rows, self.subjects, strict=True)
        ]
        self.subject_ids = {subject.pk for subject in self.subjects}
        self.widest = max(rule.window_days for rule in self.rules.values())
        self.questions: dict[Hashable, int] = {}

    def _department(self, row: Row, subject: Subject) -> Department:
        return (
            subject.department
            if row.department is None
            else self.catalogue.department(row.department)
        )

    def land(self, *, anything_later: bool) -> int:
        """Write everything; returns the number of repeats proposed. With `anything_later` imported
        contacts of later moments are there already, and may repeat these."""
        count = len(self.rows)
        chains = self._chains(reserve_ids(Question, count))
        contacts = reserve_ids(Contact, count)
        cases = self._add_cases()
        insert_many(Contact, CONTACT, map(self._contact, contacts, self.rows))
        insert_many(Question, QUESTION, map(self._question, range(count), contacts, cases, chains))
        proposed = sum(chain is not None for chain in chains)
        return proposed + (self._relink() if anything_later else 0)

    # -- Repeats --------------------------------------------------------------------------------

    def _chains(self, ids: list[int]) -> list["Chain | None"]:
        """What each question is linked to, and remembers the ids of the questions."""
        earlier = {
            one.asked.id: one
            for one in earlier_questions(self.asked, self.subject_ids, self.widest)
        }
        before = (one.asked for one in earlier.values())
        links = linking.repeats_among(before, self.asked, self.rules)
        places = {asked.id: place for place, asked in enumerate(self.asked)}
        chains: list[Chain | None] = []
        # In order of time, so the question before is linked by the time it is needed.
        for asked in self.asked:
            previous = links.get(asked.id)
            known = earlier.get(previous.id) if previous is not None else None
            if previous is None:
                chains.append(None)
            elif known is not None:
                chains.append(Chain(known.asked.id, known.root, known.root_department))
            else:
                place = places[previous.id]
                before, pk = chains[place], ids[place]
                chains.append(
                    Chain(pk, before.root, before.root_department)
                    if before is not None
                    else Chain(pk, pk, self.departments[place].pk)
                )
        self.questions = dict(zip(places, ids, strict=True))
        return chains

    # -- Writing --------------------------------------------------------------------------------

    def _add_cases(self) -> list[int | None]:
        catalogue = self.catalogue
        if catalogue.case_type is None:
            return [None] * len(self.rows)
        return add_imported_cases(
            by=self.by,
            case_type=catalogue.case_type,
            source=catalogue.mapping.source,
            rows=[
                ImportedCase(
                    external_id=row.external_id,
                    department=department,
                    status=catalogue.statuses[row.status],
                    description=row.description,
                    location=row.location,
                    registered_at=row.started_at,
                    due_at=row.due_at,
                    result=catalogue.results.get(row.result),
                    closed_at=row.closed_at,
                    answer=row.note,
                )
                for row, department in zip(self.rows, self.departments, strict=True)
            ],
        )

    def _contact(self, pk: int, row: Row) -> tuple:
        mapping = self.catalogue.mapping
        local = row.started_at.astimezone(ZONE)
        return (
            pk,
            # The same row has the same key, whoever imports it: it can never land twice.
            uuid5(NAMESPACE_URL, f"{mapping.source}:{row.external_id}"),
            self.catalogue.channels[row.channel].pk,
            mapping.direction,
            row.caller_name,
            row.phone,
            row.email,
            row.location,
            row.location_key,
            row.started_at,
            row.started_at,
            local.date(),
            local.hour,
            self.catalogue.outcomes[row.outcome].counts_as_contact,
            mapping.source,
            row.external_id,
        )

    def _question(self, place: int, contact: int, case: int | None, chain) -> tuple:
        row, subject = self.rows[place], self.subjects[place]
        outcome = self.catalogue.outcomes[row.outcome]
        return (
            self.questions[row.external_id],
            contact,
            subject.pk,
            self.departments[place].pk,
            row.note,
            fold(f"{subject.name} {row.note}"),
            outcome.pk,
            outcome.category,
            outcome.counts_as_direct,
            outcome.transfer_warm,
            case,
            row.last_activity_at,
            RepeatState.PROPOSED if chain else RepeatState.NONE,
            *((chain.previous, chain.root, chain.root_department) if chain else (None, None, None)),
        )

    def _relink(self) -> int:
        """Imported earlier but asked later: proposed as a repeat of one of these instead."""
        later = later_questions(self.asked, self.subject_ids, self.widest)
        proposed = 0
        for known, previous in linking.better_links(self.asked, later, self.rules):
            before = Question.objects.get(pk=self.questions[previous.id])
            chain = Chain(
                before.pk,
                before.chain_start_id or before.pk,
                before.repeat_department_id or before.department_id,
            )
            question = Question.objects.get(pk=known.asked.id)
            _linked(question, chain).save(update_fields=LINK_FIELDS)
            _move_chain(question.pk, chain)
            proposed += known.previous_started_at is None
        return proposed


CONTACT = [
    "id", "idempotency_key", "channel", "direction", "caller_name", "phone", "email", "location",
    "location_key", "started_at", "ended_at", "local_day", "local_hour", "counts", "source",
    "external_id",
]  # fmt: skip
QUESTION = [
    "id", "contact", "subject", "department", "note", "search_text", "outcome", "outcome_category",
    "counts_as_direct", "transfer_warm", "case", "last_activity_at", "repeat_state", "repeat_of",
    "chain_start", "repeat_department",
]  # fmt: skip
LINK_FIELDS = ["repeat_of", "repeat_state", "chain_start", "repeat_department"]


def _linked(question: Question, chain: Chain) -> Question:
    question.repeat_of_id = chain.previous
    question.repeat_state = RepeatState.PROPOSED
    question.chain_start_id = chain.root
    question.repeat_department_id = chain.root_department
    return question


def _move_chain(question: int, chain: Chain) -> None:
    """Everything that follows this question now belongs to its new chain. What was confirmed keeps
    the department it was confirmed for."""
    followers = [question]
    linked = Question.objects.filter(repeat_state__in=[RepeatState.PROPOSED, RepeatState.CONFIRMED])
    while followers := list(linked.filter(repeat_of__in=followers).values_list("pk", flat=True)):
        moved = Question.objects.filter(pk__in=followers)
        moved.update(chain_start=chain.root)
        moved.filter(repeat_state=RepeatState.PROPOSED).update(
            repeat_department=chain.root_department
        )
