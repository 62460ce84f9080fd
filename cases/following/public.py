"""What the customer sees of a case: how far it is, what was done, what comes next and when.

Nothing personal: no description, no words that anybody wrote, no name of a customer or a colleague.
Everything comes from the case type (in the language asked for) or is one of the sentences here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from cases.following import naming
from cases.models import Case, CaseEvent, StatusType
from cases.terms.standing import Stand, is_overdue, stand
from kcc.lib.periods import local_day
from kcc.lib.timeline import standing

Kind = CaseEvent.Kind
SHOWN = (
    Kind.STATUS, Kind.CLOSED, Kind.REOPENED, Kind.SUSPENDED, Kind.RESUMED, Kind.EXTENDED,
    Kind.ASKED, Kind.TOLD, Kind.UNDONE,
)  # fmt: skip


class State(StrEnum):
    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, kw_only=True)
class Step:
    """A status of the type; `on` is the day it was reached."""

    name: str
    text: str
    state: State
    on: date | None


@dataclass(frozen=True)
class Line:
    on: date
    text: str


@dataclass(frozen=True, kw_only=True)
class PublicCase:
    """`next_step` is empty for the last one; `expected` is the sentence about the date."""

    number: str
    name: str
    department: str
    status: str
    explanation: str
    stand: Stand
    late: bool
    handled: bool
    received_on: date
    expected: str
    why_waiting: str
    next_step: str
    next_text: str
    aimed_on: date | None
    # Whoever waits too long for a decision may write a notice of default (Awb 4:17).
    may_give_notice: bool
    steps: list[Step]
    lines: list[Line]

    @property
    def is_open(self) -> bool:
        return self.stand != Stand.CLOSED


def public_case(case: Case, now: datetime, language: str) -> PublicCase:
    """`case` comes from `followed`; the language is active. Two statements, three while the clock
    stands still."""
    today = local_day(now)
    statuses = list(StatusType.objects.filter(case_type_id=case.case_type_id).order_by("order"))
    events = _events(case)
    found, late = stand(case, today), is_overdue(case, today)
    coming = next((row for row in statuses if row.order > case.status.order), None)
    suspension = _suspension(case)
    aimed = local_day(case.norm_due_at)
    secret = naming.is_secret(case)
    return PublicCase(
        number=case.number,
        name=_("Your case") if secret else naming.type_name(case.case_type, language),
        department="" if secret else case.department.name,
        status=naming.status_name(case.status, language),
        explanation=naming.explanation(case.result or case.status, language),
        stand=found,
        late=late,
        handled=case.handler_id is not None,
        received_on=local_day(case.registered_at),
        expected=_expected(case, found, late, suspension),
        why_waiting=naming.why_suspended(suspension) if suspension else "",
        next_step=naming.status_name(coming, language) if coming else "",
        next_text=naming.explanation(coming, language) if coming else "",
        aimed_on=aimed if found == Stand.RUNNING and today <= aimed < case.due_on else None,
        may_give_notice=late and bool(case.case_type.penalty),
        steps=_steps(case, statuses, events, language),
        lines=_lines(case, statuses, events, language),
    )


def _events(case: Case) -> list[CaseEvent]:
    """What happened, oldest first, without what was taken back. One statement."""
    rows = list(case.events.filter(kind__in=SHOWN))
    # The mail about an act that was taken back, when it had left already.
    left = {
        row.detail["version"]
        for row in rows
        if row.kind == Kind.UNDONE and row.detail.get("message") == "sent"
    }
    happened = {row.pk for row in standing(rows)}
    return [
        row
        for row in rows
        if row.pk in happened or (row.kind == Kind.TOLD and row.detail.get("version") in left)
    ]


def _suspension(case: Case):
    return case.suspensions.filter(resumed_on__isnull=True).first() if case.suspended_on else None


def _expected(case: Case, found: Stand, late: bool, suspension) -> str:
    day = naming.day_in_words(case.due_on)
    if found == Stand.CLOSED:
        return _("We closed this on %(day)s.") % {
            "day": naming.day_in_words(local_day(case.closed_at))
        }
    if found == Stand.MET:
        return _("We took the decision on %(day)s.") % {"day": naming.day_in_words(case.decided_on)}
    if late:
        return _("We are late. You should have heard from us on %(day)s at the latest.") % {
            "day": day
        }
    if found == Stand.WAITING:
        if suspension is None or suspension.until is None:
            return _("As soon as we can go on, you hear from us when it will be ready.")
        return _("We wait until %(day)s at the latest. After that we go on.") % {
            "day": naming.day_in_words(suspension.until)
        }
    return _("You hear from us on %(day)s at the latest.") % {"day": day}


# -- The road it goes ------------------------------------------------------------------------------


def _steps(case: Case, statuses: Sequence[StatusType], events, language: str) -> list[Step]:
    reached = {statuses[0].name: local_day(case.registered_at)} if statuses else {}
    for event in events:
        if event.kind == Kind.STATUS:
            reached[event.detail.get("to_name", "")] = local_day(event.at)
    if case.closed_at:
        reached[case.status.name] = local_day(case.closed_at)
    return [
        Step(
            name=naming.status_name(row, language),
            text=naming.explanation(row, language),
            state=_state(row, case),
            on=reached.get(row.name) if row.order <= case.status.order else None,
        )
        for row in statuses
    ]


def _state(row: StatusType, case: Case) -> State:
    if row.order < case.status.order or case.closed_at:
        return State.DONE
    return State.NOW if row.order == case.status.order else State.LATER


# -- What was done ---------------------------------------------------------------------------------


def _lines(case: Case, statuses: Sequence[StatusType], events, language: str) -> list[Line]:
    """Newest first."""
    named = {row.name: row for row in statuses}
    lines = [Line(local_day(case.registered_at), _("We received it."))]
    for event in events:
        if text := _sentence(event, named, language):
            lines.append(Line(local_day(event.at), text))
    return lines[::-1]


def _sentence(event: CaseEvent, named: dict[str, StatusType], language: str) -> str:
    if event.kind == Kind.STATUS:
        status = named.get(event.detail.get("to_name", ""))
        if status is None:
            return ""
        before = named.get(event.detail.get("from_name", ""))
        name = naming.status_name(status, language)
        if before is not None and before.order > status.order:
            return _("It went one step back: %(status)s.") % {"status": name}
        return _("New step: %(status)s.") % {"status": name}
    return {
        Kind.CLOSED: _("We closed it."),
        Kind.REOPENED: _("We opened it again."),
        Kind.SUSPENDED: _("We had to stop for a while."),
        Kind.RESUMED: _("We went on."),
        Kind.EXTENDED: _("We told you that we need more time."),
        Kind.ASKED: _("You sent us a question or a message."),
        Kind.TOLD: _("We sent you a message by e-mail."),
    }[event.kind]
