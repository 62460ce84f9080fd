"""Reading customers."""

from kcc.customers.models import Customer


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
