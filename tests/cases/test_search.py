"""Looking for a case: what finds it, for whom, at what cost, and what is kept of the question."""

import logging
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils.translation import override

from cases import services
from cases.finding import LIMIT, Why, find
from cases.models import Case, CaseRole
from cases.views.search import WORDS
from kcc.audit.models import AuditEvent
from kcc.organisation.access import WORKERS, access_of
from kcc.organisation.models import Role
from tests.factories import NOW, PHONE, make_case, make_customer, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
URL = "/cases/search/"


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def agent():
    reference()
    return make_user("agent")


def found(user, text, **narrowing):
    """{number: why} of what was found."""
    result = find(text, access=access_of(user), user=user, now=NOW, **narrowing)
    return {case.number: [str(why) for why in result.why[case.pk]] for case in result.cases}


def close(case):
    services.close_case(
        by=make_user("head"), case=case, version=case.version,
        result=case.case_type.result_types.first(), answer="Ja", now=NOW,
    )  # fmt: skip


# -- What finds it ----------------------------------------------------------------------------


def test_its_number_in_any_spelling_and_without_its_year(agent):
    case, older = make_case(), make_case(registered_at=NOW - timedelta(days=365))
    assert (case.number, older.number) == ("Z-2026-000001", "Z-2025-000001")
    for typed in ("Z-2026-000001", "z 2026 1", "zaak 2026-1", "Zaaknummer: Z-2026-000001"):
        assert found(agent, typed) == {case.number: ["number"]}, typed
    assert set(found(agent, "1")) == {case.number, older.number}
    assert found(agent, "Z-2026-000009") == {}


def test_the_customer_by_everything_that_finds_a_customer(agent):
    customer = make_customer(emails=["hanna@example.org"], bsn="123456782")
    company = make_customer(kind="organisation", organisation_name="Bakkerij Smit",
                            phones=("+31591000001",), kvk_number="12345678")  # fmt: skip
    case, other = make_case(customer=customer), make_case(customer=company)
    for typed in (PHONE, "06-12 34 56 78", "Hanna@example.org", "123456782", "7801AB 12a",
                  "hanna de wit", "mevrouw wit", "hana wit"):  # fmt: skip
        assert found(agent, typed)[case.number] == ["customer"], typed
    for typed in ("12345678", "bakkerij smit", "0591 000 001"):
        assert found(agent, typed)[other.number] == ["customer"], typed


def test_who_else_has_to_do_with_it(agent):
    case, customer = make_case(), make_customer(family_name="Mulder", given_name="Jan")
    CaseRole.objects.create(case=case, customer=customer, kind="gemachtigde", added_at=NOW)
    assert found(agent, "jan mulder") == {case.number: ["involved"]}
    Case.objects.filter(pk=case.pk).update(customer=customer)
    assert found(agent, "jan mulder") == {case.number: ["customer", "involved"]}


def test_words_of_description_place_subject_and_answers(agent):
    case = make_case(
        description="Een dákkapel aan de voorkant", location="Lindenstraat 5",
        subject_name="Verbouwen", details={"kleur": "antraciet", "maten": {"diep": "3.5"}},
    )  # fmt: skip
    for typed in ("dakkapel", "voorkant dakk", "lindenstraat", "verbouwen", "antraciet"):
        assert found(agent, typed) == {case.number: ["words"]}, typed
    assert found(agent, "dakkapel achterkant") == {}


def test_an_address_as_it_was_typed_or_asked(agent):
    place = {"postcode": "7815 XK", "number": "33", "suffix": "b", "city": "Lindenwaard"}
    asked = make_case(details={"waar": place})
    typed = make_case(location="Veldweg 33, 7815XK Lindenwaard")
    make_case(location="Veldweg 34, 7815XK Lindenwaard")
    assert found(agent, "7815xk 33") == {
        typed.number: ["address"], asked.number: ["address"],
    }  # fmt: skip


@pytest.mark.postgresql
def test_the_forms_of_a_dutch_word_are_one(agent):
    case = make_case(description="Twee uitbouwen")
    assert found(agent, "uitbouw twee") == {case.number: ["words"]}


def test_open_ones_stand_first_then_the_newest(agent):
    closed, old, new = (make_case(registered_at=NOW - timedelta(days=d)) for d in (1, 9, 5))
    close(closed)
    assert list(found(agent, "dakkapel")) == [new.number, old.number, closed.number]


def test_it_can_be_looked_for_among_some_only(client_of):
    agent = client_of("agent")
    reference()
    closed, old, new = (make_case(registered_at=NOW - timedelta(days=d)) for d in (1, 9, 5))
    close(closed)
    asked = [
        ({"state": "open"}, [new, old]), ({"state": "closed"}, [closed]),
        ({"since": "2026-11-05"}, [new, closed]), ({"until": "2026-11-05"}, [new, old]),
        ({"type": "omgevingsvergunning"}, [new, old, closed]),
    ]  # fmt: skip
    for narrowing, cases in asked:
        response = agent.post(URL, {"q": "dakkapel", **narrowing})
        rows = [row.number for row, _why in response.context["lines"]]
        assert rows == [case.number for case in cases], narrowing


def test_of_many_it_shows_fifty_and_says_so(client_of, monkeypatch):
    agent = client_of("agent")
    assert LIMIT == 50
    monkeypatch.setattr("cases.finding.LIMIT", 2)
    for _ in range(3):
        make_case()
    response = agent.post(URL, {"q": "dakkapel"})
    assert (len(response.context["lines"]), response.context["found"].more) == (2, True)


# -- For whom ---------------------------------------------------------------------------------


def test_who_may_look_for_cases(client, client_of):
    reference()
    seen = {role: client_of(role).get(URL).status_code for role in Role}
    assert seen == {role: 200 if role in WORKERS else 403 for role in Role}
    assert client.get(URL).status_code == 302


def test_only_what_one_may_see_is_found(agent):
    customer = make_customer()
    case = make_case(customer=customer)
    elsewhere = make_case(department=reference().department["burgerzaken"], customer=customer)
    Case.objects.filter(pk=elsewhere.pk).update(confidentiality="vertrouwelijk")
    for typed in ("dakkapel", "hanna de wit", PHONE, "7801AB 12a"):
        assert list(found(agent, typed)) == [case.number], typed
        assert list(found(make_user("head"), typed)) == [case.number], typed
    assert found(agent, elsewhere.number) == {}


def test_a_destroyed_case_is_not_found(agent):
    case = make_case()
    close(case)
    Case.objects.filter(pk=case.pk).update(
        destroyed_at=NOW, description="", location="", answer="", archive_on=date(2026, 1, 1)
    )
    for typed in ("dakkapel", case.number):
        assert found(agent, typed) == {}, typed


def test_a_confidential_customer_finds_nothing_for_an_agent(agent):
    case = make_case(customer=make_customer(confidential=True, given_name="Geheim"))
    assert found(agent, "geheim de wit") == {}
    assert list(found(make_user("head"), "geheim de wit")) == [case.number]


def test_a_secret_address_finds_nobody(agent):
    make_case(customer=make_customer(secret_address=True), description="Iets")
    assert found(agent, "7801AB 12a") == {}


# -- The page ---------------------------------------------------------------------------------


def test_enter_on_a_number_opens_the_case(client_of):
    agent = client_of("agent")
    case = make_case()
    response = agent.post(URL, {"q": case.number})
    assert (response.status_code, response.url) == (302, f"/cases/{case.public_id}/")
    assert agent.post(URL, {"q": "Z-2026-000099"}).status_code == 200


def test_why_it_was_found_stands_in_the_row(client_of):
    make_case(customer=make_customer(), description="Hanna vraagt iets")
    page = client_of("agent").post(URL, {"q": "hanna"}).content.decode()
    with override("nl"):
        assert f"{WORDS[Why.CUSTOMER]}, {WORDS[Why.WORDS]}</td>" in page


@pytest.mark.parametrize(
    "sent", [{}, {"q": " "}, {"q": "x", "type": "bestaat-niet"}, {"q": "x" * 101},
             {"q": "x", "since": "gisteren"}]
)  # fmt: skip
def test_what_cannot_be_looked_for_says_why(client_of, sent):
    response = client_of("agent").post(URL, sent)
    assert (response.status_code, bool(response.context["form"].errors)) == (422, True)


def test_nothing_found_says_what_to_do(client_of):
    response = client_of("agent").post(URL, {"q": "xyzzyq"})
    assert (response.status_code, response.context["lines"]) == (200, [])
    assert 'class="empty"' in response.content.decode()


def test_what_was_typed_is_recorded_nowhere(client_of, caplog):
    make_case(customer=make_customer(bsn="123456782"))
    client = client_of("agent")
    with caplog.at_level(logging.INFO):
        client.post(URL, {"q": "123456782"})
        client.post(URL, {"q": "Hanna de Wit"})
    events = AuditEvent.objects.filter(action="cases.searched").order_by("id")
    assert [(event.actor, event.detail) for event in events] == [
        (client.user, {"keys": ["bsn"], "found": 1}),
        (client.user, {"keys": ["name"], "found": 1}),
    ]
    assert "123456782" not in caplog.text
    assert "Hanna" not in caplog.text


# -- What it costs ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "cost"),
    [("Z-2026-000001", 6), (PHONE, 8), ("7801AB 12a", 9), ("hanna de wit", 11)],
)
def test_a_search_costs_the_same_at_one_and_at_three(client_of, typed, cost):
    """Session, person, roles; and what is recorded."""
    client = client_of("agent")
    for count in (1, 3):
        while Case.objects.count() < count:
            make_case(customer=make_customer())
        client.post(URL, {"q": typed})
        with statements() as ran:
            client.post(URL, {"q": typed})
        assert len(ran) == cost, ran


# -- The index --------------------------------------------------------------------------------


def test_the_index_of_cases_follows_every_write(agent):
    case = make_case(description="Een dakkapel")
    Case.objects.update(search_text="schuur carport")
    assert found(agent, "dakkapel") == {}
    assert found(agent, "carport") == {case.number: ["words"]}
    Case.objects.all().delete()
    assert found(agent, "carport") == {}


def test_triggers_on_cases_are_there_after_every_migration():
    """Rebuilding the table on SQLite drops them: then run `create` of migration 0005 again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                " AND tbl_name = 'cases_case' AND name LIKE 'cases%' ORDER BY name"
            )
            expected = ["cases_search_delete", "cases_search_insert", "cases_search_update"]
        else:
            cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname = 'case_search_words'")
            expected = ["case_search_words"]
        assert [name for (name,) in cursor.fetchall()] == expected
