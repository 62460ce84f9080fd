"""The pages of the group: who leads, who looks along, and that nobody is named."""

from html import unescape

import pytest
from django.urls import reverse

from maturity.asked import asked_of
from maturity.consensus import services
from maturity.models import Assessment, FinalAnswer, Response
from tests.factories import NOW, make_user
from tests.maturity.town import make_manager, make_own, make_round

pytestmark = pytest.mark.django_db
THREE = [("agent", "kcc"), ("head", "heads"), ("board", "management")]


@pytest.fixture
def group():
    found = make_round(
        "consensus", form="short", respondents=THREE,
        answers=lambda number, code: number if code.startswith("P2") else 2,
    )  # fmt: skip
    found.evidence = {"fcr_pct": {"number": 20.0}}
    found.save(update_fields=["evidence"])
    return found


@pytest.fixture
def leader(client, group):
    log_in(client, make_manager())
    return client


def log_in(client, user):
    """Somebody who reads English, as the sentences below are."""
    user.language = "en"
    user.save(update_fields=["language"])
    client.force_login(user)


def url(name, group, *args):
    return reverse(f"maturity:{name}", args=[group.public_id, *args])


def told(response) -> str:
    return unescape(response.content.decode())


def post(client, group, code="P2F1S1", **data):
    return client.post(url("consensus-answer", group, code), {"then": "stay", **data})


PAGES = [
    ("consensus", ()), ("consensus-pillar", ("prestaties",)), ("consensus-answer", ("P2F1S1",)),
    ("consensus-screen", ()), ("consensus-now", ()), ("consensus-outcome", ()),
]  # fmt: skip
LEADERS_PAGES = [("consensus-agreed", ("prestaties",)), ("consensus-finish", ())]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_who_was_asked_looks_along(client, group, name, args):
    log_in(client, group.respondents.get(group="kcc").user)
    assert client.get(url(name, group, *args)).status_code == 200


@pytest.mark.parametrize(("name", "args"), [*PAGES, *LEADERS_PAGES])
def test_who_was_not_asked_finds_nothing(client, group, name, args):
    log_in(client, make_user("agent", username="vreemde"))
    code = 403 if (name, args) in LEADERS_PAGES else 404
    assert client.get(url(name, group, *args)).status_code == code


@pytest.mark.parametrize(("name", "args"), [*PAGES, *LEADERS_PAGES])
@pytest.mark.parametrize("state", ["draft", "open", "cancelled"])
def test_nobody_reads_anything_before_the_consensus(client, name, args, state):
    group = make_round(state, form="short", respondents=THREE)
    log_in(client, make_manager())
    assert client.get(url(name, group, *args)).status_code == 404


@pytest.mark.parametrize(("name", "args"), [*PAGES, *LEADERS_PAGES])
def test_after_it_the_result_tells_the_rest(client, name, args):
    group = make_round("final", form="short", respondents=THREE)
    log_in(client, make_manager())
    response = client.get(url(name, group, *args))
    if name == "consensus-now":
        assert response.status_code == 410
    else:
        assert (response.status_code, response.url) == (302, url("result", group))


def test_no_page_names_a_person_or_a_group(leader, group):
    Response.objects.filter(code="P2F1S1").update(comment="Soms lukt het.")
    people = [row.user for row in group.respondents.select_related("user")]
    for name, args in [*PAGES, *LEADERS_PAGES]:
        html = told(leader.get(url(name, group, *args)))
        for person in people:
            assert person.last_name not in html
            assert str(person.public_id) not in html
        for row in group.respondents.all():
            assert str(row.public_id) not in html
        for label in ("Department heads", "Management and board"):
            assert label not in html


@pytest.mark.parametrize(("name", "args"), [("consensus", ("x",)), ("consensus", ("P1F1S2",))])
def test_a_statement_or_pillar_that_is_not_asked(leader, group, name, args):
    assert leader.get(url(f"{name}-pillar", group, *args)).status_code == 404
    assert leader.get(url(f"{name}-answer", group, *args)).status_code == 404


# -- One statement ---------------------------------------------------------------------------------


def test_a_statement_shows_counts_remarks_and_figures(leader, group):
    Response.objects.filter(code="P1F1S1").update(comment="Soms lukt het.")
    html = told(leader.get(url("consensus-answer", group, "P1F1S1")))
    for part in (
        "3 of 3 people answered this.", "Everybody says “grotendeels”.",
        "3 answers are more favourable than the figures.", "Soms lukt het.", "20.0 %",
        "These figures suggest “niet”.",
    ):  # fmt: skip
        assert part in html, part


def test_settling_goes_on_to_what_differs_most(leader, group):
    response = post(leader, group, answer="1", note="Zo is het.", then="next")
    assert response.url == url("consensus-answer", group, "P2F2S1")
    row = FinalAnswer.objects.get()
    assert (row.code, row.value, row.note) == ("P2F1S1", 1, "Zo is het.")


def test_settling_stays_when_asked(leader, group):
    assert post(leader, group, answer="0").url == url("consensus-answer", group, "P2F1S1")
    html = told(leader.get(url("consensus-answer", group, "P2F1S1")))
    assert '<tr class="chosen">' in html


def test_the_last_one_leads_back(leader, group):
    for each in [code for code in _codes(group) if code != "P2F1S1"]:
        _settle(group, each)
    assert post(leader, group, answer="0", then="next").url == url("consensus", group)


def test_not_applicable_without_a_note_is_refused_with_what_was_typed(client):
    group = make_round("consensus", respondents=THREE)
    log_in(client, make_manager())
    response = post(client, group, "P1F1S2", answer="na")
    assert response.status_code == 422
    assert "Say in the note why it does not apply." in told(response)
    assert post(client, group, "P1F1S2", answer="na", note="Wij hebben geen balie.").url
    assert FinalAnswer.objects.get().not_applicable is True


@pytest.mark.parametrize("answer", ["", "4", "na", "x"])
def test_an_answer_that_is_none_of_a_key_statement(leader, group, answer):
    response = post(leader, group, answer=answer, note="Daarom.")
    assert response.status_code == 422
    assert "Choose one answer." in told(response)
    assert "Daarom." in told(response)


def test_two_leaders_find_out_and_nothing_typed_is_lost(leader, group):
    _settle(group, "P2F1S1", 3)
    response = post(leader, group, answer="1", note="Mijn kant.", seen="")
    html = told(response)
    assert (response.status_code, "Mijn kant." in html) == (409, True)
    assert "volledig" in html
    seen = services.version_of(FinalAnswer.objects.get())
    assert f'value="{seen}"' in html
    assert post(leader, group, answer="1", note="Mijn kant.", seen=seen).status_code == 302
    assert FinalAnswer.objects.get().value == 1


@pytest.mark.parametrize("who", ["kcc", "heads", "management"])
def test_who_looks_along_settles_nothing(client, group, who):
    log_in(client, group.respondents.get(group=who).user)
    assert post(client, group, answer="1").status_code == 403
    assert client.post(url("consensus-show", group, "P2F1S1")).status_code == 403
    assert 'name="answer"' not in told(client.get(url("consensus-answer", group, "P2F1S1")))
    assert 'name="answer"' not in told(client.get(url("consensus-screen", group)))
    assert not FinalAnswer.objects.exists()


def test_an_own_statement_is_marked(client):
    make_own()
    group = make_round("consensus", respondents=THREE)
    log_in(client, make_manager())
    html = told(client.get(url("consensus-answer", group, "E1")))
    assert "Own statement of the municipality" in html


# -- Taking over -----------------------------------------------------------------------------------


def test_the_preview_ticks_what_is_agreed_and_leaves_what_figures_contradict(leader, group):
    html = told(leader.get(url("consensus-agreed", group, "prestaties")))
    assert html.count('name="code"') == 5
    assert '<input type="checkbox" name="code" value="P1F1S1">' in html
    assert '<input type="checkbox" name="code" value="P1F2S1" checked>' in html


def test_ticked_statements_are_taken_over(leader, group):
    chosen = {"code": ["P1F1S1", "P1F2S1", "P2F1S1"]}
    response = leader.post(url("consensus-agreed", group, "prestaties"), chosen)
    assert response.url == url("consensus-pillar", group, "prestaties")
    # P2F1S1 is of another pillar.
    assert sorted(FinalAnswer.objects.values_list("code", flat=True)) == ["P1F1S1", "P1F2S1"]


def test_nothing_ticked_is_nothing_taken_over(leader, group):
    leader.post(url("consensus-agreed", group, "prestaties"))
    assert not FinalAnswer.objects.exists()


def test_nothing_to_take_over_says_so(leader, group):
    html = told(leader.get(url("consensus-agreed", group, "producten-kanalen")))
    assert "Nothing to take over" in html


# -- The big screen --------------------------------------------------------------------------------


def test_the_screen_follows_the_leader(leader, group):
    response = leader.get(url("consensus-screen", group))
    assert 'data-etag="' in told(response)
    assert leader.post(url("consensus-show", group, "P1F4S1")).status_code == 302
    assert Assessment.objects.get().discussing == "P1F4S1"
    html = told(leader.get(url("consensus-now", group)))
    assert '<b class="tab">P1F4S1</b>' in html


def test_the_screen_begins_with_what_differs_most(leader, group):
    assert '<b class="tab">P2F1S1</b>' in told(leader.get(url("consensus-screen", group)))


def test_the_screen_is_sent_when_something_changed(leader, group):
    first = leader.get(url("consensus-now", group))
    again = {"HTTP_IF_NONE_MATCH": first.headers["ETag"]}
    assert leader.get(url("consensus-now", group), **again).status_code == 304
    _settle(group, "P1F1S1")
    assert leader.get(url("consensus-now", group), **again).status_code == 200


def test_settling_on_the_screen_keeps_the_note_and_stays(leader, group):
    response = post(leader, group, answer="2", note="Zo is het.", then="screen")
    assert response.url == url("consensus-screen", group)
    quiet = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    there = url("consensus-show", group, "P2F1S1")
    assert leader.post(there, {"then": "screen"}, **quiet).status_code == 204
    assert 'name="note" value="Zo is het."' in told(leader.get(url("consensus-screen", group)))


def test_showing_what_is_not_asked_is_refused(leader, group):
    response = leader.post(url("consensus-show", group, "P9F9S9"))
    assert (response.status_code, Assessment.objects.get().discussing) == (302, "")


# -- The end ---------------------------------------------------------------------------------------


def test_finishing_tells_what_is_left(leader, group):
    _settle(group, "P1F1S1")
    html = told(leader.get(url("consensus-finish", group)))
    assert "24 statements have to be settled first" in html
    assert 'name="conclusion"' not in html
    sent = leader.post(url("consensus-finish", group), {"conclusion": "Klaar."})
    assert (sent.status_code, Assessment.objects.get().state) == (422, "consensus")


def test_finishing_needs_a_conclusion_and_leads_to_the_result(leader, group):
    for code in _codes(group):
        _settle(group, code)
    assert "All pillars are in" in told(leader.get(url("consensus-finish", group)))
    assert leader.post(url("consensus-finish", group), {"conclusion": " "}).status_code == 422
    sent = leader.post(url("consensus-finish", group), {"conclusion": "Verder zo."})
    assert sent.url == url("result", group)
    assert Assessment.objects.get().conclusion == "Verder zo."


def test_the_running_outcome_is_on_its_own_page_only(leader, group):
    for name, args in PAGES:
        found = "of phase 1 done" in told(leader.get(url(name, group, *args)))
        assert found == (name == "consensus-outcome"), name


# -- How many statements ---------------------------------------------------------------------------

# session, user, roles; round, people, answers, final answers; of a statement the remarks too
STATEMENTS = {
    "consensus": 7, "consensus-pillar": 7, "consensus-answer": 8, "consensus-screen": 8,
    "consensus-now": 8, "consensus-outcome": 7, "consensus-agreed": 7, "consensus-finish": 7,
}  # fmt: skip


@pytest.mark.parametrize(("name", "args"), [*PAGES, *LEADERS_PAGES])
@pytest.mark.parametrize("people", [1, 3])
def test_statements_of_a_page(client, django_assert_num_queries, name, args, people):
    group = make_round("consensus", respondents=THREE[:people])
    Response.objects.filter(code="P2F1S1").update(comment="Soms lukt het.")
    for code in ["P1F1S1", "P1F2S1", "P2F1S1"][:people]:
        _settle(group, code)
    log_in(client, make_manager())
    client.get(url(name, group, *args))
    with django_assert_num_queries(STATEMENTS[name]):
        client.get(url(name, group, *args))


@pytest.mark.parametrize("people", [1, 3])
def test_statements_of_a_screen_that_waits(client, django_assert_num_queries, people):
    group = make_round("consensus", respondents=THREE[:people])
    log_in(client, make_manager())
    etag = client.get(url("consensus-now", group)).headers["ETag"]
    with django_assert_num_queries(5):
        client.get(url("consensus-now", group), HTTP_IF_NONE_MATCH=etag)


def _codes(group):
    return list(asked_of(group).by_code)


def _settle(group, code, value=2):
    services.set_answer(by=make_manager(), assessment=group, code=code, value=value, now=NOW)
