"""A case with words for its customer, the code to it, and a visitor who came in."""

import pytest
import time_machine

from cases.following.services import confirm_receipt
from cases.models import CaseType, StatusType
from contacts import reference as lists
from contacts.models import Outcome
from kcc.organisation.models import Channel
from tests.contacts.following.pages import enter
from tests.factories import NOW, make_case, make_customer, make_user, reference

SECRETS = {
    "description": "Mijn buurman Achternaam drinkt",
    "location": "Kanaalstraat 8",
    "details": {"toelichting": "Diagnose van de huisarts"},
}


@pytest.fixture
def frozen():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def case(frozen):
    ref = reference()
    CaseType.objects.update(
        public_name="uw aanvraag voor een vergunning", public_name_en="your request for a permit"
    )
    words = {
        "Ontvangen": ("Ontvangen", "Received", "Wij hebben het.", "We have it."),
        "In behandeling": ("Wij kijken ernaar", "We look at it", "", ""),
        "Afgehandeld": ("Klaar", "Done", "", ""),
    }
    for name, (dutch, english, text, text_en) in words.items():
        StatusType.objects.filter(name=name).update(
            public_name=dutch, public_name_en=english, public_text=text, public_text_en=text_en
        )
    Outcome.objects.create(code="aan_zaak_toegevoegd", name="Aan zaak", category="case", order=20)
    Channel.objects.create(code="webformulier", name="Webformulier", kind="written", order=9)
    lists.forget()
    customer = make_customer(family_name="Geheimenaam", emails=("hanna@voorbeeld.nl",))
    handler = make_user("handler", ref.department["vergunningen"], language="en")
    return make_case(customer=customer, handler=handler, **SECRETS)


@pytest.fixture
def code(case):
    return confirm_receipt(by=None, case=case, now=NOW)


@pytest.fixture
def visitor(client, case, code):
    assert enter(client, case.number, code).status_code == 302
    return client
