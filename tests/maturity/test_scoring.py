"""Properties of scoring that hold for whatever is answered."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity import scoring
from maturity.catalogue import Threshold
from maturity.outcome import Given, as_json, from_json, reckon
from maturity.scoring import Answer, Mirror
from tests.maturity.yardstick import answer_of, answers, asked, small

pytestmark = pytest.mark.once

CATALOGUE, ASKED = small(), asked()
CODES = sorted(ASKED.by_code)
KEYS = {each.code for each in CATALOGUE.statements if each.key}
NOT_APPLICABLE = Answer(None, not_applicable=True)


def sheets_of(signs: str):
    """A sheet of answers drawn as one text: quicker than a strategy per statement."""
    texts = st.text(signs, min_size=len(CODES), max_size=len(CODES))
    return texts.map(lambda text: dict(given_by(text)))


def given_by(text: str):
    for code, sign in zip(CODES, text, strict=True):
        if sign != ".":
            yield code, answer_of(sign)


sheets, final_sheets = sheets_of("0123-?."), sheets_of("0123-")


def phases(sheet, **options) -> list[int]:
    return [each.phase for each in scoring.outcome(CATALOGUE, sheet, **options).pillars]


@given(sheets, st.sampled_from(CODES), st.integers(0, 3), st.booleans())
def test_raising_an_answer_never_lowers_anything(sheet, code, raised, short):
    before = sheet.get(code, scoring.NONE)
    if before.value is None:
        before = Answer(0)
    sheet = sheet | {code: before}
    higher = sheet | {code: Answer(max(before.value, raised))}
    low = scoring.outcome(CATALOGUE, sheet, short=short)
    high = scoring.outcome(CATALOGUE, higher, short=short)
    assert high.phase >= low.phase
    for ours, theirs in zip(low.pillars, high.pillars, strict=True):
        assert (theirs.phase, theirs.score) >= (ours.phase, ours.score)
        assert all(b.done >= a.done for a, b in zip(ours.cells, theirs.cells, strict=True))


@given(sheets)
def test_whole_is_the_lowest_pillar(sheet):
    outcome = scoring.outcome(CATALOGUE, sheet)
    assert outcome.phase == min(each.phase for each in outcome.pillars)
    assert set(outcome.lowest) == {
        each.slug for each in outcome.pillars if each.phase == outcome.phase
    }


@given(sheets, st.booleans())
def test_a_phase_is_reached_when_it_and_all_lower_ones_are_met(sheet, short):
    for pillar in scoring.outcome(CATALOGUE, sheet, short=short).pillars:
        assert [cell.meets for cell in pillar.cells[: pillar.phase]] == [True] * pillar.phase
        assert pillar.next_cell is None or not pillar.next_cell.meets
        assert 0 <= pillar.share <= 1
        assert bool(pillar.reasons) == (pillar.next_cell is not None)


@given(sheets)
def test_every_cell_by_the_rule_itself(sheet):
    for pillar, told in zip(
        CATALOGUE.pillars, scoring.outcome(CATALOGUE, sheet).pillars, strict=True
    ):
        for cell, outcome in zip(pillar.cells, told.cells, strict=True):
            scores, key = [], None
            for statement in cell.statements:
                answer = sheet.get(statement.code, scoring.NONE)
                if answer.unknown or (answer.not_applicable and not statement.key):
                    continue
                scores.append(answer.value or 0)
                if statement.key:
                    key = scores[-1]
            average = Fraction(sum(scores), len(scores) or 1)
            assert outcome.average == average
            assert outcome.meets == (average >= 2 and (key is None or key >= 2))


@given(sheets, sheets, st.sampled_from(CODES))
def test_a_pillar_takes_nothing_from_another(sheet, other, code):
    slug = ASKED.by_code[code].pillar
    inside = {each.code for each in ASKED.of_pillar(slug)}
    mixed = {c: a for c, a in other.items() if c not in inside}
    mixed |= {c: a for c, a in sheet.items() if c in inside}
    ours, theirs = scoring.outcome(CATALOGUE, sheet), scoring.outcome(CATALOGUE, mixed)
    assert ours.pillar(slug) == theirs.pillar(slug)


@given(sheets, st.sampled_from(sorted(KEYS)))
def test_a_key_statement_always_applies(sheet, code):
    without = {c: a for c, a in sheet.items() if c != code}
    assert phases(sheet | {code: NOT_APPLICABLE}) == phases(without)


@given(sheets, st.sampled_from(sorted(set(CODES) - KEYS)))
def test_what_does_not_apply_leaves_the_average(sheet, code):
    statement = ASKED.by_code[code]
    told = scoring.outcome(CATALOGUE, sheet | {code: NOT_APPLICABLE})
    cell = told.pillar(statement.pillar).cells[statement.phase - 1]
    others = [
        sheet.get(each.code, scoring.NONE)
        for each in CATALOGUE.pillar(statement.pillar).cells[statement.phase - 1].statements
        if each.code != code
    ]
    assert cell.counted == sum(
        not each.unknown and not (each.not_applicable and at) for at, each in enumerate(others)
    )


def test_nothing_answered_is_phase_nought_with_everything_as_reason():
    outcome = scoring.outcome(CATALOGUE, {})
    assert (outcome.phase, len(outcome.lowest), outcome.lagging) == (0, 5, ())
    assert [reason.code for reason in outcome.pillars[0].reasons] == [
        "P1F1S1", "P1F1S2", "P1F1S3", "",
    ]  # fmt: skip


def test_everything_answered_is_phase_five_without_reasons():
    outcome = scoring.outcome(CATALOGUE, answers(*["333 333 333 333 333"] * 5))
    assert (outcome.phase, outcome.pillars[0].reasons, outcome.pillars[0].score) == (5, (), 5)


# -- Beside the figures --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operator", "limit", "measured", "expected"),
    [
        (">=", 80, 80, 3), (">=", 80, 100, 3), (">=", 80, 79.99, 2), (">=", 80, 72, 2),
        (">=", 80, 71.99, 1), (">=", 80, 56, 1), (">=", 80, 55.99, 0), (">=", 80, 0, 0),
        ("<=", 20, 20, 3), ("<=", 20, 0, 3), ("<=", 20, 20.01, 2), ("<=", 20, 22.22, 2),
        ("<=", 20, 22.23, 1), ("<=", 20, 28.57, 1), ("<=", 20, 28.58, 0), ("<=", 20, 100, 0),
        # Nothing may go wrong at all, or anything will do.
        ("<=", 0, 0, 3), ("<=", 0, 1, 0), (">=", 0, 0, 3),
    ],
)  # fmt: skip
def test_what_a_figure_suggests(operator, limit, measured, expected):
    assert scoring.suggestion(Threshold(operator, limit), measured) == expected


@given(st.sampled_from([">=", "<="]), st.integers(0, 100), st.floats(0, 200), st.floats(0, 200))
def test_a_better_figure_never_suggests_less(operator, limit, one, other):
    worse, better = sorted((one, other), reverse=operator == "<=")
    threshold = Threshold(operator, limit)
    assert scoring.suggestion(threshold, better) >= scoring.suggestion(threshold, worse)


@pytest.mark.parametrize("suggested", range(4))
@pytest.mark.parametrize("value", range(4))
def test_two_steps_from_the_figures_are_worth_a_word(value, suggested):
    found = scoring.mirror(Answer(value), suggested)
    steps = value - suggested
    assert found == (Mirror.FAVOURABLE if steps >= 2 else Mirror.MODEST if steps <= -2 else None)


def test_no_mirror_without_an_answer_or_a_figure():
    assert scoring.mirror(NOT_APPLICABLE, 0) is None
    assert scoring.mirror(Answer(3), None) is None


# -- Between respondents ---------------------------------------------------------------------------

forms = st.builds(
    Given,
    st.sampled_from(["kcc", "heads", "management", "employees"]),
    sheets,
    st.dictionaries(st.sampled_from([p.slug for p in CATALOGUE.pillars]), st.integers(0, 5)),
)


def _reckoned(forms, sheet):
    return reckon(ASKED, final=sheet, given=forms, groups={"kcc": (9, 4)}, suggested={"P1F1S1": 0})


@given(st.lists(forms, max_size=4), sheets, st.randoms())
def test_order_of_respondents_is_irrelevant(forms, sheet, random):
    shuffled = list(forms)
    random.shuffle(shuffled)
    assert _reckoned(shuffled, sheet) == _reckoned(forms, sheet)


@given(st.lists(forms, max_size=4), final_sheets)
def test_a_result_is_read_back_as_it_was_kept(forms, sheet):
    result = _reckoned(forms, sheet)
    assert from_json(as_json(result), ASKED) == result


@given(st.lists(st.integers(0, 3), min_size=1, max_size=9), st.integers(1, 4))
def test_spread(numbers, times):
    assert scoring.spread(numbers) == scoring.spread(numbers[::-1])
    assert scoring.spread(numbers * times) == pytest.approx(scoring.spread(numbers))
    assert scoring.spread([numbers[0]] * times) == 0
    assert 0 <= scoring.spread(numbers) <= 1.5
