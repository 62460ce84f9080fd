"""Forms of customers: a new one, changes, ways to reach; nothing is lost."""

import pytest

from kcc.customers import bsn as bsns
from kcc.customers.models import ContactPoint, Customer
from kcc.customers.services import update_customer
from tests.customers.pages import BSN, HTMX, actions, text, url
from tests.factories import NOW, make_customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]
NEW = {"kind": "person", "family_name": "Wit", "given_name": "Hanna"}


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
