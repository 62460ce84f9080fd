"""What the group has before it: counts without names, in an order to talk in."""

from uuid import UUID

import pytest

from maturity.consensus import services
from maturity.consensus.agreeing import common_answer, middle_answer
from maturity.consensus.selectors import (
    discussion_of,
    pace_of,
    remarks_on,
    round_of,
)
from maturity.models import Respondent, Response
from maturity.outcome.shape import Counts
from maturity.scoring import NONE, Answer
from tests.factories import NOW, make_user
from tests.maturity.town import NOT_APPLICABLE, UNKNOWN, make_manager, make_round


@pytest.mark.parametrize(
    ("values", "not_applicable", "unknown", "people", "common"),
    [
        ((0, 0, 3, 0), 0, 0, 3, Answer(2)),
        ((0, 0, 2, 0), 0, 1, 3, Answer(2)),
        ((0, 0, 1, 0), 0, 1, 2, None),  # half is not most
        ((0, 1, 2, 0), 0, 0, 3, None),
        ((0, 0, 2, 0), 1, 0, 3, None),
        ((0, 0, 0, 0), 3, 0, 3, None),
        ((0, 0, 0, 0), 0, 0, 0, None),
        ((1, 0, 0, 0), 0, 0, 1, Answer(0)),
    ],
)
def test_the_common_answer(values, not_applicable, unknown, people, common):
    assert common_answer(Counts(values, not_applicable, unknown), people) == common


@pytest.mark.parametrize(
    ("values", "not_applicable", "middle"),
    [
        ((1, 1, 1, 0), 0, Answer(1)),
        ((0, 1, 1, 0), 0, Answer(1)),  # the lower of two
        ((2, 0, 0, 2), 0, Answer(0)),
        ((0, 0, 0, 1), 1, Answer(3)),
        ((0, 0, 0, 1), 2, Answer(None, not_applicable=True)),
        ((0, 0, 0, 0), 0, NONE),
    ],
)
def test_the_middle_answer(values, not_applicable, middle):
    assert middle_answer(Counts(values, not_applicable)) == middle


def test_answers_are_counted():
    rows = [(2, False, False), (None, True, False), (2, False, False), (None, False, True),
            (0, False, False), (None, False, False)]  # fmt: skip
    assert Counts.of([Answer(*row) for row in rows]) == Counts((1, 0, 2, 0), 1, 1)


@pytest.mark.django_db
class TestGroup:
    """Four people."""

    def test_counts_of_who_handed_in(self):
        group = make_round(
            "consensus", form="short",
            answers=lambda number, code: [3, 1, UNKNOWN, NOT_APPLICABLE][number],
        )  # fmt: skip
        talk = discussion_of(group).by_code["P1F1S1"]
        assert (talk.counts, talk.people, talk.silent) == (Counts((0, 1, 0, 1), 1, 1), 4, 0)
        group.respondents.filter(group="kcc").update(submitted_at=None)
        talk = discussion_of(group).by_code["P1F1S1"]
        assert (talk.counts, talk.people) == (Counts((0, 1, 0, 0), 1, 1), 3)

    def test_who_said_nothing_is_told(self):
        group = make_round(
            "consensus", form="short", answers=lambda number, code: None if number == 1 else 2
        )
        talk = discussion_of(group).by_code["P1F1S1"]
        assert (talk.silent, talk.common) == (1, Answer(2))

    def test_what_differs_most_is_first(self):
        answers = {"P1F4S1": [0, 0, 3, 3], "P1F2S1": [0, 1, 2, 2], "P1F5S1": [2, 2, 2, 1]}
        group = make_round(
            "consensus", form="short",
            answers=lambda number, code: answers.get(code, [2] * 4)[number],
        )  # fmt: skip
        left = [each.code for each in discussion_of(group).left]
        assert left[:4] == ["P1F4S1", "P1F2S1", "P1F5S1", "P1F1S1"]

    def test_next_stays_in_the_pillar_as_long_as_it_can(self):
        group = make_round(
            "consensus", form="short",
            answers=lambda number, code: number if code == "P3F1S1" else 2,
        )  # fmt: skip
        found = discussion_of(group)
        assert found.left[0].code == "P3F1S1"
        assert found.next_to_settle(found.by_code["P1F1S1"]).code == "P1F2S1"
        last = [f"P1F{phase}S1" for phase in range(2, 6)]
        services.take_over(by=make_manager(), assessment=group, codes=last, now=NOW)
        found = discussion_of(group)
        assert found.next_to_settle(found.by_code["P1F1S1"]).code == "P3F1S1"

    def test_the_last_one_has_no_next(self):
        group = make_round("consensus", form="short")
        found = discussion_of(group)
        codes = [each.code for each in found.talks[1:]]
        services.take_over(by=make_manager(), assessment=group, codes=codes, now=NOW)
        found = discussion_of(group)
        assert (found.settled, found.next_to_settle(found.talks[0])) == (24, None)

    def test_neighbours_are_those_of_the_catalogue(self):
        found = discussion_of(make_round("consensus", form="short"))
        first, second, last = found.talks[0], found.talks[1], found.talks[-1]
        assert found.neighbours(first) == (None, second)
        assert found.neighbours(second) == (first, found.talks[2])
        assert found.neighbours(last) == (found.talks[-2], None)

    def test_figures_that_say_something_else_are_talked_about(self):
        group = make_round("consensus", form="short", answers={"P1F1S1": 3, "P1F2S1": 0})
        group.evidence = {"fcr_pct": {"number": 20.0}}
        found = discussion_of(group).by_code["P1F1S1"]
        assert (found.beside.suggested, found.favourable, found.modest) == (0, 4, 0)
        assert (found.common, found.to_agree) == (Answer(3), False)

    def test_the_outcome_takes_the_middle_of_what_is_open(self):
        group = make_round("consensus", form="short", answers=lambda number, code: 2 + number % 2)
        assert discussion_of(group).outcome.phase == 5
        services.set_answer(by=make_manager(), assessment=group, code="P4F3S1", value=1, now=NOW)
        outcome = discussion_of(group).outcome
        assert (outcome.phase, outcome.lowest) == (2, ("systemen-informatie",))

    def test_the_pace_changes_with_an_answer(self):
        group = make_round("consensus", form="short")
        before = pace_of(group)
        services.set_answer(by=make_manager(), assessment=group, code="P1F1S1", value=1, now=NOW)
        after = pace_of(group)
        assert (before[0], after[0], before[1] == after[1]) == (0, 1, False)

    @pytest.mark.parametrize("form", ["short", "full"])
    def test_three_statements_whatever_is_asked(self, django_assert_num_queries, form):
        group = make_round("consensus", form=form)
        with django_assert_num_queries(3):
            assert discussion_of(group).outcome.phase == 5

    def test_few_people_are_easily_guessed(self):
        few = [("agent", "kcc"), ("head", "heads")]
        assert discussion_of(make_round("consensus", form="short")).easily_guessed is False
        group = make_round("consensus", form="short", respondents=few, title="Klein")
        assert discussion_of(group).easily_guessed is True


# -- Without names ---------------------------------------------------------------------------------


def write(group, code="P1F1S1"):
    """Everybody writes a comment and what shows it; which order they come in is told."""
    for number, row in enumerate(group.respondents.order_by("pk")):
        Respondent.objects.filter(pk=row.pk).update(public_id=UUID(int=number + 1))
        Response.objects.filter(respondent=row, code=code).update(
            comment=f"Toelichting {number}", evidence=f"Bewijs {number}"
        )


@pytest.mark.django_db
def test_what_was_written_stands_in_no_order_of_persons():
    group = make_round("consensus")
    codes = ["P1F1S1", "P1F1S2", "P1F2S1", "P1F2S2", "P1F3S1", "P1F3S2"]
    for code in codes:
        write(group, code)
    orders = set()
    for code in codes:
        found = remarks_on(group, code)
        assert sorted(found.comments) == [f"Toelichting {n}" for n in range(4)]
        assert sorted(found.evidence) == [f"Bewijs {n}" for n in range(4)]
        assert found == remarks_on(group, code)  # the same every time
        orders |= {tuple(text[-1] for text in each) for each in (found.comments, found.evidence)}
    # Neither the statements nor the two kinds of remark share an order.
    assert len(orders) > len(codes)


@pytest.mark.django_db
def test_the_order_is_of_this_installation(settings):
    group = make_round("consensus")
    for code in ("P1F1S1", "P1F2S1"):
        write(group, code)
    before = [remarks_on(group, code) for code in ("P1F1S1", "P1F2S1")]
    settings.SECRET_KEY = "een-andere-sleutel"
    after = [remarks_on(group, code) for code in ("P1F1S1", "P1F2S1")]
    assert before != after


@pytest.mark.django_db
def test_a_reason_is_told_only_of_what_does_not_apply():
    group = make_round(
        "consensus", answers=lambda number, code: NOT_APPLICABLE if number == 0 else 2
    )
    Response.objects.filter(code="P1F1S2", value=2).update(reason="Niet meer van toepassing")
    assert remarks_on(group, "P1F1S2").reasons == ("Dat hebben wij niet.",)


@pytest.mark.django_db
def test_what_was_not_handed_in_is_not_read():
    group = make_round("consensus")
    write(group)
    group.respondents.filter(group="kcc").update(submitted_at=None)
    assert sorted(remarks_on(group, "P1F1S1").comments) == [f"Toelichting {n}" for n in (1, 2, 3)]


@pytest.mark.django_db
def test_nothing_written_is_nothing():
    assert remarks_on(make_round("consensus", form="short"), "P1F1S1").any is False


# -- Who sits in the group -------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "found"),
    [("draft", False), ("open", False), ("cancelled", False), ("consensus", True)],
)
def test_a_group_meets_in_the_consensus(state, found):
    group = make_round(state, form="short")
    agent = group.respondents.get(group="kcc").user
    assert (round_of(agent, group.public_id) is not None) == found
    assert (round_of(make_manager(), group.public_id) is not None) == found


@pytest.mark.django_db
def test_who_was_not_asked_or_not_invited_finds_nothing():
    group = make_round("consensus", form="short")
    assert round_of(make_user("agent"), group.public_id) is None
    agent = group.respondents.get(group="kcc").user
    group.respondents.update(invited_at=None)
    assert round_of(agent, group.public_id) is None
