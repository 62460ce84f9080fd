"""The archive: which reports stand in it, in which order, and how far the making is."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import translation

from dashboard.models import Report, ReportReader
from kcc.lib import paging
from tests.dashboard.reports.kept import keep_report
from tests.factories import NOW, make_department, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
PAGE, PROGRESS = "/reports/", "/reports/progress/"
AUGUST, SEPTEMBER, OCTOBER = (date(2026, month, 1) for month in (8, 9, 10))
VERGUNNINGEN = "Vergunningen, Toezicht en Handhaving"
# session, user, memberships
ONESELF = 3


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place():
    return reference().department


def shown(response) -> list[tuple[str, list[str]]]:
    """(period, what its reports are about), in English."""
    with translation.override("en"):
        return [
            (name, [f"{line.about} {line.report.version}" for line in lines])
            for name, lines in response.context["groups"]
        ]


def make_due(department=None, first_day=OCTOBER) -> Report:
    return Report.objects.create(first_day=first_day, department=department, created_at=NOW)


def in_english(client):
    client.user.language = "en"
    client.user.save()
    return client


# -- What stands in it ----------------------------------------------------------------------------


def test_a_link_names_its_department_once(client_of, place):
    keep_report(place["burgerzaken"], SEPTEMBER)
    keep_report(place["burgerzaken"], version=2)
    page = in_english(client_of("manager")).get(PAGE).content.decode()
    for when in ("September 2026", "October 2026 (version 2)"):
        assert f'>Burgerzaken<span class="hide">, {when}</span></a>' in page


def test_the_newest_period_stands_first_and_the_organisation_before_its_departments(
    client_of, place
):
    keep_report(place["vergunningen"], SEPTEMBER)
    keep_report(place["vergunningen"])
    keep_report(place["burgerzaken"])
    keep_report()
    keep_report(first_day=date(2025, 1, 1), kind="year")
    assert shown(in_english(client_of("manager")).get(PAGE)) == [
        ("October 2026", ["The organisation 1", "Burgerzaken 1", f"{VERGUNNINGEN} 1"]),
        ("September 2026", [f"{VERGUNNINGEN} 1"]),
        ("2025", ["The organisation 1"]),
    ]


def test_a_later_version_stands_in_the_place_of_the_earlier_one(client_of, place):
    keep_report(place["burgerzaken"])
    keep_report(place["burgerzaken"], version=2)
    keep_report()
    # A draft of a next version takes the place of nothing.
    keep_report(version=2, state="built")
    browser = in_english(client_of("kcc_lead"))
    assert shown(browser.get(PAGE)) == [("October 2026", ["The organisation 1", "Burgerzaken 2"])]
    assert shown(browser.get(f"{PAGE}?state=older")) == [("October 2026", ["Burgerzaken 1"])]


def test_a_withdrawn_version_lets_the_earlier_one_count_again(client_of, place):
    keep_report(place["burgerzaken"])
    keep_report(place["burgerzaken"], version=2, state="withdrawn")
    response = in_english(client_of("kcc_lead")).get(PAGE)
    assert shown(response) == [("October 2026", ["Burgerzaken 2", "Burgerzaken 1"])]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("place=burgerzaken", ["Burgerzaken"]),
        ("place=*", ["The organisation", "The organisation"]),
        ("domain=vergunningen", [VERGUNNINGEN, VERGUNNINGEN]),
        ("period=2026-09", [VERGUNNINGEN]),
        ("period=2026", ["The organisation", "Burgerzaken", VERGUNNINGEN, VERGUNNINGEN]),
        ("period=2025", ["The organisation"]),
        ("kind=year", ["The organisation"]),
        ("state=draft", [VERGUNNINGEN]),
        ("state=unread", ["Burgerzaken"]),
        ("state=withdrawn", []),
        ("place=nergens", []),
        ("period=nooit", []),
        ("state=onzin", []),
    ],
)
def test_it_is_searched_by_place_period_kind_and_state(client_of, place, query, names):
    browser = in_english(client_of("manager"))
    keep_report(place["vergunningen"], SEPTEMBER, state="built")
    keep_report(place["vergunningen"])
    new = keep_report(place["burgerzaken"])
    keep_report()
    keep_report(first_day=date(2025, 1, 1), kind="year")
    ReportReader.objects.create(report=new, user=browser.user, told_at=NOW)
    response = browser.get(f"{PAGE}?{query}")
    found = [about for _period, lines in shown(response) for about in lines]
    assert (response.status_code, found) == (200, [f"{name} 1" for name in names])


def test_who_reads_one_department_is_offered_no_other(client_of, place):
    keep_report(place["burgerzaken"])
    keep_report(place["vergunningen"])
    keep_report(place["vergunningen"], SEPTEMBER)
    found = client_of("handler").get(PAGE).context["filters"]
    assert found.choices["place"] == [("vergunningen", VERGUNNINGEN)]
    assert [field.name for field in found.shown] == ["period", "kind", "state"]
    assert client_of("handler").get(f"{PAGE}?place=burgerzaken").context["groups"] == []


def test_a_page_goes_on_where_the_one_before_it_ended(client_of, place, monkeypatch):
    for number in range(1, 10):
        keep_report(first_day=date(2026, number, 1))
    keep_report(place["burgerzaken"])
    monkeypatch.setattr(paging.keyset_page, "__kwdefaults__", {"size": 4})
    browser, seen, query = in_english(client_of("manager")), [], ""
    while True:
        page = browser.get(f"{PAGE}{query}").context["page"]
        seen += [(each.first_day.month, each.place) for each in page]
        if not page.next:
            break
        query = f"?after={page.next}"
    assert seen == [(10, "Burgerzaken"), *((number, "") for number in range(9, 0, -1))]


def test_new_stands_at_what_somebody_was_told_of_and_did_not_open(client_of, place):
    browser = in_english(client_of("head"))
    old, new = keep_report(place["vergunningen"], SEPTEMBER), keep_report(place["vergunningen"])
    ReportReader.objects.create(report=old, user=browser.user, told_at=NOW, opened_at=NOW)
    ReportReader.objects.create(report=new, user=browser.user, told_at=NOW)
    page = browser.get(PAGE).content.decode()
    assert (page.count('class="badge accent">new'), page.count('<tr class="new">')) == (1, 1)


def test_without_reports_it_says_when_they_come(client_of):
    page = in_english(client_of("head")).get(PAGE).content.decode()
    assert "In the first working days of each month" in page
    assert 'method="get" novalidate' not in page


# -- Statements -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_three_statements_however_many_there_are(client_of, number):
    browser = client_of("manager")
    for index in range(number):
        keep_report(make_department(f"afdeling-{index}"))
    with statements() as ran:
        assert browser.get(PAGE).status_code == 200
    assert len(ran) == ONESELF + 3


# -- How far they are -----------------------------------------------------------------------------


def test_the_manager_sees_how_far_the_making_is(client_of, place):
    make_due()
    keep_report(place["burgerzaken"], state="building")
    keep_report(place["vergunningen"], state="built")
    browser = in_english(client_of("manager"))
    page, bars = browser.get(PAGE), browser.get(PROGRESS)
    for response in (page, bars):
        [making] = response.context["making"]
        assert (making.period.made, making.period.total) == (1, 3)
        text = response.content.decode()
        assert ("<strong>October 2026</strong>" in text, "1 of 3 made" in text) == (True, True)
        assert 'hx-trigger="every 2s"' in text
    assert "1 report of October 2026 waits for you." in page.content.decode()


def test_the_bar_is_not_sent_again_as_long_as_nothing_changed(client_of, place):
    due = make_due()
    keep_report(place["burgerzaken"])
    browser = in_english(client_of("manager"))
    first = browser.get(PROGRESS)
    etag = first["ETag"]
    assert browser.get(PROGRESS, headers={"If-None-Match": etag}).status_code == 304
    due.delete()
    after = browser.get(PROGRESS, headers={"If-None-Match": etag})
    assert (after.status_code, "All reports are made." in after.content.decode()) == (200, True)
    assert "hx-trigger" not in after.content.decode()


def test_others_see_no_drafts_and_no_progress(client_of, place):
    make_due()
    keep_report(place["vergunningen"], state="built")
    browser = client_of("kcc_lead")
    response = browser.get(PAGE)
    assert (response.context["groups"], response.context["making"]) == ([], [])
    assert browser.get(PROGRESS).status_code == 403


def test_a_batch_of_a_second_version_counts_by_itself(client_of, place):
    keep_report(place["vergunningen"])
    keep_report(place["burgerzaken"])
    Report.objects.create(
        first_day=OCTOBER, department=place["burgerzaken"], version=2, reason="Beter geteld",
        created_at=NOW + timedelta(days=1),
    )  # fmt: skip
    [making] = client_of("manager").get(PROGRESS).context["making"]
    assert (making.period.made, making.period.total) == (0, 1)
