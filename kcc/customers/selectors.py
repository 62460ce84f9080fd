"""Reading customers."""

from django.db.models import Q

from kcc.customers.models import ContactPoint, Customer


def visible_customers(*, access, user):
    """The customers this person may see, without merged records."""
    return Customer.objects.present().visible_to(access, user)


def customer_for(*, public_id, access, user) -> Customer:
    """One customer with ways to reach it; Customer.DoesNotExist when not for these eyes."""
    return (
        visible_customers(access=access, user=user)
        .select_related("preferred_channel")
        .with_contact_points()
        .get(public_id=public_id)
    )


def reached_by(*, phone: str = "", email: str = "", access, user, limit: int = 6) -> list[Customer]:
    """Customers with this number (E.164) or e-mail address (normalised); one statement."""
    if not (phone or email):
        return []
    points = Q(kind=ContactPoint.Kind.PHONE, value=phone) if phone else Q(pk__in=[])
    if email:
        points |= Q(kind=ContactPoint.Kind.EMAIL, value=email)
    owners = ContactPoint.objects.filter(points).values("customer")
    return list(
        visible_customers(access=access, user=user)
        .filter(pk__in=owners)
        .order_by("family_name", "organisation_name", "pk")[:limit]
    )
