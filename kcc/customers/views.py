"""Making, changing and merging customers. The page of a customer is in contacts.klantbeeld."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kcc.customers import bsn as bsns
from kcc.customers import services
from kcc.customers.details import ADDRESS, EditConflict
from kcc.customers.forms import ContactPointForm, CustomerForm, initial_of
from kcc.customers.models import ContactPoint, Customer
from kcc.customers.selectors import customer_for, possible_doubles
from kcc.lib.errors import DomainError
from kcc.lib.htmx import fragment, is_htmx, page_or_fragment, redirect
from kcc.organisation.access import FRONT_OFFICE, WORKERS, access_of, role_required
from kcc.organisation.models import Role

READ_OR_POST = ["GET", "HEAD", "POST"]


def customer_or_404(request, public_id) -> Customer:
    try:
        return customer_for(public_id=public_id, access=access_of(request.user), user=request.user)
    except Customer.DoesNotExist as error:
        raise Http404 from error


def _kind(text: str) -> str:
    return text if text in Customer.Kind.values else Customer.Kind.PERSON


def _is_lead(request) -> bool:
    return access_of(request.user).has(Role.KCC_LEAD)


# -- A new customer ------------------------------------------------------------------------------


@never_cache
@require_http_methods(READ_OR_POST)
@role_required(*FRONT_OFFICE)
def new(request):
    """A form; a POST that may be somebody we know already first shows who (`confirmed=1` goes on).

    `in_contact=1` comes from the contact screen: the small form, and then a button of its form
    (`id="contact"`) that links the new customer.
    """
    if request.method != "POST":
        form = CustomerForm(kind=_kind(request.GET.get("kind", "")), lead=_is_lead(request))
        return _new_form(request, form, status=200)
    form = CustomerForm(
        request.POST, kind=_kind(request.POST.get("kind", "")), lead=_is_lead(request)
    )
    if not form.is_valid():
        return _new_form(request, form)
    if request.POST.get("confirmed") != "1" and (doubles := _doubles_of(request, form)):
        services.record_search(by=request.user, found=len(doubles), now=timezone.now())
        return _new_form(request, form, doubles=doubles)
    data = form.cleaned_data
    try:
        customer = services.create_customer(
            by=request.user,
            now=timezone.now(),
            kind=form.kind,
            phones=[data["phone"]] if data["phone"] else [],
            emails=[data["email"]] if data["email"] else [],
            bsn=data.get("bsn", ""),
            **form.details,
        )
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _new_form(request, form)
    if is_htmx(request) and request.POST.get("in_contact") == "1":
        events = {"customer-created": {"customer": str(customer.public_id)}}
        return fragment(request, "customers/_created.html", {"customer": customer}, events=events)
    messages.success(request, _("The customer was added."))
    return redirect(request, "customer", public_id=customer.public_id)


def _doubles_of(request, form) -> list:
    data = form.cleaned_data
    return possible_doubles(
        access=access_of(request.user),
        user=request.user,
        kind=form.kind,
        name=form.name,
        phones=[data["phone"]],
        emails=[data["email"]],
        bsn=data.get("bsn", ""),
        kvk_number=data.get("kvk_number", ""),
        postcode=data["postcode"],
        house_number=data["house_number"],
    )


def _new_form(request, form, *, doubles=(), status=422):
    context = {
        "form": form,
        "kind": form.kind,
        "doubles": doubles,
        "in_contact": (request.POST or request.GET).get("in_contact") == "1",
    }
    return page_or_fragment(
        request, "customers/new.html", "customers/_new.html", context, status=status
    )


# -- Changing ------------------------------------------------------------------------------------


@never_cache
@require_http_methods(READ_OR_POST)
@role_required(*FRONT_OFFICE)
def edit(request, public_id):
    """A secret address is not in the form until somebody asks for it (`reveal=1`), on record."""
    customer = customer_or_404(request, public_id)
    now, post = timezone.now(), request.POST
    reveal = post.get("reveal") == "1"
    shown = not customer.secret_address or reveal or post.get("address_shown") == "1"
    options = {
        "kind": customer.kind,
        "new": False,
        "lead": _is_lead(request),
        "address": shown,
        "has_bsn": bool(customer.bsn_encrypted),
    }
    if request.method != "POST" or reveal:
        if reveal:
            services.reveal_address(by=request.user, customer=customer, now=now)
        else:
            services.record_look(by=request.user, customer=customer, why="edit", now=now)
        form = CustomerForm(initial=initial_of(customer), **options)
        return _edit_form(request, customer, form, customer.version, status=200)
    form = CustomerForm(post, initial=initial_of(customer), **options)
    version = int(post["version"]) if post.get("version", "").isdecimal() else 0
    differences, status = [], 422
    if form.is_valid():
        try:
            services.update_customer(
                by=request.user, customer=customer, version=version, now=now,
                bsn=form.new_bsn, **form.details,
            )  # fmt: skip
        except EditConflict as conflict:
            differences, version = conflict.differences, conflict.current.version
            if customer.secret_address and {each.name for each in differences} & set(ADDRESS):
                services.reveal_address(by=request.user, customer=customer, now=now)
            status = 409
            form.add_error(None, conflict.message)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("The customer was changed."))
            return redirect(request, "customer", public_id=customer.public_id)
    return _edit_form(request, customer, form, version, differences=differences, status=status)


def _edit_form(request, customer, form, version, *, differences=(), status=422):
    context = {
        "customer": customer,
        "form": form,
        "version": version,
        "differences": differences,
        "bsn": bsns.masked(customer.bsn_encrypted),
        "address_shown": "postcode" in form.fields,
    }
    return render(request, "customers/edit.html", context, status=status)


# -- Ways to reach -------------------------------------------------------------------------------


@require_POST
@role_required(*FRONT_OFFICE)
def add_point(request, public_id):
    customer = customer_or_404(request, public_id)
    form = ContactPointForm(request.POST)
    if form.is_valid():
        kind, value = form.cleaned_data["value"]
        try:
            services.add_contact_point(
                by=request.user,
                customer=customer,
                kind=kind,
                value=value,
                label=form.cleaned_data["label"],
                now=timezone.now(),
            )
        except DomainError as error:
            form.add_error("value", error.message)
        else:
            messages.success(request, _("Added."))
            return redirect(request, "customer", public_id=customer.public_id)
    context = {"customer": customer, "form": form}
    return render(request, "customers/add_point.html", context, status=422)


@require_POST
@role_required(*FRONT_OFFICE)
def remove_point(request, public_id, point_id):
    customer, point = _point(request, public_id, point_id)
    services.remove_contact_point(by=request.user, point=point, now=timezone.now())
    messages.success(request, _("Removed."))
    return redirect(request, "customer", public_id=customer.public_id)


@require_POST
@role_required(*FRONT_OFFICE)
def prefer_point(request, public_id, point_id):
    customer, point = _point(request, public_id, point_id)
    services.prefer_contact_point(by=request.user, point=point, now=timezone.now())
    return redirect(request, "customer", public_id=customer.public_id)


def _point(request, public_id, point_id):
    customer = customer_or_404(request, public_id)
    points = ContactPoint.objects.select_related("customer")
    return customer, get_object_or_404(points, customer=customer, public_id=point_id)


# -- Revealing -----------------------------------------------------------------------------------


@never_cache
@require_POST
@role_required(*WORKERS)
def reveal_bsn(request, public_id):
    """Shown once, on record; never in an address or a log."""
    customer = customer_or_404(request, public_id)
    try:
        bsn = services.reveal_bsn(by=request.user, customer=customer, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(request, "customer", public_id=customer.public_id)
    context = {"customer": customer, "label": _("BSN"), "value": bsn}
    return page_or_fragment(request, "customers/revealed.html", "customers/_revealed.html", context)


@never_cache
@require_POST
@role_required(*FRONT_OFFICE)
def reveal_address(request, public_id):
    """The address under geheimhouding: shown once, on record."""
    customer = customer_or_404(request, public_id)
    address = services.reveal_address(by=request.user, customer=customer, now=timezone.now())
    context = {"customer": customer, "label": _("Address"), "value": address}
    return page_or_fragment(request, "customers/revealed.html", "customers/_revealed.html", context)
