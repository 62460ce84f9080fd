"""A report composed from frozen figures and words: nothing here asks the database."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils.translation import override

from dashboard import figures
from dashboard.reports.words import Words
from dashboard.spans import Span
from kcc.lib.paper.shape import Prose, Section
from tests.dashboard.reports.figured import (
    AGREED,
    WORDS,
    busy,
    crowded,
    data,
    document,
    everywhere,
    told_in,
)

pytestmark = pytest.mark.once
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
ALWAYS = ["scorecard", "open", "callbacks", "repeats", "subjects", "channels", "satisfaction",
          "actions", "definitions"]  # fmt: skip


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def slugs(found) -> list[str]:
    return [section.slug for section in found.sections]


def lines(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def prose(section: Section) -> list[str]:
    [block] = [each for each in section.blocks if isinstance(each, Prose)]
    return list(block.paragraphs)


# -- The whole ------------------------------------------------------------------------------------


def test_the_sections_of_a_department():
    assert slugs(document(crowded())) == [
        "scorecard", "went-well", "comment", "open", "callbacks", "repeats", "subjects", "channels",
        "ranking", "satisfaction", "case", "actions", "definitions",
    ]  # fmt: skip


def test_the_sections_of_the_organisation():
    assert slugs(document(everywhere())) == [
        "scorecard", "went-well", "comment", "departments", "open", "callbacks", "repeats",
        "subjects", "channels", "telephone", "satisfaction", "case", "actions", "definitions",
    ]  # fmt: skip


def test_where_nothing_happened_every_section_says_so():
    found = document(data(), Words())
    assert slugs(found) == ALWAYS
    assert [(section.slug, section.intro) for section in found.sections[1:-1]] == [
        ("open", "At the end of October 2026 nothing was open."),
        ("callbacks", "No callback was due in this period."),
        ("repeats", "No confirmed repeat contacts in this period."),
        ("subjects", "Nobody asked anything in this period."),
        ("channels", "Nobody asked anything in this period."),
        ("satisfaction", "Nobody gave a mark in this period."),
        ("actions", "No actions were agreed on earlier reports."),
    ]
    assert [table.slug for table in found.tables] == ["scorecard", "months", "flow", "definitions"]
    assert found.lead == [
        "At the end of October 2026 nothing was open.",
        "In October 2026 nobody contacted us about this.",
    ]


@pytest.mark.parametrize("figured", [data, crowded, everywhere])
def test_every_table_has_a_slug_of_its_own_and_rows_as_wide_as_its_head(figured):
    tables = document(figured()).tables
    assert len({table.slug for table in tables}) == len(tables)
    for table in tables:
        rows = [*table.rows, *([table.foot] if table.foot else [])]
        assert {len(row.cells) for row in rows} <= {len(table.columns)}, table.slug


@pytest.mark.parametrize("figured", [crowded, everywhere])
def test_a_report_stands_by_itself_no_number_leads_anywhere(figured):
    assert [text for name, text in told_in(document(figured())) if name == "url" and text] == []


def test_it_knows_no_clock():
    found = []
    for year in (2026, 2031):
        with time_machine.travel(datetime(year, 11, 4, 9, tzinfo=UTC), tick=False):
            found.append(document(crowded()))
    assert found[0] == found[1]


def test_it_speaks_the_language_of_who_reads_it():
    with override("nl"):
        found = document(crowded())
    assert (found.language, found.facts[0]) == ("nl", ("Periode", "oktober 2026"))
    assert document(crowded()).language == "en"


# -- The cover ------------------------------------------------------------------------------------


def test_the_cover_of_a_department():
    found = document(crowded())
    assert (found.title, found.subtitle) == ("Burgerzaken", "Monthly report October 2026")
    assert found.facts == [
        ("Period", "October 2026"),
        ("Domain", "Inwoners"),
        ("Published on", "4 November 2026"),
        ("Contact person", "Team KCC, 14 0000"),
    ]


def test_the_cover_of_a_draft_and_of_a_second_version():
    assert document(crowded(), Words()).facts[2:] == [("Published on", "not published yet")]
    second = Words(version=2, reason="Beloften dubbel geteld", published_on=date(2026, 11, 9))
    assert document(crowded(), second).facts[2:] == [
        ("Revised on", "9 November 2026"),
        ("Version", "2"),
        ("Why there is another version", "Beloften dubbel geteld"),
    ]


def test_the_three_largest_changes_lead():
    assert document(crowded()).lead == [
        "At the end of October 2026 25 callbacks and 10 cases were open, 2 of them late.",
        "Fewer people had to come back: 5.0\u00a0% (September 2026: 17.0\u00a0%).",
        "More callbacks were in time: 94.4\u00a0% (September 2026: 66.7\u00a0%).",
        "Less work is late: 2 (end of September 2026: 9).",
        "Repeat contacts cost the contact centre 50\u00a0min in this period.",
    ]


def test_against_a_time_before_anything_was_counted_nothing_is_more():
    assert document(data(busy(before={})), Words()).lead == [
        "At the end of October 2026 nothing was open.",
        "Repeat contacts cost the contact centre 50\u00a0min in this period.",
    ]


# -- The sections ---------------------------------------------------------------------------------


def test_eight_tiles_and_the_same_as_a_table_for_files():
    found = document(crowded()).section("scorecard")
    assert [(tile.slug, tile.value) for tile in found.tiles] == [
        ("open", "35"), ("overdue", "2"), ("median_age", "2 wd"), ("kept", "94.4 %"),
        ("cases-on-time", "100.0 %"), ("repeats", "5.0 %"), ("direct", "85.0 %"),
        ("satisfaction", "8.2"),
    ]  # fmt: skip
    assert [row[:2] for row in lines(found.behind[0])] == [
        [tile.label, tile.value] for tile in found.tiles
    ]


def test_medians_are_not_added_up_for_the_organisation():
    tiles = document(everywhere()).section("scorecard").tiles
    assert [tile.slug for tile in tiles][:3] == ["open", "overdue", "contacts"]


def test_thirteen_months_or_the_twelve_of_a_year():
    assert len(document(crowded()).table("months").rows) == 13
    year = data(busy(), department=None, kind="year", span=YEAR)
    found = document(year)
    assert len(found.table("months").rows) == 12
    assert (found.title, found.subtitle) == ("The whole organisation", "Year report 2026")


def test_what_went_well_is_better_and_on_target():
    found = document(crowded()).section("went-well")
    assert prose(found) == [
        "Fewer people had to come back: 5.0\u00a0% (September 2026: 17.0\u00a0%). That is on "
        "target (≤\u00a010\u00a0%).",
        "More callbacks were in time: 94.4\u00a0% (September 2026: 66.7\u00a0%). That is on target "
        "(≥\u00a090\u00a0%).",
        "Most often answered at once: questions about Paspoort, 98.3\u00a0% of 120.",
        "E-mail answered in time: 100.0\u00a0%. That is on target (≥\u00a085\u00a0%).",
    ]


def test_without_good_news_there_is_no_such_section():
    told = busy(now={1: {"questions": 60, "direct": 10, "repeats": 40, "status": 30}}, before={})
    told.subjects.clear()
    assert "went-well" not in slugs(document(data(told)))


def test_of_the_organisation_who_made_the_largest_step_is_named():
    assert prose(document(everywhere()).section("went-well"))[0] == (
        "The largest step forward: Burgerzaken. Fewer people had to come back: 5.0\u00a0% "
        "(September 2026: 17.0\u00a0%)."
    )


def test_open_work_with_what_came_and_went():
    found = document(crowded())
    assert lines(found.table("flow")) == [
        ["Callbacks", "30", "40", "45", "25"],
        ["Cases", "11", "12", "13", "10"],
    ]
    # So more may have come in than were asked for; passing on moves nothing for all together.
    assert "passed on" in found.table("flow").note
    assert document(everywhere()).table("flow").note == "opened again comes in again"
    assert lines(found.table("oldest")) == [
        ["Z-2026-000014", "Naturalisatie", "28 November 2025", "229", "within its term"],
        ["T-645", "Paspoort", "13 October 2026", "12", "seriously late"],
        ["T-650", "Paspoort", "20 October 2026", "8", "late"],
    ]
    ages = next(each for each in found.section("open").blocks if hasattr(each, "bar"))
    assert ages.sentence == "Nothing that was open was older than ten working days."


def test_callbacks_of_both_months_beside_each_other():
    found = document(crowded())
    assert found.section("callbacks").intro == (
        "Of 36 callbacks that were due 94.4\u00a0% were kept."
    )
    assert lines(found.table("callbacks")) == [
        ["Asked for, in writing too", "40", "40"],
        ["Callbacks that were due", "36", "36"],
        ["Kept", "34", "24"],
        ["Broken", "2", "12"],
        ["Called back, the customer was reached", "35", "33"],
        ["Given up after trying, nobody was reached", "3", "5"],
        ["Calls made for them", "45", "45"],
    ]


def test_of_few_the_numbers_are_told_and_no_share():
    told = busy(now={1: {"questions": 4, "direct": 3, "phone_due": 3, "phone_kept": 2}})
    found = document(data(told))
    assert found.section("callbacks").intro == ("3 callbacks were due in this period, 2 were kept.")
    tiles = {tile.slug: tile for tile in found.section("scorecard").tiles}
    assert [(tiles[slug].value, tiles[slug].kind) for slug in ("kept", "direct")] == [
        ("2 of 3", ""), ("3 of 4", ""),
    ]  # fmt: skip


def test_subjects_that_were_never_answered_at_once():
    found = document(crowded())
    assert lines(found.table("never-at-once")) == [["Naturalisatie", "8"]]
    assert found.section("subjects").intro == "200 questions came in (September 2026: 200)."


def test_a_department_stands_among_the_others_without_their_names():
    found = document(crowded())
    assert found.section("ranking").intro == (
        "At the end of October 2026 this department was number 1 of 3 by the share of open work "
        "that is late: 6\u00a0%."
    )
    assert lines(found.table("ranking")) == [
        ["Burgerzaken", "6 %"], ["The best department", "6 %"],
        ["Median of all departments", "15 %"],
    ]  # fmt: skip


def test_with_little_open_a_department_has_no_place():
    found = document(crowded(ranks=[[1, 2, 19], [2, 9, 30], [3, 6, 40], [4, 1, 20]]))
    assert found.section("ranking").intro.startswith("With fewer than 20 open")
    assert len(found.table("ranking").rows) == 2
    for too_few in ([], [[1, 2, 40], [2, 9, 30]]):
        assert document(crowded(ranks=too_few)).section("ranking") is None


def test_departments_side_by_side_the_latest_first():
    found = document(everywhere())
    assert [row[:3] for row in lines(found.table("departments"))] == [
        ["Vergunningen", "30", "30 %"], ["Burgerzaken", "35", "6 %"],
    ]  # fmt: skip
    assert [row[0] for row in lines(found.table("domains"))] == ["Inwoners", "Wonen"]
    assert found.table("volume").foot.cells[1].text == "400"


def test_the_exchange_only_where_its_reports_are_read():
    found = document(everywhere())
    assert [table.slug for table in found.section("telephone").tables] == [
        "telephone", "lines", "telephone-load",
    ]  # fmt: skip
    assert document(everywhere(exchange=None)).section("telephone") is None


def test_a_mean_of_few_answers_is_not_told():
    found = document(data(busy(now={1: {"questions": 50, "scores": 9, "score_sum": 72}})))
    section = found.section("satisfaction")
    assert (section.intro, section.blocks) == (
        "9 people gave a mark. A mean is told from 10 answers on.", [],
    )  # fmt: skip


# -- What people added ----------------------------------------------------------------------------


def test_a_comment_and_a_practice_case_keep_their_paragraphs():
    found = document(crowded())
    assert prose(found.section("comment")) == [
        "De balie was een week dicht.", "Daarna ging het beter.",
    ]  # fmt: skip
    assert prose(found.section("case")) == ["Een beller vroeg drie keer naar een paspoort."]


def test_actions_come_back_with_how_they_stand():
    found = document(crowded(), replace(WORDS, actions_new=AGREED[:1]))
    assert found.section("actions").intro == "Done of what was agreed earlier: 1 of 2."
    assert lines(found.table("actions-before")) == [
        ["Elke ochtend terugbellen", "Roos Smit", "20 October 2026", "late", "–"],
        ["De brief herschrijven", "Lars Mulder", "1 October 2026", "Done", "Gelukt"],
    ]
    assert lines(found.table("actions-new")) == [
        ["Elke ochtend terugbellen", "Roos Smit", "20 October 2026"]
    ]


def test_the_organisation_counts_actions_and_names_nobody():
    found = document(everywhere())
    assert lines(found.table("actions")) == [["Burgerzaken", "1", "1", "1", "0"]]
    texts = " ".join(text for _name, text in told_in(found))
    hidden = [each.owner for each in AGREED] + [each.text for each in AGREED] + ["T-645"]
    assert [each for each in hidden if each in texts] == []


# -- What it means --------------------------------------------------------------------------------


@pytest.mark.parametrize("figured", [crowded, everywhere])
def test_every_figure_that_is_shown_is_explained(figured):
    found = document(figured())
    names = {str(figure.name) for figure in figures.FIGURES}
    heads = {column.label for table in found.tables for column in table.columns}
    firsts = {row.cells[0].text for table in found.tables for row in table.rows}
    told = {row[0] for row in lines(found.table("definitions"))}
    shown = {*heads, *firsts, *(tile.label for tile in found.tiles)} & names
    assert told == shown


def test_what_may_still_change_is_called_provisional():
    assert len(prose(document(crowded()).section("definitions"))) == 3
    waiting = prose(document(crowded(final=False)).section("definitions"))
    assert waiting[-1].startswith("“Answered at once, for good” is provisional")
