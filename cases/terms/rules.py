"""What the law and the case type allow: each function gives the sentence that says why not, or
nothing. No database: what is needed is loaded before."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from cases.models import Case, CaseType, DefaultNotice, Extension, Suspension
from kcc.lib.errors import DomainError
from kcc.lib.periods import CENTURY, local_day

ONE_DAY = timedelta(days=1)
Reason = Suspension.Reason
# The applicant was given until a day: nobody knows the others beforehand.
NEED_A_DAY = frozenset({Reason.INCOMPLETE, Reason.CONSENT})


def may_be_extended(case_type: CaseType) -> bool:
    return bool(case_type.extension) or case_type.extendable


def is_in_force(notice: DefaultNotice) -> bool:
    """Received after the term had passed, and not withdrawn (Awb 4:17 lid 3)."""
    return not notice.premature and notice.withdrawn_on is None


# -- May it be done at all? ---------------------------------------------------------------------


def why_not_suspend(case: Case) -> str:
    if not case.case_type.suspendable:
        return _("A case of this type cannot be suspended.")
    if case.suspended_on is not None:
        return _("The clock stands still already.")
    if case.decided_on is not None:
        return _("The decision was taken: there is no term left to suspend.")
    return ""


def why_not_resume(case: Case) -> str:
    return "" if case.suspended_on is not None else _("The clock runs already.")


def why_not_extend(case: Case, extension: Extension | None) -> str:
    if not may_be_extended(case.case_type):
        return _("A case of this type cannot be extended.")
    if extension is not None:
        return _("The term was extended before, and that can be done once.")
    if case.decided_on is not None:
        return _("The decision was taken: there is no term left to extend.")
    return ""


def why_no_notice(notices: Iterable[DefaultNotice]) -> str:
    if any(is_in_force(notice) for notice in notices):
        return _("There is a notice of default already.")
    return ""


# -- Are the days right? ------------------------------------------------------------------------


def check_day(day: date, case: Case, *, now, field: str) -> None:
    """Between the day of receipt of the case and today."""
    if day > local_day(now):
        raise DomainError(_("This day is still to come."), field=field)
    if day < local_day(case.registered_at):
        raise DomainError(_("The case had not been received yet on this day."), field=field)


def check_suspension(
    case: Case, *, reason: str, letter_on: date, until: date | None, earlier: Iterable[Suspension],
    now,
) -> None:  # fmt: skip
    check_day(letter_on, case, now=now, field="letter_on")
    # The clock stands still from the day after: a letter on the last day comes too late.
    if letter_on >= case.due_on:
        raise DomainError(
            _("The term ended on that day or before: it cannot be suspended any more."),
            field="letter_on",
        )
    if any(letter_on + ONE_DAY < before.resumed_on for before in earlier):
        raise DomainError(
            _("The clock stood still on that day already, for an earlier suspension."),
            field="letter_on",
        )
    if until is None and reason in NEED_A_DAY:
        raise DomainError(_("Say until which day."), field="until")
    if until is not None and until <= letter_on:
        raise DomainError(_("Choose a day after the letter."), field="until")
    _check_near(until, now=now)


def check_extension(case: Case, *, reason: str, letter_on: date, until: date | None, now) -> None:
    if not reason.strip():
        raise DomainError(_("Say why more time is needed."), field="reason")
    check_day(letter_on, case, now=now, field="letter_on")
    # Awb 4:14, 7:10, 9:11: told before the term ends. While it stands still it does not end.
    if letter_on > case.due_on and case.suspended_on is None:
        raise DomainError(
            _("The term had ended before that day: it cannot be extended any more."),
            field="letter_on",
        )
    if case.case_type.extension:
        return
    if until is None:
        raise DomainError(_("Say until which day."), field="until")
    if until <= case.due_on:
        raise DomainError(_("Choose a day after the end of the term now."), field="until")
    _check_near(until, now=now)


def _check_near(until: date | None, *, now) -> None:
    """Days further away cannot be reckoned with."""
    if until is not None and until > local_day(now) + CENTURY:
        raise DomainError(_("This day is too far away."), field="until")
