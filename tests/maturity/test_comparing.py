"""A result beside earlier rounds, departments and others, every number computed by hand."""

import json
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import override

from kcc.organisation.access import access_of
from kcc.organisation.models import Role
from maturity.catalogue import catalogue
from maturity.models import Edition, SharedResult
from maturity.results import comparing
from maturity.results.selectors import newest_of_departments
from maturity.sharing.selectors import of_same_size
from maturity.sharing.services import import_result
from tests.factories import NOW, make_department
from tests.maturity.sharing import a_file
from tests.maturity.town import load_edition, make_manager, make_round

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def up_to(**phases):
    """Answers by code: 3 up to the phase of the pillar (P1=2), else 0; phase 1 when not named."""
    return lambda _number, code: 3 if int(code[3]) <= phases.get(code[:2], 1) else 0


def short(age=0, *, title="Ronde 2026", **values):
    return make_round("final", form="short", now=NOW - age * YEAR, title=title, **values)


def compared(now, *before, other=None):
    return comparing.earlier(comparing.read(now), before, other or before[0])


def share(score, **values) -> SharedResult:
    """An outcome of somebody else with the same score in all pillars."""
    given = {"form": "short", "edition": catalogue().version} | values
    return import_result(by=make_manager(), content=a_file(score=score, **given), now=NOW)


# -- Earlier rounds --------------------------------------------------------------------------------


def test_a_course_goes_from_the_oldest_round_to_this_one():
    oldest = short(2, title="2024", answers=up_to(P1=3))
    older = short(1, title="2025", answers=up_to(P1=2, P2=2))
    now = short(answers=up_to(P1=3, P2=2))
    found = compared(now, older, oldest)
    assert [each.title for each in found.rounds] == ["2024", "2025", "Ronde 2026"]
    told = [[(step.text, step.css) for step in course.steps] for course in found.courses]
    assert told[:3] == [
        [("3.0", ""), ("2.0", "down"), ("3.0", "up")],
        [("1.0", ""), ("2.0", "up"), ("2.0", "")],
        [("1.0", ""), ("1.0", ""), ("1.0", "")],
    ]
    assert [step.text for step in found.whole] == ["1", "1", "1"]
    assert [line.label for line in found.radar.series] == ["2025", "Ronde 2026"]


def test_statements_that_were_answered_otherwise_are_told_one_by_one():
    key = next(each.code for each in catalogue().statements if each.key and each.phase == 2)
    before = short(1, title="Toen", answers={key: 1})
    now = short(answers={key: 3})
    found = compared(now, before)
    assert [(e.statement.code, e.then, e.now, e.better, e.reworded) for e in found.changed] == [
        (key, "deels", "volledig", True, False)
    ]
    assert (found.same, found.added, found.gone, found.notes) == (24, (), (), ())


def test_the_round_to_compare_with_can_be_chosen():
    oldest, older, now = short(2, title="A"), short(1, title="B"), short()
    assert compared(now, older, oldest, other=oldest).other == oldest
    assert compared(now, older, oldest, other=oldest).radar.series[0].label == "A"


def another_edition() -> tuple[Edition, str, str]:
    """An older version of the catalogue: one text differs, and one statement was not in it."""
    content = json.loads(json.dumps(load_edition().content))
    content["meta"]["versie"] = "0.9"
    first = next(row for row in content["vragen"] if row["kern"])
    first["text"] = "Een oudere zin."
    left_out = next(row for row in content["vragen"] if not row["kern"])
    content["vragen"].remove(left_out)
    return Edition.objects.create(
        version="0.9", content=content, digest="9" * 64, loaded_at=NOW - 3 * YEAR
    ), first["code"], left_out["code"]  # fmt: skip


def test_another_version_of_the_catalogue_is_said():
    edition, reworded, left_out = another_edition()
    before = make_round("final", now=NOW - YEAR, answers={})
    # As if that round had asked the older edition.
    before.edition = edition
    before.result["answers"].pop(left_out)
    before.result["answers"][reworded] = 0
    before.save(update_fields=["edition", "result"])
    now = make_round("final", answers={})
    found = compared(now, before)
    assert [(each.statement.code, each.reworded) for each in found.changed] == [(reworded, True)]
    assert ([s.code for s in found.added], found.gone) == ([left_out], ())
    assert len(found.notes) == 1
    assert f"0.9 and {catalogue().version}" in found.notes[0]


def test_a_short_form_beside_a_full_one_is_said():
    found = compared(make_round("final"), short(1))
    assert [("key statements only" in each) for each in found.notes] == [True]
    assert len(found.added) == len(catalogue().statements) - 25


# -- Departments -----------------------------------------------------------------------------------


def test_of_each_department_the_newest_round_stands_in_the_matrix(client_of):
    user = client_of(Role.MANAGER).user
    make_round("open", form="short")
    places = [make_department(slug) for slug in ("burgerzaken", "vergunningen")]
    short(1, department=places[0], answers=up_to(P1=3))
    newest = [
        short(0, department=places[0], answers=up_to(P1=2)),
        short(0, department=places[1], answers=up_to(P1=4, P2=2)),
    ]
    rounds = newest_of_departments(access_of(user), user)
    assert sorted(each.pk for each in rounds) == sorted(each.pk for each in newest)
    lines = {line.assessment: line for line in comparing.departments(rounds)}
    assert [phase for _pillar, phase, _text in lines[newest[0]].pillars] == [2, 1, 1, 1, 1]
    assert [text for _pillar, _phase, text in lines[newest[1]].pillars] == [
        "4.0", "2.0", "1.0", "1.0", "1.0",
    ]  # fmt: skip
    assert [line.phase for line in lines.values()] == [1, 1]


def test_a_head_sees_the_own_department_only(client_of):
    own, other = make_department("burgerzaken"), make_department("vergunningen")
    user = client_of(Role.HEAD, own).user
    mine = short(department=own)
    short(department=other)
    assert newest_of_departments(access_of(user), user) == [mine]


# -- Others of the same size -----------------------------------------------------------------------


def test_of_four_others_nothing_is_told():
    now = short(answers=up_to())
    for score in (1, 2, 3, 4):
        share(score)
    found = comparing.others(comparing.read(now), of_same_size(now))
    assert (found.count, found.missing, found.lines, found.radar) == (4, 1, (), None)


def test_of_five_others_the_middle_and_the_quartiles_are_told():
    now = short(answers=up_to(P1=4, P2=2))
    for score in (1, 1.5, 2, 2.5, 3):
        share(score)
    found = comparing.others(comparing.read(now), of_same_size(now))
    assert [(e.score, e.low, e.middle, e.high, e.word) for e in found.lines[:3]] == [
        ("4.0", "1.5", "2.0", "2.5", "higher than three quarters of the others"),
        ("2.0", "1.5", "2.0", "2.5", "like half of the others"),
        ("1.0", "1.5", "2.0", "2.5", "lower than three quarters of the others"),
    ]
    assert ([line.css for line in found.radar.series], found.notes) == (["middle", "now"], ())


def test_what_makes_others_differ_is_said():
    now = short(answers=up_to())
    for number in range(5):
        share(2, edition="1.0" if number else catalogue().version, form="full")
    found = comparing.others(comparing.read(now), of_same_size(now))
    assert found.notes == (
        "4 of them used another version of the catalogue.",
        "5 of them used another form (short or full).",
    )


# -- The page --------------------------------------------------------------------------------------


@pytest.fixture
def manager(client_of):
    client = client_of(Role.MANAGER)
    client.user.language = "en"
    client.user.save(update_fields=["language"])
    return client


def page_of(client, round_, query="") -> str:
    url = reverse("maturity:results-compare", args=[round_.public_id])
    answer = client.get(url + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_page_of_a_first_round_says_what_will_come(manager):
    html = page_of(manager, short())
    assert "This is the first round" in html
    assert "No rounds of departments yet" in html
    assert "5 more are needed" in html


def test_the_page_chooses_the_round_that_is_asked_for(manager):
    oldest, _older, now = short(2, title="Oudste"), short(1, title="Ouder"), short()
    assert "Answered otherwise than in Ouder" in page_of(manager, now)
    for query, title in ((f"?with={oldest.public_id}", "Oudste"), ("?with=niets", "Ouder")):
        assert f"Answered otherwise than in {title}" in page_of(manager, now, query)


def test_a_department_is_not_held_against_other_municipalities(manager):
    round_ = short(department=make_department("vergunningen"))
    assert "Others of the same size" not in page_of(manager, round_)


def test_only_who_manages_rounds_is_led_to_the_files(client_of):
    round_, url = short(), reverse("maturity:shared")
    assert url in page_of(client_of(Role.MANAGER), round_)
    assert url not in page_of(client_of(Role.BOARD), round_)


@pytest.mark.parametrize("count", [1, 3])
def test_a_comparison_costs_the_same_with_one_and_with_three(
    manager, django_assert_num_queries, count
):
    for number in range(count):
        short(number + 1, title=f"Ronde {number}")
        short(department=make_department(("burgerzaken", "vergunningen", "kcc")[number]))
        share(2)
    url = reverse("maturity:results-compare", args=[short().public_id])
    manager.get(url)
    # session, user, roles, round, earlier rounds, departments, others
    with django_assert_num_queries(7):
        manager.get(url)
