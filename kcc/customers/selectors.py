"""Reading customers."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, Q, UUIDField
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kcc.customers import bsn as bsns
from kcc.customers import identify
from kcc.customers.likeness import likeness
from kcc.customers.models import ContactPoint, Customer, Merge
from kcc.lib.ready import Ready, give

PHONE, EMAIL = ContactPoint.Kind.PHONE, ContactPoint.Kind.EMAIL


def visible_customers(*, access, user):
    """The customers this person may see, without merged records."""
    return Customer.objects.present().visible_to(access, user)


def customer_for(*, public_id, access, user, reached: bool = True) -> Customer:
    """One customer with ways to reach it; Customer.DoesNotExist when not for these eyes.

    The id of a record that was merged gives the customer it was merged into. Not `reached`: without
    the ways to reach it, and a statement less.
    """
    found = _present(access, public_id=public_id)
    if not found:
        raise Customer.DoesNotExist
    if reached:
        give_points(found[0])
    return found[0]


def give_points(customer: Customer) -> None:
    """The ways to reach this customer, for who has them not yet; at most one statement."""
    if "contact_points" not in getattr(customer, "_prefetched_objects_cache", ()):
        give([customer], "contact_points", points_of(customer=customer.pk), "customer_id")


def _now_at(public_id):
    now_at = Coalesce("merged_into__merged_into", "merged_into", "pk")
    return Customer.objects.filter(public_id=public_id).annotate(now_at=now_at).values("now_at")


_present = Ready(
    lambda access, *, public_id: (
        visible_customers(access=access, user=None)
        .select_related("preferred_channel")
        .filter(pk__in=_now_at(public_id))
    ),
    public_id=UUIDField(),
)
points_of = Ready(
    lambda *, customer: ContactPoint.objects.filter(customer=customer), customer=BigIntegerField()
)


def reached_by(*, phone: str = "", email: str = "", access, user, limit: int = 6) -> list[Customer]:
    """Customers with this number (E.164) or e-mail address (normalised); one statement."""
    if not (phone or email):
        return []
    values = {"phone": phone, "email": email}
    return _owners(access, limit, **{name: value for name, value in values.items() if value})


def _points(phone=None, email=None) -> Q:
    points = Q(kind=PHONE, value=phone) if phone else Q(pk__in=[])
    return points | Q(kind=EMAIL, value=email) if email else points


_owners = Ready(
    lambda access, limit, **values: (
        visible_customers(access=access, user=None)
        .filter(pk__in=ContactPoint.objects.filter(_points(**values)).values("customer"))
        .order_by("family_name", "organisation_name", "pk")[:limit]
    ),
    phone=CharField(),
    email=CharField(),
)


def merges_of(customer) -> list[Merge]:
    """The merges into this customer that can still be undone, newest first; one statement."""
    merges = Merge.objects.filter(kept=customer, undone_at__isnull=True)
    return list(merges.select_related("merged", "by").order_by("-at", "-pk"))


# -- Doubles -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Double:
    """A customer who may be the same one, and what they have in common."""

    customer: Customer
    reasons: list[str]


DOUBLES = 8
# How alike two last names at one address must be: Jansen and Janssen are, Jansen and Bakker not.
SAME_NAME = 0.6


def possible_doubles(
    *, access, user, kind, name="", phones=(), emails=(), bsn="", kvk_number="", postcode="",
    house_number=None, exclude=None,
) -> list[Double]:  # fmt: skip
    """Customers with the same phone, e-mail, BSN or KvK number, or a like name at one address.

    Only customers this person may see; a secret address is never compared, as the answer would
    tell where somebody lives. Two statements at most.
    """
    values = {(PHONE, identify.normalise_phone(text)) for text in phones}
    values |= {(EMAIL, identify.normalise_email(text)) for text in emails}
    points = Q(pk__in=[])
    for point_kind, value in values:
        if value:
            points |= Q(kind=point_kind, value=value)
    shared: dict[int, set[str]] = {}
    for row in ContactPoint.objects.filter(points).values_list("customer", "kind"):
        shared.setdefault(row[0], set()).add(row[1])
    same = Q(pk__in=list(shared))
    if digits := identify.compact_bsn(bsn):
        same |= Q(bsn_lookup=bsns.lookup(digits)) & ~Q(bsn_lookup="")
    if kvk_number:
        same |= Q(kvk_number=kvk_number) & ~Q(kvk_number="")
    code = identify.normalise_postcode(postcode)
    if code and house_number:
        same |= Q(postcode=code, house_number=house_number, secret_address=False)
    rows = visible_customers(access=access, user=user).filter(same, kind=kind).order_by("pk")
    if exclude is not None:
        rows = rows.exclude(pk=exclude.pk)
    found = []
    for row in rows[:50]:
        reasons = [_SAME[each]() for each in sorted(shared.get(row.pk, ()))]
        if digits and row.bsn_lookup == bsns.lookup(digits):
            reasons.append(_("same BSN"))
        if kvk_number and row.kvk_number == kvk_number:
            reasons.append(_("same KvK number"))
        at_home = code and (row.postcode, row.house_number) == (code, house_number)
        if at_home and not row.secret_address and _same_name(name, row):
            reasons.append(_("same address and name"))
        if reasons:
            found.append(Double(row, reasons))
    return sorted(found, key=lambda double: -len(double.reasons))[:DOUBLES]


_SAME = {
    str(PHONE): lambda: _("same telephone number"),
    str(EMAIL): lambda: _("same e-mail address"),
}


def _same_name(name: str, customer: Customer) -> bool:
    """The last words of both: the family name, or the end of the name of an organisation."""
    one = identify.plain_words(name).split()
    other = identify.plain_words(customer.family_name or customer.organisation_name).split()
    return bool(one and other) and likeness(one[-1], other[-1]) >= SAME_NAME


def doubles_of(customer: Customer, *, access, user) -> list[Double]:
    """Other records that may be this customer; its ways to reach it are loaded."""
    points = list(customer.contact_points.all())
    return possible_doubles(
        access=access,
        user=user,
        kind=customer.kind,
        name=customer.family_name or customer.organisation_name,
        phones=[point.value for point in points if point.kind == PHONE],
        emails=[point.value for point in points if point.kind == EMAIL],
        bsn=bsns.decrypt(customer.bsn_encrypted) if customer.bsn_encrypted else "",
        kvk_number=customer.kvk_number,
        postcode="" if customer.secret_address else customer.postcode,
        house_number=customer.house_number,
        exclude=customer,
    )
