"""The tracker: every open clock once, by urgency, and numbers that open the rows they count."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from contacts.callbacks import services
from contacts.tracker import selectors
from kcc.organisation import calendars
from kcc.organisation.access import access_of
from kcc.organisation.worklist import State, next_working_day
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_customer,
    make_department,
    make_team,
    make_user,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db
TRACKER, ROWS = "/contacts/tracker/", "/contacts/tracker/rows/"


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


def make_one_of_each() -> dict:
    """A callback in every group (vergunningen), a case in those it can be in, and one elsewhere."""
    handler = make_user("handler", first_name="Joost", last_name="Bakker")
    day = timedelta(days=1)
    waiting = make_callback(phone="+31660000006", assignee=handler)
    services.wait(
        by=handler, callback=waiting, version=1, until=(NOW + 6 * day).date(),
        reason="Stuurt een foto", now=NOW,
    )  # fmt: skip
    return {
        "serious": [make_callback(at=NOW - 40 * day, phone="+31660000001")],
        "late": [
            make_callback(at=NOW - 5 * day, phone="+31660000002", assignee=handler),
            make_case(due_on=(NOW - day).date()),
        ],
        "due_today": [
            make_callback(phone="+31660000003", due=NOW + timedelta(hours=2)),
            make_case(due_on=NOW.date(), handler=handler),
        ],
        "due_tomorrow": [
            make_callback(phone="+31660000004", due=NOW + day),
            make_case(due_on=(NOW + day).date()),
        ],
        "due_later": [
            make_callback(phone="+31660000005", due=NOW + 2 * day, team=make_team()),
            make_case(due_on=(NOW + 9 * day).date()),
            make_case(department=reference().department["burgerzaken"]),
        ],
        "waiting": [waiting],
    }


def shown(response) -> dict[str, list[str]]:
    groups = [*response.context["running"], response.context["waiting"]]
    return {group.state: [clock.number for clock in group.clocks] for group in groups}


# -- What is shown --------------------------------------------------------------------------------


def test_every_open_clock_stands_in_exactly_one_group(client_of):
    expected = make_one_of_each()
    response = client_of("manager").get(TRACKER)
    assert shown(response) == {
        group: [row.number for row in rows] for group, rows in expected.items()
    }


def test_a_group_is_in_the_order_of_urgency_whatever_its_kind(client_of):
    last = make_case(due_on=(NOW + timedelta(days=9)).date())
    first = make_callback(due=NOW + timedelta(days=3))
    between = make_case(due_on=(NOW + timedelta(days=4)).date())
    found = shown(client_of("manager").get(TRACKER))["due_later"]
    assert found == [first.number, between.number, last.number]


def test_what_is_closed_is_not_there(client_of):
    handler = make_user("handler")
    callback = make_callback(assignee=handler)
    services.lapse(by=handler, callback=callback, version=1, reason="Dubbel", now=NOW)
    response = client_of("manager").get(TRACKER)
    assert (response.context["open"], any(shown(response).values())) == (0, False)


def test_a_row_tells_how_much_of_its_term_has_passed(client_of):
    town = make_one_of_each()
    response = client_of("agent").get(TRACKER)
    clocks = {
        clock.number: clock
        for group in [*response.context["running"], response.context["waiting"]]
        for clock in group.clocks
    }
    late, today = (clocks[town[group][0].number] for group in ("late", "due_today"))
    assert (late.passed > 100, late.drawn, late.level, today.level) == (True, 100, "late", "warn")
    waits = response.context["waiting"].clocks[0]
    assert (waits.passed, str(waits.waits_until)) == (0, "2026-11-16")


def test_a_case_passes_its_term_in_days(client_of):
    """Received twenty days ago at ten, due at the end of the twentieth day from now."""
    make_case(at=NOW - timedelta(days=20), due_on=(NOW + timedelta(days=20)).date())
    (clock,) = [c for g in client_of("agent").get(TRACKER).context["running"] for c in g.clocks]
    assert clock.passed == int(100 * 20 / (40 + 14 / 24))


def test_a_case_that_is_suspended_or_decided_is_not_late(client_of):
    """It stands still among the waiting, in the order in which it goes on; a decided one is later,
    after what still has to be done."""
    days = [timedelta(days=number) for number in range(60)]
    start = NOW - days[40]
    kinds = {
        "decided": {"decided_on": (NOW - days[5]).date()},
        "later": {"due_on": (NOW + days[20]).date(), "serious_on": (NOW + days[59]).date()},
        "unknown": {"suspended_on": (NOW - days[30]).date()},
        "soon": {"suspended_on": (NOW - days[20]).date(), "suspended_until": NOW.date()},
        "late": {"suspended_on": (NOW - days[5]).date(), "suspended_until": NOW.date() + days[9]},
        "serious": {"serious_on": (NOW - days[2]).date()},
    }  # fmt: skip
    numbers = {}
    for name, values in kinds.items():
        case = make_case(at=start, due_on=(NOW - days[10]).date())
        type(case).objects.filter(pk=case.pk).update(**values)
        numbers[case.number] = name
    response = client_of("manager").get(TRACKER)
    found = {
        group.state: [(numbers[clock.number], clock.passed) for clock in group.clocks]
        for group in [*response.context["running"], response.context["waiting"]]
        if group.clocks
    }
    # In per cents of a term of 30 days and 15 hours: it began at ten, and the clocks went back.
    assert found == {
        "serious": [("serious", 130)],
        "due_later": [("later", 66), ("decided", 113)],
        "waiting": [("soon", 63), ("late", 113), ("unknown", 31)],
    }
    waiting = {numbers[clock.number]: clock for clock in response.context["waiting"].clocks}
    late = {name: clock.stopped_late for name, clock in waiting.items()}
    assert late == {"soon": False, "late": True, "unknown": False}


def test_a_clock_that_was_late_when_it_stopped_says_so(client_of):
    handler = make_user("handler")
    late = make_callback(at=NOW - timedelta(days=9), assignee=handler)
    services.wait(
        by=handler, callback=late, version=1, until=(NOW + timedelta(days=6)).date(),
        reason="Stuurt een foto", now=NOW,
    )  # fmt: skip
    context = client_of("manager").get(TRACKER).context
    (clock,) = context["waiting"].clocks
    assert (clock.stopped_late, context["late"]) == (True, 1)


def test_half_of_the_opening_time_is_half_of_the_term(client_of):
    """Asked on Monday at ten for Wednesday at ten: on Tuesday at ten half has passed."""
    reference()
    monday = NOW - timedelta(days=1)
    make_callback(at=monday)
    response = client_of("manager").get(TRACKER)
    (clock,) = [c for group in response.context["running"] for c in group.clocks]
    # Two working days from Monday ten o'clock is Wednesday 17:00: 24 hours, 8.5 of them are over.
    assert clock.passed == int(100 * 8.5 / (7 + 8.5 + 8.5))


def test_a_manager_sees_rows_without_persons_and_without_links(client_of):
    callback = make_callback(
        caller_name="mevrouw Zonderling", question_text="Waar blijft mijn geheim?",
        customer=make_customer(),
    )  # fmt: skip
    html = client_of("manager").get(TRACKER).content.decode()
    assert callback.number in html
    assert str(callback.public_id) not in html
    agent = client_of("agent").get(TRACKER).content.decode()
    assert reverse("contacts:callback", args=[callback.public_id]) in agent
    for page in (html, agent):
        assert "Zonderling" not in page
        assert "geheim" not in page
        assert "Hanna" not in page


def test_a_department_sees_its_own_clocks(client_of):
    make_one_of_each()
    client = client_of("head", reference().department["burgerzaken"])
    response = client.get(TRACKER)
    assert response.context["open"] == 1
    assert [line.name for line in response.context["lines"]] == ["Burgerzaken"]


# -- Bounded --------------------------------------------------------------------------------------


def test_a_group_shows_the_most_urgent_and_says_how_many_more(client_of, monkeypatch):
    monkeypatch.setattr(selectors, "SHOWN", 2)
    found = {
        days: make_callback(due=NOW + timedelta(days=days), phone=f"+3166000000{days}")
        for days in (9, 5, 7)
    }
    case = make_case(due_on=(NOW + timedelta(days=6)).date())
    response = client_of("manager").get(TRACKER)
    later = next(g for g in response.context["running"] if g.state == State.DUE_LATER)
    assert ([clock.number for clock in later.clocks], later.more) == (
        [found[5].number, case.number],
        2,
    )
    assert (later.callbacks.count, later.cases.count) == (3, 1)


# -- A number opens its rows ----------------------------------------------------------------------

LINK = re.compile(r'href="(/(?:contacts/callbacks|cases)/\?[^"]*)"[^>]*>\s*(\d+)')


@pytest.mark.parametrize(
    ("role", "query", "numbers"),
    [
        ("manager", "", 27),
        ("agent", "", 27),
        ("kcc_lead", "?domain=vergunningen", 18),
        ("head", "", 18),
        ("handler", "?department=vergunningen", 18),
    ],
)
def test_every_number_opens_exactly_the_rows_it_counts(client_of, role, query, numbers):
    make_one_of_each()
    department = reference().department["vergunningen"] if role in ("head", "handler") else None
    client = client_of(role, department)
    found = LINK.findall(client.get(f"{TRACKER}{query}").content.decode())
    for address, number in found:
        page = client.get(address.replace("&amp;", "&"))
        assert (address, page.status_code, len(page.context["page"].items)) == (
            address, 200, int(number),
        )  # fmt: skip
    assert len(found) == numbers


def test_the_total_is_what_the_departments_are_together(client_of):
    make_one_of_each()
    context = client_of("manager").get(TRACKER).context
    for kind in ("callbacks", "cases"):
        lines = [[cell.count for cell in getattr(line, kind)] for line in context["lines"]]
        total = [cell.count for cell in getattr(context["total"], kind)]
        assert [sum(column) for column in zip(*lines, strict=True)] == total


def test_the_numbers_are_those_of_the_dashboard(client_of):
    make_one_of_each()
    client = client_of("manager")
    numbers = client.get(TRACKER).context["asked"].counted.total
    tiles = {tile.slug: tile for tile in client.get("/dashboard/").context["tiles"]}
    assert tiles["overdue"].value == str(numbers.of(State.OVERDUE))
    assert tiles["open"].value == str(numbers.open)


# -- Filters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 11),
        ("?department=vergunningen", 10),
        ("?department=burgerzaken", 1),
        ("?domain=burgerzaken", 1),
        ("?domain=burgerzaken&department=vergunningen", 0),
        ("?department=bestaat-niet", 0),
    ],
)
def test_places_narrow_it(client_of, query, number):
    make_one_of_each()
    assert client_of("manager").get(f"{TRACKER}{query}").context["open"] == number


def test_another_department_cannot_be_asked_for(client_of):
    make_one_of_each()
    client = client_of("head", reference().department["burgerzaken"])
    assert client.get(f"{TRACKER}?department=vergunningen").context["open"] == 0


# -- Tomorrow -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "following"),
    [
        ("2026-11-10", "2026-11-11"),  # Tuesday
        ("2026-11-13", "2026-11-16"),  # Friday
        ("2026-04-03", "2026-04-07"),  # Good Friday, then Easter
        ("2026-12-24", "2026-12-28"),  # Christmas
    ],
)
def test_tomorrow_is_the_next_working_day(db, day, following):
    reference()
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert str(next_working_day(noon)) == following


def test_without_any_working_day_it_is_the_next_day(db):
    assert str(next_working_day(NOW)) == "2026-11-11"


# -- Bringing itself up to date -------------------------------------------------------------------


def test_nothing_new_is_said_in_a_word(client_of):
    make_one_of_each()
    client = client_of("agent")
    first = client.get(ROWS)
    assert (first.status_code, first.headers["ETag"]) == (
        200, client.get(TRACKER).context["etag"],
    )  # fmt: skip
    with statements() as ran:
        again = client.get(ROWS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, len(ran)) == (304, b"", 5)


def change_version(town):
    handler = make_user("handler")
    services.claim(by=handler, callback=town["due_today"][0], version=1, now=NOW)


def change_case(town):
    type(town["late"][1]).objects.filter(pk=town["late"][1].pk).update(version=2)


def add_callback(town):
    make_callback(phone="+31660000009")


@pytest.mark.parametrize("change", [change_version, change_case, add_callback])
def test_any_change_of_a_row_is_something_new(client_of, change):
    town = make_one_of_each()
    client = client_of("agent")
    before = client.get(ROWS).headers["ETag"]
    change(town)
    answer = client.get(ROWS, headers={"If-None-Match": before})
    assert (answer.status_code, answer.headers["ETag"] != before) == (200, True)


def test_a_clock_that_runs_out_is_something_new(client_of):
    reference()
    client = client_of("manager")
    make_callback(due=NOW + timedelta(minutes=2))
    calendars.snapshot()
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        before = client.get(ROWS).headers["ETag"]
    with time_machine.travel(NOW + timedelta(minutes=3), tick=False):
        answer = client.get(ROWS, headers={"If-None-Match": before})
    assert (answer.status_code, answer.context["late"]) == (200, 1)


def test_another_scope_has_another_mark(client_of):
    make_one_of_each()
    client = client_of("manager")
    marks = {
        client.get(f"{ROWS}{query}").headers["ETag"]
        for query in ("", "?department=vergunningen", "?domain=burgerzaken")
    }
    assert len(marks) == 3


# -- What it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("slugs", [["burgerzaken"], ["burgerzaken", "vergunningen", "kcc"]])
@pytest.mark.parametrize("role", ["manager", "agent"])
@pytest.mark.parametrize("address", [TRACKER, ROWS])
def test_it_costs_seven_statements(client_of, slugs, role, address):
    client = client_of(role)
    for slug in slugs:
        for days in (1, 9):
            place = make_department(slug)
            make_callback(department=place, at=NOW - timedelta(days=days), phone="+31660000001")
            make_case(department=place, at=NOW - timedelta(days=days))
    # A process keeps the calendar and the names of departments and colleagues.
    client.get(address)
    with statements() as ran:
        assert client.get(address).status_code == 200
    assert len(ran) == 7


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_is_all_one_can_do(client_of, method):
    client = client_of("manager")
    assert [getattr(client, method)(url).status_code for url in (TRACKER, ROWS)] == [405, 405]


@pytest.mark.parametrize("role", ["board", "administrator", "privacy_officer"])
def test_who_does_not_work_with_it_may_not_look(client_of, role):
    client = client_of(role)
    assert [client.get(url).status_code for url in (TRACKER, ROWS)] == [403, 403]


def test_the_states_are_together_all_that_is_open(db):
    """Each row once: also for who sees only a part."""
    make_one_of_each()
    agent = make_user("agent")
    scope = selectors.Scope(access_of(agent), agent, NOW)
    total = selectors.counted(scope).total
    assert (total.open, total.of(State.OVERDUE)) == (
        11, total.of(State.SERIOUS) + total.of(State.LATE),
    )  # fmt: skip
