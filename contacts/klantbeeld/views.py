"""The page of one customer."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contacts.klantbeeld.selectors import klantbeeld
from kcc.customers.models import Customer
from kcc.customers.selectors import customer_for
from kcc.customers.services import record_look
from kcc.organisation.access import WORKERS, access_of, role_required


@require_safe
@role_required(*WORKERS)
def customer(request, public_id):
    """Looking is recorded, although this is a GET: docs/decisions/audit-on-get."""
    access, now = access_of(request.user), timezone.now()
    with transaction.atomic():
        try:
            found = customer_for(public_id=public_id, access=access, user=request.user)
        except Customer.DoesNotExist as error:
            raise Http404 from error
        record_look(by=request.user, customer=found, why="page")
    beeld = klantbeeld(customer=found, access=access, user=request.user, now=now)
    return render(request, "contacts/klantbeeld/customer.html", {"customer": found, "beeld": beeld})
