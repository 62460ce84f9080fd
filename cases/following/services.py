"""The code of a case: made for the customer, and tried by whoever says to be that customer."""

import hmac
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cases import workflow
from cases.following import limits
from cases.following.codes import digest, in_groups, new_code, same_code, same_number
from cases.following.selectors import can_be_followed
from cases.following.telling import tell_received
from cases.models import Case, CaseEvent, FollowCode
from cases.services.telling import url_of
from cases.services.writing import check_may, leave_traces
from kcc.audit.services import record
from kcc.jobs.notifications import Line, notify_many
from kcc.lib.errors import DomainError
from kcc.organisation.audience import Work, people_of


@transaction.atomic
def make_code(*, by, case: Case, now) -> str:
    """A code in the place of the one before, if any; the only moment at which it can be read.

    Raises DomainError for a type that nobody follows.
    """
    check_may(workflow.Act.FOLLOW_CODE, case, by)
    if not case.case_type.followable:
        raise DomainError(_("Cases of this type cannot be followed by the customer."))
    code = _keep(by, case, now)
    leave_traces(
        workflow.Act.FOLLOW_CODE, CaseEvent.Kind.FOLLOW, case, by=by, now=now, text="", detail={}
    )
    return in_groups(code)


@transaction.atomic(savepoint=False)
def confirm_receipt(*, by, case: Case, now, email: str | None = None) -> str:
    """For who registers a case: its code, and the confirmation by mail when there is an address
    (`email`; None: look for one, empty: there is none). Empty when the type is not followed. Joins
    the transaction.

    The registration itself is the trace. Two statements (with a mail six).
    """
    code = in_groups(_keep(by, case, now)) if case.case_type.followable else ""
    tell_received(case, code, now, email=email)
    return code


def _keep(by, case: Case, now) -> str:
    code = new_code()
    FollowCode.objects.bulk_create(
        [FollowCode(case=case, digest=digest(code), made_at=now, made_by=by)],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["digest", "made_at", "made_by"],
    )
    return code


# -- Who says to be the customer -----------------------------------------------------------------


class TooManyError(DomainError):
    """It was done too often; `until` is when it may be done again."""

    def __init__(self, message, until: datetime):
        super().__init__(message, code="too_many")
        self.until = until


def open_with_code(*, number: str, code: str, sender: str, now) -> FollowCode | None:
    """The code that opens the page of a case; None for a wrong number and a wrong code alike, after
    the same statements. TooManyError when too many wrong ones came for this number, or from this
    sender; whether the number exists makes no difference there either.
    """
    number = same_number(number)
    tried = [(limits.WRONG_FOR_NUMBER, number), (limits.WRONG_OF_SENDER, sender)]
    full = limits.take(tried, now=now)
    if full is not None:
        raise TooManyError(_("There were too many wrong codes."), full.end(now))
    found = can_be_followed(now).filter(case__number=number).first()
    # Compared with something for a number that does not exist too: as much is done for it.
    right = hmac.compare_digest(found.digest if found else digest(""), digest(same_code(code)))
    if found is None or not right:
        # Of no case: what is written down tells nobody which numbers exist.
        record(by=None, action="case.followed", result="refused", at=now)
        return None
    limits.give_back(tried, now=now)
    record(by=None, action="case.followed", obj=found.case, at=now)
    return found


# -- What the customer asks -----------------------------------------------------------------------


def count_question(case: Case, *, now) -> None:
    """TooManyError when enough questions were left at this case today."""
    full = limits.take([(limits.QUESTIONS, str(case.public_id))], now=now)
    if full is not None:
        raise TooManyError(
            _("You sent us enough for today. Call us if you want to tell more."), full.end(now)
        )


@transaction.atomic(savepoint=False)
def note_question(*, case: Case, text: str, reference: str, now) -> None:
    """A line in the timeline, and one under the bell of who works on the case, or may take it on.
    `reference` is the public id of the contact it arrived as. Joins the transaction."""
    leave_traces(
        "asked", CaseEvent.Kind.ASKED, case, by=None, now=now, text=text,
        detail={"contact": reference},
    )  # fmt: skip
    work = Work(case.department, case.team_id, case.handler)
    lines = []
    for person in people_of([case.department]).handlers(work):
        with translation.override(person.language):
            said = _("The customer of %(number)s left a question.") % {"number": case.number}
        lines.append(Line(person, f"case.asked:{reference}", said, url_of(case)))
    notify_many(lines=lines, kind="case.asked", now=now, mail=True)
