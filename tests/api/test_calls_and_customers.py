"""Looking for customers, and a telephone system that announces a call."""

import pytest

from contacts.models import Draft
from kcc.audit.models import AuditEvent
from kcc.customers.services import create_customer
from kcc.organisation.models import ApiToken
from tests.factories import NOW, PHONE, make_department, make_user

SEARCH, CALLS = "/api/v1/customer-searches", "/api/v1/call-events"


@pytest.fixture
def customer():
    return create_customer(
        by=None, now=NOW, given_name="Hanna", prefix="de", family_name="Wit", phones=[PHONE],
        street="Noorderstraat", house_number=12, postcode="7801AB", city="Lindenwaard",
    )  # fmt: skip


@pytest.mark.parametrize("query", ["0612345678", "de Wit", "7801 AB 12"])
def test_a_customer_is_found_by_number_name_and_address(program_of, customer, query):
    answer = program_of("agent").post(SEARCH, {"query": query})
    assert answer.json() == {
        "results": [
            {
                "id": str(customer.public_id),
                "name": "Hanna de Wit",
                "kind": "person",
                "address": "Noorderstraat 12, 7801 AB Lindenwaard",
                "confidential": False,
                "secretAddress": False,
            }
        ]
    }


def test_a_secret_address_stays_secret(program_of, customer):
    customer.secret_address = True
    customer.save(update_fields=["secret_address"])
    found = program_of("agent").post(SEARCH, {"query": "de Wit"}).json()["results"]
    assert (found[0]["address"], found[0]["secretAddress"]) == ("", True)


def test_who_may_not_see_a_customer_does_not_find_it(program_of, customer):
    handler = program_of("handler", make_department("burgerzaken"))
    assert handler.post(SEARCH, {"query": "de Wit"}).json() == {"results": []}
    customer.confidential = True
    customer.save(update_fields=["confidential"])
    found = [
        len(program_of(role).post(SEARCH, {"query": PHONE}).json()["results"])
        for role in ("agent", "kcc_lead")
    ]
    assert found == [0, 1]


def test_a_search_is_recorded_without_what_was_looked_for(program_of, customer):
    program = program_of("agent")
    program.post(SEARCH, {"query": "de Wit"})
    event = AuditEvent.objects.get(action="customer.searched")
    assert (event.actor, event.detail) == (program.user, {"found": 1})


@pytest.mark.parametrize("sent", [{}, {"query": ""}, {"query": "x" * 201}])
def test_a_search_for_nothing_is_refused(program_of, sent):
    answer = program_of("agent").post(SEARCH, sent)
    assert (answer.status_code, answer.json()["invalidParams"][0]["name"]) == (400, "query")


# -- Calls --------------------------------------------------------------------------------------


@pytest.fixture
def exchange(program_of):
    """The telephone system: a key that can do nothing else."""
    return program_of("administrator", scope=ApiToken.Scope.CALL_EVENTS)


def event(user, **changes):
    return {"callId": "c-1", "phone": "06 1234 5678", "agent": user.username} | changes


def test_a_call_becomes_a_running_contact_of_the_agent(exchange):
    agent = make_user("agent")
    answer = exchange.post(CALLS, event(agent))
    draft = Draft.objects.get()
    assert (answer.status_code, draft.user) == (202, agent)
    assert draft.data == {"channel": "telefoon", "phone": PHONE, "call_id": "c-1"}
    assert answer.json() == {"contact": f"http://testserver/contacts/running/{draft.key}/"}
    recorded = AuditEvent.objects.get(action="call.announced")
    assert (recorded.actor, recorded.object_id) == (exchange.user, str(agent.public_id))
    assert PHONE not in str(recorded.detail)


def test_the_same_call_announced_twice_is_one_contact(exchange):
    agent = make_user("agent")
    answers = [exchange.post(CALLS, event(agent)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert Draft.objects.count() == 1


def test_an_agent_is_known_by_extension_and_a_withheld_number_is_fine(exchange):
    agent = make_user("agent", phone="4127")
    assert exchange.post(CALLS, event(agent, agent="4127", phone="")).status_code == 202
    assert Draft.objects.get().user == agent


def test_nobody_is_called_when_it_is_not_clear_who(exchange):
    make_user("agent", phone="4127")
    make_user("agent", phone="4127")
    handler = make_user("handler")
    for name in ("4127", "nobody", handler.username):
        answer = exchange.post(CALLS, event(handler, agent=name))
        assert answer.json()["invalidParams"][0]["name"] == "agent"
    assert Draft.objects.count() == 0


def test_a_sixth_contact_is_not_put_on_an_agent(exchange):
    agent = make_user("agent")
    statuses = [
        exchange.post(CALLS, event(agent, callId=f"c-{number}")).status_code for number in range(6)
    ]
    assert statuses == [202] * 5 + [400]
