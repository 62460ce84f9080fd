"""Outcomes of others as the list shows them."""

from dataclasses import dataclass

from kcc.lib.templatetags.kcc import number
from maturity.catalogue import Pillar, catalogue
from maturity.models import SharedResult
from maturity.sharing.exchange import Standing


@dataclass(frozen=True)
class Line:
    row: SharedResult
    standings: list[tuple[Pillar, int, str]]  # pillar, its phase, "2,5"


def lines(rows: list[SharedResult]) -> list[Line]:
    pillars = catalogue().pillars
    return [Line(row, [_standing(pillar, row) for pillar in pillars]) for row in rows]


def _standing(pillar: Pillar, row: SharedResult) -> tuple[Pillar, int, str]:
    return pillar, row.pillars[pillar.slug]["phase"], number(score_of(row, pillar.slug), 1)


def score_of(row: SharedResult, slug: str) -> float:
    """The phase with the part of the next one that is done, as maturity.scoring has it."""
    return Standing(**row.pillars[slug]).score
