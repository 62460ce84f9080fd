"""The pages of one department and of a team: what they say, and what they cost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from dashboard.figures import BY_SLUG, FIGURES, REPORTED, Basis
from dashboard.models import Snapshot
from kcc.lib.paper.shape import Change
from tests.dashboard.department import in_english, make_team_work, team_url, tiles_of, url_of
from tests.dashboard.history import make_history, make_month, make_open_work
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_contact,
    make_department,
    make_reachable,
    make_team,
    reference,
)
from tests.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_clock")]


def rows_of(table) -> dict[str, list[str]]:
    return {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}


# -- What it says ---------------------------------------------------------------------------------


def test_the_scorecard_has_eight_tiles(client_of):
    make_history()
    tiles = tiles_of(in_english(client_of("manager")).get(url_of()))
    assert list(tiles) == [
        "open", "overdue", "median_age", "kept", "cases-on-time", "repeats", "direct",
        "satisfaction",
    ]  # fmt: skip
    assert (tiles["open"].value, tiles["overdue"].value) == ("14", "6")
    assert tiles["overdue"].note == "target ≤ 5 % · 2 seriously late"
    assert (tiles["overdue"].unit, tiles["overdue"].word) == ("43 %", "off target")
    assert [(name, cell.text) for name, cell in tiles["overdue"].links] == [
        ("Callbacks", "4"), ("Cases", "2"),
    ]  # fmt: skip
    assert tiles["satisfaction"].value == "no data"


def test_a_lower_median_age_is_not_called_better(client_of):
    """More work that is new lowers it too."""
    make_open_work()
    place = reference().department["vergunningen"]
    Snapshot.objects.create(
        day=(NOW - timedelta(days=10)).date(), department=place, kind="callbacks", open=9,
        overdue=1, serious=0, waiting=0, unassigned=0, median_age=9, made_at=NOW,
    )  # fmt: skip
    pages = [url_of(), reverse("dashboard:domain", args=[place.domain.slug])]
    for page in pages:
        tiles = tiles_of(in_english(client_of("manager")).get(page))
        assert (page, tiles["median_age"].change) == (page, Change("6 wd less", "arrow-down"))
    assert tiles["overdue"].change.word == "worse"


def test_what_is_open_now_by_state(client_of):
    make_open_work()
    table = in_english(client_of("manager")).get(url_of()).context["work"]
    assert [column.label for column in table.columns] == [
        "Work", "Open", "Due today", "Late", "Seriously late", "Waiting", "Nobody's yet",
        "Median age", "Oldest",
    ]  # fmt: skip
    assert rows_of(table) == {
        "Callbacks": ["7", "2", "4", "2", "0", "4", "3 wd", "28 wd"],
        "Cases": ["5", "1", "2", "0", "0", "2", "8 wd", "50 wd"],
    }
    assert [cell.text for cell in table.foot.cells] == [
        "Together", "12", "3", "6", "2", "0", "6", "–", "50 wd",
    ]  # fmt: skip


def test_a_decided_case_among_the_oldest_has_no_promise_to_come(client_of):
    # Terms that ended on Saturday 31 October: decided before, the day after, five working days
    # later and not at all.
    ends = (NOW - timedelta(days=10)).date()
    for days, late in enumerate((-5, 1, 6, None)):
        case = make_case(at=NOW - timedelta(days=90 - days), due_on=ends)
        case.decided_on = None if late is None else ends + timedelta(days=late)
        case.save(update_fields=["decided_on"])
    table = in_english(client_of("manager")).get(url_of()).context["oldest"]
    assert [(row.cells[4].text, row.cells[4].kind) for row in table.rows] == [
        ("decided", "ok"), ("decided too late", "warn"), ("decided 5 wd late", "warn"),
        ("7 wd late", "late"),
    ]  # fmt: skip
    assert table.rows[0].cells[4].raw == "decided"


def test_how_old_the_open_work_is(client_of):
    make_open_work()
    ages = in_english(client_of("manager")).get(url_of()).context["ages"]
    assert rows_of(ages.table) == {
        "0–2": ["3", "1", "4", "33.3 %"],
        "3–5": ["1", "0", "1", "8.3 %"],
        "6–10": ["1", "2", "3", "25.0 %"],
        "11–20": ["1", "0", "1", "8.3 %"],
        "> 20": ["1", "2", "3", "25.0 %"],
    }
    assert [part.count for part in ages.bar] == [4, 1, 3, 1, 3]
    assert ages.sentence == "4 of the 12 that are open are older than ten working days."


def test_repeats_their_reasons_and_what_they_cost(client_of):
    make_month()
    context = in_english(client_of("manager")).get(url_of("burgerzaken")).context
    # Three repeats of 260 seconds: nine contacts of 240 seconds and one of 480.
    assert context["cost"] == "3 people had to come back. That cost the contact centre 13\u00a0min."
    assert rows_of(context["reasons"]) == {
        "Niet teruggebeld": ["2", "66.7 %"],
        "Antwoord onduidelijk": ["1", "33.3 %"],
    }
    assert [row.cells[1].bar for row in context["reasons"].rows] == ["100.0", "50.0"]
    assert rows_of(context["repeated"]) == {
        "Paspoort of identiteitskaart": ["2", "9 min"],
        "Geluidsoverlast": ["1", "4 min"],
    }


def test_subjects_against_the_period_before(client_of):
    make_month()
    make_month(NOW - timedelta(days=31))
    make_contact(subject="BZ01", at=NOW - timedelta(hours=1))
    response = in_english(client_of("manager")).get(url_of("burgerzaken"))
    assert rows_of(response.context["subjects"]) == {
        "Paspoort of identiteitskaart": ["9", "+1", "77.8 %", "+2.8 pt"],
        "Verhuizing doorgeven": ["1", "0", "1 of 1", "–"],
    }
    (first, *_rest) = response.context["subjects"].rows
    assert first.cells[0].url == "?subject=BZ01"


def test_one_subject_only(client_of):
    make_month()
    client = in_english(client_of("manager"))
    response = client.get(url_of("burgerzaken", "subject=BZ01"))
    assert list(rows_of(response.context["subjects"])) == ["Paspoort of identiteitskaart"]
    # Hours are not known by subject.
    assert response.context["load"] is None
    assert "subject=BZ01" in response.context["months"].rows[0].cells[0].url


def test_channels_and_when_people_contact_us(client_of):
    make_month()
    context = in_english(client_of("manager")).get(url_of("burgerzaken")).context
    assert rows_of(context["channels"]) == {
        "Telefoon": ["8", "88.9 %", "75.0 %"],
        "Balie": ["1", "11.1 %", "1 of 1"],
    }
    load = context["load"]
    assert sum(sum(line[1:]) for line in load.table.lines()) == 9


def test_callbacks_kept_and_broken_by_weekday(client_of):
    make_open_work()
    picture = in_english(client_of("manager")).get(url_of(query="period=2026-11")).context[
        "weekdays"
    ]  # fmt: skip
    due, kept, broken = (each.value for each in picture.table.foot.cells[1:4])
    assert (due, kept, broken) == (3, 0, 3)
    assert sum(pillar.count for pillar, _name in picture.names) == 3


def test_teams_with_what_no_team_has(client_of):
    team = make_team_work()
    make_callback(at=NOW - timedelta(days=2), phone="+31660009999")
    make_team(team.department, "milieu")
    response = in_english(client_of("manager")).get(url_of())
    assert rows_of(response.context["teams"]) == {
        "Bouwen": ["3", "1"], "Milieu": ["0", "0"], "No team": ["1", "0"],
    }  # fmt: skip
    assert response.context["teams"].rows[0].cells[0].url == team_url(team)


def test_a_team_has_its_own_work_and_promises(client_of):
    make_open_work()
    team = make_team_work()
    response = in_english(client_of("manager")).get(team_url(team))
    tiles = tiles_of(response)
    assert (tiles["open"].value, tiles["overdue"].value) == ("3", "1")
    assert (tiles["kept"].value, tiles["kept"].empty) == ("0 of 1", True)
    assert rows_of(response.context["work"])["Callbacks"][:3] == ["2", "1", "1"]
    assert len(response.context["oldest"].rows) == 3


def test_months_lead_to_the_page_of_that_month(client_of):
    make_month(NOW - timedelta(days=31))
    client = client_of("manager")
    response = client.get(url_of("burgerzaken", "period=2026-10"))
    months = response.context["months"].rows
    assert [row.current for row in months] == [True] + [False] * 12
    assert months[0].cells[0].url == "?period=2026-10"
    assert months[0].cells[1].text == "9"
    assert tiles_of(response)["repeats"].part.text == "3"


def test_nothing_open_says_so(client_of):
    reference()
    response = client_of("manager").get(url_of())
    assert response.context["ages"].bar == []
    assert 'class="empty"' in response.content.decode()


# -- Files ----------------------------------------------------------------------------------------


def test_every_table_is_a_file(client_of):
    make_history()
    client = in_english(client_of("manager"))
    html = client.get(url_of("burgerzaken")).content.decode()
    slugs = re.findall(r"table=([a-z-]+)&amp;format=csv", html)
    assert sorted(set(slugs)) == [
        "ages", "channels", "load", "months", "oldest", "reasons", "repeated-subjects",
        "subjects", "weekdays", "work",
    ]  # fmt: skip
    names = {
        slug: client.get(url_of("burgerzaken", f"table={slug}&format=csv"))["Content-Disposition"]
        for slug in slugs
    }
    assert names["weekdays"] == (
        'attachment; filename="burgerzaken-callbacks-kept-and-broken-by-weekday-2026-11.csv"'
    )
    assert len(set(names.values())) == len(names)
    lines = b"".join(client.get(url_of(query="table=work&format=csv"))).decode("utf-8-sig")
    assert lines.splitlines()[1].split(";")[:4] == ["Callbacks", "8", "3", "4"]


def test_a_table_that_is_not_there_is_not_found(client_of):
    reference()
    assert client_of("manager").get(url_of(query="table=persons&format=csv")).status_code == 404


# -- What the figures mean ------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["agent", "head", "manager", "board"])
def test_every_figure_has_its_meaning(client_of, role):
    client = in_english(client_of(role, make_department() if role == "head" else None))
    html = client.get(reverse("dashboard:definitions")).content.decode()
    assert all(f'<dt id="{slug}">' in html for slug in BY_SLUG)
    assert "On target from 90 %, almost from 80 %. (of the callbacks that were due)" in html
    assert "The mean mark of customers is told from 10 answers on." in html
    assert "the median of its own last three months" in html
    assert {figure.basis for figure in (*FIGURES, *REPORTED)} == set(Basis)


# -- What it costs --------------------------------------------------------------------------------


def work_in(slugs, items) -> None:
    for slug in slugs:
        department = make_department(slug)
        make_reachable(department)
        team = make_team(department, f"team-{slug}")
        for number in range(items):
            make_callback(
                department=department, team=team, phone=f"+3166000{number:04d}",
                at=NOW - timedelta(days=9, hours=number), due=NOW - timedelta(hours=1),
            )  # fmt: skip
            make_case(department=department, at=NOW - timedelta(days=9))
            make_contact(department=department)


@pytest.mark.parametrize(("slugs", "items"), [(["burgerzaken"], 1), (["burgerzaken", "kcc"], 3)])
@pytest.mark.parametrize(("role", "statements_"), [("manager", 11), ("agent", 10), ("head", 11)])
def test_a_department_costs_the_same(client_of, slugs, items, role, statements_):
    work_in(slugs, items)
    client = client_of(role, make_department("burgerzaken") if role == "head" else None)
    client.get(url_of("burgerzaken"))  # names and the calendar are kept by the process
    with statements() as ran:
        client.get(url_of("burgerzaken"))
    assert len(ran) == statements_
    team = make_team(make_department("burgerzaken"), "team-burgerzaken")
    url = team_url(team)
    with statements() as ran:
        client.get(url)
    assert len(ran) == 9
