"""The list of callbacks: who sees which rows, what its numbers count, and what it costs."""

from datetime import timedelta

import pytest

from contacts.callbacks import services
from contacts.callbacks.selectors import open_callbacks
from contacts.models import Callback
from kcc.audit.models import AuditEvent
from kcc.organisation.access import WORKERS, access_of
from kcc.organisation.models import Membership, Role
from kcc.organisation.worklist import State
from tests.factories import (
    NOW,
    make_callback,
    make_contact,
    make_customer,
    make_department,
    make_team,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db
URL, EXPORT = "/contacts/callbacks/", "/contacts/callbacks/export/"
SEES_ROWS = WORKERS | {Role.MANAGER}


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def town():
    return reference()


def shown(response):
    return [row.number for row in response.context["page"].items]


def numbers(*callbacks):
    return [callback.number for callback in callbacks]


def lines(response):
    return b"".join(response.streaming_content).decode().splitlines()


# -- Who --------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [URL, EXPORT])
def test_only_who_works_with_callbacks_or_oversees_them_may_come_in(client, client_of, url):
    seen = {role: client_of(role).get(url).status_code for role in Role}
    assert seen == {role: 200 if role in SEES_ROWS else 403 for role in Role}
    assert client.get(url).status_code == 302
    assert client_of("agent").post(url).status_code == 405


def test_a_department_sees_its_own_callbacks_only(client_of, town):
    here = make_callback()
    make_callback(department=town.department["burgerzaken"], subject="BZ01")
    hidden = make_callback(confidential=True)
    for role in ("handler", "head"):
        assert shown(client_of(role).get(URL)) == numbers(here, hidden)
    elsewhere = client_of("head", make_department("ruimte"))
    assert shown(elsewhere.get(URL)) == []


def test_the_contact_centre_sees_all_but_confidential_ones_of_others(client_of, town):
    agent = client_of("agent")
    here = make_callback()
    make_callback(confidential=True)
    own = make_callback(confidential=True, by=agent.user)
    assert shown(agent.get(URL)) == numbers(here, own)
    assert shown(client_of("kcc_lead").get(URL)) == numbers(here)


def test_a_manager_sees_every_row_and_no_person(client_of):
    customer = make_customer()
    callback = make_callback(customer=customer, caller_name="")
    make_callback(confidential=True, caller_name="de heer Bos")
    response = client_of("manager").get(URL)
    rows = response.context["page"].items
    assert [(row.who, row.phone, row.text, row.personal, row.may_claim) for row in rows] == [
        ("", "", "", False, False)
    ] * 2
    page = response.content.decode()
    for personal in ("Hanna", "Bos", "12345678", "controleur", str(callback.public_id)[:8] + "x"):
        assert personal not in page
    assert f'/contacts/callbacks/{callback.public_id}/"' not in page


def test_a_manager_who_also_works_somewhere_sees_the_people_there(client_of, town):
    manager = client_of("manager")
    there = town.department["burgerzaken"]
    Membership.objects.create(user=manager.user, role="handler", department=there)
    make_callback(caller_name="mevrouw Een")
    make_callback(department=there, subject="BZ01", caller_name="mevrouw Twee")
    rows = manager.get(URL).context["page"].items
    assert [row.who for row in rows] == ["", "mevrouw Twee"]


def test_a_confidential_customer_is_not_named_to_an_agent(client_of):
    make_callback(customer=make_customer(confidential=True), caller_name="")
    seen = {
        role: [row.who for row in client_of(role).get(URL).context["page"].items]
        for role in ("agent", "kcc_lead", "handler")
    }
    assert seen == {"agent": [""], "kcc_lead": ["Hanna de Wit"], "handler": ["Hanna de Wit"]}


# -- Which rows -------------------------------------------------------------------------------


@pytest.fixture
def work(client_of):
    """A handler and: late, due today, due later and mine, due later."""
    handler = client_of("handler")
    late = make_callback(due=NOW)
    today = make_callback(due=NOW + timedelta(hours=7))
    mine = make_callback(due=NOW + timedelta(days=1))
    later = make_callback(due=NOW + timedelta(days=2), team=make_team())
    services.claim(by=handler.user, callback=mine, version=1, now=NOW)
    return handler, late, today, mine, later


def test_every_tab_shows_as_many_rows_as_it_says(work):
    handler, late, today, mine, later = work
    expected = {
        State.MINE: numbers(mine),
        State.OPEN: numbers(late, today, mine, later),
        State.UNASSIGNED: numbers(late, today, later),
        State.OVERDUE: numbers(late),
        State.DUE_TODAY: numbers(today),
    }
    tabs = handler.get(URL).context["asked"].tabs
    assert [tab.count for tab in tabs] == [len(rows) for rows in expected.values()]
    for tab, rows in zip(tabs, expected.values(), strict=True):
        assert shown(handler.get(URL + tab.url)) == rows


def test_a_number_of_the_dashboard_opens_exactly_its_rows(work, client_of, town):
    handler = work[0]
    make_callback(department=town.department["burgerzaken"], subject="BZ01", due=NOW)
    for client in (handler, client_of("agent"), client_of("manager")):
        user = client.user
        for state in ("open", "overdue", "due_today", "unassigned"):
            for place in ({}, {"department": "vergunningen"}, {"domain": "vergunningen"}):
                counted = open_callbacks(access_of(user), user, state=state, now=NOW, **place)
                listed = client.get(URL, {"state": state, **place})
                assert sorted(shown(listed)) == sorted(numbers(*counted)), (state, place)


def test_closed_callbacks_are_found_by_their_status(work):
    handler, late, *_rest = work
    services.close_with_answer(by=handler.user, callback=late, version=1, answer="Ja", now=NOW)
    assert late.number not in shown(handler.get(URL))
    assert shown(handler.get(URL, {"status": "done"})) == numbers(late)
    assert shown(handler.get(URL, {"status": "done", "state": "overdue"})) == []


def test_filters_narrow_the_rows_and_the_tabs(work, town):
    handler, _late, _today, mine, later = work
    team = later.team
    assert shown(handler.get(URL, {"team": str(team.public_id)})) == numbers(later)
    assert shown(handler.get(URL, {"status": "claimed"})) == numbers(mine)
    assert shown(handler.get(URL, {"subject": "BZ01"})) == []
    assert len(shown(handler.get(URL, {"subject": "VG01"}))) == 4
    assert len(shown(handler.get(URL, {"since": "2026-11-10", "until": "2026-11-10"}))) == 4
    assert shown(handler.get(URL, {"since": "2026-11-11"})) == []
    assert shown(handler.get(URL, {"until": "2026-11-09"})) == []
    response = handler.get(URL, {"team": str(team.public_id)})
    assert response.context["counts"] == {
        "mine": 0, "department": 1, "open": 1, "unassigned": 1, "overdue": 0, "due_today": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        {"department": "geheim"}, {"team": "1"}, {"subject": "x"}, {"status": "x"},
        {"since": "gisteren"}, {"domain": "' or 1=1"},
    ],
)  # fmt: skip
def test_an_unknown_filter_shows_nothing_and_says_so(work, query):
    response = work[0].get(URL, query)
    assert (response.status_code, shown(response)) == (200, [])
    assert list(response.context["asked"].filters.form.errors) == list(query)
    assert work[0].get(EXPORT, query).status_code == 302


def test_another_department_is_no_choice_for_a_handler(work, town):
    make_callback(department=town.department["burgerzaken"], subject="BZ01")
    assert shown(work[0].get(URL, {"department": "burgerzaken"})) == []


def test_an_unknown_tab_is_everything(work):
    assert len(shown(work[0].get(URL, {"state": "x"}))) == 4


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("due", [0, 1, 2, 3]), ("-due", [3, 2, 1, 0]), ("number", [0, 1, 2, 3]),
        ("status", [0, 1, 3, 2]), ("handler", [0, 1, 3, 2]), ("-handler", [2, 3, 1, 0]),
        ("department", [0, 1, 2, 3]), ("subject", [0, 1, 2, 3]), ("x", [0, 1, 2, 3]),
        ("-attempts", [3, 2, 1, 0]), ("-repeats", [0, 3, 2, 1]),
    ],
)  # fmt: skip
def test_every_column_sorts(work, sort, order):
    handler, *callbacks = work
    again = make_contact(subject="VG01", repeat_of=callbacks[0].question, at=NOW)
    assert again.saved_questions[0].repeat_state == "confirmed"
    assert shown(handler.get(URL, {"sort": sort})) == [callbacks[i].number for i in order]


def test_pages_follow_each_other_in_every_order(client_of):
    handler = client_of("handler")
    for minute in range(27):
        make_callback(due=NOW + timedelta(minutes=minute % 4))
    for sort in ("due", "-number", "handler", "status", "repeats"):
        first = handler.get(URL, {"sort": sort})
        second = handler.get(URL, {"sort": sort, "after": first.context["page"].next})
        everything = shown(first) + shown(second)
        assert (len(shown(first)), len(set(everything))) == (25, 27)
        back = handler.get(URL, {"sort": sort, "before": second.context["page"].previous})
        assert shown(back) == shown(first)


def test_repeats_count_the_confirmed_ones_of_the_chain(client_of):
    callback = make_callback()
    first = make_contact(subject="VG01", repeat_of=callback.question, at=NOW)
    make_contact(subject="VG01", repeat_of=first.saved_questions[0], at=NOW)
    make_contact(subject="VG01", repeat_of=callback.question, repeat_state="rejected", at=NOW)
    (row,) = client_of("handler").get(URL).context["page"].items
    assert row.repeats == 2


def test_lateness_is_in_working_days(client_of):
    # Due Friday at closing time; now is Tuesday.
    make_callback(due=NOW - timedelta(days=3, hours=-7), at=NOW - timedelta(days=7))
    (row,) = client_of("handler").get(URL).context["page"].items
    assert (row.due.late, row.due.days, row.level) == (True, 2, "late")


# -- What it costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["handler", "agent", "kcc_lead", "manager"])
def test_a_page_costs_seven_statements_and_a_later_one_eight(client_of, role):
    client = client_of(role)
    for count in (1, 3):
        while Callback.objects.count() < count:
            make_callback(customer=make_customer(), team=make_team())
        client.get(URL)
        with statements() as ran:
            response = client.get(URL)
        assert (len(shown(response)), len(ran)) == (count, 7)
        cursor = response.context["page"].items[0].public_id
        with statements() as ran:
            client.get(URL, {"after": cursor})
        assert len(ran) == 8


# -- To take along ----------------------------------------------------------------------------


def test_the_export_holds_the_rows_of_the_view(work):
    handler, late, *_rest = work
    late.caller_name, late.question_text = "=HYPERLINK(1)", "Wanneer; of\nhoe?"
    late.save(update_fields=["caller_name", "question_text"])
    response = handler.get(EXPORT, {"state": "overdue", "sort": "-number"})
    head, *rest = b"".join(response.streaming_content).decode().split("\r\n")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert head.startswith("\ufeff")
    assert len(head.split(";")) == 16
    assert rest[0].startswith(f"{late.number};Dakkapel;")
    assert ";'=HYPERLINK(1);06 12345678;" in rest[0]
    assert rest[0].endswith('"Wanneer; of\nhoe?"')
    assert rest[1:] == [""]
    event = AuditEvent.objects.get(action="callback.exported")
    assert (event.actor, event.detail) == (handler.user, {"state": "overdue"})


def test_the_export_of_a_manager_has_no_columns_for_people(work, client_of):
    response = client_of("manager").get(EXPORT)
    found = lines(response)
    assert [len(line.split(";")) for line in found] == [12] * 5
    assert "12345678" not in "".join(found)


def test_the_export_costs_the_same_for_one_row_and_for_three(client_of):
    handler = client_of("handler")
    for count in (1, 3):
        while Callback.objects.count() < count:
            make_callback(customer=make_customer())
        lines(handler.get(EXPORT))
        with statements() as ran:
            assert len(lines(handler.get(EXPORT))) == count + 1
        # No tabs to count, but who took it along is written down.
        assert len(ran) == 7
