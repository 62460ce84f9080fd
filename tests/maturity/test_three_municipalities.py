"""Three municipalities reckoned by hand, with every figure in between: one that counts itself rich,
one that is too modest, one that grew unevenly. The catalogue is that of yardstick.py: three
statements in every cell, the first the key one; needed are 2.0 on average and 2 for the key.
"""

from fractions import Fraction

import pytest

from maturity import scoring
from maturity.outcome import Given, reckon
from maturity.scoring import Mirror, Reason, Why
from tests.maturity.yardstick import MEASURED, PILLARS, answers, asked, small

pytestmark = pytest.mark.once

# By pillar: the answers; per phase "average done/counted", with ! where the phase by itself is met;
# the phase it is in, and how much of the next one is done.
RICH = {
    "prestaties": ("333 332 322 232 000", "3! 3/3|8/3! 3/3|7/3! 3/3|7/3! 3/3|0 0/3", 4, "0"),
    "producten": ("332 222 321 133 000", "8/3! 3/3|2! 3/3|2! 2/3|7/3 2/3|0 0/3", 3, "2/3"),
    "processen": ("333 233 223 222 100", "3! 3/3|8/3! 3/3|7/3! 3/3|2! 3/3|1/3 0/3", 4, "0"),
    "systemen": ("322 23- 320 222 000", "7/3! 3/3|5/2! 2/2|5/3 2/3|2! 3/3|0 0/3", 2, "2/3"),
    "leiderschap": ("333 222 222 300 000", "3! 3/3|2! 3/3|2! 3/3|1 1/3|0 0/3", 3, "1/3"),
}  # fmt: skip
MODEST = {
    "prestaties": ("322 222 111 000 000", "7/3! 3/3|2! 3/3|1 0/3|0 0/3|0 0/3", 2, "0"),
    "producten": ("222 222 221 000 000", "2! 3/3|2! 3/3|5/3 2/3|0 0/3|0 0/3", 2, "2/3"),
    "processen": ("222 212 100 000 000", "2! 3/3|5/3 2/3|1/3 0/3|0 0/3|0 0/3", 1, "2/3"),
    "systemen": ("332 223 222 100 000", "8/3! 3/3|7/3! 3/3|2! 3/3|1/3 0/3|0 0/3", 3, "0"),
    "leiderschap": ("222 222 122 000 000", "2! 3/3|2! 3/3|5/3 2/3|0 0/3|0 0/3", 2, "2/3"),
}  # fmt: skip
UNEVEN = {
    "prestaties": ("333 333 333 333 222", "3! 3/3|3! 3/3|3! 3/3|3! 3/3|2! 3/3", 5, "1"),
    "producten": ("333 333 323 332 111", "3! 3/3|3! 3/3|8/3! 3/3|8/3! 3/3|1 0/3", 4, "0"),
    "processen": ("322 333 322 2-- 120", "7/3! 3/3|3! 3/3|7/3! 3/3|2! 1/1|1 1/3", 4, "1/3"),
    # The key statement of phase 1 fails: everything above it is of no use yet.
    "systemen": ("133 333 333 000 000", "7/3 2/3|3! 3/3|3! 3/3|0 0/3|0 0/3", 0, "2/3"),
    "leiderschap": ("332 322 220 111 000", "8/3! 3/3|7/3! 3/3|4/3 2/3|1 0/3|0 0/3", 2, "2/3"),
}  # fmt: skip
# What holds the next phase back, by pillar.
WHY = {
    "rich": {
        "prestaties": [
            Reason(Why.KEY, 5, "P1F5S1", 0), Reason(Why.AVERAGE, 5, average=Fraction(0))
        ],
        "producten": [Reason(Why.KEY, 4, "P2F4S1", 1)],
        "processen": [
            Reason(Why.KEY, 5, "P3F5S1", 1), Reason(Why.AVERAGE, 5, average=Fraction(1, 3))
        ],
        "systemen": [Reason(Why.AVERAGE, 3, average=Fraction(5, 3))],
        "leiderschap": [Reason(Why.AVERAGE, 4, average=Fraction(1))],
    },
    "modest": {
        "prestaties": [
            Reason(Why.KEY, 3, "P1F3S1", 1), Reason(Why.AVERAGE, 3, average=Fraction(1))
        ],
        "producten": [Reason(Why.AVERAGE, 3, average=Fraction(5, 3))],
        "processen": [Reason(Why.AVERAGE, 2, average=Fraction(5, 3))],
        "systemen": [
            Reason(Why.KEY, 4, "P4F4S1", 1), Reason(Why.AVERAGE, 4, average=Fraction(1, 3))
        ],
        "leiderschap": [
            Reason(Why.KEY, 3, "P5F3S1", 1), Reason(Why.AVERAGE, 3, average=Fraction(5, 3))
        ],
    },
    "uneven": {
        "prestaties": [],
        "producten": [Reason(Why.KEY, 5, "P2F5S1", 1), Reason(Why.AVERAGE, 5, average=Fraction(1))],
        "processen": [Reason(Why.KEY, 5, "P3F5S1", 1), Reason(Why.AVERAGE, 5, average=Fraction(1))],
        "systemen": [Reason(Why.KEY, 1, "P4F1S1", 1)],
        "leiderschap": [Reason(Why.AVERAGE, 3, average=Fraction(4, 3))],
    },
}  # fmt: skip
# The phase of the whole, which pillars hold it there, which lag.
WHOLE = {
    # The others of systemen are 4 3 4 3, their middle is 3.5: one and a half ahead, no lag.
    "rich": (2, ("systemen",), ()),
    "modest": (1, ("processen",), ()),
    # Beside systemen 5 4 4 2, the middle is 4, four ahead; beside leiderschap 5 4 4 0, two ahead.
    "uneven": (0, ("systemen",), ("systemen", "leiderschap")),
}
TOWNS = {"rich": RICH, "modest": MODEST, "uneven": UNEVEN}
# What the figures say, in per cent; the answer they suggest by statement; which answers differ.
FIGURES = {
    # 50 of 60 is 83 % of the way: deels; 76 of 80 is 95 %: grotendeels; 20 of 24 is 83 %: deels;
    # 50 of 80 is 62.5 %: niet; 76 of 70 is there: volledig.
    "rich": (
        {"direct": 50, "teruggebeld": 76, "herhaald": 24},
        {"P1F3S1": 1, "P1F3S2": 2, "P1F3S3": 1, "P1F4S1": 0, "P3F2S2": 3},
        {"P1F3S1": Mirror.FAVOURABLE, "P1F4S1": Mirror.FAVOURABLE},
    ),
    # Answered deels, deels, deels, niet and deels; 75 of 80 is 93.75 %: grotendeels.
    "modest": (
        {"direct": 75, "teruggebeld": 85, "herhaald": 12},
        {"P1F3S1": 3, "P1F3S2": 3, "P1F3S3": 3, "P1F4S1": 2, "P3F2S2": 3},
        {
            "P1F3S1": Mirror.MODEST, "P1F3S2": Mirror.MODEST, "P1F3S3": Mirror.MODEST,
            "P1F4S1": Mirror.MODEST, "P3F2S2": Mirror.MODEST,
        },
    ),
    # Callbacks are not recorded, so they suggest nothing.
    "uneven": (
        {"direct": 81, "teruggebeld": None, "herhaald": 30},
        {"P1F3S1": 3, "P1F3S2": None, "P1F3S3": 0, "P1F4S1": 3, "P3F2S2": None},
        {"P1F3S3": Mirror.FAVOURABLE},
    ),
}  # fmt: skip


def answers_of(town: str):
    return answers(*(TOWNS[town][slug][0] for slug in PILLARS))


def suggested(town: str) -> dict[str, int | None]:
    catalogue, measured = small(), FIGURES[town][0]
    return {
        code: None if measured[figure] is None
        else scoring.suggestion(catalogue.statement(code).threshold, measured[figure])
        for code, (figure, _operator, _limit) in MEASURED.items()
    }  # fmt: skip


def cell_text(cell) -> str:
    return f"{cell.average}{'!' if cell.meets else ''} {cell.done}/{cell.counted}"


@pytest.mark.parametrize("town", TOWNS)
def test_every_cell_and_pillar_by_hand(town):
    outcome = scoring.outcome(small(), answers_of(town))
    told = {
        each.slug: ("|".join(map(cell_text, each.cells)), each.phase, str(each.share))
        for each in outcome.pillars
    }
    assert told == {slug: tuple(row[1:]) for slug, row in TOWNS[town].items()}


@pytest.mark.parametrize("town", TOWNS)
def test_whole_lowest_and_lagging_by_hand(town):
    outcome = scoring.outcome(small(), answers_of(town))
    assert (outcome.phase, outcome.lowest, outcome.lagging) == WHOLE[town]


@pytest.mark.parametrize("town", TOWNS)
def test_what_holds_the_next_phase_back(town):
    outcome = scoring.outcome(small(), answers_of(town))
    assert {each.slug: list(each.reasons) for each in outcome.pillars} == WHY[town]


@pytest.mark.parametrize("town", TOWNS)
def test_figures_hold_up_a_mirror(town):
    result = reckon(asked(), final=answers_of(town), given=[], groups={}, suggested=suggested(town))
    assert (suggested(town), result.mirrors) == FIGURES[town][1:]


def test_short_form_of_the_uneven_one():
    """Only the key statements: 3 3 3 3 2 | 3 3 3 3 1 | 3 3 3 2 1 | 1 … | 3 3 2 1 0."""
    outcome = scoring.outcome(small(), answers_of("uneven"), short=True)
    assert [each.phase for each in outcome.pillars] == [5, 4, 4, 0, 3]
    assert [str(each.share) for each in outcome.pillars] == ["1", "0", "0", "0", "0"]


# -- Four respondents of the one that counts itself rich -------------------------------------------

# They differ about prestaties only: what each answered there, and what they thought of beforehand.
RESPONDENTS = (
    ("kcc", "333 333 333 333 000", (4, 4, 4, 3, 4)),
    ("heads", "333 332 022 000 000", (4, 3, 3, 3, 3)),
    ("heads", "333 221 100 000 000", (3, 3, 3, 2, 2)),
    ("management", "333 333 333 333 333", (5, 5, 4, 4, 4)),
)


@pytest.fixture
def four():
    others = [RICH[slug][0] for slug in PILLARS[1:]]
    given = [
        Given(group, answers(own, *others), dict(zip(PILLARS, phases, strict=True)))
        for group, own, phases in RESPONDENTS
    ]
    groups = {"kcc": (2, 1), "heads": (3, 2), "management": (1, 1)}
    return reckon(
        asked(), final=answers_of("rich"), given=given, groups=groups, suggested=suggested("rich")
    )


def test_how_often_each_answer_was_given(four):
    assert four.counts["P1F3S1"].values == (1, 1, 0, 2)
    assert four.counts["P2F1S1"].values == (0, 0, 0, 4)
    # One of the four says it does not apply in everybody's answers: they agree.
    assert four.counts["P4F2S3"].agreed == scoring.Answer(None, not_applicable=True)


def test_how_far_they_stand_apart_by_hand(four):
    """0, 1, 3 and 3: the mean is 1.75, the squares 3.0625 + 0.5625 + 1.5625 + 1.5625 = 6.75, a
    quarter of it 1.6875, its root 1.299."""
    assert round(four.counts["P1F3S1"].spread, 3) == 1.299
    assert four.counts["P1F3S1"].talk
    # 2, 2, 3 and 3 lie half a point from their mean.
    assert four.counts["P1F2S3"].values == (0, 1, 1, 2)
    assert round(four.counts["P1F2S3"].spread, 3) == 0.829
    assert not four.counts["P1F2S3"].talk


def test_phases_by_the_answers_of_each_alone(four):
    """4, 2, 1 and 5. The third scores 5/3 in phase 2; the second lacks the key of phase 3."""
    found = {slug: each.phases for slug, each in four.spreads.items()}
    assert found == {
        "prestaties": (1, 2, 4, 5), "producten": (3, 3, 3, 3), "processen": (4, 4, 4, 4),
        "systemen": (2, 2, 2, 2), "leiderschap": (3, 3, 3, 3),
    }  # fmt: skip
    # The mean is 3: (4 + 1 + 1 + 4) / 4 = 2.5.
    assert round(four.spreads["prestaties"].spread, 3) == 1.581
    assert [slug for slug, each in four.spreads.items() if each.talk] == ["prestaties"]


def test_what_they_thought_beforehand(four):
    found = {
        slug: (each.lowest, each.middle, each.highest) for slug, each in four.estimates.items()
    }
    assert found == {
        "prestaties": (3, 4.0, 5), "producten": (3, 3.5, 5), "processen": (3, 3.5, 4),
        "systemen": (2, 3.0, 4), "leiderschap": (2, 3.5, 4),
    }  # fmt: skip


def test_no_group_of_two_is_told_apart(four):
    assert four.group_phases == {}
    assert (four.invited, four.handed_in) == (6, 4)
    # 0, 0, 3, 3 lie 1.5 apart; 0, 1, 3, 3 as far as 0, 0, 0, 3, 1.299; 0, 2, 3, 3 lie 1.225 apart.
    assert " ".join(four.talk_about()) == (
        "P1F4S1 P1F4S2 P1F4S3 P1F3S1 P1F5S1 P1F5S2 P1F5S3 P1F3S2 P1F3S3"
    )


def test_a_group_of_three_is_told_apart():
    given = [Given("heads", answers(*[f"{signs} 000 000 000 000"] * 5))
             for signs in ("333", "111", "222")]  # fmt: skip
    result = reckon(asked(), final={}, given=given, groups={}, suggested={})
    assert result.group_phases == {"heads": dict.fromkeys(PILLARS, 1)}
