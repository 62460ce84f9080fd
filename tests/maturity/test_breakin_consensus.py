"""Getting at the self-assessment, or into it, as somebody who may not: what others answered, in the
consensus and in what came out of it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from kcc.organisation.models import User
from maturity.asked import asked_of
from maturity.consensus.selectors import remarks_on
from maturity.models import Estimate, FinalAnswer, Respondent, Response
from maturity.outcome.services import forget_answers
from maturity.rounds.services import begin_consensus
from tests.factories import NOW, make_user
from tests.maturity.breakin import (
    CODE,
    OUTSIDERS,
    PILLAR,
    SECRET,
    all_of,
    client_for,
    fill_in,
    named_pages,
    of,
    otherwise,
    program_for,
    url_of,
)
from tests.maturity.town import answer_all, make_manager, make_round, settle_all

# Who may do what is decided in code, whichever database is asked.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("on_the_clock")]
SIX = (*(("agent", "kcc"),) * 3, ("head", "heads"), ("board", "management"), ("agent", "kcc"))


@pytest.fixture
def group():
    """Five handed in, each something else; the sixth is half way and counts nowhere."""
    assessment = make_round(form="short", respondents=SIX)
    for number in range(5):
        answer_all(of(assessment, number), number % 4)
    fill_in(of(assessment, 5), 3, submit=False)
    return begin_consensus(assessment=assessment, by=assessment.leader, now=NOW)


def swap(one, other) -> None:
    """The answers of one person become those of the other, and the other way round."""
    for model in (Response, Estimate):
        mine = list(model.objects.filter(respondent=one).values_list("pk", flat=True))
        model.objects.filter(respondent=other).update(respondent=make_empty(one.assessment))
        model.objects.filter(pk__in=mine).update(respondent=other)
        model.objects.filter(respondent__user__username="niemand").update(respondent=one)


def make_empty(assessment) -> Respondent:
    """A place to lay answers down for a moment."""
    user = User.objects.filter(username="niemand").first() or make_user(username="niemand")
    return Respondent.objects.get_or_create(assessment=assessment, user=user, group="kcc")[0]


@pytest.mark.parametrize("who", ["leader", "head", "half way"])
def test_in_the_consensus_nobody_can_tell_who_said_what(group, who):
    """Exchange the answers of an agent and the head, and nothing that anybody reads changes."""
    Response.objects.filter(respondent=of(group, 0), code=CODE).update(comment=SECRET[0])
    make_empty(group)
    viewer = {"leader": group.leader, "head": of(group, 3).user, "half way": of(group, 5).user}
    client = client_for(viewer[who])
    skipped = {url_of("fill-check", group)}
    before = all_of(client, group)
    assert SECRET[0] in before[url_of("consensus-answer", group)][1]
    swap(of(group, 0), of(group, 4))
    after = all_of(client, group)
    assert {url for url in before if before[url] != after[url]} <= skipped


def test_what_was_not_handed_in_is_read_by_nobody(group):
    client = client_for(group.leader)
    before = all_of(client, group)
    assert not any(secret in body for _status, body, *_ in before.values() for secret in SECRET)
    otherwise(of(group, 5))
    assert all_of(client, group) == before


@pytest.mark.parametrize("role", OUTSIDERS)
def test_a_stranger_gets_into_no_consensus_and_onto_no_screen(group, role):
    if role == "manager":
        role = "kcc_lead"
    client = client_for(make_user(role))
    tag = client_for(group.leader).get(url_of("consensus-now", group)).headers["ETag"]
    for name, _names_of in named_pages():
        if name.startswith("consensus"):
            url = url_of(name, group)
            told = {
                client.get(url).status_code, client.head(url).status_code,
                client.get(url, headers={"If-None-Match": tag, "HX-Request": "true"}).status_code,
                client.post(url, {"answer": "3", "code": CODE, "conclusion": "x"}).status_code,
            }  # fmt: skip
            assert told <= {403, 404, 405}, name
    assert Client().get(url_of("consensus-now", group)).status_code == 302
    assert not FinalAnswer.objects.exists()


def test_who_looks_along_changes_nothing(group):
    client = client_for(of(group, 3).user)
    for name, _names_of in named_pages():
        if name.startswith(("consensus", "round")):
            sent = {
                "answer": "3", "code": CODE, "conclusion": "x", "because": "x", "act": "remove",
                "respondent": of(group, 5).public_id, "leader": of(group, 3).user.public_id,
            }  # fmt: skip
            assert client.post(url_of(name, group), sent).status_code in (403, 405), name
    group.refresh_from_db()
    assert (group.state, group.discussing, group.leader_id) == ("consensus", "", group.leader.pk)
    assert not FinalAnswer.objects.exists()
    assert group.respondents.count() == 6


def test_after_the_beginning_nobody_changes_an_answer(group):
    before = list(Response.objects.order_by("pk").values())
    for place in (0, 5):
        client = client_for(of(group, place).user)
        for name in ("fill-answer", "fill-estimates", "fill-pillar", "fill-submit",
                     "fill-take-back"):  # fmt: skip
            sent = {f"{CODE}-choice": "0", f"{CODE}-seen": "", PILLAR: "5"}
            assert client.post(url_of(name, group), sent).status_code in (302, 422), name
    assert list(Response.objects.order_by("pk").values()) == before
    times = list(group.respondents.order_by("pk").values_list("submitted_at", flat=True))
    assert times == [NOW] * 5 + [None]


def test_no_order_links_what_one_person_wrote(group):
    """What the same five people wrote of many statements stands in as many orders, in each kind."""
    codes = list(asked_of(group).by_code)
    for number in range(5):
        Response.objects.filter(respondent=of(group, number)).update(
            comment=f"c{number}", evidence=f"e{number}"
        )
    told = [remarks_on(group, code) for code in codes]
    orders = {tuple(text[1] for text in each.comments) for each in told}
    assert len(orders) > 10
    assert {len(each) for each in orders} == {5}
    other = [tuple(text[1] for text in each.evidence) for each in told]
    assert other != [tuple(text[1] for text in each.comments) for each in told]


# -- The result -----------------------------------------------------------------------------------


def settled_group(*groups):
    """Who is asked (`groups`) answers each something else; then it is settled."""
    assessment = make_round(
        "consensus", form="short", respondents=[("agent" if each == "kcc" else "head", each)
                                                for each in groups],
        answers=lambda number, _code: 0 if number % 2 else 3,
    )  # fmt: skip
    make_empty(assessment)
    return assessment


@pytest.mark.parametrize(
    ("groups", "swapped"),
    [
        (("kcc", "heads"), (0, 1)),
        (("kcc", "kcc", "kcc", "heads"), (0, 3)),
        (("kcc", "kcc", "kcc", "heads", "heads"), (0, 3)),
        (("kcc", "kcc", "kcc", "kcc", "kcc", "heads"), (0, 5)),
    ],
)
def test_no_result_tells_what_one_of_a_few_answered(groups, swapped):
    """What a large group thought, taken from what all thought, leaves what the others did: of one
    or two that is not told either."""
    told = []
    for turned in (False, True):
        assessment = settled_group(*groups)
        if turned:
            swap(*(of(assessment, place) for place in swapped))
        settle_all(assessment, {}, by=make_manager())
        assessment.refresh_from_db()
        told.append(assessment.result)
    assert told[0] == told[1]


def test_groups_that_are_all_large_are_told():
    assessment = settled_group(*["kcc"] * 3, *["heads"] * 3)
    settle_all(assessment, {}, by=make_manager())
    assessment.refresh_from_db()
    assert sorted(assessment.result["group_phases"]) == ["heads", "kcc"]


def test_of_two_people_no_file_and_no_page_tells_how_they_answered():
    assessment = settled_group("kcc", "heads")
    settle_all(assessment, {}, by=make_manager())
    client, program = client_for(make_user("board")), program_for(make_user("board"))
    before = all_of(client, assessment) | all_of(program, assessment, begin="/api/")
    assessment.refresh_from_db()
    kept = assessment.result
    counts = {code: [0, 0, 0, 2, 0, 0] for code in kept["counts"]}
    spreads = {slug: [5, 5] for slug in kept["spreads"]}
    assessment.result = kept | {"counts": counts, "estimates": spreads, "spreads": spreads}
    assessment.save(update_fields=["result"])
    assert all_of(client, assessment) | all_of(program, assessment, begin="/api/") == before


def test_what_the_group_talked_about_is_gone_after_ninety_days(group):
    settle_all(group, {}, by=group.leader)
    Response.objects.filter(respondent=of(group, 0)).update(comment=SECRET[0])
    later = NOW + timedelta(days=91)
    assert forget_answers(now=later) == 1
    assert (Response.objects.count(), Estimate.objects.count()) == (0, 0)
    with time_machine.travel(later, tick=False):
        for user in (group.leader, of(group, 0).user):
            pages = all_of(client_for(user), group)
            assert not any(SECRET[0] in body for _status, body, *_ in pages.values())
            assert not [url for url, told in pages.items() if told[0] == 500]
