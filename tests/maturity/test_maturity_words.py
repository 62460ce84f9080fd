"""The outcome of the uneven municipality in sentences."""

import pytest
from django.utils.translation import override

from maturity import scoring, words
from maturity.scoring import Answer, Mirror
from tests.maturity.test_three_municipalities import answers_of
from tests.maturity.yardstick import asked

pytestmark = pytest.mark.once
ASKED = asked()
UNEVEN = scoring.outcome(ASKED.catalogue, answers_of("uneven"))
RICH = scoring.outcome(ASKED.catalogue, answers_of("rich"))


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def test_every_outcome_explains_itself():
    told = {
        each.slug: [words.why(ASKED, reason) for reason in each.reasons] for each in UNEVEN.pillars
    }
    assert told == {
        "prestaties": [],
        "producten": [
            "Phase 5 not reached: key statement P2F5S1 is “deels”.",
            "Phase 5 not reached: its statements score 1.00 on average, 2.00 is needed.",
        ],
        "processen": [
            "Phase 5 not reached: key statement P3F5S1 is “deels”.",
            "Phase 5 not reached: its statements score 1.00 on average, 2.00 is needed.",
        ],
        "systemen": ["Phase 1 not reached: key statement P4F1S1 is “deels”."],
        "leiderschap": [
            "Phase 3 not reached: its statements score 1.33 on average, 2.00 is needed."
        ],
    }


def test_what_was_not_answered_is_named():
    (pillar, *_others) = scoring.outcome(ASKED.catalogue, {}).pillars
    assert words.why(ASKED, pillar.reasons[0]) == (
        "Phase 1 not reached: statement P1F1S1 was not answered."
    )


def test_pillars_tell_what_is_done_of_the_next_phase():
    assert [words.pillar_sentence(ASKED, each) for each in UNEVEN.pillars] == [
        "Prestaties is in the highest phase.",
        "Producten is in phase 4, and has 0 of 3 statements of phase 5 done.",
        "Processen is in phase 4, and has 1 of 3 statements of phase 5 done.",
        "Systemen is in phase 0, and has 2 of 3 statements of phase 1 done.",
        "Leiderschap is in phase 2, and has 2 of 3 statements of phase 3 done.",
    ]


def test_the_whole():
    assert words.outcome_sentence(ASKED, RICH) == (
        "Together this is phase 2, Fase 2: the lowest pillar decides, and that is Systemen."
    )
    assert words.outcome_sentence(ASKED, UNEVEN) == (
        "Together this is phase 0 (phase 1 is not reached yet): the lowest pillar decides, "
        "and that is Systemen."
    )
    assert words.outcome_sentence(ASKED, scoring.outcome(ASKED.catalogue, {})) == (
        "All pillars are in phase 0 (phase 1 is not reached yet)."
    )


def test_answers():
    given = [Answer(3), Answer(0), Answer(None, not_applicable=True), scoring.NONE]
    assert [words.answer_text(ASKED, each) for each in given] == [
        "volledig", "niet", "not applicable", "not answered",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("estimated", "reached", "sentence"),
    [
        (4.0, 2, "Estimated at phase 4, came out at 2: it was thought of more favourably than the "
                 "answers say."),
        (1.5, 2, "Estimated at phase 1.5, came out at 2: better than people thought."),
        (2.0, 2, "Estimated at phase 2, and that is what came out."),
    ],
)  # fmt: skip
def test_estimates_against_what_came_out(estimated, reached, sentence):
    assert words.estimate_text(estimated, reached) == sentence


def test_mirrors_are_told_kindly():
    assert {each: words.mirror_text(each) for each in Mirror} == {
        Mirror.FAVOURABLE: "Your answer is more favourable than your figures.",
        Mirror.MODEST: "Your answer may be too modest: the figures say more.",
    }


def test_names_in_a_row():
    assert [words.listed(["a", "b", "c"][:n]) for n in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
