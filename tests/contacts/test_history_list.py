"""The list of contacts: who sees which rows, filters, order, pages, export, and its statements."""

from datetime import timedelta

import pytest

from contacts.history.filters import ContactFilters, read_filters
from contacts.history.selectors import counted_questions, listed_questions, total_of
from contacts.history.sheet import COLUMNS, USUAL
from contacts.models import Question
from contacts.models.contact import RepeatState
from contacts.reference import reference as kept_lists
from kcc.audit.models import AuditEvent
from kcc.lib.periods import Month
from kcc.organisation.access import WORKERS, access_of
from kcc.organisation.models import Role, SavedView
from tests.factories import (
    NOW,
    PHONE,
    make_contact,
    make_customer,
    make_department,
    make_user,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db
URL, EXPORT = "/contacts/", "/contacts/export/"
MONTH = Month(2026, 11)


def subjects(response):
    return [row.subject for row in response.context["rows"]]


def lines(response):
    return b"".join(response.streaming_content).decode().splitlines()


# -- Who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [URL, EXPORT])
def test_only_who_works_with_contacts_may_see_them(client, client_of, url):
    seen = {role: client_of(role).get(url).status_code for role in Role}
    assert seen == {role: 200 if role in WORKERS else 403 for role in Role}
    assert client.get(url).status_code == 302
    assert client_of("agent").post(url).status_code == 405


def test_the_contact_centre_sees_what_is_not_confidential_elsewhere(client_of):
    agent = client_of("agent")
    make_contact(subject="BZ01")
    make_contact(subject="BZ02", confidential=True)
    make_contact(subject="VG01", confidential=True, by=agent.user)
    assert sorted(subjects(agent.get(URL))) == ["Dakkapel", "Paspoort of identiteitskaart"]


def test_a_department_sees_its_own_questions_only(client_of):
    make_contact(subject="BZ01", confidential=True)
    make_contact(subject="VG01")
    for role in ("handler", "head"):
        client = client_of(role, make_department("burgerzaken"))
        assert subjects(client.get(URL)) == ["Paspoort of identiteitskaart"]


def test_a_department_does_not_see_the_other_question_of_a_contact(client_of):
    contact = make_contact(subject="BZ01")
    other = make_contact(subject="VG01").questions.get()
    Question.objects.filter(pk=other.pk).update(contact=contact, position=2)
    client = client_of("handler", make_department("burgerzaken"))
    assert subjects(client.get(URL)) == ["Paspoort of identiteitskaart"]
    assert len(subjects(client_of("agent").get(URL))) == 2


def test_a_confidential_customer_is_not_named_to_an_agent(client_of):
    make_contact(customer=make_customer(confidential=True))
    row = client_of("agent").get(URL).context["rows"][0]
    assert (row.who, row.secret) == ("", True)
    row = client_of("kcc_lead").get(URL).context["rows"][0]
    assert (row.who, row.secret) == ("Hanna de Wit", False)


# -- Filters ------------------------------------------------------------------------------------


@pytest.fixture
def contacts():
    """Three contacts in November and one in October, of which one is a repeat."""
    first = make_contact(at=NOW - timedelta(days=20), subject="VG01", outcome="verwezen_extern")
    again = make_contact(
        at=NOW, subject="VG01", repeat_of=first.questions.get(), outcome="doorverbonden_koud"
    )
    again.questions.update(asks_status=True)
    mail = make_contact(at=NOW - timedelta(days=1), channel="e-mail")
    wrong = make_contact(at=NOW - timedelta(days=2), outcome="verkeerd_verbonden")
    return {"first": first, "again": again, "mail": mail, "wrong": wrong}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["again", "mail", "wrong", "first"]),
        ({"period": "2026-11"}, ["again", "mail", "wrong"]),
        ({"period": "2026-10"}, ["first"]),
        ({"from": "2026-11-09"}, ["again", "mail"]),
        ({"from": "2026-10-01", "to": "2026-11-08"}, ["wrong", "first"]),
        ({"channel": "e-mail"}, ["mail"]),
        ({"department": "vergunningen"}, ["again", "first"]),
        ({"subject": "BZ01"}, ["mail", "wrong"]),
        ({"outcome": "transferred"}, ["again"]),
        ({"repeat": "confirmed"}, ["again"]),
        ({"repeat": "confirmed", "department": "vergunningen", "period": "2026-11"}, ["again"]),
        ({"repeat": "rejected"}, []),
        ({"direct": "1"}, ["mail"]),
        ({"direct": "0"}, ["again", "first"]),
        ({"counted": "1"}, ["again", "mail", "first"]),
        ({"asks_status": "1"}, ["again"]),
        ({"asks_status": "0"}, ["mail", "first"]),
        ({"agent": "me"}, []),
        ({"source": "nyc311"}, []),
        ({"department": "no-such-department"}, []),
    ],
)
def test_filters_leave_what_is_asked_for(client_of, contacts, query, expected):
    rows = client_of("agent").get(URL, query).context["rows"]
    names = {contact.public_id: name for name, contact in contacts.items()}
    assert [names[row.contact_id] for row in rows] == expected


@pytest.mark.parametrize(
    "query",
    [
        {"period": "2026-13"}, {"period": "0001-01"}, {"from": "today"}, {"repeat": "perhaps"},
        {"from": "2026-11-10", "to": "2026-11-09"}, {"direct": "2"}, {"agent": "sanne"},
        {"outcome": "x"}, {"counted": "0"}, {"asks_status": "perhaps"},
    ],
)  # fmt: skip
def test_filters_that_cannot_be_read_show_nothing_and_say_why(client_of, contacts, query):
    client = client_of("agent")
    for url in (URL, EXPORT):
        answer = client.get(url, query)
        assert (answer.status_code, subjects(answer)) == (422, [])
        assert answer.context["filters"].errors != {}


def test_filters_written_into_an_address_are_read_back():
    filters = ContactFilters(
        month=MONTH, department="vergunningen", repeat="confirmed", direct=False, counted=True,
        asks_status=True,
    )  # fmt: skip
    assert filters.query() == (
        "period=2026-11&direct=0&asks_status=1&counted=1&department=vergunningen&repeat=confirmed"
    )
    assert read_filters(filters.values()) == filters
    assert ContactFilters().query() == ""


def test_a_month_ends_on_its_last_local_day():
    assert ContactFilters(month=MONTH).days == (MONTH.first_day, MONTH.last_day)
    late = NOW.replace(day=30, hour=23, minute=30)
    make_contact(at=late)
    make_contact(at=late + timedelta(hours=1))
    assert counted_questions(ContactFilters(month=MONTH)).count() == 1


# -- A number of the dashboard and its list -----------------------------------------------------


def test_a_confirmed_repeat_counts_for_the_department_of_the_first_contact():
    first = make_contact(subject="BZ01", at=NOW - timedelta(days=1)).questions.get()
    make_contact(subject="VG01", at=NOW, repeat_of=first)
    confirmed = {"month": MONTH, "repeat": "confirmed"}
    found = {
        slug: counted_questions(ContactFilters(**confirmed, department=slug)).count()
        for slug in ("burgerzaken", "vergunningen")
    }
    assert found == {"burgerzaken": 1, "vergunningen": 0}


def test_a_proposed_repeat_is_found_under_the_department_where_it_would_count():
    make_contact(subject="VG01", at=NOW - timedelta(days=1), phone=PHONE)
    make_contact(subject="VG01", at=NOW, phone=PHONE)
    filters = ContactFilters(repeat="proposed", department="vergunningen")
    assert [q.repeat_state for q in counted_questions(filters)] == [RepeatState.PROPOSED]


def test_a_number_says_how_many_of_its_rows_are_not_for_these_eyes():
    make_contact(subject="VG01")
    make_contact(subject="VG01", confidential=True)
    agent = make_user("agent")
    filters = ContactFilters(month=MONTH, department="vergunningen")
    total = total_of(access_of(agent), agent, filters)
    assert (total.seen, total.hidden) == (1, 1)
    assert listed_questions(access_of(agent), agent, filters).count() == 1
    assert counted_questions(filters).count() == 2
    assert total_of(access_of(agent), agent, ContactFilters()) is None


def test_status_questions_are_counted_and_the_list_shows_them(client_of):
    reasons = reference().reason
    asked = [
        # (what was recorded, reason, counts as one)
        (True, None, True),
        (True, "nieuwe_vraag", True),
        (False, "geen_reactie", False),
        # Nobody looked: imported, or from before this was asked.
        (None, "geen_reactie", True),
        (None, "nieuwe_vraag", False),
        (None, None, False),
    ]
    for recorded, reason, _one in asked:
        contact = make_contact()
        contact.questions.update(asks_status=recorded, reason=reasons.get(reason))
    # Figures are about what comes in.
    make_contact(direction="outbound").questions.update(asks_status=True)
    expected = sum(one for *_rest, one in asked)
    filters = ContactFilters(month=MONTH, asks_status=True)
    assert counted_questions(filters).count() == expected
    others = ContactFilters(month=MONTH, asks_status=False)
    assert counted_questions(others).count() == len(asked) - expected
    agent = client_of("agent")
    rows = agent.get(f"{URL}?{filters.query()}").context["rows"]
    assert [row.asks_status for row in rows] == [True] * expected
    every = agent.get(f"{URL}?period=2026-11")
    # With the one that went out, which the list shows and the figure leaves out.
    assert every.context["total"].status == expected + 1


# -- Order, pages, export -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["again", "mail", "wrong", "first"]),
        ("moment", ["first", "wrong", "mail", "again"]),
        ("subject", ["again", "first", "mail", "wrong"]),
        ("channel", ["mail", "again", "wrong", "first"]),
        ("-outcome", ["first", "wrong", "again", "mail"]),
        ("no_such_column", ["again", "mail", "wrong", "first"]),
    ],
)
def test_columns_sort(client_of, contacts, sort, expected):
    rows = client_of("agent").get(URL, {"sort": sort}).context["rows"]
    names = {contact.public_id: name for name, contact in contacts.items()}
    assert [names[row.contact_id] for row in rows] == expected


def test_pages_walk_on_without_a_gap(client_of):
    reference()
    for minute in range(28):
        make_contact(at=NOW + timedelta(minutes=minute // 2))
    client = client_of("agent")
    first = client.get(URL)
    second = client.get(URL, {"after": first.context["page"].next})
    seen = [row.public_id for page in (first, second) for row in page.context["rows"]]
    assert (len(first.context["rows"]), len(set(seen))) == (25, 28)
    assert second.context["page"].next is None


def test_the_export_is_the_view_as_csv_and_is_recorded(client_of, contacts):
    client = client_of("agent")
    make_contact(subject="VG01", note="=HYPERLINK(1)", customer=make_customer(), at=NOW)
    found = lines(client.get(EXPORT, {"department": "vergunningen", "sort": "moment"}))
    assert len(found) == 4
    assert found[0].startswith("\ufeff")
    cells = found[-1].split(";")
    assert cells[0] == "2026-11-10 10:00"
    assert cells[3:6] == ["Hanna de Wit", "Dakkapel", "'=HYPERLINK(1)"]
    event = AuditEvent.objects.get(action="contacts.exported")
    assert (event.actor, event.detail) == (
        client.user,
        {"filters": {"department": "vergunningen"}, "format": "csv"},
    )


def test_the_columns_that_are_chosen_are_shown_and_exported(client_of, contacts):
    client = client_of("agent")
    usual = client.get(URL).context["columns"]
    assert [column.name for column in usual] == list(USUAL)
    query = {"columns": "repeat,asks_status", "subject": "VG01"}
    response = client.get(URL, query)
    names = [column.name for column in response.context["columns"]]
    assert names == ["moment", "repeat", "asks_status"]
    every = {"columns": ",".join(column.name for column in COLUMNS)}
    assert len(client.get(URL, every).context["columns"]) == len(COLUMNS)
    head, *rows = lines(client.get(EXPORT, query))
    assert [len(line.split(";")) for line in (head, *rows)] == [3, 3, 3]
    event = AuditEvent.objects.get(action="contacts.exported")
    assert event.detail["columns"] == names


def test_a_view_is_kept_opened_first_and_left_again(client_of, contacts):
    client = client_of("agent")
    query = "subject=VG01&asks_status=1&columns=outcome&q=wit&page=2"
    sent = {"worklist": "contacts", "name": "Hoe gaat het", "query": query, "shared": "mine"}
    response = client.post("/views/", sent | {"is_default": "on"})
    view = SavedView.objects.get()
    # What somebody typed in passing is not kept.
    assert view.query == "asks_status=1&columns=outcome&subject=VG01"
    assert response.url == f"{URL}?{view.address}"
    assert client.get(URL).url == f"{URL}?{view.address}"
    opened = client.get(response.url)
    assert subjects(opened) == ["Dakkapel"]
    menu = opened.context["views"]
    assert (menu.current, menu.changed) == (view, False)
    # Everything is everything, also for who has a view that opens first.
    whole = next(each for each in opened.context["quick"] if "state=open" in each["query"])
    assert len(subjects(client.get(f"{URL}?{whole['query']}"))) == 4
    assert client_of("agent").get(URL).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_rows(client_of, count):
    client = client_of("agent")
    for day in range(count):
        make_contact(at=NOW - timedelta(days=day), customer=make_customer(), by=client.user)
    kept_lists()
    client.get(URL)
    with statements() as ran:
        assert len(client.get(URL).context["rows"]) == count
    # Session, user, roles, saved views, which questions, what is shown of them.
    assert len(ran) == 6
    with statements() as ran:
        client.get(URL, {"period": "2026-11"})
    assert len(ran) == 7  # and how many there are in the month
    with statements() as ran:
        lines(client.get(EXPORT))
    assert len(ran) == 5  # session, user, roles, all rows, the line in the audit log


def test_an_empty_list_says_what_will_appear(client_of):
    reference()
    for role in ("agent", "handler"):
        answer = client_of(role).get(URL)
        assert b"headset" in answer.content
        assert (b'href="/contacts/new' in answer.content) is (role == "agent")
