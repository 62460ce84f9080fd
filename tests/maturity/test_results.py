"""The page with what came out of a round: who reads it, and what it tells."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override

from kcc.organisation.access import access_of
from kcc.organisation.models import Role
from maturity.asked import asked_of
from maturity.outcome.selectors import result_of
from maturity.results import show
from maturity.results.matrix import ALMOST, matrix
from maturity.results.selectors import notes_of, round_before
from tests.factories import NOW, make_department, make_user, reference
from tests.maturity.plans import make_action
from tests.maturity.town import FOUR, NOT_APPLICABLE, make_own, make_round

pytestmark = pytest.mark.django_db
READS_ALL = (Role.MANAGER, Role.BOARD)
READS_ORGANISATION = (*READS_ALL, Role.HEAD, Role.KCC_LEAD)
CAN_BE_ASKED = (*READS_ORGANISATION, Role.AGENT, Role.HANDLER)


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def url_of(round_, name="result"):
    return reverse(f"maturity:{name}", args=[round_.public_id])


@pytest.fixture
def manager(client_of):
    client = client_of(Role.MANAGER)
    client.user.language = "en"
    client.user.save(update_fields=["language"])
    return client


def text_of(client, round_, name="result") -> str:
    answer = client.get(url_of(round_, name))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


# -- Who reads -------------------------------------------------------------------------------------


def expected(role, readers) -> int:
    if role not in CAN_BE_ASKED:
        return 403
    return 200 if role in readers else 404


@pytest.mark.parametrize("name", ["result", "results-compare"])
def test_a_result_of_the_organisation_by_role(client_of, name):
    round_ = make_round("final", form="short")
    codes = {role: client_of(role).get(url_of(round_, name)).status_code for role in Role.values}
    assert codes == {role: expected(role, READS_ORGANISATION) for role in Role.values}


@pytest.mark.parametrize("name", ["result", "results-compare"])
def test_a_result_of_a_department_by_role(client_of, name):
    reference()
    department = make_department("elders")
    round_ = make_round("final", form="short", department=department)
    codes = {role: client_of(role).get(url_of(round_, name)).status_code for role in Role.values}
    assert codes == {role: expected(role, READS_ALL) for role in Role.values}
    assert client_of(Role.HEAD, department).get(url_of(round_, name)).status_code == 200


def test_who_took_part_reads_the_result(client_of):
    client = client_of(Role.AGENT)
    round_ = make_round("final", form="short", respondents=[(client.user, "kcc"), *FOUR[1:]])
    assert client.get(url_of(round_)).status_code == 200


@pytest.mark.parametrize("state", ["draft", "open", "consensus", "cancelled"])
@pytest.mark.parametrize("name", ["result", "results-compare"])
def test_there_is_no_result_before_it_is_settled(client_of, state, name):
    round_ = make_round(state, form="short")
    assert client_of(Role.MANAGER).get(url_of(round_, name)).status_code == 404


def test_nobody_logs_in_without_an_account(client):
    url = url_of(make_round("final", form="short"))
    answer = client.get(url)
    assert (answer.status_code, answer.url) == (302, f"{reverse('login')}?next={url}")


@pytest.mark.parametrize("name", ["result", "results-compare"])
def test_a_page_of_results_is_read_only(client_of, name):
    round_ = make_round("final", form="short")
    assert client_of(Role.MANAGER).post(url_of(round_, name)).status_code == 405


# -- What it tells ---------------------------------------------------------------------------------


def by_phase(_number, code):
    """Phases 1 and 2 are done; of phase 3 half is; the second pillar stays in phase 1."""
    phase, pillar = int(code[3]), int(code[1])
    if phase <= (1 if pillar == 2 else 2):
        return 3
    if phase == 3 and pillar != 2:
        return 2 if int(code[5:]) % 2 else 0
    return 0


def a_result(**values):
    return make_round("final", answers=by_phase, **values)


def rows_of(round_):
    return matrix(asked_of(round_), result_of(round_), notes={}, figures={})


def test_the_matrix_tells_of_every_square_what_is_reached():
    rows = rows_of(a_result())
    assert [[square.kind for square in row.squares[:3]] for row in rows] == [
        ["ok", "ok", "info"],
        ["ok", "", ""],
        ["ok", "ok", "info"],
        ["ok", "ok", "info"],
        ["ok", "ok", "info"],
    ]
    assert [row.phase for row in rows] == [2, 1, 2, 2, 2]
    assert [[s.is_next for s in row.squares] for row in rows][1] == [
        False, True, False, False, False,
    ]  # fmt: skip


def test_a_square_is_almost_reached_from_half_of_its_statements_on():
    found = rows_of(a_result())[0].squares[2]
    cell = result_of(a_result()).outcome.pillars[0].cells[2]
    assert (found.kind, cell.share >= ALMOST, found.done) == (
        "info", True, f"{cell.done} of {cell.counted}",
    )  # fmt: skip


def test_a_phase_that_is_done_waits_for_the_one_below():
    round_ = make_round("final", form="short", answers=lambda n, code: 0 if code[3] == "2" else 3)
    squares = rows_of(round_)[0].squares
    assert [(each.kind, each.word) for each in squares] == [
        ("ok", "Reached"),
        ("", "Not yet"),
        *[("info", "Done, waits for phase 2")] * 3,
    ]
    assert squares[2].reasons == ("The statements of phase 3 are done; phase 2 comes first.",)


def test_own_statements_stand_apart_and_in_no_square(manager):
    make_own("E1", "prestaties", 1)
    round_ = make_round("final", answers={"E1": 0})
    page = show.page(round_, None, {})
    assert [each.statement.code for each in page.own] == ["E1"]
    codes = {t.statement.code for row in page.rows for s in row.squares for t in s.statements}
    assert ("E1" in codes, len(codes)) == (False, len(asked_of(round_).by_code) - 1)
    assert "Own statement of the municipality" in text_of(manager, round_)


def test_every_statement_stands_on_the_page_with_its_answer_and_note(manager):
    key = "P1F1S2"
    round_ = make_round("final", answers={key: NOT_APPLICABLE})
    html = text_of(manager, round_)
    for code, statement in asked_of(round_).by_code.items():
        assert f'<li id="{code}">' in html
        assert statement.text in html
    assert notes_of(round_) == {key: "Dat hebben wij niet."}
    assert html.count("Dat hebben wij niet.") == 1
    assert "not applicable" in html


def test_the_page_says_why_the_next_phase_is_not_reached(manager):
    html = text_of(manager, a_result())
    assert "Phase 2 not reached: key statement P2F2S1 is “niet”." in html
    assert "1 of 4" in html or "2 of 4" in html or "0 of 3" in html


def test_the_note_on_the_yardstick_stands_on_both_pages(manager):
    round_ = make_round("final", form="short")
    for name in ("result", "results-compare"):
        assert "not made or endorsed by VNG" in text_of(manager, round_, name)


def test_the_conclusion_is_text_and_no_markup(manager):
    round_ = make_round("final", form="short", title="<b>Ronde</b>")
    round_.conclusion = "<script>alert(1)</script>"
    round_.save(update_fields=["conclusion"])
    page = manager.get(url_of(round_)).content.decode()
    assert ("<script>alert" in page, "<b>Ronde" in page) == (False, False)
    assert "&lt;script&gt;alert(1)" in page


def test_of_fewer_than_three_people_nothing_is_told_apart(manager):
    round_ = make_round("final", form="short", respondents=FOUR[:2], answers={})
    page = show.page(round_, None, {})
    assert (page.seen, [line.css for line in page.radar.series]) == ((), ["now"])
    assert {each.estimate for each in page.standings} == {"–"}
    assert "Fewer than three people handed in" in text_of(manager, round_)


def test_how_people_saw_it_is_told_in_numbers_only():
    answers = lambda n, code: 3 if int(code[3]) <= n else 0  # noqa: E731 - phases 0 to 3
    page = show.page(make_round("final", form="short", answers=answers), None, {})
    seen = page.seen[0]
    assert (seen.lowest, seen.middle, seen.highest, seen.count) == ("2", "2", "2", 4)
    assert (seen.spread, bool(seen.talk)) == ((1, 1, 1, 1, 0, 0), True)
    assert [line.css for line in page.radar.series] == ["thought", "now"]


def test_no_name_of_a_respondent_stands_on_the_page(manager):
    person = make_user(Role.AGENT, username="anneke", first_name="Anneke", last_name="Bos")
    round_ = make_round("final", form="short", respondents=[(person, "kcc"), *FOUR[1:]])
    for name in ("result", "results-compare"):
        html = text_of(manager, round_, name)
        assert ("Anneke" in html, "Bos" in html) == (False, False)


def test_the_radar_holds_the_round_before_under_the_newer_one():
    before = make_round("final", form="short", now=NOW - timedelta(days=400))
    round_ = make_round("final", form="short")
    page = show.page(round_, before, {})
    assert [line.css for line in page.radar.series] == ["before", "thought", "now"]


def test_the_page_leads_to_its_actions_and_tells_how_many_are_late(manager):
    round_ = make_round("final", form="short", now=NOW - timedelta(days=60))
    assert "improvement action" not in text_of(manager, round_)
    for days in (1, -1):
        make_action(round_, now=NOW - timedelta(days=60), due_on=NOW.date() - timedelta(days=days))
    with time_machine.travel(NOW, tick=False):
        html = text_of(manager, round_)
    assert ("2 improvement actions" in html, "1 late" in html) == (True, True)
    assert html.count(reverse("maturity:plan", args=[round_.public_id])) == 2


# -- Which round came before -----------------------------------------------------------------------


def test_the_round_before_is_the_newest_of_the_same_place(client_of):
    user = client_of(Role.MANAGER).user
    department = reference().department["vergunningen"]
    ages = (800, 400, 1)
    oldest, older, newest = (
        make_round("final", form="short", now=NOW - timedelta(days=days)) for days in ages
    )
    make_round("final", form="short", department=department, now=NOW - timedelta(days=5))
    make_round("consensus", form="short", now=NOW - timedelta(days=3))
    access = access_of(user)
    found = [round_before(each, access, user) for each in (oldest, older, newest)]
    assert found == [None, oldest, older]


def test_somebody_who_took_part_once_does_not_read_the_round_before(client_of):
    user = client_of(Role.AGENT).user
    make_round("final", form="short", now=NOW - timedelta(days=400))
    round_ = make_round("final", form="short", respondents=[(user, "kcc"), *FOUR[1:]])
    assert round_before(round_, access_of(user), user) is None


# -- What it costs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_a_result_costs_the_same_whoever_took_part(manager, django_assert_num_queries, count):
    people = [("agent", "kcc")] * count
    make_round("final", form="short", respondents=people, now=NOW - timedelta(days=400))
    round_ = make_round("final", form="short", respondents=people)
    manager.get(url_of(round_))
    # session, user, roles, round, round before, notes, counts of its actions
    with django_assert_num_queries(7):
        manager.get(url_of(round_))
