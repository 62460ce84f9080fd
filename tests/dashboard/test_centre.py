"""How the contact centre does."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from dashboard.models import TelephonyFile, TelephonyHour
from kcc.lib.periods import local_day
from kcc.organisation import calendars
from tests.dashboard.history import make_history, make_month
from tests.factories import NOW, make_contact, make_department, reference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page_of(client_of):
    def page_of(role="manager", query=""):
        client = client_of(role)
        client.user.language = "en"
        client.user.save()
        return client.get(reverse("dashboard:centre") + query)

    return page_of


def told(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("role", ["agent", "kcc_lead", "manager", "board"])
def test_the_contact_centre_and_who_steers_see_it(page_of, role):
    make_history()
    assert page_of(role).status_code == 200


@pytest.mark.parametrize("role", ["head", "handler"])
def test_a_department_does_not(client_of, role):
    client = client_of(role, make_department("kcc"))
    assert client.get(reverse("dashboard:centre")).status_code == 403


def test_the_board_has_nothing_to_open(page_of):
    make_month()
    html = page_of("board").content.decode()
    assert "/dashboard/rows/" not in html


def test_contacts_by_channel(page_of):
    make_month()
    assert told(page_of().context["channels"]) == [
        ["Telefoon", "10", "90.9 %", "80.0 %", "3 min", "1 min"],
        ["Balie", "1", "9.1 %", "2 of 2", "too few (1)", "too few (1)"],
    ]


def test_a_channel_without_talking_has_no_time_of_it(page_of):
    for hour in range(1, 7):
        make_contact(channel="e-mail", at=NOW - timedelta(hours=hour), talk_seconds=0)
    (line,) = told(page_of().context["channels"])
    assert line[4:] == ["–", "1 min"]


def test_what_was_put_through(page_of):
    for outcome in ("doorverbonden_warm", "doorverbonden_koud", "direct_afgehandeld"):
        for hour in range(1, 4):
            make_contact(outcome=outcome, at=NOW - timedelta(hours=hour))
    lines = {line[0]: line[1:4] for line in told(page_of().context["transfers"])}
    assert lines["Put through"] == ["66.7 %", "6", "9"]
    assert lines["Put through warmly"] == ["50.0 %", "3", "6"]


def test_times_have_no_target(page_of):
    make_month()
    table = page_of().context["times"]
    assert [line[4] for line in told(table)] == ["–", "–", "–"]
    assert {cell.kind for row in table.rows for cell in row.cells} == {""}


def test_what_the_first_line_could_not_finish(page_of):
    for hour in range(1, 8):
        at, outcome = NOW - timedelta(hours=hour), "doorverbonden_koud"
        make_contact(subject="VG01", at=at, outcome=outcome if hour < 6 else "direct_afgehandeld")
        make_contact(subject="BZ01", at=at)
    table = page_of().context["subjects"]
    assert [line[:4] for line in told(table)] == [["Dakkapel", "5", "7", "28.6 %"]]
    assert table.rows[0].cells[1].url == "/dashboard/rows/direct/rest/?subject=VG01"


def test_answered_at_once_for_good_is_provisional_at_first(page_of):
    make_month()
    page = page_of()
    assert {tile.slug: tile.provisional for tile in page.context["tiles"]}["direct-net"] is True
    page = page_of(query="?period=2026-08")
    assert {tile.slug: tile.provisional for tile in page.context["tiles"]}["direct-net"] is False


def test_a_filter_narrows_everything(page_of):
    make_month()
    page = page_of(query="?channel=balie")
    assert [line[0] for line in told(page.context["channels"])] == ["Balie"]
    assert page.context["tiles"][0].value == "1"


def test_the_load_by_hour(page_of):
    for minute in range(4):
        make_contact(at=NOW - timedelta(minutes=minute + 1))
    page = page_of()
    table = page.context["contacts_map"].table
    assert [row for row in told(table) if "4" in row] == [["9–10", "0", "4", "0", "0", "0"]]
    # Four contacts of 240 seconds in two Tuesdays: 3 and 10 November.
    (row,) = [row for row in page.context["people_map"].table.rows if row.cells[2].value]
    assert row.cells[2].value == pytest.approx(4 * 240 / 3600 / 2)


def test_the_telephone_stands_there_when_its_reports_are_read(page_of):
    make_month()
    assert page_of().context["telephone"] is None
    today = local_day(NOW)
    file = TelephonyFile.objects.create(
        name="rapport.csv", sha256="0" * 64, read_at=NOW, rows=1, first_day=today, last_day=today
    )
    TelephonyHour.objects.create(
        day=today, hour=9, offered=20, answered=18, in_time=15, abandoned=2, wait_seconds=360,
        file=file,
    )  # fmt: skip
    assert [line[:4] for line in told(page_of().context["telephone"])] == [
        ["Telephone answered in time", "75.0 %", "15", "20"],
        ["Calls given up", "10.0 %", "2", "20"],
        ["Wait on the telephone", "20 s", "–", "18"],
    ]
    # The exchange knows no subjects.
    assert page_of(query="?subject=BZ01").context["telephone"] is None


def test_every_table_can_be_taken_along(page_of):
    make_month()
    slugs = [
        "channels", "transfers", "times", "subjects", "quality", "months", "load-contacts",
        "load-people",
    ]  # fmt: skip
    assert [page_of(query=f"?table={slug}&format=csv").status_code for slug in slugs] == [200] * 8


def test_nothing_happened_yet(page_of):
    reference()
    page = page_of()
    assert (page.context["contacts_map"], page.context["people_map"]) == (None, None)
    assert page.context["channels"].rows == []


@pytest.mark.parametrize("slugs", [["burgerzaken"], ["burgerzaken", "vergunningen", "kcc"]])
@pytest.mark.parametrize(("role", "statements"), [("manager", 9), ("agent", 9)])
def test_it_costs_the_same(client_of, django_assert_num_queries, slugs, role, statements):
    for slug in slugs:
        make_contact(department=make_department(slug))
    client = client_of(role)
    calendars.snapshot()  # kept by the process
    with django_assert_num_queries(statements):
        client.get(reverse("dashboard:centre"))
