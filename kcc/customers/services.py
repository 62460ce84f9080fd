"""Writing customers. Every look and every change leaves a row in the audit log.

Values come in as typed and are stored in one spelling; the audit log gets the names of fields,
never what is in them. Merging doubles: `merging`.
"""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kcc.audit.services import record
from kcc.customers import bsn as bsns
from kcc.customers import identify
from kcc.customers.details import (
    EditConflict,
    check_name,
    checked_bsn,
    derive,
    differences,
    tidy,
)
from kcc.customers.models import ContactPoint, Customer
from kcc.lib.errors import DomainError

PHONE, EMAIL = ContactPoint.Kind.PHONE, ContactPoint.Kind.EMAIL
DERIVED = ("address_key", "search_text", "bsn_encrypted", "bsn_lookup")


# -- Making and changing -------------------------------------------------------------------------


@transaction.atomic
def create_customer(
    *, by, now, kind=Customer.Kind.PERSON, phones=(), emails=(), bsn="", **details
) -> Customer:
    """A new customer; `details` are fields of details.DETAILS, the first phone and e-mail become
    the preferred ones.

    Raises DomainError for a value that makes no sense and for a BSN that somebody else has.
    """
    customer = Customer(kind=kind, created_at=now, created_by=by, **tidy(kind, details))
    check_name(customer)
    derive(customer)
    _set_bsn(customer, checked_bsn(kind, bsn))
    points = [_point(PHONE, text) for text in phones] + [_point(EMAIL, text) for text in emails]
    with _bsn_once(customer):
        customer.save(force_insert=True)
    _add_points(customer, points)
    record(by=by, action="customer.created", obj=customer, at=now)
    return customer


def _add_points(customer, points) -> None:
    rows, kinds = {}, set()
    for point in points:
        point.customer = customer
        point.preferred = point.kind not in kinds
        kinds.add(point.kind)
        rows.setdefault((point.kind, point.value), point)
    if rows:
        ContactPoint.objects.bulk_create(rows.values())


@transaction.atomic
def update_customer(*, by, customer, version, now, bsn=None, **details) -> Customer:
    """Change the given details. `version` is the one the person saw; `bsn` None leaves it alone.

    Raises EditConflict when the file was changed since then and says something else now.
    """
    columns = tidy(customer.kind, details)
    new_bsn = None if bsn is None else checked_bsn(customer.kind, bsn)
    if customer.version != version and (found := differences(customer, columns)):
        raise EditConflict(customer, found)
    seen = customer.version
    changed = [name for name, value in columns.items() if getattr(customer, name) != value]
    for name in changed:
        setattr(customer, name, columns[name])
    check_name(customer)
    derive(customer)
    if new_bsn is not None and (bsns.lookup(new_bsn) if new_bsn else "") != customer.bsn_lookup:
        _set_bsn(customer, new_bsn)
        changed.append("bsn")
    if not changed:
        return customer
    values = {name: getattr(customer, name) for name in {*columns, *DERIVED}}
    with _bsn_once(customer):
        found = Customer.objects.filter(pk=customer.pk, version=seen)
        saved = found.update(**values, version=seen + 1)
    if not saved:
        current = Customer.objects.get(pk=customer.pk)
        raise EditConflict(current, differences(current, columns))
    customer.version = seen + 1
    detail = {"fields": sorted(name.removesuffix("_id") for name in changed)}
    record(by=by, action="customer.changed", obj=customer, detail=detail, at=now)
    return customer


def _set_bsn(customer, bsn: str) -> None:
    customer.bsn_encrypted = bsns.encrypt(bsn) if bsn else None
    customer.bsn_lookup = bsns.lookup(bsn) if bsn else ""


@contextmanager
def _bsn_once(customer):
    """The database refuses a BSN for a second customer; say so in words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        taken = Customer.objects.present().filter(bsn_lookup=customer.bsn_lookup)
        if not customer.bsn_lookup or not taken.exclude(pk=customer.pk).exists():
            raise
        raise DomainError(
            _("This BSN belongs to another customer already."), field="bsn", code="taken"
        ) from error


# -- Ways to reach a customer --------------------------------------------------------------------


def _point(kind, text, label="") -> ContactPoint:
    if kind == PHONE:
        value, wrong = identify.normalise_phone(text), _("This is not a telephone number.")
    else:
        value, wrong = identify.normalise_email(text), _("This is not an e-mail address.")
    if not value:
        raise DomainError(wrong, field=str(kind))
    return ContactPoint(kind=kind, value=value, label=(label or "").strip()[:40])


@transaction.atomic
def add_contact_point(*, by, customer, kind, value, now, label="", preferred=False):
    """A phone number or e-mail address more; the first of its kind is preferred by itself."""
    point = _point(kind, value, label)
    _locked(customer)
    present = list(customer.contact_points.filter(kind=kind))
    if any(other.value == point.value for other in present):
        raise DomainError(_("This customer has it already."), field=str(kind))
    if preferred:
        customer.contact_points.filter(kind=kind, preferred=True).update(preferred=False)
    point.customer = customer
    point.preferred = preferred or not any(other.preferred for other in present)
    point.save(force_insert=True)
    _record_points(by, customer, "customer.contact_point_added", kind, now)
    return point


@transaction.atomic
def remove_contact_point(*, by, point, now) -> None:
    """The next one of its kind becomes the preferred one when this one was."""
    customer, kind = point.customer, point.kind
    _locked(customer)
    point.delete()
    if point.preferred and (heir := customer.contact_points.filter(kind=kind).first()):
        heir.preferred = True
        heir.save(update_fields=["preferred"])
    _record_points(by, customer, "customer.contact_point_removed", kind, now)


@transaction.atomic
def prefer_contact_point(*, by, point, now) -> None:
    """This is the one to use from now on."""
    customer, kind = point.customer, point.kind
    _locked(customer)
    customer.contact_points.filter(kind=kind, preferred=True).update(preferred=False)
    point.preferred = True
    point.save(update_fields=["preferred"])
    _record_points(by, customer, "customer.contact_point_preferred", kind, now)


def _locked(customer) -> None:
    """One at a time per customer, and never a customer that was merged meanwhile."""
    found = Customer.objects.select_for_update().filter(pk=customer.pk)
    if found.values_list("merged_into", flat=True).get() is not None:
        raise DomainError(_("This customer was merged into another one."), code="merged")


def _record_points(by, customer, action, kind, now) -> None:
    record(by=by, action=action, obj=customer, detail={"kind": str(kind)}, at=now)


# -- Looking -------------------------------------------------------------------------------------


@transaction.atomic(savepoint=False)
def record_look(*, by, customer, why="", now=None) -> None:
    """Somebody opened this customer file. `why` names the activity: "page", "contact"."""
    detail = {"why": why} if why else {}
    record(by=by, action="customer.viewed", obj=customer, detail=detail, at=now)


@transaction.atomic(savepoint=False)
def record_search(*, by, found: int, now=None) -> None:
    """Somebody looked for customers: how many were shown, not what was typed."""
    record(by=by, action="customer.searched", detail={"found": found}, at=now)


@transaction.atomic
def reveal_bsn(*, by, customer, now) -> str:
    """The nine digits, for the eyes of one person once. Raises DomainError without a BSN."""
    if not customer.bsn_encrypted:
        raise DomainError(_("There is no BSN in this file."))
    bsn = bsns.decrypt(customer.bsn_encrypted)
    if not bsn:
        raise DomainError(_("This BSN was stored with another key. Ask the administrator."))
    record(by=by, action="customer.bsn_revealed", obj=customer, at=now)
    return bsn


@transaction.atomic
def reveal_address(*, by, customer, now) -> str:
    """The address of a customer under geheimhouding, for the eyes of one person once."""
    record(by=by, action="customer.address_revealed", obj=customer, at=now)
    return customer.address_line
