"""What to keep in mind when reading a result: the pitfalls.

Plain: no words, no clock, no database. A caution is never a verdict: it tells where a talk is worth
its time. Each carries the numbers it rests on; `maturity.results.warned` says them in sentences.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from maturity.catalogue import SOFT, Catalogue
from maturity.outcome.shape import FEWEST
from maturity.scoring import Answer, Mirror, Outcome, counting

# From so many phases between what people thought and what came out.
APART = 1
# Fewer of those asked handed in than this part.
LOW_RESPONSE = 0.6
# A larger part of a pillar's statements was said not to apply than this.
MANY_NOT_APPLICABLE = 0.2
CONTACT_CENTRE, MANAGEMENT = "kcc", "management"
DEPARTMENTS = ("heads", "employees")


class Kind(StrEnum):
    OVER_CLAIMED = "over-claimed"  # people thought these pillars were further
    MODEST = "modest"  # people thought these pillars were less far
    FAVOURABLE = "favourable"  # answers better than the figures
    TOO_MODEST = "too-modest"  # answers worse than the figures
    LAGGING = "lagging"  # pillars far behind the others
    SOFT = "soft"  # leadership and employees hold the whole back
    LOW_RESPONSE = "low-response"
    FEW_PEOPLE = "few-people"
    NO_DEPARTMENTS = "no-departments"
    CONTACT_CENTRE_ONLY = "contact-centre"  # most of those who handed in work there
    NO_MANAGEMENT = "no-management"
    NOT_APPLICABLE = "not-applicable"  # much was left out
    SHORT = "short"  # key statements only


@dataclass(frozen=True)
class Caution:
    """`pillars` are slugs and `codes` statements it is about; `part` of `whole` is counted."""

    kind: Kind
    pillars: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    part: int = 0
    whole: int = 0


@dataclass(frozen=True)
class Facts:
    """What a result says. `estimates` is the middle own estimate per pillar, only where it may be
    told; `groups` is (asked, handed in) per group of respondents; `whole` is False for a round of
    one department or domain."""

    catalogue: Catalogue
    outcome: Outcome
    answers: Mapping[str, Answer]
    estimates: Mapping[str, float]
    mirrors: Mapping[str, Mirror]
    groups: Mapping[str, tuple[int, int]]
    short: bool
    whole: bool


def find(facts: Facts) -> tuple[Caution, ...]:
    """What is worth saying, the most important first."""
    return (
        *_of_estimates(facts),
        *_of_figures(facts),
        *_of_profile(facts.outcome),
        *_of_people(facts.groups, whole=facts.whole),
        *_of_form(facts),
    )


def _of_estimates(facts: Facts) -> list[Caution]:
    rows = [(pillar, facts.estimates.get(pillar.slug)) for pillar in facts.outcome.pillars]
    # Of somebody nearly there it is no over-claiming to say so: what is done of the next phase
    # counts along.
    over = tuple(p.slug for p, found in rows if found is not None and found - p.score >= APART)
    under = tuple(p.slug for p, found in rows if found is not None and p.phase - found >= APART)
    return _when(Kind.OVER_CLAIMED, pillars=over) + _when(Kind.MODEST, pillars=under)


def _of_figures(facts: Facts) -> list[Caution]:
    def those(which: Mirror) -> tuple[str, ...]:
        return tuple(
            s.code for s in facts.catalogue.statements if facts.mirrors.get(s.code) == which
        )

    return _when(Kind.FAVOURABLE, codes=those(Mirror.FAVOURABLE)) + _when(
        Kind.TOO_MODEST, codes=those(Mirror.MODEST)
    )


def _of_profile(outcome: Outcome) -> list[Caution]:
    found = _when(Kind.LAGGING, pillars=outcome.lagging)
    highest = max(each.phase for each in outcome.pillars)
    if SOFT in outcome.lowest and outcome.phase < highest:
        found.append(Caution(Kind.SOFT, pillars=(SOFT,)))
    return found


def _of_people(groups: Mapping[str, tuple[int, int]], *, whole: bool) -> list[Caution]:
    asked = sum(each for each, _done in groups.values())
    done = sum(each for _asked, each in groups.values())
    if done < FEWEST:
        return [Caution(Kind.FEW_PEOPLE, part=done, whole=asked)]
    found = []
    if done < LOW_RESPONSE * asked:
        found.append(Caution(Kind.LOW_RESPONSE, part=done, whole=asked))
    if not whole:
        return found
    of_group = {name: handed_in for name, (_asked, handed_in) in groups.items()}
    if not any(of_group.get(each) for each in DEPARTMENTS):
        found.append(Caution(Kind.NO_DEPARTMENTS, whole=done))
    elif of_group.get(CONTACT_CENTRE, 0) * 2 > done:
        found.append(Caution(Kind.CONTACT_CENTRE_ONLY, part=of_group[CONTACT_CENTRE], whole=done))
    if not of_group.get(MANAGEMENT):
        found.append(Caution(Kind.NO_MANAGEMENT, whole=done))
    return found


def _of_form(facts: Facts) -> list[Caution]:
    found = []
    if facts.short:
        found.append(Caution(Kind.SHORT))
    left_out, of, pillars = 0, 0, []
    for pillar in facts.catalogue.pillars:
        rows = [s for cell in pillar.cells for s in counting(cell, short=facts.short)]
        none = _not_applicable(facts.answers, [each.code for each in rows])
        if none > MANY_NOT_APPLICABLE * len(rows):
            pillars.append(pillar.slug)
            left_out, of = left_out + none, of + len(rows)
    if pillars:
        found.append(Caution(Kind.NOT_APPLICABLE, pillars=tuple(pillars), part=left_out, whole=of))
    return found


def _not_applicable(answers: Mapping[str, Answer], codes: Collection[str]) -> int:
    return sum(code in answers and answers[code].not_applicable for code in codes)


def _when(
    kind: Kind, *, pillars: tuple[str, ...] = (), codes: tuple[str, ...] = ()
) -> list[Caution]:
    return [Caution(kind, pillars=pillars, codes=codes)] if pillars or codes else []
