"""The page of one customer, and the way from there back into a running contact."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contacts.klantbeeld.selectors import contacts_of, klantbeeld, last_contact
from contacts.klantbeeld.services import use_in_contact
from contacts.logging.drafts import drafts_of
from kcc.customers import bsn as bsns
from kcc.customers.forms import ContactPointForm
from kcc.customers.models import Customer
from kcc.customers.selectors import customer_for, merges_of
from kcc.customers.services import record_look
from kcc.lib.errors import DomainError
from kcc.lib.paging import keyset_page
from kcc.organisation.access import FRONT_OFFICE, WORKERS, access_of, role_required


def _found(request, public_id) -> Customer:
    try:
        return customer_for(public_id=public_id, access=access_of(request.user), user=request.user)
    except Customer.DoesNotExist as error:
        raise Http404 from error


@never_cache
@require_safe
@role_required(*WORKERS)
def customer(request, public_id):
    """Looking is recorded, although this is a GET: docs/decisions/004."""
    user, access, now = request.user, access_of(request.user), timezone.now()
    with transaction.atomic():
        found = _found(request, public_id)
        if found.public_id != public_id:
            # It was merged: the look at the other one is recorded there.
            return redirect("customer", public_id=found.public_id)
        record_look(by=user, customer=found, why="page", now=now)
    page = keyset_page(
        contacts_of(found, access=access, user=user), order=["-started_at"], params=request.GET
    )
    front = access.front_office
    context = {
        "customer": found,
        "bsn": bsns.masked(found.bsn_encrypted),
        "beeld": klantbeeld(customer=found, access=access, user=user, now=now, contacts=False),
        "page": page,
        "contacts": [last_contact(row, found) for row in page],
        "front_office": front,
        "merges": merges_of(found) if front else [],
        "running": drafts_of(user) if front else [],
        "point_form": ContactPointForm(),
    }
    return render(request, "contacts/klantbeeld/customer.html", context)


@require_POST
@role_required(*FRONT_OFFICE)
def use(request, public_id, key):
    """Link the customer to a running contact, and go back there."""
    found = _found(request, public_id)
    try:
        use_in_contact(by=request.user, key=key, customer=found, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("customer", public_id=found.public_id)
    messages.success(request, _("The customer is linked to the contact."))
    return redirect("contacts:running", key=key)
