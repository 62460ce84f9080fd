"""Linking a customer to a contact that is still going on."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from contacts.logging.answering import forget, known_of
from contacts.models import Draft
from kcc.customers.models import Customer
from kcc.customers.services import record_look
from kcc.lib.errors import DomainError


@transaction.atomic
def use_in_contact(*, by, key, customer, now) -> Draft:
    """The running contact `key` of this person is with this customer.

    Raises DomainError when it is not running any more.
    """
    draft = Draft.objects.select_for_update().filter(key=key, user=by).first()
    if draft is None:
        raise DomainError(_("This contact is no longer running."))
    _forget_other(draft.data, customer)
    draft.data |= {"customer": str(customer.public_id), "find": ""}
    draft.label = customer.formal_name[:80]
    draft.saved_at = now
    # A save of the screen that was sent before this one may not undo it.
    draft.revision = F("revision") + 1
    draft.save(update_fields=["data", "label", "saved_at", "revision"])
    record_look(by=by, customer=customer, why="contact", now=now)
    return draft


def _forget_other(data: dict, customer) -> None:
    """What was filled in of another customer goes: an answer would go to the wrong person."""
    linked = data.get("customer", "")
    if not linked or linked == str(customer.public_id):
        return
    other = Customer.objects.with_contact_points().filter(public_id=linked).first()
    if other is not None:
        forget(data, known_of(data, other))
