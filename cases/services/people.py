"""The customers who have to do with a case beside the one it is of."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, CaseEvent, CaseRole
from cases.services.writing import check_may, leave_traces
from cases.workflow import Act
from kcc.customers.identify import mask_bsns
from kcc.customers.merging import kept_of
from kcc.lib.errors import Conflict, DomainError

LONGEST = CaseRole._meta.get_field("remark").max_length


@transaction.atomic
def add_role(*, by, case: Case, customer, kind: str, remark: str = "", now: datetime) -> CaseRole:
    """`customer` is one that `by` may see. The department of the case sees this customer from now
    on (settings.CUSTOMER_RELATIONS)."""
    check_may(Act.ROLE, case, by)
    if kind not in CaseRole.Kind.values:
        raise DomainError(_("Choose a role."), field="kind")
    customer = kept_of(customer)
    if customer.pk == case.customer_id:
        raise DomainError(_("This is the customer of the case already."), field="customer")
    words = mask_bsns(remark.strip())[0]
    if len(words) > LONGEST:
        raise DomainError(
            _("Use at most %(length)d characters.") % {"length": LONGEST}, field="remark"
        )
    role, made = CaseRole.objects.get_or_create(
        case=case, customer=customer, kind=kind,
        defaults={"remark": words, "added_at": now, "added_by": by},
    )  # fmt: skip
    if not made:
        raise DomainError(_("This person has that role already."), field="customer")
    _leave(role, "added", by=by, now=now)
    return role


@transaction.atomic
def remove_role(*, by, role: CaseRole, now: datetime) -> None:
    check_may(Act.ROLE, role.case, by)
    if not CaseRole.objects.filter(pk=role.pk).delete()[0]:
        raise Conflict(_("Somebody else removed this in the meantime."))
    _leave(role, "removed", by=by, now=now)


def _leave(role: CaseRole, what: str, *, by, now) -> None:
    """The name stands in the role only: a confidential customer is not everybody's to know."""
    leave_traces(
        Act.ROLE, CaseEvent.Kind.ROLE, role.case, by=by, now=now, text="",
        detail={"what": what, "role": str(role.public_id), "kind": str(role.kind)},
    )  # fmt: skip
