"""Where a plan is weak, and where to begin: plain reckoning on the outcome of a round."""

from datetime import date

import pytest

from maturity.asked import Asked
from maturity.catalogue import catalogue
from maturity.plan.cautions import SOFT, Caution, Deed, Kind, find
from maturity.plan.gap import Step, Why, order, steps, suggestions, too_fast, usual_target
from maturity.scoring import Answer, outcome
from tests.maturity.plans import PILLARS, UNEVEN, answers_for

TODAY = date(2026, 11, 10)
NEXT_YEAR = date(2027, 11, 10)
ASKED = Asked(catalogue(), short=False)


def answered(phases=UNEVEN, **changed):
    of = answers_for(phases)
    found = {code: Answer(of(0, code)) for code in ASKED.by_code}
    return found | changed


def outcome_of(phases=UNEVEN, **changed):
    return outcome(ASKED.catalogue, answered(phases, **changed))


def deed(**values) -> Deed:
    given = {
        "pillar": "prestaties", "state": "planned", "due_on": date(2027, 3, 1),
        "means": "Twee uur", "contact_centre": False,
    }  # fmt: skip
    return Deed(**given | values)


def found(deeds=(), targets=None, *, phases=UNEVEN, leader_changed=False):
    targets = {"prestaties": (3, NEXT_YEAR)} if targets is None else targets
    return find(
        outcome_of(phases), targets, deeds, set_on=dict.fromkeys(targets, TODAY),
        leader_changed=leader_changed,
    )  # fmt: skip


# -- Cautions -------------------------------------------------------------------------------------


def test_a_sound_plan_has_none():
    assert found([deed()]) == ()


def test_a_plan_without_targets_says_so():
    assert found([deed()], {}) == (Caution(Kind.NO_TARGETS),)


def test_a_target_without_an_action():
    assert found() == (Caution(Kind.WITHOUT_ACTION, ("prestaties",)),)
    # What was given up does not count, what is done does.
    assert found([deed(state="dropped")]) == (Caution(Kind.WITHOUT_ACTION, ("prestaties",)),)
    assert found([deed(state="done")]) == ()


@pytest.mark.parametrize(
    ("target", "by", "fast"),
    [(4, NEXT_YEAR, False), (5, NEXT_YEAR, True), (5, date(2028, 5, 11), False),
     (3, date(2027, 5, 12), False), (3, date(2027, 5, 11), True), (3, TODAY, True)],
)  # fmt: skip
def test_more_than_two_phases_a_year_is_fast(target, by, fast):
    """Prestaties is in phase 2 of "uneven"; one phase takes half a year at least."""
    expected = (Caution(Kind.TOO_FAST, ("prestaties",)),) if fast else ()
    assert found([deed()], {"prestaties": (target, by)}) == expected
    assert too_fast(2, target, TODAY, by) is fast


def test_the_pillar_of_people_is_lowest_and_nothing_is_about_it():
    phases = UNEVEN | {"P5": 1}
    assert found([deed()], phases=phases) == (Caution(Kind.SOFT, (SOFT,)),)
    assert found([deed(), deed(pillar=SOFT)], phases=phases) == ()


def test_everything_is_left_to_the_contact_centre():
    three = [deed(contact_centre=True, due_on=date(2027, month, 1)) for month in (3, 4, 5)]
    assert found(three) == (Caution(Kind.CONTACT_CENTRE, whole=3),)
    assert found(three[:2]) == ()
    assert found([*three, deed()]) == ()


def test_everything_is_to_be_ready_in_one_month():
    three = [deed(due_on=date(2027, 3, day)) for day in (1, 15, 31)]
    assert found(three) == (Caution(Kind.ONE_MONTH, whole=3, day=date(2027, 3, 1)),)
    # The same month of another year is another month.
    assert found([*three[:2], deed(due_on=date(2028, 3, 1))]) == ()
    # What is done is not to be ready any more.
    assert found([*three[:2], deed(state="done")]) == ()


def test_actions_without_means_and_of_somebody_who_left():
    assert found([deed(), deed(means=" ")]) == (Caution(Kind.WITHOUT_MEANS, part=1, whole=2),)
    assert found([deed(), deed(owner_gone=True)]) == (Caution(Kind.OWNER_GONE, part=1, whole=2),)
    assert found([deed(), deed(state="done", means="", owner_gone=True)]) == ()


def test_another_leader():
    assert found([deed()], leader_changed=True) == (Caution(Kind.LEADER_CHANGED),)


# -- The gap --------------------------------------------------------------------------------------


def test_the_steps_to_a_target():
    cells = ASKED.catalogue.pillar("prestaties").cells
    key = cells[2].key_statement.code
    pillar = outcome_of(**{key: Answer(2)}).pillar("prestaties")
    assert steps(pillar, 4, 2) == (
        Step(3, 1, len(cells[2].statements), key_done=True),
        Step(4, 0, len(cells[3].statements), key_done=False),
    )
    assert steps(pillar, 2, 2) == ()


@pytest.mark.parametrize(
    ("today", "reached", "expected"),
    [
        (TODAY, 0, (1, NEXT_YEAR)), (TODAY, 4, (5, NEXT_YEAR)), (TODAY, 5, None),
        (date(2028, 2, 29), 1, (2, date(2029, 2, 28))),
    ],
)  # fmt: skip
def test_what_is_proposed_is_one_phase_further_in_a_year(today, reached, expected):
    assert usual_target(reached, today) == expected


# -- Suggestions ----------------------------------------------------------------------------------


def suggested(answers, targets=None, taken=()):
    whole = outcome(ASKED.catalogue, answers)
    return suggestions(ASKED, whole, answers, targets=targets or {}, taken=frozenset(taken))


def test_the_lowest_pillar_comes_first():
    assert [each.slug for each in order(outcome_of())] == [
        PILLARS[at] for at in (3, 0, 2, 4, 1)
    ]  # fmt: skip
    assert list(suggested(answered())) == [PILLARS[at] for at in (3, 0, 2, 4, 1)]


def test_the_key_statement_of_the_next_phase_comes_first_then_what_is_open_then_what_is_low():
    cell = ASKED.catalogue.pillar("systemen-informatie").cells[1]
    key, second, third, *others = (each.code for each in cell.statements)
    answers = answered(**{key: Answer(1), second: Answer(1), third: Answer(None)})
    answers |= {code: Answer(2) for code in others}
    weak = ASKED.catalogue.pillar("systemen-informatie").cells[0].statements[1].code
    strong = ASKED.catalogue.pillar("systemen-informatie").cells[0].statements[0].code
    answers |= {weak: Answer(1), strong: Answer(3)}
    rows = suggested(answers)["systemen-informatie"]
    assert [(each.statement.code, each.why) for each in rows] == [
        (key, Why.KEY), (third, Why.UNANSWERED), (second, Why.LOW), (weak, Why.BELOW),
    ]  # fmt: skip


def test_what_is_done_or_does_not_apply_needs_no_action():
    cell = ASKED.catalogue.pillar("systemen-informatie").cells[1]
    answers = answered()
    for each in cell.statements[1:]:
        answers[each.code] = Answer(None, not_applicable=True)
    rows = suggested(answers)["systemen-informatie"]
    assert [each.statement.code for each in rows] == [cell.key_statement.code]
    top = suggested(answered(dict.fromkeys(UNEVEN, 5)))
    assert top == dict.fromkeys(PILLARS, ())


def test_phases_on_the_way_to_the_target_are_suggested_too():
    rows = suggested(answered(), targets={"systemen-informatie": 3})["systemen-informatie"]
    assert {each.statement.phase for each in rows} == {2, 3}
    assert {each.why for each in rows if each.statement.phase == 3} == {Why.LATER}
    at = [each.statement.phase for each in rows]
    assert at == sorted(at)


def test_what_has_an_action_is_marked():
    key = ASKED.catalogue.pillar("systemen-informatie").cells[1].key_statement.code
    rows = suggested(answered(), taken=[key])["systemen-informatie"]
    assert [each.statement.code for each in rows if each.has_action] == [key]
