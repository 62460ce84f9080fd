"""The screen in which nothing is filled in is written once: it is the same as when it is not."""

import re
from uuid import uuid4

import pytest
import time_machine

from contacts.logging.workspace import Workspace
from contacts.models import Draft, Subject
from contacts.reference import forget
from tests.factories import NOW, make_case, make_customer, reference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town(db):
    reference()
    forget()
    with time_machine.travel(NOW, tick=False):
        yield


def make_draft(*, user, data):
    return Draft.objects.create(
        key=uuid4(), user=user, data=data, label="", started_at=NOW, saved_at=NOW
    )


def screen(client, path="/contacts/new"):
    """Without what differs between two requests: tokens, the key of the contact, and its start."""
    page = client.get(path).content.decode()
    fresh = r'(X-CSRFToken": |csrfmiddlewaretoken" value=|name="started" value=)"[^"]*"'
    page = re.sub(fresh, "", page)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", page)


def written_anew(client, path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "blank", None)
        return screen(client, path)


ADDRESSES = [
    "/contacts/new",
    "/contacts/new?channel=balie",
    "/contacts/new?channel=email",
    "/contacts/new?phone=0612345678",
    "/contacts/new?call_id=x1",
]


@pytest.mark.parametrize("path", ADDRESSES)
def test_is_the_same_as_written_anew(client_of, monkeypatch, path):
    client = client_of("agent")
    for other in ADDRESSES:
        screen(client, other)
    assert screen(client, path) == written_anew(client, path, monkeypatch)


def test_of_a_customer_or_a_case_is_written_anew(client_of, monkeypatch):
    client = client_of("agent")
    case = make_case(customer=make_customer(phones=["+31612345678"]))
    plain = screen(client)
    for path in (
        f"/contacts/new?customer={case.customer.public_id}",
        f"/contacts/new?case={case.public_id}",
    ):
        assert screen(client, path) == written_anew(client, path, monkeypatch) != plain


def test_of_a_running_contact(client_of, monkeypatch):
    client = client_of("agent")
    plain = make_draft(user=client.user, data={"channel": "telefoon", "q0-note": ""})
    filled = make_draft(user=client.user, data={"channel": "telefoon", "q0-note": "Een vraag"})
    for draft in (plain, filled, plain):
        path = f"/contacts/running/{draft.key}/"
        found = screen(client, path)
        assert found == written_anew(client, path, monkeypatch)
        assert ("Een vraag" in found) == (draft == filled)


def test_in_the_language_of_the_person(client_of):
    client = client_of("agent")
    dutch = screen(client)
    client.user.language = "en"
    client.user.save(update_fields=["language"])
    english = screen(client)
    assert (">Onderwerp<" in dutch, ">Onderwerp<" in english) == (True, False)
    assert (">Subject<" in english, screen(client) == english) == (True, True)


def test_knows_a_subject_that_was_added(client_of):
    client = client_of("agent")
    assert "Vleermuizen" not in screen(client)
    subject = Subject.objects.filter(active=True).first()
    subject.name = "Vleermuizen"
    subject.save(update_fields=["name"])
    forget()
    assert "Vleermuizen" in screen(client)
