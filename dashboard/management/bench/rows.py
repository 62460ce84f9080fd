"""The history as rows of the tables, in the order in which they refer to each other."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from cases.models import Case, CaseEvent, Suspension
from cases.words import search_text
from contacts.models import Callback, CallbackEvent, Contact, Invitation, Question
from dashboard.management.bench.chances import Ids
from dashboard.management.bench.history import Ask, Call
from dashboard.management.bench.known import Known
from kcc.lib.periods import local_day

# What the columns of each table are called, in the order of the rows below.
COLUMNS = {
    Case: (
        "id", "public_id", "number", "case_type", "status", "result", "customer", "description",
        "location", "subject_code", "subject_name", "search_text", "department", "team", "handler",
        "confidentiality", "registered_at", "registered_by", "due_on", "due_steps", "norm_due_at",
        "norm_steps", "serious_on", "suspended_on", "suspended_until", "decided_on", "closed_at",
        "archive_on", "answer", "version",
    ),
    CaseEvent: ("public_id", "case", "kind", "at", "by", "text", "detail"),
    Suspension: (
        "public_id", "case", "reason", "text", "letter_on", "until", "added_at", "added_by",
    ),
    Contact: (
        "id", "public_id", "idempotency_key", "channel", "direction", "agent", "customer", "phone",
        "email", "location", "location_key", "confidential", "started_at", "ended_at",
        "talk_seconds", "wrap_up_seconds", "local_day", "local_hour", "counts",
    ),
    Question: (
        "id", "public_id", "contact", "position", "subject", "department", "reason", "note",
        "search_text", "outcome", "outcome_category", "counts_as_direct", "case", "asks_status",
        "transfer_department", "transfer_to", "transfer_warm", "transfer_wait_seconds",
        "transfer_reached", "referred_to", "repeat_of", "chain_start", "repeat_state",
        "repeat_reason", "repeat_department", "last_activity_at",
    ),
    Callback: (
        "id", "public_id", "question", "confidential", "customer", "answer_by", "phone", "email",
        "best_time", "question_text", "already_said", "department", "team", "assignee", "urgent",
        "priority", "status", "requested_at", "requested_by", "norm_kind", "promised_at",
        "promise_steps", "due_at", "term_seconds", "serious_at", "waiting_since", "waiting_until",
        "next_step_at", "attempts", "tried_at", "reroutes", "closed_at", "closed_by", "result",
        "answer", "version",
    ),
    CallbackEvent: ("public_id", "callback", "kind", "at", "by", "text", "detail"),
    Invitation: (
        "public_id", "digest", "way", "contact", "callback", "case", "department", "subject",
        "channel", "confidential", "created_at", "expires_at", "rated_at", "rated_on", "score",
    ),
}  # fmt: skip
NOBODY = (None, "", None, None, None)


class Rows:
    """`calls` in order of time; the first contact gets the id `first`."""

    def __init__(self, known: Known, calls: list[Call], first: int, rng: Random):
        self.lists, self.end, self.rng = known.lists, known.almanac.end, rng
        self._id = Ids(rng)
        self.calls = calls
        self.asks = [ask for call in calls for ask in call.questions]
        for pk, call in enumerate(calls, start=first):
            call.pk = pk
            for position, ask in enumerate(call.questions):
                # At most two questions a call: room for both, and for what comes of them.
                ask.pk = 2 * pk - 1 + position

    def tables(self) -> Iterator[tuple[type, list[tuple]]]:
        files = [ask for ask in self.asks if ask.file]
        promised = [ask for ask in self.asks if ask.callback]
        rated = [ask for ask in self.asks if ask.score]
        suspended = [ask for ask in files if ask.file.suspension]
        yield Case, [self._case(ask) for ask in files]
        yield CaseEvent, [(self._id(), ask.pk, *line) for ask in files for line in ask.file.events]
        yield Suspension, [self._suspension(ask) for ask in suspended]
        yield Contact, [self._contact(call) for call in self.calls]
        yield (
            Question,
            [
                self._question(ask, call, position)
                for call in self.calls
                for position, ask in enumerate(call.questions, start=1)
            ],
        )
        yield Callback, [self._callback(ask) for ask in promised]
        yield (
            CallbackEvent,
            [(self._id(), ask.pk, *line) for ask in promised for line in ask.callback.events],
        )
        yield Invitation, [self._invitation(ask) for ask in rated]

    def _contact(self, call: Call) -> tuple:
        started = call.moment.at
        seconds = call.talk_seconds + call.wrap_up_seconds
        counts = any(self.lists.outcomes[ask.outcome].counts_as_contact for ask in call.questions)
        return (
            call.pk, self._id(), self._id(), self.lists.channels[call.channel].pk, call.direction,
            call.agent, call.person.pk if call.person else None, call.phone, call.email,
            *call.place, call.confidential, started, started + timedelta(seconds=seconds),
            call.talk_seconds, call.wrap_up_seconds, call.moment.day.date,
            8 + call.moment.second // 3600, counts,
        )  # fmt: skip

    def _question(self, ask: Ask, call: Call, position: int) -> tuple:
        subject, outcome = ask.topic.subject, self.lists.outcomes[ask.outcome]
        reason = self.lists.repeat_reasons[ask.repeat_reason].pk if ask.repeat_reason else None
        about = ask if ask.file else ask.file_of
        before, root = ask.repeat_of, ask.root
        return (
            ask.pk, self._id(), call.pk, position, subject.pk, ask.department,
            self.lists.reasons[ask.reason].pk, ask.note, ask.topic.search_text(ask.note),
            outcome.pk, outcome.category, outcome.counts_as_direct, about.pk if about else None,
            ask.asks_status, *(ask.transfer or NOBODY), ask.referred_to,
            before.pk if before else None, root.pk if root else None, ask.state, reason,
            root.department if root else None, ask.last_at,
        )  # fmt: skip

    def _callback(self, ask: Ask) -> tuple:
        made, person = ask.callback, ask.call.person
        is_open = made.closed_at is None
        looked_at = made.requested_at if is_open and not made.waiting_since else None
        return (
            ask.pk, self._id(), ask.pk, ask.call.confidential, person.pk if person else None,
            made.answer_by, made.phone, made.email, made.best_time, made.question_text,
            made.already_said, made.department, made.team, made.assignee, made.urgent,
            made.priority, made.status, made.requested_at, ask.call.agent, made.kept.kind,
            made.kept.moment, made.kept.steps, made.due_at, made.kept.clock.term_seconds,
            made.serious_at, made.waiting_since, made.waiting_until, looked_at, made.attempts,
            made.tried_at, made.reroutes, made.closed_at, made.closed_by, made.result, made.answer,
            len(made.events) + 1,
        )  # fmt: skip

    def _case(self, ask: Ask) -> tuple:
        made, subject, person = ask.file, ask.topic.subject, ask.call.person
        terms, case_type, place = made.deadlines, subject.case_type, ask.call.place[0]
        words = search_text(
            description=made.description, location=place, subject_name=subject.name, details={}
        )
        return (
            ask.pk, self._id(), case_number(ask), case_type.pk, made.status.pk,
            made.result.pk if made.result else None, person.pk if person else None,
            made.description, place, subject.code, subject.name, words, made.department, made.team,
            made.handler, case_type.confidentiality, made.registered_at, ask.call.agent,
            terms.due_on, terms.due_steps, terms.norm_due_at, terms.norm_steps, terms.serious_on,
            made.suspended_on, made.suspended_until, made.decided_on, made.closed_at,
            made.archive_on, made.answer, len(made.events) + 1,
        )  # fmt: skip

    def _suspension(self, ask: Ask) -> tuple:
        letter_on, until, at, by = ask.file.suspension
        reason = Suspension.Reason.INCOMPLETE
        return self._id(), ask.pk, reason, ask.file.events[-1][3], letter_on, until, at, by

    def _invitation(self, ask: Ask) -> tuple:
        """Answered within a few days after the work was done."""
        work, code = ask.callback or ask.file, self._id()
        done = work.closed_at if work else ask.call.moment.at
        rated = min(done + timedelta(minutes=self.rng.randrange(30, 6_000)), self.end)
        about = (None, ask.pk, None) if ask.callback else (None, None, ask.pk)
        return (
            code, hashlib.sha256(code.encode()).hexdigest(), Invitation.Way.MAIL,
            *(about if work else (ask.call.pk, None, None)), ask.department, ask.topic.subject.pk,
            self.lists.channels[ask.call.channel].pk, ask.call.confidential, done,
            done + timedelta(days=30), rated, local_day(rated), ask.score,
        )  # fmt: skip


def case_number(ask: Ask) -> str:
    """Its own id behind the year: no piece has to know how many cases there were before it."""
    return f"Z-{ask.call.moment.day.date.year}-{ask.pk:06d}"
