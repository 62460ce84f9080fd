"""Coming to the page on which a customer follows a case, and how long it stays open."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from cases.following import limits
from cases.following.services import make_code
from contacts.following.senders import network_of
from contacts.following.views.session import KEY, LASTS
from contacts.models import Contact
from kcc.audit.models import AuditEvent
from tests.contacts.following.pages import (
    ASK,
    CASE,
    EN_ASK,
    EN_CASE,
    EN_START,
    QUESTION,
    START,
    STOP,
    ask,
    enter,
    text_of,
)
from tests.factories import NOW, make_user
from tests.statements import statements

pytestmark = pytest.mark.django_db
WRONG = "00000-00000"


# -- Coming in --------------------------------------------------------------------------------


def test_first_page_needs_no_log_in_and_writes_nothing(client, db):
    with statements() as ran:
        answer = client.get(START)
    assert (answer.status_code, len(ran)) == (200, 0)
    assert "sessionid" not in answer.cookies


def test_number_and_code_open_the_case(client, case, code):
    answer = enter(client, f" {case.number.lower()} ", code.lower().replace("-", " "))
    assert (answer.status_code, answer["Location"]) == (302, CASE)
    assert client.get(CASE).status_code == 200


def test_no_address_says_which_case_it_is(visitor, case, code):
    page = visitor.get(CASE).content.decode()
    for address in re.findall(r'(?:href|action)="([^"]*)"', page):
        assert case.number not in address
        assert str(case.public_id) not in address
        assert code not in address


def test_wrong_number_and_wrong_code_get_the_same_answer(client, case, code):
    pages = []
    for number in (case.number, "Z-2026-999999", "geen nummer"):
        answer = enter(Client(REMOTE_ADDR="192.0.2.9"), number, WRONG)
        assert answer.status_code == 422
        assert "sessionid" not in answer.cookies
        page = answer.content.decode().replace(number, "")
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
    assert pages[0] == pages[1] == pages[2]
    assert "Wij vinden geen zaak met dit nummer en deze code." in pages[0]


def test_wrong_number_and_wrong_code_cost_the_same_statements(case, code):
    def cost(number, sender):
        client = Client(REMOTE_ADDR=sender)
        with statements() as ran:
            enter(client, number, WRONG)
        return [" ".join(sql.split()[:3]) for sql in ran]

    assert cost(case.number, "192.0.2.1") == cost("Z-2026-999999", "192.0.2.2")


def test_empty_form_asks_for_both(client, case):
    answer = client.post(START, {})
    assert answer.status_code == 422
    assert "Vul uw zaaknummer in." in text_of(answer)
    assert "Vul de code in." in text_of(answer)


def test_what_was_typed_stays(client, case):
    page = enter(client, "Z-2026-1", "K7M2P").content.decode()
    assert 'value="Z-2026-1"' in page
    assert 'value="K7M2P"' in page


def test_too_many_wrong_codes_are_answered_with_a_time(client, case, code):
    for each in range(limits.WRONG_FOR_NUMBER.most):
        enter(Client(REMOTE_ADDR=f"192.0.2.{each}"), case.number, WRONG)
    answer = enter(client, case.number, code)
    assert answer.status_code == 429
    assert "Vanaf 11:00 kunt u het weer proberen." in text_of(answer)
    assert client.get(CASE).status_code == 302


def test_sender_is_not_written_down(client, case, code):
    enter(Client(REMOTE_ADDR="192.0.2.77"), case.number, WRONG)
    enter(client, case.number, code)
    assert set(AuditEvent.objects.filter(action="case.followed").values_list("origin")) == {
        ("follow",)
    }


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "20010db800010002/64"),
        ("2001:db8:1:2:bbbb::9", "20010db800010002/64"),
        ("onzin", ""),
    ],
)
def test_whoever_has_a_network_is_one_sender(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize("url", [CASE, ASK, EN_CASE, EN_ASK])
def test_without_the_code_there_is_nothing(client, case, code, url):
    answer = client.get(url)
    assert (answer.status_code, answer["Location"]) == (302, EN_START if "en" in url else START)
    assert client.post(ASK, {"text": "x"}).status_code == 302
    assert not Contact.objects.exists()


def test_headers_keep_the_page_out_of_search_engines_and_memory(visitor):
    answer = visitor.get(CASE)
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_page_runs_no_script_and_knows_no_colleague(visitor):
    page = visitor.get(CASE).content.decode()
    assert "<script" not in page
    assert "data-user" not in page


def test_forged_form_is_refused(case, code):
    strict = Client(enforce_csrf_checks=True)
    assert enter(strict, case.number, code).status_code == 403


# -- How long it is open ----------------------------------------------------------------------


def test_page_closes_after_half_an_hour(visitor, frozen):
    frozen.shift(LASTS - timedelta(seconds=1))
    assert visitor.get(CASE).status_code == 200
    frozen.shift(timedelta(seconds=2))
    answer = visitor.get(CASE, follow=True)
    assert answer.redirect_chain == [(START, 302)]
    assert "Deze pagina was een half uur open" in text_of(answer)


def test_what_somebody_was_writing_is_taken_after_that(visitor, case, frozen):
    frozen.shift(LASTS + timedelta(hours=1))
    assert ask(visitor, text="  ").status_code == 422
    answer = visitor.post(EN_ASK, QUESTION | {"key": str(uuid4())}, follow=True)
    assert [url for url, _status in answer.redirect_chain] == [EN_CASE, EN_START]
    assert "Your message has reached us." in text_of(answer)
    assert Contact.objects.get().questions.get().case == case
    frozen.shift(timedelta(hours=4))
    assert ask(visitor)["Location"] == START


def test_closing_it_leaves_nothing(visitor):
    answer = visitor.post(STOP, follow=True)
    assert answer.redirect_chain == [(START, 302)]
    assert KEY not in visitor.session
    assert visitor.get(CASE).status_code == 302


def test_new_code_closes_the_page(visitor, case):
    make_code(by=make_user("agent"), case=case, now=NOW)
    assert visitor.get(CASE).status_code == 302


def test_session_gets_a_new_id(client, case, code):
    enter(client, case.number, code)
    first = client.session.session_key
    enter(client, case.number, code)
    assert client.session.session_key != first


def test_colleague_stays_logged_in(client_of, case, code):
    client = client_of("agent")
    enter(client, case.number, code)
    assert client.get(CASE).status_code == 200
    assert client.get("/cases/").status_code == 200
