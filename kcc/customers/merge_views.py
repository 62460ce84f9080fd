"""Merging doubles: find the other record, compare, merge; and undo it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kcc.customers import bsn as bsns
from kcc.customers.merging import merge_customers, undo_merge
from kcc.customers.models import ContactPoint, Customer, Merge
from kcc.customers.search import find_customers
from kcc.customers.selectors import Double, customer_for, doubles_of
from kcc.customers.services import record_look, record_search
from kcc.customers.views import READ_OR_POST, customer_or_404
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.lib.templatetags.kcc import day, phone
from kcc.organisation.access import FRONT_OFFICE, access_of, role_required


@never_cache
@require_http_methods(READ_OR_POST)
@role_required(*FRONT_OFFICE)
def merge(request, public_id):
    """GET: possible doubles, and a search box. POST `q`: search; `other`: compare; with `keep`: do.

    What is searched for is personal, so it is posted.
    """
    customer, now = customer_or_404(request, public_id), timezone.now()
    other = _other(request, customer)
    if other is None:
        return _choose(request, customer, now)
    if request.POST.get("keep"):
        return _merge(request, customer, other, now)
    for each in (customer, other):
        record_look(by=request.user, customer=each, why="merge", now=now)
    return _compare(request, customer, other)


def _other(request, customer) -> Customer | None:
    try:
        public_id = UUID(request.POST.get("other", ""))
    except ValueError:
        return None
    try:
        other = customer_for(public_id=public_id, access=access_of(request.user), user=request.user)
    except Customer.DoesNotExist as error:
        raise Http404 from error
    return other if other.pk != customer.pk else None


def _choose(request, customer, now):
    access, text = access_of(request.user), request.POST.get("q", "").strip()[:100]
    record_look(by=request.user, customer=customer, why="merge", now=now)
    found = find_customers(text, access=access, user=request.user) if text else []
    if text:
        record_search(by=request.user, found=len(found), now=now)
    context = {
        "customer": customer,
        "text": text,
        "found": [Double(row, []) for row in found if row.pk != customer.pk],
        "doubles": doubles_of(customer, access=access, user=request.user),
    }
    return render(request, "customers/merge.html", context)


def _compare(request, customer, other, *, error="", status=200):
    one, two = _lines(customer), _lines(other)
    rows = [{"label": label, "one": one[label], "two": two[label]} for label in one]
    context = {
        "customer": customer,
        "other": other,
        # The record that is known the longest is proposed: it is in other systems and letters.
        "other_is_older": other.created_at < customer.created_at,
        "rows": rows,
        "error": error,
    }
    return render(request, "customers/merge_compare.html", context, status=status)


def _lines(customer) -> dict[str, list[str]]:
    """What tells two records apart, as lines of text."""
    address = _("secret") if customer.secret_address else customer.address_line
    lines = {
        _("Name"): [customer.full_name],
        _("Address"): [address],
        _("Ways to reach"): [
            phone(p.value) if p.kind == ContactPoint.Kind.PHONE else p.value
            for p in customer.contact_points.all()
        ],
        _("BSN"): [bsns.masked(customer.bsn_encrypted)],
        _("KvK number"): [customer.kvk_number],
        _("Added"): [day(customer.created_at)],
    }
    return {label: list(filter(None, texts)) for label, texts in lines.items()}


def _merge(request, customer, other, now):
    first = request.POST["keep"] != str(other.public_id)
    kept, merged = (customer, other) if first else (other, customer)
    try:
        merge_customers(by=request.user, kept=kept, merged=merged, now=now)
    except DomainError as error:
        return _compare(request, customer, other, error=error.message, status=422)
    messages.success(request, _("Both records are one customer now. You can undo it below."))
    return redirect(request, "customer", public_id=kept.public_id)


@require_POST
@role_required(*FRONT_OFFICE)
def unmerge(request, public_id, merge_id):
    """Back to two customers, exactly as they were."""
    customer = customer_or_404(request, public_id)
    found = get_object_or_404(Merge, public_id=merge_id, kept=customer)
    try:
        undo_merge(by=request.user, merge=found, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The merge was undone: these are two customers again."))
    return redirect(request, "customer", public_id=customer.public_id)
