"""The code of a case: made for the customer, and tried by whoever says to be that customer."""

from django.db import transaction
from django.utils.translation import gettext as _

from cases import workflow
from cases.following.codes import digest, in_groups, new_code
from cases.following.telling import tell_received
from cases.models import Case, CaseEvent, FollowCode
from cases.services.writing import check_may, leave_traces
from kcc.lib.errors import DomainError


@transaction.atomic(savepoint=False)
def make_code(*, by, case: Case, now) -> str:
    """A code in the place of the one before, if any; the only moment at which it can be read.

    Joins the caller's transaction. Raises DomainError for a type that nobody follows.
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
def confirm_receipt(*, by, case: Case, now, email: str = "") -> str:
    """For who registers a case: its code, and the confirmation by mail when there is an address
    (`email` is one given just now). Empty when the type is not followed. Joins the transaction.

    The registration itself is the trace. Two statements (with a mail five).
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
