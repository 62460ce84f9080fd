"""The page on which a colleague makes a code, the letter, and the administration of the words."""

import re
from datetime import timedelta

import pytest

from cases.following.loading import load
from cases.following.services import open_with_code
from cases.models import CaseMessage, Confidentiality, FollowCode
from tests.factories import NOW, make_case, make_customer, make_department, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    reference()
    load()
    return make_case(customer=make_customer(salutation="Mevrouw"))


def address(case):
    return f"/cases/{case.public_id}/follow-code/"


def code_on(answer) -> str:
    return re.findall(r'class="code-shown">([^<]+)<', answer.content.decode())[1]


@pytest.mark.parametrize("role", ["agent", "kcc_lead", "handler", "head"])
def test_who_helps_the_customer_makes_a_code(client_of, case, role):
    client = client_of(role)
    assert client.get(address(case)).status_code == 200
    answer = client.post(address(case))
    assert answer.status_code == 200
    found = open_with_code(
        number=case.number, code=code_on(answer), sender="", now=NOW + timedelta(days=1)
    )
    assert found.case == case


@pytest.mark.parametrize("role", ["manager", "board", "administrator", "privacy_officer"])
def test_others_do_not(client_of, case, role):
    assert client_of(role).post(address(case)).status_code == 403
    assert not FollowCode.objects.exists()


def test_another_department_does_not_see_it(client_of, case):
    assert client_of("handler", make_department("burgerzaken")).get(
        address(case)
    ).status_code == 404  # fmt: skip


def test_closed_case_gets_no_new_code(client_of, case):
    case.closed_at, case.result = NOW, case.case_type.result_types.first()
    case.save(update_fields=["closed_at", "result"])
    assert client_of("handler").post(address(case)).status_code == 403


def test_code_is_shown_once(client_of, case):
    client = client_of("agent")
    code = code_on(client.post(address(case)))
    page = client.get(address(case)).content.decode()
    assert code not in page
    assert "code-shown" not in page


def test_type_that_nobody_follows_offers_none(client_of, case):
    case.case_type.followable = False
    case.case_type.save(update_fields=["followable"])
    client = client_of("agent")
    assert f'action="{address(case)}"' not in client.get(address(case)).content.decode()
    assert client.post(address(case)).status_code == 422


def test_letter_has_address_number_code_and_page(client_of, case):
    answer = client_of("agent").post(address(case))
    letter = answer.context["letter"]
    assert letter.to == ["Mevrouw De Wit", "Noorderstraat 12a", "7801 AB  Lindenwaard"]
    for part in (case.number, code_on(answer), "http://testserver/volg/", "5 januari 2027"):
        assert part in letter.text, part


@pytest.mark.parametrize("secret", ["address", "case", "nobody"])
def test_secret_address_is_not_printed(client_of, case, secret):
    if secret == "address":
        case.customer.secret_address = True
        case.customer.save(update_fields=["secret_address"])
    elif secret == "case":
        case.confidentiality = Confidentiality.CONFIDENTIAL
    else:
        case.customer = None
    case.save()
    client = client_of("handler")
    answer = client.post(address(case))
    assert answer.context["letter"].to == []
    assert "Noorderstraat" not in answer.content.decode()


def test_page_costs_at_most_nine_statements(client_of, case):
    client = client_of("agent")
    with statements() as ran:
        client.get(address(case))
    assert len(ran) <= 6, ran
    with statements() as ran:
        client.post(address(case))
    assert len(ran) <= 9, ran


# -- The words, in the administration ---------------------------------------------------------


def change(client, **values):
    message = CaseMessage.objects.get(kind="status")
    data = {"subject": message.subject, "body": message.body, "body_en": "", "active": "on"}
    return client.post(f"/admin/cases/casemessage/{message.pk}/change/", data | values)


def test_administrator_changes_the_words(client_of, case):
    answer = change(client_of("administrator"), subject="Nieuws over {number}", body="Zie {link}")
    assert answer.status_code == 302
    message = CaseMessage.objects.get(kind="status")
    assert (message.subject, message.body, message.body_en) == (
        "Nieuws over {number}", "Zie {link}", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        {"body": "Beste {naam}"},
        {"body": "Een los haakje {"},
        {"body_en": "Dear {name}"},
        {"subject": "Uw code is {code}"},
        {"subject": "Nieuws over {case}"},
    ],
)
def test_what_cannot_be_filled_in_or_tells_too_much_is_refused(client_of, case, values):
    before = CaseMessage.objects.get(kind="status").body
    assert change(client_of("administrator"), **values).status_code == 200
    assert CaseMessage.objects.get(kind="status").body == before


def test_loading_leaves_changed_words_alone(client_of, case):
    change(client_of("administrator"), body="Eigen woorden")
    load()
    assert CaseMessage.objects.get(kind="status").body == "Eigen woorden"
    load(update=True)
    assert CaseMessage.objects.get(kind="status").body != "Eigen woorden"
