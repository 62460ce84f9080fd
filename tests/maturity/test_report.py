"""The report of a round: what it says, of whom it says nothing, and who reads it."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from dashboard.evidence.selectors import courses
from kcc.lib.paper.shape import Document, Prose
from kcc.lib.periods import Month
from maturity.models import Assessment, ImprovementAction
from tests.dashboard.history import make_history
from tests.factories import NOW, make_department, make_user
from tests.maturity import reported
from tests.maturity.town import make_manager, make_round
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def texts(document: Document, slug: str) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.table(slug).rows]


def path(assessment, *more: str) -> str:
    return "/".join(["/maturity/report", str(assessment.public_id), *more, ""])


def get(client, user, url):
    client.force_login(user)
    return client.get(url)


# -- What it says --------------------------------------------------------------------------------


def test_parts_in_their_order():
    document = reported.document(reported.with_plan(reported.rich_round()))
    assert [each.slug for each in document.sections] == [
        "profile", "cautions", "matrix", "pillar-1", "pillar-2", "pillar-3", "pillar-4",
        "pillar-5", "own", "mirrors", "views", "before", "targets", "actions", "meaning",
    ]  # fmt: skip
    slugs = [each.slug for each in document.tables]
    assert len(slugs) == len(set(slugs))


def test_cover_tells_the_phase_the_plan_and_what_this_is_not():
    document = reported.document(reported.with_plan(reported.rich_round()))
    assert document.title == "The whole organisation"
    assert document.subtitle == "Antwoord© self-assessment: Ronde 2026"
    assert document.lead[1] == "The plan has 3 actions; still to be done: 3."
    assert "not made or endorsed by VNG" in document.lead[2]
    assert document.sections[-1].intro == document.lead[2]
    assert dict(document.facts) == {
        "Settled on": "10 November 2026",
        "Led by": make_manager().get_display_name(),
        "Took part": "10 of 10 people who were asked",
        "Figures": "August 2026 – October 2026",
        "Form": "All statements (25 to 30 minutes)",
        "Size": "Medium-sized municipality",
        "Catalogue": "version 2.0",
        "How the actions stand": "10 November 2026",
    }


def test_profile_tells_what_is_done_of_the_next_phase():
    """By hand: everything of phase 1 is done, of the higher ones nothing."""
    found = make_round("final", answers=lambda _n, code: 3 if code[3] == "1" else 0)
    document = reported.document(found)
    tiles = [(tile.value, tile.note) for tile in document.tiles]
    assert tiles[0] == ("Phase 1", "Dienst heeft Antwoord")
    counted = {row[0]: row[4] for row in texts(document, "phases")}
    to_do = counted["1. Leveren van prestaties"]
    assert tiles[1] == ("Phase 1", f"0 of {to_do} statements of phase 2 done")
    assert {row[1] for row in texts(document, "radar")} == {"1.0"}
    assert texts(document, "matrix")[0][1:3] == ["Reached", "Not yet"]
    assert texts(document, "reasons")[0][1] == "phase 1, Dienst heeft Antwoord"
    assert "key statement P1F2S1 is “niet”" in texts(document, "reasons")[0][2]


def test_every_statement_with_answer_note_figure_and_mirror():
    found = reported.rich_round()
    document = reported.document(found)
    told = [row for slug in (p.slug for p in reported.source(found).pillars)
            for row in texts(document, f"all-{slug}")]  # fmt: skip
    codes = [each for each in reported.source(found).asked.by_code if each != "E1"]
    assert [row[0] for row in told] == codes
    first = next(row for row in told if row[0] == "P1F1S1")
    assert first[5:9] == ["volledig", "3", "Direct afgehandeld", "85.5 %"]
    assert first[11] == "Zie het jaarverslag."
    left_out = next(row for row in told if row[0] == "P1F1S2")
    assert left_out[5:7] == ["not applicable", "–"]
    # Ten people: none, partly, mostly, fully, not applicable, unknown.
    assert left_out[12:18] == ["0", "0", "0", "0", "10", "0"]
    assert texts(document, "all-own")[0][:4] == [
        "E1", "1", "own statement", "De wijkteams kennen het klantcontactcentrum.",
    ]  # fmt: skip
    assert document.section("own").intro.startswith("Of the municipality itself.")


def test_answers_beside_the_figures():
    evidence = {"fcr_pct": {"number": 10.0, "whole": 400}}
    found = reported.settled_with(evidence, lambda _n, _code: 3)
    rows = texts(reported.document(found), "mirrors")
    assert rows[0][1:] == [
        "volledig", "10.0 %", "Your answer is more favourable than your figures.",
    ]  # fmt: skip
    assert reported.document(make_round("final")).section("mirrors") is None


def test_how_people_saw_it_in_counts():
    document = reported.document(reported.rich_round())
    assert texts(document, "groups")[0][1:] == ["4", "4"]
    assert document.table("groups").foot.cells[2].text == "10"
    # The town lets everybody estimate phase 2.
    assert texts(document, "estimates")[0][1:4] == ["2", "2", "2"]
    assert sum(int(text) for text in texts(document, "spread")[0][1:7]) == 10
    assert [row[0] for row in texts(document, "group-phases")] == [
        "Contact centre", "Department heads", "Management and board",
    ]  # fmt: skip
    assert len(texts(document, "apart")) == 12


def test_of_few_people_no_answers_are_told():
    found = make_round("final", respondents=[("agent", "kcc"), ("head", "heads")])
    document = reported.document(found)
    slugs = {each.slug for each in document.tables}
    assert not slugs & {"estimates", "spread", "group-phases", "apart"}
    assert "one could be known by it" in document.section("views").intro
    assert document.table("all-prestaties").head[-1] == "Note of the group"


def test_nobody_who_answered_is_named():
    found = reported.with_plan(reported.rich_round())
    document = reported.document(found)
    said = " ".join(
        [*document.lead, *(text for _label, text in document.facts)]
        + [cell.text + cell.note for table in document.tables for row in table.rows
           for cell in row.cells]
    )  # fmt: skip
    names = {each.user.get_display_name() for each in found.respondents.select_related("user")}
    told = {found.leader.get_display_name()} | {
        each.owner.get_display_name() for each in found.actions.select_related("owner")
    }
    assert [name for name in names - told if name in said] == []
    assert all(name in said for name in told)


# -- Beside the round before -----------------------------------------------------------------------


def test_beside_the_round_before():
    document = reported.document(reported.rich_round())
    assert document.section("before").intro == (
        "The round before is “Ronde 2025”, settled on 10 November 2025."
    )
    assert texts(document, "before")[0][:4] == ["1. Leveren van prestaties", "0", "1", "+1"]
    changed = {row[0][:6]: row[1:] for row in texts(document, "changed")}
    assert changed["P1F1S1"] == ["deels", "volledig", "+2"]
    assert changed["P1F1S2"] == ["deels", "not applicable", "–"]


def test_another_form_and_the_same_answers_are_said():
    make_round("final", title="Kort", form="short", now=NOW - timedelta(days=200))
    document = reported.document(make_round("final"))
    assert document.section("before").intro == (
        "The round before is “Kort”, settled on 24 April 2026. Then and now not the same form was "
        "used: compare with care. No answer changed."
    )
    assert document.table("changed") is None


def test_a_first_round_has_nothing_beside_it():
    document = reported.document(make_round("final"))
    assert document.section("before") is None
    assert document.table("radar").head == ["Pillar", "Now", "Own estimate"]


def test_the_short_form_says_so():
    document = reported.document(make_round("final", form="short"))
    assert len(texts(document, "all-prestaties")) == 5
    meaning = next(each for each in document.section("meaning").blocks if isinstance(each, Prose))
    assert meaning.paragraphs[-1] == "This was the short form: it asks the key statements only."


# -- The plan -----------------------------------------------------------------------------------


def test_without_a_plan_it_says_so():
    document = reported.document(make_round("final"))
    assert document.lead[1] == "There is no plan of action yet."
    assert document.section("targets").intro == "No targets were set yet."
    assert document.section("actions").intro == "No actions were agreed yet."
    assert "How the actions stand" not in dict(document.facts)


def test_targets_and_actions():
    document = reported.document(reported.with_plan(reported.rich_round()))
    assert [row[:4] for row in texts(document, "targets")] == [
        ["1. Leveren van prestaties", "1", "3", "1 September 2027"],
        ["4. Systemen en informatie", "1", "2", "1 September 2027"],
    ]
    first = document.table("actions").rows[0].cells
    assert [cell.text for cell in first] == [
        "Bel binnen twee dagen terug, deel 1.",
        reported.owner_of(make_department("vergunningen")).get_display_name(),
        "1 December 2026",
        "Under way",
        "Twee uur per week",
        "–",
    ]
    assert first[0].note == "Leveren van prestaties, phase 3, statement P1F3S1"
    assert first[1].note == make_department("vergunningen").name
    assert texts(document, "effects")[0][1:4] == ["Direct afgehandeld", "55.5 %", "60.0 %"]


def test_an_action_after_its_day_is_late_until_it_is_closed():
    found = reported.with_plan(reported.rich_round(), actions=1)
    later = NOW + timedelta(days=60)
    row = reported.document(found, now=later).table("actions").rows[0]
    assert (row.kind, row.cells[3].text, row.cells[3].kind) == ("late", "Under way, late", "late")
    assert reported.document(found, now=later).section("actions").intro == (
        "Under way: 1, 1 is late."
    )
    ImprovementAction.objects.update(state="done", closed_at=NOW, result="Gelukt.")
    row = reported.document(found, now=later).table("actions").rows[0]
    assert (row.kind, row.cells[3].text, row.cells[3].kind) == ("", "Done", "ok")
    assert row.cells[5].text == "Gelukt."


def test_figures_month_by_month_since_it_was_begun():
    make_history()
    found = reported.with_plan(reported.rich_round())
    table = reported.document(found).table("courses")
    assert [column.label for column in table.columns] == [
        "Action", "Jun 2026", "Jul 2026", "Aug 2026", "Sep 2026", "Oct 2026", "Nov 2026",
    ]  # fmt: skip
    assert len(table.rows) == 3


@pytest.mark.parametrize("kpi", ["fcr_pct", "herhaal_pct", "openstaand_aantal", "onbekend"])
def test_many_courses_say_what_one_says(kpi):
    make_history()
    place = make_department("burgerzaken").pk
    asked = {"first": Month(2026, 8), "last": Month(2026, 11), "now": NOW}
    alone = courses([(kpi, place)], **asked) | courses([(kpi, None)], **asked)
    assert courses([(kpi, place), (kpi, None)], **asked) == alone


# -- Who reads it -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("agent", 404), ("kcc_lead", 200), ("handler", 404), ("head", 200), ("manager", 200),
        ("board", 200), ("administrator", 403), ("privacy_officer", 403), (None, 403),
    ],
)  # fmt: skip
def test_who_reads_the_report_of_the_organisation(client, role, code):
    found = make_round("final", respondents=[("agent", "kcc")])
    place = make_department("burgerzaken") if role in ("handler", "head") else None
    user = make_user(role, place)
    urls = path(found), path(found, "pdf"), path(found, "xlsx")
    assert [get(client, user, url).status_code for url in urls] == [code] * 3


def test_who_took_part_reads_it(client):
    found = make_round("final")
    user = found.respondents.get(group="employees").user
    assert get(client, user, path(found)).status_code == 200


@pytest.mark.parametrize("state", ["draft", "open", "consensus", "cancelled"])
def test_no_report_before_the_result_is_settled(client, state):
    found = make_round(state)
    for url in (path(found), path(found, "pdf")):
        assert get(client, make_manager(), url).status_code == 404


def test_other_files_and_tables_are_not_there(client):
    found = make_round("final")
    assert get(client, make_manager(), path(found, "docx")).status_code == 404
    assert get(client, make_manager(), path(found) + "?table=nothing").status_code == 404
    assert client.post(path(found)).status_code == 405


def test_a_table_as_a_file(client):
    found = make_round("final")
    response = get(client, make_manager(), path(found) + "?table=matrix&format=csv")
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    assert len(body.splitlines()) == 6
    assert "organisati" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("actions", [1, 3])
def test_statements_of_a_page(client, actions):
    """Three are of the person; three read the figures of the actions."""
    make_history()
    found = reported.with_plan(reported.rich_round(), actions)
    client.force_login(make_manager())
    with statements() as ran:
        assert client.get(path(found)).status_code == 200
    assert len(ran) == 12


def test_statements_of_a_page_without_a_plan(client):
    found = make_round("final")
    client.force_login(make_manager())
    with statements() as ran:
        assert client.get(path(found)).status_code == 200
    assert len(ran) == 8


def test_page_marks_what_is_dutch(client):
    user = make_user("board", language="en")
    page = get(client, user, path(make_round("final"))).content.decode()
    assert '<span lang="nl">1. Leveren van prestaties</span>' in page
    assert "An indication, not a verdict." in page


def test_own_round_of_a_department(client):
    place = make_department("burgerzaken")
    found = make_round("final", department=place)
    assert reported.document(found).title == place.name
    other = make_user("head", make_department("belastingen"))
    assert get(client, other, path(found)).status_code == 404
    assert Assessment.objects.get().department == place


def test_dated_when_the_newest_of_it_was_written():
    found = make_round("final", now=NOW - timedelta(days=30))
    assert reported.source(found).made_on == date(2026, 10, 11)
    assert reported.source(reported.with_plan(found)).made_on == date(2026, 11, 10)
