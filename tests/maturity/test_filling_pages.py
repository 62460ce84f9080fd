"""The pages somebody who was asked fills in: whose they are, what they show, what they keep."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from kcc.organisation.models import Role
from maturity.filling.duration import minutes
from maturity.filling.given import Given
from maturity.filling.selectors import filling_of
from maturity.filling.services import hand_in, version_of
from maturity.models import Assessment
from tests.factories import NOW
from tests.maturity.browsing import answers, client_for, read, url
from tests.maturity.test_filling_services import PILLARS, code_of, estimate, given
from tests.maturity.town import answer_all, make_own, make_round

pytestmark = pytest.mark.django_db
PAGES = ("fill", "fill-estimates", "fill-pillar", "fill-check")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


# -- Whose form it is -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_anonymous_logs_in_first(client, respondent, name):
    address = url(name, respondent)
    response = client.get(address)
    assert (response.status_code, response.url) == (302, f"{reverse('login')}?next={address}")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", Role.values)
def test_who_was_not_asked_finds_nothing(client_of, estimated, role, name):
    never = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)
    response = client_of(role).get(url(name, estimated))
    assert response.status_code == (403 if role in never else 404)


@pytest.mark.parametrize("name", PAGES)
def test_each_respondent_opens_the_own_form(name):
    for respondent in make_round(form="short").respondents.all():
        estimate(respondent)
        assert client_for(respondent).get(url(name, respondent)).status_code == 200


def test_a_form_holds_nothing_of_somebody_else(estimated):
    other = estimated.assessment.respondents.order_by("pk").last()
    estimate(other, 5)
    given(other, code_of(other), value=3, comment="Geheim van een ander.")
    client = client_for(estimated)
    for name in PAGES:
        assert "Geheim van een ander." not in read(client, url(name, estimated))
    assert "0 of 5 answered" in read(client, url("fill-pillar", estimated))


@pytest.mark.parametrize("name", ["fill", "fill-estimates", "fill-check", "fill-pillar"])
def test_a_round_in_preparation_is_not_there(name):
    respondent = make_round("draft", form="short").respondents.first()
    assert client_for(respondent).get(url(name, respondent)).status_code == 404


# -- The task list --------------------------------------------------------------------------------


def test_minutes_are_told_in_advance():
    # 5 estimates of 20 s; 25 statements of 16 s make 500 s, 87 make 1,492 s.
    assert [minutes(statements=n, estimates=5) for n in (25, 87)] == [8, 25]
    assert [minutes(statements=n, estimates=0) for n in (0, 1, 4)] == [0, 1, 1]


def test_before_the_estimate_only_the_estimate_can_be_begun(respondent):
    html = read(client_for(respondent), url("fill", respondent))
    assert "<b>8 minutes</b>" in html
    assert html.count("cannot start yet") == 6
    assert f'class="btn primary" href="{url("fill-estimates", respondent)}"' in html


def test_task_list_tells_how_far_somebody_is(estimated):
    for code in [each.code for each in filling_of(estimated).asked.of_pillar("prestaties")]:
        given(estimated, code, value=2)
    given(estimated, code_of(estimated, pillar="producten-kanalen"), value=1)
    html = read(client_for(estimated), url("fill", estimated))
    assert html.count(">not started<") == 4  # three pillars, and checking
    assert html.count("in progress (1 of 5)") == 1
    assert html.count(">done<") == 2  # the estimate and one pillar
    assert "6 of 25" in html
    # On where somebody was: the first open statement.
    assert f'href="{url("fill-pillar", estimated, "producten-kanalen")}#P2F2S1"' in html


def test_who_is_late_may_still_hand_in(estimated):
    Assessment.objects.update(closes_on=NOW.date() - timedelta(days=1))
    html = read(client_for(estimated), url("fill", estimated))
    assert "You can still hand in, until the group begins to talk." in html


@pytest.mark.parametrize("state", ["consensus", "cancelled"])
def test_after_the_filling_in_nothing_can_be_changed(state):
    respondent = make_round(state, form="short").respondents.first()
    if state == "cancelled":
        respondent.assessment.respondents.update(invited_at=NOW)
    client = client_for(respondent)
    assert "task-list" not in read(client, url("fill", respondent))
    for name in ("fill-estimates", "fill-pillar"):
        response = client.get(url(name, respondent))
        assert (response.status_code, response.url) == (302, url("fill", respondent))
    read(client, url("fill-check", respondent))


# -- The own estimate -----------------------------------------------------------------------------


def test_estimates_are_kept_and_the_first_pillar_follows(respondent):
    response = client_for(respondent).post(
        url("fill-estimates", respondent), dict.fromkeys(PILLARS, "4")
    )
    assert response.url == f"{url('fill-pillar', respondent)}#P1F1S1"
    assert filling_of(respondent).estimates == dict.fromkeys(PILLARS, 4)


def test_a_missing_estimate_is_asked_for_and_the_rest_is_kept(respondent):
    chosen = dict.fromkeys(PILLARS[1:], "4")
    response = client_for(respondent).post(url("fill-estimates", respondent), chosen)
    assert response.status_code == 422
    assert '<a href="#id_prestaties_0">' in response.content.decode()
    assert filling_of(respondent).estimates == dict.fromkeys(PILLARS[1:], 4)


def test_an_estimate_is_kept_as_it_is_chosen(respondent):
    client, page = client_for(respondent), url("fill-estimates", respondent)
    answer = client.post(page, {"keep": "processen-besturing", "processen-besturing": "3"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert filling_of(respondent).estimates == {"processen-besturing": 3}
    answer = client.post(page, {"keep": "prestaties", "prestaties": "9"})
    assert answer.status_code == 422
    assert filling_of(respondent).estimates == {"processen-besturing": 3}


def test_an_estimate_that_may_not_change_any_more_is_not_called_kept(estimated):
    given(estimated, code_of(estimated), value=1)
    client, page = client_for(estimated), url("fill-estimates", estimated)
    changed = {"keep": "prestaties", "prestaties": "5"}
    assert client.post(page, changed).status_code == 409
    assert filling_of(estimated).estimates["prestaties"] == 2
    Assessment.objects.update(state=Assessment.State.CONSENSUS)
    assert client.post(page, changed).status_code == 409


def test_estimates_are_read_only_after_the_first_answer(estimated):
    given(estimated, code_of(estimated), value=1)
    client = client_for(estimated)
    assert read(client, url("fill-estimates", estimated)).count('_field" disabled') == 5
    response = client.post(url("fill-estimates", estimated), dict.fromkeys(PILLARS, "5"))
    assert response.status_code == 422
    assert filling_of(estimated).estimates == dict.fromkeys(PILLARS, 2)


def test_statements_wait_for_the_estimate(respondent):
    response = client_for(respondent).get(url("fill-pillar", respondent))
    assert response.url == url("fill-estimates", respondent)


# -- The statements of a pillar -------------------------------------------------------------------


def test_pillar_asks_its_statements_by_phase():
    respondent = make_round().respondents.first()
    estimate(respondent)
    html = read(client_for(respondent), url("fill-pillar", respondent))
    found = filling_of(respondent).asked.of_pillar("prestaties")
    at = [html.index(f'<legend lang="nl">{each.text}') for each in found]
    assert (at, len(at)) == (sorted(at), html.count("<legend"))
    assert html.count('class="quiet" id="phase-') == 5
    # Key statements always apply; everything else may not, and may be unknown.
    keys = sum(each.key for each in found)
    assert keys == 5
    assert html.count('value="na"') == len(found) - keys
    assert html.count('value="unknown"') == len(found)


def test_unknown_pillar_and_statement_are_not_there(estimated):
    client = client_for(estimated)
    assert client.get(url("fill-pillar", estimated, "anders")).status_code == 404
    assert client.post(url("fill-answer", estimated, "P9F9S9")).status_code == 404


def test_own_statement_is_marked():
    make_own()
    respondent = make_round().respondents.first()
    estimate(respondent)
    html = read(client_for(respondent), url("fill-pillar", respondent))
    assert html.count("Own statement of the municipality") == 1


def test_button_keeps_everything_and_goes_on(estimated):
    codes = [each.code for each in filling_of(estimated).asked.of_pillar("prestaties")]
    data = {}
    for code in codes:
        data |= answers(code, choice="2", comment="Zo is het.")
    response = client_for(estimated).post(url("fill-pillar", estimated), data)
    assert response.url == f"{url('fill-pillar', estimated, 'producten-kanalen')}#P2F1S1"
    kept = Given(value=2, comment="Zo is het.")
    assert filling_of(estimated).given == dict.fromkeys(codes, kept)


def test_button_leads_to_the_check_when_this_pillar_alone_is_open(estimated):
    data = {}
    for code in filling_of(estimated).asked.by_code:
        if code != "P1F1S1":
            row = given(estimated, code, value=2)
            data |= answers(code, choice="2", seen=version_of(row))
    response = client_for(estimated).post(url("fill-pillar", estimated), data)
    assert response.url == url("fill-check", estimated)


def test_save_without_a_script_stays_on_the_page(estimated):
    data = answers("P1F1S1", choice="1") | {"then": "stay"}
    response = client_for(estimated).post(url("fill-pillar", estimated), data)
    assert response.url == url("fill-pillar", estimated)
    assert filling_of(estimated).given == {"P1F1S1": Given(value=1)}


@pytest.mark.parametrize(
    "data",
    [{"choice": "7"}, {"choice": "na"}, {"choice": "1", "comment": "x" * 1001}],
    ids=["scale", "key", "long"],
)
def test_what_cannot_be_kept_is_told_and_nothing_is_lost(estimated, data):
    data = answers("P1F1S1", **data) | answers("P1F2S1", choice="2", comment="Blijft staan.")
    response = client_for(estimated).post(url("fill-pillar", estimated), data)
    html = response.content.decode()
    assert (response.status_code, "Blijft staan." in html) == (422, True)
    assert filling_of(estimated).given == {}


def test_page_over_an_answer_of_another_window_shows_both(estimated):
    given(estimated, "P1F1S1", value=0, comment="Van elders.", now=NOW + timedelta(minutes=1))
    client, address = client_for(estimated), url("fill-pillar", estimated)
    data = answers("P1F1S1", choice="3", comment="Van hier.") | answers("P1F2S1", choice="2")
    response = client.post(address, data)
    html = unescape(response.content.decode())
    assert response.status_code == 409
    assert html.count("What you chose here is not saved yet.") == 1
    assert ("Van elders." in html, "Van hier." in html) == (True, True)
    # Sent again with the newest version it is put over the other one.
    seen = version_of(estimated.responses.get(code="P1F1S1"))
    assert f'name="P1F1S1-seen" value="{seen}"' in html
    assert client.post(address, data | {"P1F1S1-seen": seen}).status_code == 302
    assert filling_of(estimated).given["P1F1S1"] == Given(value=3, comment="Van hier.")


# -- Checking, handing in, taking back ------------------------------------------------------------


def test_few_open_statements_are_listed_with_a_link(estimated):
    for code in filling_of(estimated).asked.by_code:
        if code not in ("P1F1S1", "P5F5S1"):
            given(estimated, code, value=2)
    html = read(client_for(estimated), url("fill-check", estimated))
    assert "2 statements still ask for an answer" in html
    for pillar, code in (("prestaties", "P1F1S1"), ("leiderschap-medewerkers", "P5F5S1")):
        assert html.count(f'href="{url("fill-pillar", estimated, pillar)}#{code}"') == 1


def test_many_open_statements_are_told_per_pillar(estimated):
    html = read(client_for(estimated), url("fill-check", estimated))
    assert ("25 statements still ask" in html, html.count("5 still open")) == (True, 5)


def test_gaps_are_refused_and_what_is_whole_is_handed_in(estimated):
    client = client_for(estimated)
    response = client.post(url("fill-submit", estimated))
    html = response.content.decode()
    assert (response.status_code, "Not every statement has an answer yet." in html) == (422, True)
    for code in filling_of(estimated).asked.by_code:
        given(estimated, code, unknown=True)
    response = client.post(url("fill-submit", estimated))
    assert (response.status_code, response.url) == (302, url("fill", estimated))
    estimated.refresh_from_db()
    assert estimated.submitted_at == NOW
    assert "Thank you." in read(client, url("fill", estimated))


def test_what_was_handed_in_can_be_taken_back_until_the_consensus(respondent):
    answer_all(respondent)
    client = client_for(respondent)
    page = read(client, url("fill", respondent))
    assert url("fill-take-back", respondent) in page
    assert client.get(url("fill-pillar", respondent)).status_code == 302
    client.post(url("fill-take-back", respondent))
    respondent.refresh_from_db()
    assert respondent.submitted_at is None
    hand_in(respondent=respondent, by=respondent.user, now=NOW)
    Assessment.objects.update(state="consensus", consensus_at=NOW)
    assert url("fill-take-back", respondent) not in read(client, url("fill", respondent))
    client.post(url("fill-take-back", respondent))
    respondent.refresh_from_db()
    assert respondent.submitted_at == NOW


def test_own_answers_can_be_read_back_afterwards(respondent):
    answer_all(respondent)
    html = read(client_for(respondent), url("fill-check", respondent))
    assert (html.count(">grotendeels</b>"), "Hand in" in html) == (25, False)


# -- Cost -----------------------------------------------------------------------------------------
# Session, user, roles: the person. Then how one takes part (with round and edition), the answers,
# and the own estimates.


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", PAGES)
def test_pages_cost_the_same_at_any_number(django_assert_num_queries, name, count):
    people = [("agent", "kcc")] * count
    respondent = make_round(form="short", respondents=people).respondents.first()
    estimate(respondent)
    for code in list(filling_of(respondent).asked.by_code)[:count]:
        given(respondent, code, value=2)
    client = client_for(respondent)
    client.get(url(name, respondent))
    with django_assert_num_queries(3 + 3):
        client.get(url(name, respondent))


@pytest.mark.parametrize("count", [1, 3])
def test_keeping_answers_costs_the_same_at_any_number(django_assert_num_queries, estimated, count):
    client = client_for(estimated)
    codes = list(filling_of(estimated).asked.of_pillar("prestaties"))[:count]
    data = {}
    for each in codes:
        data |= answers(each.code, choice="2")
    client.get(url("fill", estimated))
    # The person (3); how one takes part, answers, estimates; then inside a savepoint (2) the
    # locked row, the answers, what is written, the audit row; and nothing after it but the
    # estimates again, for where to go.
    with django_assert_num_queries(3 + 3 + 2 + 4 + 1):
        client.post(url("fill-pillar", estimated), data)
