"""The search box: what it finds for whom, at what cost, and what it never gives away."""

import logging
from datetime import timedelta

import pytest
from django.db import connection

from cases.models import Case
from contacts.models import Contact, Question
from contacts.omnibox.selectors import LIMIT, find
from kcc.audit.models import AuditEvent
from kcc.organisation.access import WORKERS, access_of
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import Role
from tests.factories import (
    NOW,
    PHONE,
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


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def town():
    ref = reference()
    calendar_for()  # the calendar is kept by the process
    return ref


def found(user, text):
    """{kind: what it is called} of what was found."""
    result = find(text, access=access_of(user), user=user, now=NOW)
    named = {
        "customers": [row.full_name for row in result.customers],
        "cases": [row.number for row, _ in result.cases],
        "callbacks": [row.number for row, _ in result.callbacks],
        "contacts": [row.pk for row in result.contacts],
    }
    return {kind: rows for kind, rows in named.items() if rows}


# -- What it finds -------------------------------------------------------------------------------


def test_a_customer_by_phone_with_what_is_open(town):
    agent = make_user("agent")
    customer = make_customer()
    make_callback(customer=customer, due=NOW - timedelta(days=1))
    make_case(customer=customer)
    result = find("06-12 34 56 78", access=access_of(agent), user=agent, now=NOW)
    [row] = result.customers
    assert (row.full_name, row.open_callbacks, row.open_cases, row.late) == (
        "Hanna de Wit",
        1,
        1,
        True,
    )
    # The call to that customer is found with the customer, not once more as a contact.
    assert result.contacts == []
    assert [row.phone for row, _ in result.callbacks] == [PHONE]


def test_marks_count_what_is_open_and_late_only(town):
    agent = make_user("agent")
    customer = make_customer()
    make_case(customer=customer, due_on=NOW.date())
    [row] = find("wit", access=access_of(agent), user=agent, now=NOW).customers
    assert (row.open_callbacks, row.open_cases, row.late) == (0, 1, False)
    Case.objects.update(due_on=NOW.date() - timedelta(days=1))
    [row] = find("wit", access=access_of(agent), user=agent, now=NOW).customers
    assert row.late is True


def test_an_anonymous_contact_by_phone_email_place_subject_and_note(town):
    agent = make_user("agent")
    contact = make_contact(
        subject="VG02",
        note="Hóórt sinds gisteren een generator in de steeg.",
        phone=PHONE,
        email="buur@example.org",
        location="Steeg achter de markt",
        location_key="steeg achter de markt",
    )
    other = make_contact(note="Wil een afspraak.", location_key="7801AB12A")
    for typed in (
        "0612345678", "Buur@example.org", "geluidsoverlast", "generator",
        "sinds generator", "Steeg achter de markt!", "hoort steeg",
    ):  # fmt: skip
        assert found(agent, typed) == {"contacts": [contact.pk]}, typed
    assert found(agent, "7801 ab 12a") == {"contacts": [other.pk]}
    assert found(agent, "generator onbekend") == {}


@pytest.mark.postgresql
def test_the_forms_of_a_dutch_word_are_one(town):
    agent = make_user("agent")
    contact = make_contact(note="Twee generatoren stonden aan.")
    assert found(agent, "generator staan") == {}
    assert found(agent, "generator twee") == {"contacts": [contact.pk]}


def test_a_case_by_number(town):
    agent = make_user("agent")
    case = make_case()
    for typed in (
        case.number,
        case.number.lower(),
        case.number.replace("-0", " ").replace("Z-", "z"),
    ):
        assert found(agent, typed) == {"cases": [case.number]}, typed


def test_a_case_by_the_words_in_it(town):
    agent = make_user("agent")
    case = make_case(description="Een dakkapel in de Lindenstraat", subject_name="Verbouwen")
    for typed in ("dakkapel", "lindenstr", "verbouwen dakkapel"):
        assert found(agent, typed) == {"cases": [case.number]}, typed
    assert found(agent, "dakkapel schuur") == {}
    Case.objects.update(confidentiality="vertrouwelijk")
    assert found(agent, "dakkapel") == {}


def test_of_many_cases_it_says_that_there_are_more(town):
    agent = make_user("agent")
    for _ in range(LIMIT + 1):
        make_case(description="Een dakkapel")
    result = find("dakkapel", access=access_of(agent), user=agent, now=NOW)
    assert (len(result.cases), result.more) == (LIMIT, {"cases"})


def test_a_callback_by_number_and_phone(town):
    agent = make_user("agent")
    callback = make_callback()
    for typed in (callback.number, callback.number.lower(), str(callback.pk)):
        assert found(agent, typed) == {"callbacks": [callback.number]}, typed
    assert found(agent, PHONE)["callbacks"] == [callback.number]


def test_a_written_answer_by_the_address_it_goes_to(town):
    agent = make_user("agent")
    callback = make_callback(answer_by="email", email="h@example.org", channel="e-mail")
    make_callback(answer_by="letter", reply_to="Noorderstraat 12a", channel="e-mail")
    assert found(agent, "H@Example.org")["callbacks"] == [callback.number]
    assert found(agent, callback.number) == {"callbacks": [callback.number]}


def test_a_result_says_how_it_is_answered(client_of, town):
    make_callback(answer_by="email", email="h@example.org", channel="e-mail")
    client = client_of("agent")
    client.user.language = "en"
    client.user.save(update_fields=["language"])
    page = client.post("/search/", {"q": "h@example.org"}, headers=HTMX).content.decode()
    assert "E-mail to answer: T-" in page


@pytest.mark.parametrize(("since", "late"), [(-1, False), (1, True)])
def test_a_clock_that_stands_still_is_not_late_unless_it_was(town, since, late):
    """The same condition as that of the worklist."""
    agent, customer = make_user("agent"), make_customer()
    callback = make_callback(customer=customer, due=NOW - timedelta(days=2))
    type(callback).objects.update(
        status="waiting", assignee=make_user("handler"),
        waiting_since=callback.due_at + timedelta(hours=since), waiting_until=NOW.date(),
    )  # fmt: skip
    result = find(PHONE, access=access_of(agent), user=agent, now=NOW)
    assert [bool(row.late) for row in result.customers] == [late]
    assert [due.late for _, due in result.callbacks] == [late]


def test_callbacks_that_are_open_come_first(town):
    agent = make_user("agent")
    closed, opened = make_callback(), make_callback(at=NOW - timedelta(days=9))
    type(closed).objects.filter(pk=closed.pk).update(
        status="not_reached", closed_at=NOW, next_step_at=None
    )
    assert found(agent, PHONE)["callbacks"] == [opened.number, closed.number]


def test_a_name_finds_the_customer_and_the_note(town):
    agent = make_user("agent")
    make_customer(phones=())
    contact = make_contact(note="Vraagt naar mevrouw De Wit.")
    assert found(agent, "de wit") == {"customers": ["Hanna de Wit"], "contacts": [contact.pk]}


def test_at_most_eight_of_a_kind_and_says_that_there_are_more(town):
    agent = make_user("agent")
    for day in range(LIMIT + 1):
        make_customer()
        make_callback(at=NOW - timedelta(days=day))
    result = find("0612345678", access=access_of(agent), user=agent, now=NOW)
    counts = [len(result.customers), len(result.callbacks), len(result.contacts)]
    assert counts == [LIMIT] * 3
    assert result.more == {"customers", "callbacks", "contacts"}


# -- For whose eyes --------------------------------------------------------------------------------


def test_only_people_who_work_with_customers_may_search(client, client_of, town):
    seen = {role: client_of(role).post("/search/", {"q": "wit"}).status_code for role in Role}
    assert seen == {role: 200 if role in WORKERS else 403 for role in Role}
    assert client.post("/search/", {"q": "wit"}).status_code == 302
    assert client_of("agent").get("/search/?q=wit").status_code == 405


def test_another_department_finds_nothing_and_the_own_one_all(town):
    customer = make_customer()
    case = make_case(customer=customer)
    callback = make_callback(customer=customer)
    make_contact(subject="VG02", note="Hoort een generator.", phone="+31687654321")
    own = make_user("handler", department=make_department("vergunningen"))
    other = make_user("head", department=make_department("burgerzaken"))
    for typed in (PHONE, "Hanna", case.number, callback.number, "generator", "+31687654321"):
        assert found(other, typed) == {}, typed
        assert found(own, typed) != {}, typed


def test_confidential_things_are_for_their_department(town):
    agent, lead = make_user("agent"), make_user("kcc_lead")
    customer = make_customer(confidential=True)
    make_contact(note="Hoort een generator.", confidential=True, by=lead)
    callback = make_callback(customer=customer, confidential=True, by=lead)
    for typed in ("Hanna", PHONE, "generator", callback.number):
        assert found(agent, typed) == {}, typed
        assert found(lead, typed) != {}, typed


def test_marks_of_a_customer_leave_out_confidential_work(town):
    agent = make_user("agent")
    make_callback(customer=make_customer(), confidential=True, due=NOW - timedelta(days=2))
    [row] = find("Hanna", access=access_of(agent), user=agent, now=NOW).customers
    assert (row.open_callbacks, row.late) == (0, False)


def test_a_secret_address_is_in_no_result(client_of, town):
    make_customer(secret_address=True)
    page = client_of("agent").post("/search/", {"q": "Hanna de Wit"}).content.decode()
    assert "geheim adres" in page
    assert "Noorderstraat" not in page
    assert "7801" not in page


# -- The answer ------------------------------------------------------------------------------------


def test_fragment_for_typing_and_page_without_scripts(client_of, town):
    customer = make_customer()
    client = client_of("agent")
    fragment = client.post("/search/", {"q": "hanna"}, headers=HTMX)
    assert fragment.templates[0].name == "contacts/omnibox/_results.html"
    assert b"<html" not in fragment.content
    page = client.post("/search/", {"q": "hanna"})
    assert page.templates[0].name == "contacts/omnibox/page.html"
    for response in (fragment, page):
        assert f"/customers/{customer.public_id}/" in response.content.decode()
        assert response.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_enter_on_a_number_opens_what_has_it(client_of, town):
    client = client_of("agent")
    case, callback = make_case(), make_callback()
    assert (
        client.post("/search/", {"q": case.number}).headers["Location"]
        == f"/cases/{case.public_id}/"
    )
    opened = client.post("/search/", {"q": callback.number}).headers["Location"]
    assert opened == f"/contacts/callbacks/{callback.public_id}/"
    assert client.post("/search/", {"q": case.number}, headers=HTMX).status_code == 200
    assert client.post("/search/", {"q": "Z-2026-999999"}).status_code == 200
    assert client.post("/search/", {"q": PHONE}).status_code == 200


def test_a_contact_screen_gets_buttons_to_link_a_customer(client_of, town):
    customer = make_customer()
    client = client_of("agent")
    mark = f'name="action" value="use_customer:{customer.public_id}"'
    assert (
        mark
        in client.post("/search/", {"q": "hanna", "in_contact": "1"}, headers=HTMX).content.decode()
    )
    assert mark not in client.post("/search/", {"q": "hanna"}, headers=HTMX).content.decode()


def test_nothing_found_and_nothing_to_look_for_say_what_to_do(client_of, town):
    client = client_of("agent")
    nothing = client.post("/search/", {"q": "xyzzyq"}).content.decode()
    assert "Niets gevonden" in nothing
    assert "/customers/new/" in nothing
    for text in ("", "x", " "):
        short = client.post("/search/", {"q": text}).content.decode()
        assert "/customers/new/" not in short


def test_what_was_typed_is_recorded_nowhere(client_of, town, caplog):
    make_customer(bsn="123456782")
    client = client_of("agent")
    with caplog.at_level(logging.INFO):
        client.post("/search/", {"q": "123456782"})
        client.post("/search/", {"q": "06 12345678"})
    events = AuditEvent.objects.filter(action="customers.searched").order_by("id")
    assert [(event.actor, event.detail, event.object_id) for event in events] == [
        (client.user, {"keys": ["bsn"], "found": 1}, ""),
        (client.user, {"keys": ["phone"], "found": 1}, ""),
    ]
    assert "123456782" not in caplog.text
    assert "12345678" not in caplog.text


# -- What it costs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("typed", "cost"),
    [
        (PHONE, 10),
        ("hanna@example.org", 9),
        ("7801AB 12a", 8),
        ("hanna de wit", 14),
        ("123456782", 6),
        ("{case.number}", 5),
        ("T-{callback.pk}", 6),
        ("T-9999999", 5),
    ],
)
def test_a_search_costs_the_same_at_one_and_at_three(client_of, town, typed, cost, count):
    client = client_of("agent")
    for day in range(count):
        customer = make_customer(emails=["hanna@example.org"], bsn="" if day else "123456782")
        callback = make_callback(customer=customer, at=NOW - timedelta(days=day))
        make_contact(
            phone=PHONE,
            email="hanna@example.org",
            location_key="7801AB12A",
            note="Hanna de Wit vraagt iets.",
            at=NOW - timedelta(days=day),
        )
        case = make_case(customer=customer)
    # Keys are not the same in every database, nor after every other test.
    typed = typed.format(callback=callback, case=case)
    client.post("/search/", {"q": typed})
    with statements() as ran:
        assert client.post("/search/", {"q": typed}, headers=HTMX).status_code == 200
    assert len(ran) == cost


# -- The index -------------------------------------------------------------------------------------


def test_the_index_of_questions_follows_every_write(town):
    agent = make_user("agent")
    contact = make_contact(note="Hoort een generator.")
    Question.objects.update(search_text="geluidsoverlast aggregaat")
    assert found(agent, "generator") == {}
    assert found(agent, "aggregaat") == {"contacts": [contact.pk]}
    Contact.objects.all().delete()
    assert found(agent, "aggregaat") == {}


def test_triggers_on_questions_are_there_after_every_migration():
    """Rebuilding the table on SQLite drops them: then run `create` of migration 0002 again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                " AND tbl_name = 'contacts_question' AND name LIKE 'contacts%' ORDER BY name"
            )
            expected = [
                "contacts_search_delete",
                "contacts_search_insert",
                "contacts_search_update",
            ]
        else:
            cursor.execute(
                "SELECT indexname FROM pg_indexes WHERE indexname = 'question_search_words'"
            )
            expected = ["question_search_words"]
        assert [name for (name,) in cursor.fetchall()] == expected


@pytest.mark.parametrize(("common", "recent"), [(1000, 100_000), (2, 100_000), (2, 4), (2, 1)])
def test_of_a_common_word_the_newest(town, monkeypatch, common, recent):
    """However many there are, and however few of them are among the newest questions."""
    agent = make_user("agent")
    made = [make_contact(note="Over een klimrek in het plantsoen.").pk for _ in range(6)]
    for _ in range(2):
        make_contact(note="Iets anders.")
    for name, value in (("COMMON", common), ("RECENT", recent), ("NEWEST", 3)):
        monkeypatch.setattr(f"contacts.omnibox.selectors.{name}", value)
    assert found(agent, "klimrek") == {"contacts": made[:2:-1]}
