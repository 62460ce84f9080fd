"""Writing customers. Every look and every change leaves a row in the audit log."""

from django.db import transaction

from kcc.audit.services import record


@transaction.atomic
def record_look(*, by, customer, why="") -> None:
    """Somebody opened this customer file. `why` names the activity ("page", "contact")."""
    record(by=by, action="customer.viewed", obj=customer, detail={"why": why} if why else {})
