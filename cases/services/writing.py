"""Compare and set, and the traces every change of a case leaves."""

from django.utils.translation import gettext as _

from cases.models import Case, CaseEvent
from cases.selectors import acts_for
from kcc.audit.services import record
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of


def check_may(act, case, by) -> None:
    """DomainError unless this person may do this now; `by` is None for the system itself."""
    if by is not None and act not in acts_for(case, access_of(by)):
        raise DomainError(
            _("This cannot be done with this case now, or not by you."), code="not_now"
        )


def carry_out(act, kind, case, *, by, version, now, text="", detail=None, **values) -> Case:
    """Compare and set: only a row that still has this version changes.

    Four statements: the row, the timeline, the questions about it, the audit log.
    """
    if case.version != version:
        raise Conflict(_("Somebody else changed this case in the meantime."))
    check_may(act, case, by)
    same = Case.objects.filter(pk=case.pk, version=version)
    if not same.update(version=version + 1, **values):
        raise Conflict(_("Somebody else changed this case in the meantime."))
    for name, value in values.items():
        setattr(case, name, value)
    case.version = version + 1
    leave_traces(
        act, kind, case, by=by, now=now, text=text,
        detail={"version": case.version} | (detail or {}),
    )  # fmt: skip
    return case


def leave_traces(act, kind, case, *, by, now, text, detail) -> None:
    """The lines in the timeline and the audit log; and something happened to what was asked about
    the case, which is what repeat detection counts from. Questions stand in a room to the right:
    they are reached over the relation, not imported."""
    words, _count = mask_bsns(text.strip())
    CaseEvent.objects.create(case=case, kind=kind, at=now, by=by, text=words, detail=detail)
    case.questions.update(last_activity_at=now)
    record(by=by, action=f"case.{act}", obj=case, at=now)
