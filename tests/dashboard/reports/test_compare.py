"""Two reports side by side."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine

from dashboard.figures import CONTACTS, DIRECT, MEDIAN_AGE, OPEN, REPEATS
from dashboard.kinds import Value
from dashboard.reports.comparing import Comparison, Pair
from tests.dashboard.reports.kept import keep_report
from tests.factories import NOW, reference
from tests.spreadsheets import read_sheet
from tests.statements import statements

pytestmark = pytest.mark.django_db
PAGE = "/reports/compare/"
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
# session, user, memberships
ONESELF = 3


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place():
    return reference().department


@pytest.fixture
def manager(client_of):
    browser = client_of("manager")
    browser.user.language = "en"
    browser.user.save()
    return browser


def address(first, second) -> str:
    return f"{PAGE}?a={first.public_id}&b={second.public_id}"


def heads(response) -> list[str]:
    return [column.label for column in response.context["tables"][0].columns]


# -- Found ----------------------------------------------------------------------------------------


def test_two_months_of_a_department_are_told_apart_by_their_month(manager, place):
    first, second = (keep_report(place["vergunningen"], day) for day in (SEPTEMBER, OCTOBER))
    response = manager.get(address(first, second))
    assert response.context["title"] == "Vergunningen, Toezicht en Handhaving"
    assert heads(response) == ["Figure", "September 2026", "October 2026", "Difference"]


def test_two_departments_are_told_apart_by_their_name(manager, place):
    first, second = keep_report(place["burgerzaken"]), keep_report(place["vergunningen"])
    response = manager.get(address(first, second))
    assert response.context["title"] == (
        "Burgerzaken beside Vergunningen, Toezicht en Handhaving, October 2026"
    )
    assert heads(response)[1:3] == ["Burgerzaken", "Vergunningen, Toezicht en Handhaving"]


def test_two_departments_of_two_months_are_both_named(manager, place):
    first, second = keep_report(place["burgerzaken"], SEPTEMBER), keep_report()
    assert manager.get(address(first, second)).context["title"] == (
        "September 2026, Burgerzaken beside October 2026, the whole organisation"
    )


def test_two_versions_are_told_apart_by_their_number(manager, place):
    first, second = (keep_report(place["burgerzaken"], version=each) for each in (1, 2))
    assert heads(manager.get(address(first, second)))[1:3] == ["version 1", "version 2"]


def test_two_picked_in_the_archive_lead_to_their_own_address(manager, place):
    newer, older = keep_report(place["burgerzaken"]), keep_report(place["burgerzaken"], SEPTEMBER)
    picked = f"{PAGE}?report={newer.public_id}&report={older.public_id}"
    response = manager.get(picked)
    assert (response.status_code, response["Location"]) == (302, address(older, newer))
    one = manager.get(f"{PAGE}?report={newer.public_id}")
    assert (one.status_code, "Select two reports." in one.content.decode()) == (422, True)


def test_two_are_chosen_by_place_and_period(manager, place):
    first, second = keep_report(), keep_report(place["burgerzaken"], SEPTEMBER)
    named = f"{PAGE}?a_place=*&a_period=2026-10&b_place=burgerzaken&b_period=2026-09"
    assert manager.get(named)["Location"] == address(first, second)


@pytest.mark.parametrize("period", ["2026-08", "2026-13", "later", "0-0", ""])
def test_what_is_not_there_is_said_and_nothing_chosen_is_lost(manager, place, period):
    keep_report()
    named = f"{PAGE}?a_place=*&a_period=2026-10&b_place=burgerzaken&b_period={period}"
    response = manager.get(named)
    choices = response.context["choices"]
    assert (response.status_code, [each.place for each in choices]) == (422, ["*", "burgerzaken"])
    assert "There is no report of that place about that period." in response.content.decode()


def test_a_report_is_not_held_against_itself(manager, place):
    report = keep_report(place["burgerzaken"])
    response = manager.get(address(report, report))
    assert (response.status_code, "tables" in response.context) == (422, False)
    assert "Select two different reports." in response.content.decode()


@pytest.mark.parametrize("query", ["a=nothing", f"a={uuid4()}", f"a={uuid4()}&b={uuid4()}"])
def test_what_does_not_exist_is_not_found(manager, query):
    assert manager.get(f"{PAGE}?{query}").status_code == 404


def test_what_is_not_theirs_is_not_found(client_of, place):
    mine, other = keep_report(place["vergunningen"]), keep_report(place["burgerzaken"])
    withdrawn = keep_report(place["vergunningen"], SEPTEMBER, state="withdrawn")
    head = client_of("head")
    assert head.get(address(mine, other)).status_code == 404
    assert head.get(address(mine, withdrawn)).status_code == 404
    places = [slug for slug, _name in head.get(PAGE).context["choices"][0].places]
    assert places == ["*", "vergunningen"]


def test_its_tables_are_files(manager, place):
    url = address(keep_report(place["burgerzaken"], SEPTEMBER), keep_report(place["burgerzaken"]))
    response = manager.get(f"{url}&table=happened&format=csv")
    lines = read_sheet(b"".join(response), "csv")
    assert lines[0][0] == "Figure"
    assert "burgerzaken-2026-09-2026-10" in response["Content-Disposition"]
    assert manager.get(f"{url}&table=nothing").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_three_statements_however_many_reports_there_are(manager, place, number):
    for index in range(number):
        last = keep_report(place["burgerzaken"], date(2026, 10 - index, 1))
    other = keep_report(place["vergunningen"])
    with statements() as ran:
        assert manager.get(address(last, other)).status_code == 200
    assert len(ran) == ONESELF + 3


# -- Which is better ------------------------------------------------------------------------------


def kind_of(figure, first, second, *, same_place=True) -> str:
    comparison = Comparison(None, None, same_place=same_place)
    return comparison._kind(Pair(figure, Value(figure, *first), Value(figure, *second)))


@pytest.mark.parametrize(
    ("figure", "first", "second", "kind"),
    [
        (DIRECT, (70, 100), (80, 100), "ok"),
        (DIRECT, (80, 100), (70, 100), "late"),
        (REPEATS, (20, 100), (10, 100), "ok"),
        (DIRECT, (3, 4), (1, 4), ""),  # too few
        (DIRECT, (80, 100), (80, 100), ""),
        (CONTACTS, (100, None), (200, None), ""),
        (MEDIAN_AGE, (2, 30), (9, 30), ""),
        (OPEN, (40, None), (30, None), "ok"),
    ],
)
def test_a_difference_is_better_worse_or_neither(figure, first, second, kind):
    assert kind_of(figure, first, second) == kind


def test_of_two_places_more_work_is_no_worse():
    assert kind_of(OPEN, (40, None), (30, None), same_place=False) == ""
    assert kind_of(DIRECT, (70, 100), (80, 100), same_place=False) == "ok"
