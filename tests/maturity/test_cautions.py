"""What to keep in mind about a result, found from its numbers alone."""

from dataclasses import replace

import pytest

from maturity.catalogue import catalogue
from maturity.results.cautions import Caution, Facts, Kind, find
from maturity.scoring import Answer, Mirror, outcome

SLUGS = tuple(each.slug for each in catalogue().pillars)
PEOPLE, SYSTEMS = "leiderschap-medewerkers", "systemen-informatie"
ALL_GROUPS = {"kcc": (3, 3), "heads": (3, 3), "management": (1, 1), "employees": (3, 3)}


def answers(**phases):
    """Everything is done up to this phase, nothing above it; 2 for a pillar that is not named."""
    return {
        s.code: Answer(3 if s.phase <= phases.get(s.pillar.replace("-", "_"), 2) else 0)
        for s in catalogue().statements
    }


def facts(given=None, **values) -> Facts:
    given = given if given is not None else answers()
    return Facts(
        **{
            "catalogue": catalogue(), "outcome": outcome(catalogue(), given), "answers": given,
            "estimates": {}, "mirrors": {}, "groups": ALL_GROUPS, "short": False, "whole": True,
        }
        | values
    )  # fmt: skip


def kinds(given: Facts) -> list[Kind]:
    return [each.kind for each in find(given)]


def test_an_even_result_of_everybody_needs_no_caution():
    assert find(facts(answers(**dict.fromkeys([s.replace("-", "_") for s in SLUGS], 3)))) == ()


def test_an_estimate_a_phase_above_the_score_is_over_claimed():
    found = find(facts(estimates={SLUGS[0]: 3.0, SLUGS[1]: 2.5, SLUGS[2]: 4}))
    assert found == (Caution(Kind.OVER_CLAIMED, pillars=(SLUGS[0], SLUGS[2])),)


def test_what_is_done_of_the_next_phase_counts_before_somebody_over_claims():
    given = answers()
    # Two of the statements of phase 3, so that phase 3 was a fair guess.
    rows = [s for s in catalogue().statements if (s.pillar, s.phase) == (SLUGS[0], 3)]
    for each in rows[1:3]:
        given[each.code] = Answer(2)
    assert kinds(facts(given, estimates={SLUGS[0]: 3.0})) == []


def test_an_estimate_a_phase_below_the_outcome_is_modest():
    found = find(facts(estimates={SLUGS[0]: 1, SLUGS[1]: 1.5, SLUGS[2]: 2}))
    assert found == (Caution(Kind.MODEST, pillars=(SLUGS[0],)),)


def test_answers_beside_their_figures_are_counted_in_the_order_of_the_catalogue():
    mirrors = {
        "P2F1S1": Mirror.FAVOURABLE, "P1F1S1": Mirror.FAVOURABLE, "P1F2S1": Mirror.MODEST,
    }  # fmt: skip
    assert find(facts(mirrors=mirrors)) == (
        Caution(Kind.FAVOURABLE, codes=("P1F1S1", "P2F1S1")),
        Caution(Kind.TOO_MODEST, codes=("P1F2S1",)),
    )


def test_a_pillar_two_phases_behind_lags():
    assert find(facts(answers(systemen_informatie=0))) == (
        Caution(Kind.LAGGING, pillars=(SYSTEMS,)),
    )


def test_leadership_as_the_lowest_pillar_is_told_apart():
    assert find(facts(answers(leiderschap_medewerkers=1))) == (
        Caution(Kind.SOFT, pillars=(PEOPLE,)),
    )


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (ALL_GROUPS, []),
        ({"kcc": (2, 2)}, [Caution(Kind.FEW_PEOPLE, part=2, whole=2)]),
        ({"kcc": (8, 0)}, [Caution(Kind.FEW_PEOPLE, part=0, whole=8)]),
        (
            {"kcc": (3, 1), "heads": (4, 2), "management": (2, 1)},
            [Caution(Kind.LOW_RESPONSE, part=4, whole=9)],
        ),
        ({"kcc": (2, 1), "heads": (2, 1), "management": (1, 1)}, []),  # 60 %
        (
            {"kcc": (3, 3), "management": (1, 1)},
            [Caution(Kind.NO_DEPARTMENTS, whole=4)],
        ),
        (
            {"kcc": (3, 3), "heads": (1, 1), "management": (1, 1)},
            [Caution(Kind.CONTACT_CENTRE_ONLY, part=3, whole=5)],
        ),
        (
            {"kcc": (1, 1), "heads": (2, 2)},
            [Caution(Kind.NO_MANAGEMENT, whole=3)],
        ),
    ],
)
def test_who_took_part(groups, expected):
    assert list(find(facts(groups=groups))) == expected


def test_a_round_of_a_department_needs_no_others():
    assert kinds(facts(groups={"employees": (3, 3)}, whole=False)) == []


def test_the_short_form_is_said():
    assert kinds(facts(short=True, outcome=outcome(catalogue(), answers(), short=True))) == [
        Kind.SHORT
    ]


def test_more_than_a_fifth_of_a_pillar_left_out_is_said():
    given = answers()
    rows = [s for s in catalogue().statements if s.pillar == SLUGS[1] and not s.key]
    whole = sum(s.pillar == SLUGS[1] for s in catalogue().statements)
    most = whole // 5
    for each in rows[:most]:
        given[each.code] = replace(given[each.code], value=None, not_applicable=True)
    assert Kind.NOT_APPLICABLE not in kinds(facts(given))
    given[rows[most].code] = Answer(None, not_applicable=True)
    found = [each for each in find(facts(given)) if each.kind == Kind.NOT_APPLICABLE]
    assert found == [Caution(Kind.NOT_APPLICABLE, pillars=(SLUGS[1],), part=most + 1, whole=whole)]
