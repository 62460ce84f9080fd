"""Finding a customer by any key; a typo in a name is forgiven on both databases."""

import pytest

from kcc.customers.identify import plain_words
from kcc.customers.models import Customer
from kcc.customers.search import LIMIT, by_name, find_customers
from kcc.customers.selectors import customer_for, doubles_of, possible_doubles, visible_customers
from kcc.organisation.access import access_of
from kcc.organisation.models import Role
from tests.factories import (
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
BSN = "123456782"


@pytest.fixture
def agent():
    return make_user("agent")


def found(text, user):
    return [row.full_name for row in find_customers(text, access=access_of(user), user=user)]


def person(name, **values):
    first, _, rest = name.partition(" ")
    *prefix, last = rest.split()
    names = {"given_name": first, "prefix": " ".join(prefix), "family_name": last}
    return make_customer(**names | {"phones": ()} | values)


@pytest.fixture
def town():
    for name in (
        "Hanna de Wit", "Piet van den Berg", "Klaas Janssen", "Fatima Meijer", "Anna de Vries",
        "Geertje Timmermans", "Wubbo Witteveen", "José Dekker", "Roelof Kuiper", "Jan Bakker",
    ):  # fmt: skip
        person(name)


# -- By key --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    ["06-12 34 56 78", "+31612345678", "Hanna@Example.org", BSN, "1234.56.782", "7801 ab 12a",
     "7801AB12", "12A, 7801 AB"],
)  # fmt: skip
def test_person_by_key(agent, typed):
    make_customer(emails=["hanna@example.org"], bsn=BSN)
    make_customer(family_name="Vries", phones=["0687654321"], house_number=120, house_suffix="")
    assert found(typed, agent) == ["Hanna de Wit"]


def test_organisation_by_kvk_number_and_name(agent):
    make_customer(
        kind="organisation", organisation_name="Bakkerij De Korenaar B.V.", kvk_number="68750110"
    )
    assert found("68750110", agent) == ["Bakkerij De Korenaar B.V."]
    assert found("korenaar", agent) == ["Bakkerij De Korenaar B.V."]


def test_address_with_an_addition_is_that_address_only(agent):
    make_customer()
    make_customer(given_name="Piet", house_suffix="")
    assert found("7801AB 12a", agent) == ["Hanna de Wit"]
    assert found("7801AB 12", agent) == ["Hanna de Wit", "Piet de Wit"]


def test_address_never_tells_who_lives_at_a_secret_one(agent):
    make_customer(secret_address=True)
    assert found("7801AB 12a", agent) == []
    assert found("Hanna de Wit", agent) == ["Hanna de Wit"]


def test_nine_digits_are_looked_up_as_bsn_and_as_phone(agent):
    person("Hanna de Wit", bsn="111222333")
    person("Piet de Boer", phones=["+31111222333"])
    assert found("111222333", agent) == ["Hanna de Wit", "Piet de Boer"]


# -- By name -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Hanna de Wit", "Hanna de Wit"),
        ("wit hanna", "Hanna de Wit"),
        ("mevrouw de Wit", "Hanna de Wit"),
        ("de heer Bakker", "Jan Bakker"),
        ("H. de Wit", "Hanna de Wit"),
        ("hanna w", "Hanna de Wit"),
        ("dewit", "Hanna de Wit"),
        ("vandenberg", "Piet van den Berg"),
        ("JOSE DÉKKER", "José Dekker"),
        ("wittev", "Wubbo Witteveen"),
        # Typing errors: a letter too few, too many, another one, two swapped.
        ("Hana de Wit", "Hanna de Wit"),
        ("Hanna de Witt", "Hanna de Wit"),
        ("janssn", "Klaas Janssen"),
        ("vreis", "Anna de Vries"),
        ("de vrees", "Anna de Vries"),
        ("wti", "Hanna de Wit"),
        ("geertje timmermnas", "Geertje Timmermans"),
        ("timermanns", "Geertje Timmermans"),
        # Heard, not seen.
        ("jansen", "Klaas Janssen"),
        ("janzen", "Klaas Janssen"),
        ("meyer", "Fatima Meijer"),
        ("meier", "Fatima Meijer"),
        ("cuyper", "Roelof Kuiper"),
        ("decker", "José Dekker"),
    ],
)
def test_name(agent, town, typed, first):
    assert found(typed, agent)[:1] == [first]


@pytest.mark.parametrize(
    "typed", ["xyzzyq", "hanna kuiper", "AND", "OR*", "x OR y", '"', "%", "'; --", "a:*", "NEAR("]
)
def test_name_of_nobody(agent, town, typed):
    assert found(typed, agent) == []


def test_name_gives_the_best_few_in_order(agent):
    for number in range(LIMIT + 3):
        person(f"Hanna Witte{'abcdefghijk'[number]}")
    person("Hanna Wit")
    names = found("hanna wit", agent)
    assert len(names) == LIMIT
    assert names[0] == "Hanna Wit"


def test_name_costs_one_statement_when_known_and_four_when_mistyped(agent, town):
    access = access_of(agent)
    for number in range(LIMIT):
        person(f"Hanna{'abcdefgh'[number]} Postma")
    for typed, count in (("postma", 1), ("pos", 2), ("posmta", 4), ("xyzzyq", 3)):
        with statements() as ran:
            by_name(typed, access=access)
        assert len(ran) == count, typed


def test_name_follows_a_change_and_a_removal(agent):
    customer = person("Hanna de Wit")
    customer.family_name = "Bakker"
    customer.search_text = plain_words("Hanna Bakker")
    customer.save(update_fields=["family_name", "search_text"])
    assert found("wit", agent) == []
    assert found("bakkr", agent) == ["Hanna de Bakker"]
    customer.delete()
    assert found("bakker", agent) == []


# -- For whose eyes --------------------------------------------------------------------------------


def test_visible_customers_by_role():
    reference()
    names = {"plain": make_customer(), "confidential": make_customer(confidential=True)}
    kinds = {customer.pk: kind for kind, customer in names.items()}
    seen = {}
    for role in Role:
        user = make_user(role)
        rows = visible_customers(access=access_of(user), user=user)
        seen[role] = sorted(kinds[row.pk] for row in rows)
    assert seen == {role: [] for role in Role} | {
        Role.AGENT: ["plain"],
        Role.KCC_LEAD: ["confidential", "plain"],
    }


@pytest.mark.parametrize("work", ["question", "callback", "case"])
def test_a_department_sees_the_customers_it_has_work_for(work):
    reference()
    customer = make_customer(confidential=True)
    if work == "question":
        make_contact(customer=customer, subject="VG01")
    elif work == "callback":
        make_callback(customer=customer)
    else:
        make_case(customer=customer)
    own, other = make_department("vergunningen"), make_department("burgerzaken")
    for role in ("handler", "head"):
        for department, seen in ((own, ["Hanna de Wit"]), (other, [])):
            assert found("Hanna de Wit", make_user(role, department=department)) == seen


def test_an_agent_with_work_for_a_confidential_customer_sees_it(agent):
    reference()
    customer = make_customer(confidential=True)
    make_case(customer=customer)
    agent.memberships.create(role="handler", department=make_department("vergunningen"))
    assert found("Hanna de Wit", agent) == ["Hanna de Wit"]


def test_a_merged_record_is_not_found_and_leads_to_the_kept_one(agent):
    one, two, three = make_customer(), make_customer(family_name="Witte"), person("Hanna Wit")
    Customer.objects.filter(pk=two.pk).update(merged_into=one)
    Customer.objects.filter(pk=three.pk).update(merged_into=two)
    assert found("hanna", agent) == ["Hanna de Wit"]
    for record in (one, two, three):
        given = customer_for(public_id=record.public_id, access=access_of(agent), user=agent)
        assert given == one


# -- Doubles -------------------------------------------------------------------------------------


def doubles(user, **values):
    rows = possible_doubles(access=access_of(user), user=user, kind="person", **values)
    return [(row.customer.full_name, row.reasons) for row in rows]


def test_doubles_by_number_address_and_name(agent):
    make_customer(emails=["hanna@example.org"], bsn=BSN)
    name = "Hanna de Wit"
    assert doubles(agent, phones=["06 12345678"]) == [(name, ["zelfde telefoonnummer"])]
    assert doubles(agent, emails=["HANNA@example.org"]) == [(name, ["zelfde e-mailadres"])]
    assert doubles(agent, bsn="123 456 782") == [(name, ["zelfde BSN"])]
    at_home = {"postcode": "7801 ab", "house_number": 12}
    assert doubles(agent, name="de Witt", **at_home) == [(name, ["zelfde adres en naam"])]
    assert doubles(agent, name="Bakker", **at_home) == []
    assert doubles(agent, name="Wit") == []
    assert doubles(agent) == []


def test_doubles_of_an_organisation_by_kvk_number(agent):
    make_customer(kind="organisation", organisation_name="Korenaar", kvk_number="68750110")
    rows = possible_doubles(
        access=access_of(agent), user=agent, kind="organisation", kvk_number="68750110"
    )
    assert [row.reasons for row in rows] == [["zelfde KvK-nummer"]]


def test_doubles_never_tell_about_a_secret_address_or_a_confidential_file(agent):
    make_customer(secret_address=True)
    make_customer(confidential=True, phones=["0687654321"])
    assert doubles(agent, name="Wit", postcode="7801AB", house_number=12) == []
    assert doubles(agent, phones=["0687654321"]) == []


@pytest.mark.parametrize("count", [1, 3])
def test_doubles_cost_two_statements(agent, count):
    for _ in range(count):
        make_customer()
    access_of(agent)
    with statements() as ran:
        assert len(doubles(agent, phones=["0612345678"], name="Wit", bsn=BSN)) == count
    assert len(ran) == 2


def test_doubles_of_a_customer_are_others(agent):
    customer, other = make_customer(), make_customer(given_name="Anna")
    rows = doubles_of(customer, access=access_of(agent), user=agent)
    assert [row.customer for row in rows] == [other]
