"""The list of callbacks: who sees which rows, what its numbers count, and what it costs."""

from datetime import timedelta

import pytest

from contacts.callbacks import services
from contacts.callbacks.selectors import SORTS, open_callbacks
from contacts.models import Callback
from contacts.models.callback import Result
from kcc.organisation.access import WORKERS, access_of
from kcc.organisation.models import Membership, Role
from kcc.organisation.worklist import State
from tests.contacts.callbacks import EXPORT, URL, numbers, shown
from tests.factories import (
    NOW,
    make_callback,
    make_contact,
    make_customer,
    make_department,
    make_team,
    make_user,
)
from tests.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]
SEES_ROWS = WORKERS | {Role.MANAGER}


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


def test_every_tab_shows_as_many_rows_as_it_says(work):
    handler, late, today, mine, later = work
    expected = {
        State.MINE: numbers(mine),
        State.OPEN: numbers(late, today, mine, later),
        State.UNASSIGNED: numbers(late, today, later),
        State.OVERDUE: numbers(late),
        State.DUE_TODAY: numbers(today),
        State.SERIOUS: [],
        State.WAITING: [],
    }
    asked = handler.get(URL).context["asked"]
    tabs = [*asked.tabs, *asked.chips]
    assert [tab.count for tab in tabs] == [len(rows) for rows in expected.values()]
    for tab, rows in zip(tabs, expected.values(), strict=True):
        assert shown(handler.get(URL + tab.url)) == rows


def test_how_it_stands_is_counted_and_shown_within_the_tab(work):
    handler, late, _today, mine, _later = work
    services.claim(by=handler.user, callback=late, version=1, now=NOW)
    asked = handler.get(URL, {"of": "mine", "state": "overdue"}).context["asked"]
    assert [(tab.count, tab.current) for tab in asked.tabs] == [(2, True), (4, False)]
    assert [chip.count for chip in asked.chips] == [0, 1, 0, 0, 0]
    assert asked.whole_tab == "?state=mine"
    for chip in asked.chips:
        assert len(shown(handler.get(URL + chip.url))) == chip.count
    assert shown(handler.get(URL, {"of": "mine", "state": "overdue"})) == numbers(late)
    assert shown(handler.get(URL, {"state": "mine"})) == numbers(late, mine)


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        ("agent", ["mine", "department", "open", "asked"]),
        ("handler", ["mine", "open"]),
        ("head", ["mine", "open"]),
        ("manager", ["open"]),
    ],
)
def test_who_has_which_tabs(client_of, role, tabs):
    asked = client_of(role).get(URL).context["asked"]
    assert [tab.url.removeprefix("?state=") for tab in asked.tabs] == tabs


def test_who_has_a_team_has_its_tab(client_of, town):
    handler = client_of("handler")
    team = make_team()
    Membership.objects.filter(user=handler.user).update(team=team)
    there, _elsewhere = make_callback(team=team), make_callback()
    asked = handler.get(URL, {"state": "team"})
    assert shown(asked) == numbers(there)
    assert [(tab.label, tab.count) for tab in asked.context["asked"].tabs][1][1] == 1


def test_an_agent_sees_what_became_of_everything_asked_for(client_of):
    agent = client_of("agent")
    first = make_callback(by=agent.user, at=NOW - timedelta(days=2))
    second = make_callback(by=agent.user)
    make_callback()
    colleague = make_user("handler")
    services.close_with_answer(
        by=colleague, callback=first, version=1, answer="Ja", result="answered", now=NOW
    )
    response = agent.get(URL, {"state": "asked"})
    # Newest first, the closed one as well.
    assert shown(response) == numbers(second, first)
    _, row = response.context["page"].items
    assert (row.status, row.result_label, row.closed_at) == (
        "done", Result.ANSWERED.label, NOW,
    )  # fmt: skip
    assert response.context["counts"]["asked"] == 2
    assert shown(agent.get(URL, {"of": "asked", "state": "overdue"})) == []
    assert shown(agent.get(URL, {"state": "asked", "status": "done"})) == numbers(first)
    names = [column.name for column in response.context["columns"]]
    assert {"status", "closed"} <= set(names)
    assert shown(client_of("handler").get(URL, {"state": "asked"})) == numbers(
        *Callback.objects.open().order_by("due_at", "pk")
    )


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
    services.close_with_answer(
        by=handler.user, callback=late, version=1, answer="Ja", result="answered", now=NOW
    )
    assert late.number not in shown(handler.get(URL))
    assert shown(handler.get(URL, {"status": "done"})) == numbers(late)
    assert shown(handler.get(URL, {"status": "done", "of": "mine"})) == numbers(late)
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
        "mine": 0, "open": 1, "unassigned": 1, "overdue": 0, "due_today": 0, "serious": 0,
        "waiting": 0,
    }  # fmt: skip


def test_filters_by_handler_priority_and_way_of_answering(client_of):
    handler = client_of("handler")
    urgent = make_callback(urgent=True)
    mine, free = make_callback(assignee=handler.user), make_callback()
    other = make_callback(assignee=make_user("handler"))
    asked = [
        ({"handler": "me"}, [mine]),
        ({"handler": "colleagues"}, [other]),
        ({"handler": "nobody", "priority": "normal"}, [free]),
        ({"priority": "urgent"}, [urgent]),
        ({"priority": "raised"}, [urgent]),
        ({"answer_by": "phone", "handler": "me"}, [mine]),
        ({"answer_by": "email"}, []),
    ]
    for query, callbacks in asked:
        assert shown(handler.get(URL, query)) == numbers(*callbacks), query


@pytest.mark.parametrize(
    "query",
    [
        {"department": "geheim"}, {"team": "1"}, {"subject": "x"}, {"status": "x"},
        {"since": "gisteren"}, {"domain": "' or 1=1"}, {"handler": "j.bakker"},
        {"priority": "9"}, {"answer_by": "duif"},
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
        ("-attempts", [3, 2, 1, 0]), ("-repeats", [0, 3, 2, 1]), ("customer", [0, 1, 2, 3]),
        ("answer_by", [0, 1, 2, 3]), ("-asked", [3, 2, 1, 0]), ("asked_by", [0, 1, 2, 3]),
        ("priority", [0, 1, 2, 3]), ("result", [0, 1, 2, 3]), ("-closed", [3, 2, 1, 0]),
        ("waiting", [0, 1, 2, 3]),
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
    for sort in (*SORTS, "-number", "-closed"):
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
def test_a_page_costs_six_statements_and_a_later_one_seven(client_of, role):
    """Session, person, roles; saved views; numbers; rows. The names are kept. One more counts what
    an agent promised, whatever became of it."""
    cost = 7 if role in ("agent", "kcc_lead") else 6
    client = client_of(role)
    for count in (1, 3):
        while Callback.objects.count() < count:
            make_callback(customer=make_customer(), team=make_team())
        client.get(URL)
        with statements() as ran:
            response = client.get(URL)
        assert (len(shown(response)), len(ran)) == (count, cost)
        cursor = response.context["page"].items[0].public_id
        with statements() as ran:
            client.get(URL, {"after": cursor})
        assert len(ran) == cost + 1
