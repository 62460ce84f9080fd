"""From the page of a customer back into a contact that is still going on."""

from uuid import uuid4

import pytest

from contacts.logging.drafts import save_draft
from contacts.models import Draft
from tests.factories import NOW, make_customer, make_user, reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client_of):
    reference()
    return client_of("agent")


def draft_of(user, **data):
    return save_draft(
        user=user, key=uuid4(), data=data, revision=1, now=NOW, started_at=NOW, label="Parkeren"
    )


def test_a_customer_is_linked_to_a_running_contact(agent):
    customer = make_customer(salutation="Mevrouw")
    draft = draft_of(agent.user, **{"q0-note": "Vraagt iets.", "find": "wit"})
    assert "Parkeren" in agent.get(f"/customers/{customer.public_id}/").content.decode()
    address = f"/contacts/running/{draft.key}/customer/{customer.public_id}/"
    response = agent.post(address)
    assert response.headers["Location"] == f"/contacts/running/{draft.key}/"
    draft = Draft.objects.get()
    assert draft.data == {
        "q0-note": "Vraagt iets.", "find": "", "customer": str(customer.public_id),
    }  # fmt: skip
    assert (draft.label, draft.revision) == ("Mevrouw De Wit", 2)


def test_a_contact_of_somebody_else_or_that_is_over_is_refused(agent):
    customer = make_customer()
    other = draft_of(make_user("agent"))
    for key in (other.key, uuid4()):
        response = agent.post(f"/contacts/running/{key}/customer/{customer.public_id}/")
        assert response.headers["Location"] == f"/customers/{customer.public_id}/"
    assert Draft.objects.get().data == {}
