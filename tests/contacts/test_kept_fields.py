"""Fields that are written once: the page is the same as when each is written anew."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from contacts.logging.kept_fields import KeptFields
from contacts.logging.workspace import Workspace
from contacts.reference import reference as warm
from kcc.customers.models import Customer
from kcc.organisation.calendars import snapshot
from tests.factories import make_customer, reference

pytestmark = pytest.mark.django_db
BACKGROUND = {"HTTP_HX_REQUEST": "true"}
PIECES = [name for name in vars(KeptFields) if not name.startswith("_")]
USUAL = {
    "channel": "telefoon", "direction": "inbound", "questions": "2", "q0-subject": "Dakkapel",
    "q0-note": "Hoe lang duurt het?", "q1-note": "",
}  # fmt: skip
FILLED = [
    {},
    {"q0-category": "callback", "q0-best_time": "morning", "q0-urgent": "on"},
    {"q0-category": "transferred", "q0-transfer_department": "vergunningen"},
    {"q0-transfer_department": "<b>nergens</b>", "q1-category": "<i>", "q0-reason": "onbekend"},
    {"q0-transfer_to": "Piet", "q0-already_said": "Morgen", "q0-referred_to": "Belastingdienst"},
    {"q0-transfer_warm": "warm", "q0-transfer_reached": "yes", "q0-transfer_wait_seconds": "30"},
    {"caller_name": "Jansen", "channel": "balie", "direction": "outbound"},
    {"email": "a@example.nl", "location": "Markt 1", "confidential": "on"},
    {"channel": "geen", "q0-callback_department": "vergunningen", "q1-callback_department": "x"},
]


def page(client, url, typed):
    data = USUAL | typed | {"customer": str(Customer.objects.get().public_id)}
    assert client.post(url, data | {"action": "refresh"}, **BACKGROUND).status_code == 200
    return without_moments(client.get(url).content.decode())


def without_moments(text):
    """But for what is another one each time."""
    text = re.sub(r'name="(csrfmiddlewaretoken|started|shown|revision)"[^>]*>', "", text)
    return re.sub(r'data-seconds="\d+"|\d+:\d\d|nonce="[^"]*"|hx-headers[^>]*', "", text)


def test_the_same_as_written_anew(client_of, monkeypatch):
    reference()
    warm()
    snapshot()
    agent = client_of("agent")
    make_customer()
    url = reverse("contacts:running", args=[uuid4()])
    # Twice: what one page wrote is in the next one.
    kept = [[page(agent, url, typed) for typed in FILLED] for _ in range(2)]
    with monkeypatch.context() as patched:
        for piece in PIECES:
            patched.setattr(KeptFields, piece, None)
        patched.setattr(Workspace, "print_of_contact", None)
        patched.setattr(Workspace, "blank", None)
        anew = [page(agent, url, typed) for typed in FILLED]
    assert kept == [anew, anew]
    assert len(set(anew)) == len(FILLED)
