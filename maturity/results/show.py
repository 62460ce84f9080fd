"""A result as its page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kcc.lib.paper.cells import shortest
from kcc.lib.templatetags.kcc import number
from maturity.asked import Asked, asked_of
from maturity.catalogue import Pillar
from maturity.evidence import beside
from maturity.models import Assessment, Respondent
from maturity.outcome import FEWEST, Result
from maturity.outcome.selectors import result_of
from maturity.results import drawn, warned
from maturity.results.drawn import Radar
from maturity.results.matrix import Row, Told, matrix, told
from maturity.results.warned import Warned
from maturity.words import (
    estimate_text,
    outcome_sentence,
    pillar_sentence,
    talk_text,
    why_told,
)

PHASES = range(6)
STEP, GAP = 18, 2  # of the ladder


@dataclass(frozen=True)
class Standing:
    """A pillar in the profile. `steps` are the five phases as a ladder draws them: where each
    begins, and how much of it is done."""

    pillar: Pillar
    phase: int
    sentence: str
    reasons: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    score: str
    before: str
    estimate: str


@dataclass(frozen=True)
class Seen:
    """How people saw a pillar: their own estimate, and what their own answers lead to."""

    pillar: Pillar
    lowest: str
    middle: str
    highest: str
    count: int
    reached: int
    sentence: str
    spread: tuple[int, ...]  # people per phase, 0 to 5
    talk: str


@dataclass(frozen=True)
class GroupSeen:
    """What the answers of a group lead to, per pillar."""

    name: str
    phases: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    asked: Asked
    result: Result
    sentence: str
    standings: tuple[Standing, ...]
    radar: Radar
    radar_label: str
    rows: tuple[Row, ...]
    cautions: tuple[Warned, ...]
    seen: tuple[Seen, ...]
    group_seen: tuple[GroupSeen, ...]
    mirrored: tuple[Told, ...]
    own: tuple[Told, ...]
    groups: tuple[tuple[str, int, int], ...]  # name, asked, handed in


def page(assessment: Assessment, before: Assessment | None, notes: Mapping[str, str]) -> Page:
    """`before` is an earlier round of the same place. No statement of its own."""
    asked, result = asked_of(assessment), result_of(assessment)
    figures = beside(asked, assessment)
    earlier = result_of(before) if before else None
    rows = matrix(asked, result, notes=notes, figures=figures)
    statements = asked.catalogue.statements
    return Page(
        asked=asked,
        result=result,
        sentence=outcome_sentence(asked, result.outcome),
        standings=_standings(asked, result, earlier),
        radar=drawn.draw(asked, lines(result, earlier)),
        radar_label=drawn.sentence(asked, result),
        rows=rows,
        cautions=tuple(
            warned.told(asked, each) for each in warned.cautions_of(assessment, asked, result)
        ),
        seen=_seen(asked, result),
        group_seen=_group_seen(asked, result),
        mirrored=tuple(
            told(asked, each, result, notes, figures)
            for each in statements
            if each.code in result.mirrors
        ),
        own=tuple(told(asked, each, result, notes, figures) for each in statements if each.own),
        groups=tuple((_group(name), *each) for name, each in result.groups.items()),
    )


def lines(result: Result, earlier: Result | None) -> list[tuple[str, str, Mapping[str, float]]]:
    """What lies in the radar, the newest on top."""
    found = [("now", _("Now"), drawn.scores_of(result))]
    if thought := drawn.estimates_of(result):
        found.insert(0, ("thought", _("Own estimate"), thought))
    if earlier:
        found.insert(0, ("before", _("Round before"), drawn.scores_of(earlier)))
    return found


def _group(name: str) -> str:
    return str(Respondent.Group(name).label)


def score_text(score: float | None) -> str:
    """ "2,5" for phase 2 with half of phase 3; "–" of nothing."""
    return number(float(score), 1) if score is not None else "–"


def _standings(asked: Asked, result: Result, earlier: Result | None) -> tuple[Standing, ...]:
    thought = drawn.estimates_of(result)
    past = drawn.scores_of(earlier) if earlier else {}
    return tuple(
        Standing(
            pillar=pillar,
            phase=found.phase,
            sentence=pillar_sentence(asked, found),
            reasons=tuple(why_told(asked, each) for each in found.reasons),
            steps=_ladder(float(found.score)),
            score=score_text(found.score),
            before=score_text(past.get(pillar.slug)),
            estimate=score_text(thought.get(pillar.slug)),
        )
        for pillar, found in zip(asked.pillars, result.outcome.pillars, strict=True)
    )


def _ladder(score: float) -> tuple[tuple[str, str], ...]:
    """Five steps of STEP wide, with GAP between them."""
    return tuple(
        (f"{at * (STEP + GAP):g}", f"{STEP * min(max(score - at, 0), 1):g}") for at in range(5)
    )


def _seen(asked: Asked, result: Result) -> tuple[Seen, ...]:
    """Nothing of so few people that one could be known by it."""
    if result.handed_in < FEWEST:
        return ()
    return tuple(_pillar_seen(asked, result, pillar) for pillar in asked.pillars)


def _pillar_seen(asked: Asked, result: Result, pillar: Pillar) -> Seen:
    reached = result.outcome.pillar(pillar.slug).phase
    estimate, spread = result.estimates.get(pillar.slug), result.spreads.get(pillar.slug)
    known = estimate is not None and estimate.count >= FEWEST
    phases = spread.phases if spread else ()
    return Seen(
        pillar=pillar,
        lowest=str(estimate.lowest) if known else "–",
        middle=shortest(estimate.middle) if known else "–",
        highest=str(estimate.highest) if known else "–",
        count=estimate.count if known else 0,
        reached=reached,
        sentence=estimate_text(estimate.middle, reached) if known else "",
        spread=tuple(phases.count(phase) for phase in PHASES),
        talk=talk_text() if spread and spread.talk else "",
    )


def _group_seen(asked: Asked, result: Result) -> tuple[GroupSeen, ...]:
    slugs = [each.slug for each in asked.pillars]
    return tuple(
        GroupSeen(_group(name), tuple(shortest(found[slug]) for slug in slugs))
        for name, found in result.group_phases.items()
    )
