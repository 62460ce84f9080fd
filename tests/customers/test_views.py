"""Pages of customers: who may, what happens, nothing lost and nothing in an address."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kcc.audit.models import AuditEvent
from kcc.customers import bsn as bsns
from kcc.customers.merging import merge_customers
from kcc.customers.models import ContactPoint, Customer, Merge
from kcc.customers.services import update_customer
from kcc.organisation.access import FRONT_OFFICE, WORKERS
from kcc.organisation.models import Role
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_contact,
    make_customer,
    make_department,
    make_user,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
BSN = "123456782"
NEW = {"kind": "person", "family_name": "Wit", "given_name": "Hanna"}


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def town():
    return reference()


@pytest.fixture
def agent(client_of, town):
    return client_of("agent")


def url(customer, rest=""):
    return f"/customers/{customer.public_id}/{rest}"


def text(response):
    return response.content.decode()


def actions(customer):
    events = AuditEvent.objects.filter(object_id=str(customer.public_id)).order_by("id")
    return [event.action for event in events]


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
def test_page_costs_twelve_statements(agent, count):
    customer = make_customer(bsn=BSN)
    for number in range(count):
        make_callback(customer=customer)
        make_case(customer=customer)
        double = make_customer(phones=[f"061234560{number}"])
        merge_customers(by=agent.user, kept=customer, merged=double, now=NOW)
    agent.get(url(customer))
    with statements() as ran:
        assert agent.get(url(customer)).status_code == 200
    assert len(ran) == 12


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


# -- A new customer --------------------------------------------------------------------------------


def test_new_person(agent):
    response = agent.post("/customers/new/", NEW | {"phone": "06 12 34 56 78", "bsn": BSN})
    customer = Customer.objects.get()
    assert response.headers["Location"] == url(customer)
    assert (customer.full_name, bsns.decrypt(customer.bsn_encrypted)) == ("Hanna Wit", BSN)
    assert customer.contact_points.get().value == "+31612345678"
    assert customer.created_by == agent.user


def test_new_organisation(agent):
    assert "KvK" in text(agent.get("/customers/new/", {"kind": "organisation"}))
    agent.post(
        "/customers/new/",
        {"kind": "organisation", "organisation_name": "Korenaar", "kvk_number": "68 75 01 10"},
    )
    assert Customer.objects.get().kvk_number == "68750110"


def test_new_keeps_everything_when_something_is_wrong(agent):
    sent = NEW | {"phone": "12", "email": "hanna", "bsn": "123456783", "city": "Lindenwaard"}
    response = agent.post("/customers/new/", sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"phone", "email", "bsn"}
    page = text(response)
    assert "error-summary" in page
    for value in ("Lindenwaard", "Hanna", 'value="12"', 'value="hanna"'):
        assert value in page
    assert Customer.objects.count() == 0


def test_new_shows_possible_doubles_first(agent):
    known = make_customer()
    sent = NEW | {"phone": "0612345678"}
    response = agent.post("/customers/new/", sent)
    assert response.status_code == 422
    assert url(known) in text(response)
    assert "zelfde telefoonnummer" in text(response)
    assert Customer.objects.count() == 1
    assert agent.post("/customers/new/", sent | {"confirmed": "1"}).status_code == 302
    assert Customer.objects.count() == 2


def test_new_with_a_bsn_of_a_file_that_may_not_be_seen(agent):
    make_customer(confidential=True, bsn=BSN)
    response = agent.post("/customers/new/", NEW | {"bsn": BSN})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"bsn"}
    assert "Hanna de Wit" not in text(response)


def test_new_from_a_running_contact(agent):
    sent = NEW | {"in_contact": "1"}
    wrong = agent.post("/customers/new/", sent | {"family_name": ""}, headers=HTMX)
    assert (wrong.status_code, wrong.templates[0].name) == (422, "customers/_new.html")
    response = agent.post("/customers/new/", sent, headers=HTMX)
    customer = Customer.objects.get()
    assert f"use_customer:{customer.public_id}" in text(response)
    assert str(customer.public_id) in response.headers["HX-Trigger"]


def test_only_a_team_lead_decides_on_confidential(client_of, agent):
    agent.post("/customers/new/", NEW | {"confidential": "on"})
    assert Customer.objects.get().confidential is False
    client_of("kcc_lead").post("/customers/new/", NEW | {"confidential": "on", "confirmed": "1"})
    assert Customer.objects.latest("pk").confidential is True


# -- Changing --------------------------------------------------------------------------------------


def test_edit_changes_and_keeps_the_bsn(agent):
    customer = make_customer(bsn=BSN)
    form = agent.get(url(customer, "edit/"))
    assert BSN not in text(form)
    sent = form.context["form"].initial | {"version": "1", "city": "Emmen", "house_number": "14"}
    sent = {
        name: "" if value is None else value for name, value in sent.items() if value is not False
    }
    assert agent.post(url(customer, "edit/"), sent).headers["Location"] == url(customer)
    customer.refresh_from_db()
    assert (customer.city, customer.address_key, customer.version) == ("Emmen", "7801AB14A", 2)
    assert bsns.decrypt(customer.bsn_encrypted) == BSN
    assert actions(customer) == ["customer.created", "customer.viewed", "customer.changed"]


def test_edit_of_two_people_shows_both_and_then_lets_the_second_decide(agent):
    customer = make_customer()
    update_customer(by=None, customer=customer, version=1, now=NOW, city="Emmen")
    sent = NEW | {"version": "1", "prefix": "de", "city": "Assen", "street": "Noorderstraat"} | {
        "house_number": "12", "house_suffix": "a", "postcode": "7801AB",
    }  # fmt: skip
    response = agent.post(url(customer, "edit/"), sent)
    assert response.status_code == 409
    [row] = response.context["differences"]
    assert (row.theirs, row.yours) == ("Emmen", "Assen")
    assert 'value="Assen"' in text(response)
    again = agent.post(url(customer, "edit/"), sent | {"version": str(response.context["version"])})
    assert again.status_code == 302
    assert Customer.objects.get(pk=customer.pk).city == "Assen"


def test_edit_removes_a_bsn_when_ticked(agent):
    customer = make_customer(bsn=BSN)
    sent = NEW | {"version": "1", "remove_bsn": "on"}
    assert agent.post(url(customer, "edit/"), sent).status_code == 302
    assert Customer.objects.get(pk=customer.pk).bsn_lookup == ""


def test_edit_leaves_a_secret_address_alone_until_it_is_revealed(agent):
    customer = make_customer(secret_address=True)
    assert "Noorderstraat" not in text(agent.get(url(customer, "edit/")))
    sent = NEW | {"version": "1", "prefix": "de", "secret_address": "on", "street": "Elders"}
    agent.post(url(customer, "edit/"), sent)
    customer.refresh_from_db()
    assert customer.street == "Noorderstraat"
    assert "Noorderstraat" in text(agent.post(url(customer, "edit/"), {"reveal": "1"}))
    assert "customer.address_revealed" in actions(customer)
    shown = sent | {"version": str(customer.version), "address_shown": "1"}
    agent.post(url(customer, "edit/"), shown)
    assert Customer.objects.get(pk=customer.pk).street == "Elders"


# -- Ways to reach ---------------------------------------------------------------------------------


def test_points_are_added_preferred_and_removed(agent):
    customer = make_customer()
    agent.post(url(customer, "points/"), {"value": "0591 612345", "label": "werk"})
    agent.post(url(customer, "points/"), {"value": "Hanna@example.org"})
    added = {p.value: p for p in customer.contact_points.all()}
    assert set(added) == {"+31612345678", "+31591612345", "hanna@example.org"}
    agent.post(url(customer, f"points/{added['+31591612345'].public_id}/prefer/"))
    agent.post(url(customer, f"points/{added['+31612345678'].public_id}/remove/"))
    left = customer.contact_points.filter(kind="phone").values_list("value", "preferred")
    assert list(left) == [("+31591612345", True)]


@pytest.mark.parametrize("value", ["", "12", "06-12345678"])
def test_points_that_make_no_sense_come_back(agent, value):
    response = agent.post(url(make_customer(), "points/"), {"value": value, "label": "werk"})
    assert response.status_code == 422
    assert 'value="werk"' in text(response)
    assert ContactPoint.objects.count() == 1


def test_points_of_another_customer_are_not_there(agent):
    one, other = make_customer(), make_customer()
    point = other.contact_points.get()
    assert agent.post(url(one, f"points/{point.public_id}/remove/")).status_code == 404


# -- Merging ---------------------------------------------------------------------------------------


def test_merge_from_suggestion_to_undo(agent):
    kept, double = make_customer(), make_customer(given_name="Anna", bsn=BSN)
    assert f'value="{double.public_id}"' in text(agent.get(url(kept, "merge/")))
    compared = text(agent.post(url(kept, "merge/"), {"other": str(double.public_id)}))
    assert "******782" in compared
    assert BSN not in compared
    done = agent.post(
        url(kept, "merge/"), {"other": str(double.public_id), "keep": str(kept.public_id)}
    )
    assert done.headers["Location"] == url(kept)
    merge = Merge.objects.get()
    assert (merge.kept, merge.merged) == (kept, double)
    assert f"unmerge/{merge.public_id}/" in text(agent.get(url(kept)))
    assert agent.post(url(kept, f"unmerge/{merge.public_id}/")).status_code == 302
    assert Customer.objects.present().count() == 2


def test_merge_may_keep_the_other_one(agent):
    one, other = make_customer(), make_customer(given_name="Anna")
    sent = {"other": str(other.public_id), "keep": str(other.public_id)}
    assert agent.post(url(one, "merge/"), sent).headers["Location"] == url(other)
    assert Merge.objects.get().kept == other


def test_merge_proposes_to_keep_the_record_that_is_known_the_longest(agent):
    old, new = make_customer(), make_customer(given_name="Anna")
    Customer.objects.filter(pk=old.pk).update(created_at=NOW - timedelta(days=400))
    for here, other in ((old, new), (new, old)):
        page = text(agent.post(url(here, "merge/"), {"other": str(other.public_id)}))
        assert f'value="{old.public_id}" checked' in page
        assert f'value="{new.public_id}" checked' not in page


def test_merge_searches_for_the_other_record(agent):
    customer = make_customer()
    other = make_customer(family_name="Witte", phones=["0687654321"], house_number=3)
    page = text(agent.post(url(customer, "merge/"), {"q": "wite"}))
    assert f'value="{other.public_id}"' in page
    assert f'name="other" value="{customer.public_id}"' not in page


def test_merge_of_two_people_is_refused_with_a_reason(agent):
    one, other = make_customer(bsn=BSN), make_customer(bsn="111222333")
    sent = {"other": str(other.public_id), "keep": str(one.public_id)}
    response = agent.post(url(one, "merge/"), sent)
    assert response.status_code == 422
    assert response.context["error"]
    assert Customer.objects.present().count() == 2


@pytest.mark.parametrize("other", ["", "x", str(uuid4())])
def test_merge_with_nobody(agent, other):
    answer = agent.post(url(make_customer(), "merge/"), {"other": other, "keep": "x"})
    assert answer.status_code == (404 if len(other) > 1 else 200)
    assert Merge.objects.count() == 0


def test_unmerge_of_another_customer_is_not_there(agent):
    kept = make_customer()
    merge = merge_customers(by=agent.user, kept=kept, merged=make_customer(), now=NOW)
    elsewhere = url(make_customer(), f"unmerge/{merge.public_id}/")
    assert agent.post(elsewhere).status_code == 404
