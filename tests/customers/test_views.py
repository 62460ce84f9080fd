"""Pages of customers: who may, what is shown, and nothing in an address."""

from uuid import uuid4

import pytest

from kcc.customers.merging import merge_customers
from kcc.customers.models import ContactPoint, Customer
from kcc.organisation.access import FRONT_OFFICE, WORKERS
from kcc.organisation.models import Role
from tests.customers.pages import BSN, HTMX, actions, text, url
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_contact,
    make_customer,
    make_department,
    make_user,
)
from tests.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]


# -- Who may -------------------------------------------------------------------------------------


def pages(customer, point, merge):
    """(method, address, roles that may) of every page here."""
    return [
        ("get", url(customer), WORKERS),
        ("get", "/customers/new/", FRONT_OFFICE),
        ("post", "/customers/new/", FRONT_OFFICE),
        ("get", url(customer, "edit/"), FRONT_OFFICE),
        ("post", url(customer, "edit/"), FRONT_OFFICE),
        ("post", url(customer, "bsn/"), WORKERS),
        ("post", url(customer, "address/"), FRONT_OFFICE),
        ("post", url(customer, "points/"), FRONT_OFFICE),
        ("post", url(customer, f"points/{point.public_id}/prefer/"), FRONT_OFFICE),
        ("post", url(customer, f"points/{point.public_id}/remove/"), FRONT_OFFICE),
        ("get", url(customer, "merge/"), FRONT_OFFICE),
        ("post", url(customer, "merge/"), FRONT_OFFICE),
        ("post", url(customer, f"unmerge/{merge.public_id}/"), FRONT_OFFICE),
        ("post", f"/contacts/running/{uuid4()}/customer/{customer.public_id}/", FRONT_OFFICE),
    ]


@pytest.fixture
def somebody(town):
    customer = make_customer(bsn=BSN, secret_address=True)
    make_case(customer=customer)
    merge = merge_customers(
        by=make_user("kcc_lead"), kept=customer, merged=make_customer(phones=()), now=NOW
    )
    return customer, ContactPoint.objects.get(customer=customer), merge


@pytest.mark.parametrize("role", Role)
def test_pages_by_role(client_of, somebody, role):
    client, wanted = client_of(role), pages(*somebody)
    seen = {(m, a): getattr(client, m)(a).status_code != 403 for m, a, _ in wanted}
    assert seen == {(m, a): role in roles for m, a, roles in wanted}


def test_pages_for_nobody_ask_to_log_in(client, somebody):
    for method, address, _ in pages(*somebody):
        response = getattr(client, method)(address)
        assert (response.status_code, response.url.startswith("/login/")) == (302, True), address


def test_pages_of_a_customer_of_another_department_are_not_there(client_of, somebody):
    client = client_of("handler", department=make_department("burgerzaken"))
    for method, address, roles in pages(*somebody):
        if roles == WORKERS:
            assert getattr(client, method)(address).status_code == 404, address


def test_pages_of_a_confidential_customer_are_not_there_for_an_agent(agent, somebody):
    Customer.objects.update(confidential=True)
    for method, address, _ in pages(*somebody):
        if somebody[0].public_id.hex in address.replace("-", "") and "running" not in address:
            assert getattr(agent, method)(address).status_code == 404, address


def test_pages_refuse_the_wrong_method(agent, somebody):
    for method, address, _ in pages(*somebody):
        assert agent.put(address).status_code == 405, address
        if method == "post" and ("get", address) not in {(m, a) for m, a, _ in pages(*somebody)}:
            assert agent.get(address).status_code == 405, address


# -- The page ------------------------------------------------------------------------------------


def test_page_shows_the_customer_masked_and_records_the_look(agent):
    customer = make_customer(bsn=BSN, emails=["hanna@example.org"])
    make_callback(customer=customer)
    page = text(agent.get(url(customer)))
    for shown in ("Hanna de Wit", "******782", "06 12345678", "hanna@example.org", "Dakkapel"):
        assert shown in page, shown
    assert BSN not in page
    assert actions(customer) == ["customer.created", "customer.viewed"]


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_fourteen_statements(agent, count):
    customer = make_customer(bsn=BSN)
    for number in range(count):
        make_callback(customer=customer)
        make_case(customer=customer)
        double = make_customer(phones=[f"061234560{number}"])
        merge_customers(by=agent.user, kept=customer, merged=double, now=NOW)
    agent.get(url(customer))
    with statements() as ran:
        assert agent.get(url(customer)).status_code == 200
    assert len(ran) == 14


def test_page_of_a_secret_address_hides_it(agent, client_of):
    customer = make_customer(secret_address=True)
    make_contact(customer=customer, subject="VG01")
    handler = client_of("handler")
    for client in (agent, handler):
        page = text(client.get(url(customer)))
        assert "Vertel niemand" in page
        assert "Noorderstraat" not in page
    assert "/address/" in text(agent.get(url(customer)))
    assert "/address/" not in text(handler.get(url(customer)))


def test_page_of_a_merged_record_leads_to_the_kept_one(agent):
    kept, merged = make_customer(), make_customer()
    merge_customers(by=agent.user, kept=kept, merged=merged, now=NOW)
    assert agent.get(url(merged)).headers["Location"] == url(kept)
    assert "customer.viewed" not in actions(merged)


def test_page_lists_contacts_by_page(agent):
    customer = make_customer()
    for _ in range(26):
        make_contact(customer=customer)
    first = agent.get(url(customer)).context["page"]
    assert len(first) == 25
    second = agent.get(url(customer), {"after": str(first.next)}).context["page"]
    assert len(second) == 1


# -- Revealing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("headers", "template"), [(HTMX, "_revealed"), ({}, "revealed")])
def test_reveal_shows_once_and_records(agent, headers, template):
    customer = make_customer(bsn=BSN, secret_address=True)
    for what, shown in (("bsn", BSN), ("address", "Noorderstraat 12a, 7801 AB Lindenwaard")):
        response = agent.post(url(customer, f"{what}/"), headers=headers)
        assert shown in text(response)
        assert response.templates[0].name == f"customers/{template}.html"
        assert "no-store" in response.headers["Cache-Control"]
    assert BSN not in text(agent.get(url(customer)))
    assert actions(customer) == [
        "customer.created",
        "customer.bsn_revealed",
        "customer.address_revealed",
        "customer.viewed",
    ]


def test_reveal_without_a_bsn_says_so(agent):
    customer = make_customer()
    assert agent.post(url(customer, "bsn/"), follow=True).status_code == 200
    assert actions(customer) == ["customer.created", "customer.viewed"]
