"""One report as a page: its contents, versions, files, and what became different since."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from dashboard.models import Report, ReportAction, ReportReader
from kcc.lib.paper.layout import rows_of
from kcc.lib.paper.shape import Prose, Section, table_of
from kcc.lib.paper.tables import Cell, Column, Row, Table
from kcc.lib.periods import ZONE
from tests.dashboard.history import make_month
from tests.dashboard.reports.kept import keep_report
from tests.factories import NOW, make_user, reference
from tests.spreadsheets import read_sheet
from tests.statements import statements

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (9, 10, 11))
# session, user, memberships
ONESELF = 3
IN_OCTOBER = datetime(2026, 10, 20, 15, 0, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place():
    return reference().department


def in_english(client):
    client.user.language = "en"
    client.user.save()
    return client


def url_of(report, name="report", *args) -> str:
    return reverse(f"reports:{name}", args=[report.public_id, *args])


def read(client, report) -> str:
    response = client.get(url_of(report))
    assert response.status_code == 200
    return response.content.decode()


# -- What it says ---------------------------------------------------------------------------------


def test_every_section_of_the_document_stands_on_the_page(client_of, place):
    make_month(IN_OCTOBER)
    report = keep_report(place["burgerzaken"], words={"comment": "Veel brieven deze maand."})
    response = in_english(client_of("manager")).get(url_of(report))
    text, document = response.content.decode(), response.context["document"]
    for section in document.sections:
        assert (f'id="{section.anchor}"' in text, f'href="#{section.anchor}"' in text) == (
            True,
        ) * 2
    shown = [table_of(block) for section in document.sections for block in section.blocks]
    missing = [
        table.slug for table in shown if table and table.rows and f'id="{table.region}"' not in text
    ]
    assert missing == []
    files = [table.slug for table in document.tables if table.rows and table.exports]
    assert [slug for slug in files if f"table={slug}&amp;" not in text] == []
    assert ("Veel brieven deze maand." in text, f"<h1>{document.title}</h1>" in text) == (
        True,
        True,
    )


def test_a_table_is_a_file_as_it_stands_on_the_page(client_of, place):
    make_month(IN_OCTOBER)
    report = keep_report(place["burgerzaken"])
    browser = in_english(client_of("manager"))
    document = browser.get(url_of(report)).context["document"]
    table = next(each for each in document.tables if each.rows and each.exports)
    sizes = len(table.lines()) + 1, len(table.columns)
    for kind in ("csv", "xlsx", "ods"):
        response = browser.get(f"{url_of(report)}?table={table.slug}&format={kind}")
        assert f"-burgerzaken-2026-10-{table.slug}.{kind}" in response["Content-Disposition"]
        lines = read_sheet(b"".join(response), kind)
        assert (len(lines), len(lines[0])) == sizes
    assert browser.get(f"{url_of(report)}?table=nothing").status_code == 404


def test_two_narrow_tables_stand_beside_each_other():
    def table(slug, columns):
        return Table(slug, slug, [Column("x")] * columns, [Row([Cell("1")] * columns)])

    blocks = [table("a", 3), table("b", 2), table("c", 9), table("d", 2), Prose(["Zin"])]
    rows = rows_of(Section("s", "S", blocks=blocks))
    assert [len(row) for row in rows] == [2, 1, 1, 1]


# -- Who and when ---------------------------------------------------------------------------------


def test_the_first_look_of_who_was_told_is_kept(client_of, place):
    report, browser = keep_report(place["vergunningen"]), client_of("head")
    reader = ReportReader.objects.create(report=report, user=browser.user, told_at=NOW)
    for hours in (1, 5):
        with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
            read(browser, report)
    reader.refresh_from_db()
    assert reader.opened_at == NOW + timedelta(hours=1)


def test_who_was_not_told_leaves_no_trace(client_of, place):
    report = keep_report(place["vergunningen"])
    told = make_user("head", username="hoofd")
    ReportReader.objects.create(report=report, user=told, told_at=NOW)
    read(client_of("manager"), report)
    assert list(ReportReader.objects.values_list("opened_at", flat=True)) == [None]


def test_looking_whether_it_is_there_is_not_reading(client_of, place):
    report, browser = keep_report(place["vergunningen"]), client_of("head")
    ReportReader.objects.create(report=report, user=browser.user, told_at=NOW)
    assert browser.head(url_of(report)).status_code == 200
    assert list(ReportReader.objects.values_list("opened_at", flat=True)) == [None]


@pytest.mark.parametrize("state", ["due", "building", "built"])
def test_a_draft_is_the_managers_alone(client_of, place, state):
    if state == "due":
        report = Report.objects.create(
            first_day=OCTOBER, department=place["vergunningen"], created_at=NOW
        )
    else:
        report = keep_report(place["vergunningen"], state=state)
    assert [client_of(role).get(url_of(report)).status_code for role in ("head", "kcc_lead")] == [
        404, 404
    ]  # fmt: skip
    browser = in_english(client_of("manager"))
    text = read(browser, report)
    edits = url_of(report, "edit") in text
    assert (edits, "Nobody but the KCC managers" in text) == ((state != "due"),) * 2
    files = browser.get(url_of(report, "file", "pdf")).status_code
    assert files == (404 if state == "due" else 200)


def test_of_a_withdrawn_report_the_title_and_the_reason_are_left(client_of, place):
    report = keep_report(
        place["vergunningen"], state="withdrawn", files=[("pdf", b"%PDF-")],
        words={"comment": "Staat er nog"},
    )  # fmt: skip
    head, manager = in_english(client_of("head")), in_english(client_of("manager"))
    text = read(head, report)
    assert ("Een fout" in text, "Staat er nog" in text) == (True, False)
    assert head.get(url_of(report, "file", "pdf")).status_code == 404
    assert head.get(f"{url_of(report)}?table=months").status_code == 404
    assert "Staat er nog" in read(manager, report)


# -- Versions and periods -------------------------------------------------------------------------


def test_an_earlier_version_says_that_another_came_in_its_place(client_of, place):
    first = keep_report(place["vergunningen"])
    second = keep_report(place["vergunningen"], version=2)
    browser = in_english(client_of("head"))
    assert "Version 2 of Tue 10 Nov came in the place of this one." in read(browser, first)
    text = read(browser, second)
    assert ("came in the place" in text, url_of(first) in text) == (False, True)


def test_the_versions_of_who_may_not_see_drafts_hold_none(client_of, place):
    first = keep_report(place["vergunningen"])
    draft = keep_report(place["vergunningen"], version=2, state="built")
    assert url_of(draft) not in read(client_of("head"), first)
    assert url_of(draft) in read(client_of("manager"), first)


def test_the_months_before_and_after_are_one_step_away(client_of, place):
    before, now, after = (
        keep_report(place["vergunningen"], day) for day in (SEPTEMBER, OCTOBER, NOVEMBER)
    )
    keep_report(place["burgerzaken"], SEPTEMBER)
    beside = client_of("head").get(url_of(now)).context["beside"]
    assert (beside.earlier, beside.later, beside.year_before) == (before, after, None)


def test_a_year_stands_beside_years(client_of):
    first, second = (keep_report(first_day=date(year, 1, 1), kind="year") for year in (2024, 2025))
    keep_report(first_day=date(2025, 2, 1))
    beside = client_of("board").get(url_of(second)).context["beside"]
    assert (beside.earlier, beside.later, beside.year_before) == (first, None, first)


# -- Changed since, and done about it -------------------------------------------------------------


def test_it_tells_which_figures_say_something_else_by_now(client_of, place):
    changes = [["kept", [104, 146], [110, 146]], ["gone", [1, None], [2, None]]]
    report = keep_report(place["vergunningen"], changes=changes, checked_at=NOW)
    response = in_english(client_of("head")).get(url_of(report))
    [row] = response.context["changes"].rows
    assert [cell.text for cell in row.cells] == [
        "Called back in time", "71.2 %", "75.3 %", "+4.1 pt"
    ]  # fmt: skip
    assert "1 figure says something else by now." in response.content.decode()


def test_actions_stand_beside_it_with_how_they_stand(client_of, place):
    report, browser = keep_report(place["vergunningen"]), in_english(client_of("head"))
    for text, days, state in (("Bellen", -2, "open"), ("Mailen", 5, "open"), ("Script", 1, "done")):
        ReportAction.objects.create(
            report=report, department=place["vergunningen"], text=text, owner=browser.user,
            due_on=(NOW + timedelta(days=days)).date(), state=state, created_at=NOW,
            created_by=browser.user, closed_at=NOW if state == "done" else None,
        )  # fmt: skip
    text = read(browser, report)
    lines = browser.get(url_of(report)).context["actions"].lines
    assert [(line["action"].text, line["kind"]) for line in lines] == [
        ("Bellen", "late"), ("Script", "ok"), ("Mailen", "info"),
    ]  # fmt: skip
    # A head says there how each stands; who only reads does not.
    links = [reverse("reports:action", args=[line["action"].public_id]) for line in lines]
    assert [link in text for link in links] == [True, True, True]
    handler = read(client_of("handler"), report)
    assert [link in handler for link in links] == [False, False, False]
    assert url_of(report, "action-new") in text
    assert url_of(report, "action-new") not in read(client_of("handler"), report)


def test_the_board_sees_no_names_beside_the_report_of_everything(client_of):
    report = keep_report()
    response = client_of("board").get(url_of(report))
    assert response.context["actions"] is None


@pytest.mark.parametrize(
    ("role", "live", "manages"),
    [
        ("manager", True, True), ("kcc_lead", True, False), ("head", True, False),
        ("handler", True, False),
    ],
)  # fmt: skip
def test_each_role_gets_the_links_it_may_follow(client_of, place, role, live, manages):
    report = keep_report(place["vergunningen"])
    response = client_of(role).get(url_of(report))
    url = "/dashboard/departments/vergunningen/?period=2026-10"
    assert (response.context["live_url"] == url, bool(response.context["manage"])) == (
        live,
        manages,
    )


# -- Files ----------------------------------------------------------------------------------------


def test_the_file_is_the_one_that_was_kept(client_of, place):
    report = keep_report(place["vergunningen"], files=[("pdf", b"%PDF-1"), ("xlsx", b"PK1")])
    browser = client_of("head")
    for extension, body in (("pdf", b"%PDF-1"), ("xlsx", b"PK1")):
        response = browser.get(url_of(report, "file", extension))
        assert response.content == body
        assert f'vergunningen-2026-10.{extension}"' in response["Content-Disposition"]
    assert browser.get(url_of(report, "file", "exe")).status_code == 404


def test_a_file_that_somebody_has_is_not_sent_again(client_of, place):
    report = keep_report(place["vergunningen"], files=[("pdf", b"%PDF-1")])
    browser, url = client_of("head"), url_of(report, "file", "pdf")
    etag = browser.get(url)["ETag"]
    assert browser.get(url, headers={"If-None-Match": etag}).status_code == 304


# -- Statements -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_asks_three_statements_however_much_stands_on_it(client_of, place, number):
    make_month(IN_OCTOBER)
    browser = client_of("head")
    versions = [keep_report(place["vergunningen"], version=each + 1) for each in range(number)]
    for index in range(number):
        keep_report(place["vergunningen"], date(2026, 9 - index, 1))
        ReportAction.objects.create(
            report=versions[-1], department=place["vergunningen"], text="Bellen",
            owner=browser.user, due_on=NOW.date(), created_at=NOW, created_by=browser.user,
        )  # fmt: skip
    with statements() as ran:
        assert browser.get(url_of(versions[-1])).status_code == 200
    assert len(ran) == ONESELF + 3
