"""Suspending, resuming and extending the term of a case, and what a customer says of its lateness.

Letters go out by themselves, elsewhere; here is written down what they say. The days of the law
count, not the moment at which somebody types them in.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cases import workflow
from cases.deadlines import after_extension
from cases.following.telling import tell_extended, tell_suspended
from cases.models import Case, CaseEvent, DefaultNotice, Extension, Suspension
from cases.services.writing import carry_out, check_version
from cases.terms import rules
from cases.terms.ending import day_it_runs_again, resumed_values
from cases.terms.selectors import costing, ending, in_chunks, passed, to_resume
from cases.terms.standing import term_passed
from cases.terms.warning import (
    LAST,
    PASSED,
    SOON,
    no_longer_due,
    tell_of_notice,
    tell_of_penalty,
    tell_of_silence,
    tell_of_terms,
)
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.faults import in_short
from kcc.lib.periods import local_day
from kcc.organisation.worklist import next_working_day

Act = workflow.Act
Event = CaseEvent.Kind
logger = logging.getLogger(__name__)

ONE_DAY = timedelta(days=1)
SOON_DAYS = timedelta(days=7)
# What passed longer ago was told of then; lines are kept longer than this.
LOOK_BACK = timedelta(days=60)
AT_ONCE = 50  # clocks one tick lets run again


@transaction.atomic
def suspend(
    *,
    by,
    case: Case,
    version: int,
    reason: str,
    text: str = "",
    letter_on: date,
    until: date | None = None,
    now,
) -> Case:
    """The clocks stand still from the day after the letter (Awb 4:15), at most through `until`.
    The customer is told, when there is an address."""
    check_version(case, version)
    _refuse(rules.why_not_suspend(case), case)
    earlier = list(Suspension.objects.filter(case=case, resumed_on__isnull=False))
    rules.check_suspension(
        case, reason=reason, letter_on=letter_on, until=until, earlier=earlier, now=now
    )
    since = letter_on + ONE_DAY
    case = carry_out(
        Act.SUSPEND, Event.SUSPENDED, case,
        by=by, version=version, now=now, text=text,
        detail={"reason": reason, "letter_on": f"{letter_on}", "until": f"{until or ''}"},
        suspended_on=since, suspended_until=until,
    )  # fmt: skip
    suspension = Suspension.objects.create(
        case=case, reason=reason, text=_words(text), letter_on=letter_on, until=until,
        added_at=now, added_by=by,
    )  # fmt: skip
    no_longer_due(case)
    tell_suspended(case, suspension, now)
    return case


@transaction.atomic
def resume(*, by, case: Case, version: int, received_on: date, text: str = "", now) -> Case:
    """The papers came on that day, or what kept us is over: from then on the clocks run again, with
    what was left of them. `by` is None when the last day to answer has passed unused."""
    check_version(case, version)
    _refuse(rules.why_not_resume(case), case)
    if by is not None:
        rules.check_day(received_on, case, now=now, field="received_on")
    if received_on < case.suspended_on - ONE_DAY:
        raise DomainError(_("That was before the letter."), field="received_on")
    before, since = case.due_on, case.suspended_on
    on = max(day_it_runs_again(case, received_on=received_on), since)
    values = resumed_values(case, on=on, now=now)
    detail = {
        "on": f"{on}",
        "days": (on - since).days,
        "due_before": f"{before}",
        "due_after": f"{values['due_on']}",
    }
    return carry_out(
        Act.RESUME, Event.RESUMED, case,
        by=by, version=version, now=now, text=text, detail=detail, **values,
    )  # fmt: skip


@transaction.atomic
def extend(
    *, by, case: Case, version: int, reason: str, letter_on: date, until: date | None = None, now
) -> Case:
    """Once, by the duration of the type or until a day (Awb 4:14, 7:10, 9:11); told to the customer
    before the term ended, in the letter of that day."""
    check_version(case, version)
    extension = Extension.objects.filter(case=case).first()
    _refuse(rules.why_not_extend(case, extension), case)
    rules.check_extension(case, reason=reason, letter_on=letter_on, until=until, now=now)
    days = Suspension.objects.filter(case=case).values_list("days", flat=True)
    moved = after_extension(case, until=until, stood=sum(day or 0 for day in days))
    before = case.due_on
    detail = {
        "letter_on": f"{letter_on}",
        "due_before": f"{before}",
        "due_after": f"{moved.due_on}",
    }
    no_longer_due(case)
    case = carry_out(
        Act.EXTEND, Event.EXTENDED, case,
        by=by, version=version, now=now, text=reason, detail=detail, **moved.as_values(),
    )  # fmt: skip
    extension = Extension.objects.create(
        case=case, reason=_words(reason), letter_on=letter_on, due_before=before,
        due_after=case.due_on, added_at=now, added_by=by,
    )  # fmt: skip
    tell_extended(case, extension, now)
    return case


@transaction.atomic
def receive_notice(
    *, by, case: Case, version: int, received_on: date, remark: str = "", now
) -> DefaultNotice:
    """A notice of default (ingebrekestelling). Received before the term had passed it counts for
    nothing (Awb 4:17 lid 3), and is kept nevertheless. Who handles the case, and who leads there,
    is told at once."""
    check_version(case, version)
    rules.check_day(received_on, case, now=now, field="received_on")
    premature = not term_passed(case, received_on)
    if not premature:
        _refuse(rules.why_no_notice(DefaultNotice.objects.filter(case=case)), case)
    case = carry_out(
        Act.DEFAULT_NOTICE, Event.NOTICE, case,
        by=by, version=version, now=now, text=remark,
        detail={"received_on": f"{received_on}", "premature": premature},
    )  # fmt: skip
    notice = DefaultNotice.objects.create(
        case=case, received_on=received_on, premature=premature, remark=_words(remark),
        added_at=now, added_by=by,
    )  # fmt: skip
    tell_of_notice(notice, by=by, now=now)
    return notice


@transaction.atomic
def withdraw_notice(
    *, by, notice: DefaultNotice, version: int, withdrawn_on: date, remark: str = "", now
) -> DefaultNotice:
    """The customer took it back, or it was written down by mistake: nothing is due for it."""
    case = notice.case
    check_version(case, version)
    if notice.withdrawn_on is not None:
        raise DomainError(_("This notice of default was withdrawn already."))
    if withdrawn_on > local_day(now):
        raise DomainError(_("This day is still to come."), field="withdrawn_on")
    if withdrawn_on < notice.received_on:
        raise DomainError(_("It had not been received yet on this day."), field="withdrawn_on")
    carry_out(
        Act.DEFAULT_NOTICE, Event.NOTICE, case,
        by=by, version=version, now=now, text=remark,
        detail={
            "received_on": f"{notice.received_on}",
            "withdrawn_on": f"{withdrawn_on}",
            "notice": f"{notice.public_id}",
        },
    )  # fmt: skip
    notice.withdrawn_on, notice.withdrawn_at = withdrawn_on, now
    notice.save(update_fields=["withdrawn_on", "withdrawn_at"])
    return notice


def _refuse(why_not: str, case: Case) -> None:
    """Who looks at an old case is told so; what is beside the case may be newer than that."""
    if why_not:
        if not Case.objects.filter(pk=case.pk, version=case.version).exists():
            raise Conflict(_("Somebody else changed this case in the meantime."))
        raise DomainError(why_not, code="not_now")


def _words(text: str) -> str:
    return mask_bsns(text.strip())[0]


# -- By itself --------------------------------------------------------------------------------


def resume_unanswered(now: datetime) -> int:
    """Run on with every case whose last day to answer has passed unused (Awb 4:15 lid 1 a); how
    many. A transaction each, some at a time; safe to run twice at once. One that cannot be worked
    is written down and does not keep the others waiting."""
    gone_on = 0
    for case in to_resume(local_day(now))[:AT_ONCE]:
        try:
            _resume_unanswered(case, now)
        except Conflict:
            continue  # Somebody was faster.
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            logger.error("Clock of %s: %s", case.number, in_short(error))
            continue
        gone_on += 1
    return gone_on


@transaction.atomic
def _resume_unanswered(case: Case, now: datetime) -> None:
    last = case.suspended_until
    resume(by=None, case=case, version=case.version, received_on=last + ONE_DAY, now=now)
    tell_of_silence(case, last, now=now)


def warn(now: datetime, tell_more: Callable[[int], None] = lambda told: None) -> int:
    """Everybody who is to know today how terms stand; how many lines are new. Whoever was told is
    not told again, so that this can be broken off and begun anew. `tell_more` hears how far it is.
    """
    told, today = 0, local_day(now)
    last = next_working_day(now) - ONE_DAY
    for what, rows in (
        (SOON, ending(last + ONE_DAY, today + SOON_DAYS)),
        (LAST, ending(today, last)),
        (PASSED, passed(today - LOOK_BACK, today)),
    ):
        for chunk in in_chunks(rows):
            told += tell_of_terms(what, chunk, now=now)
            tell_more(told)
    for chunk in in_chunks(costing(today)):
        for notice in chunk:
            tell_of_penalty(notice, now=now)
    return told
