"""What a round asks: the edition of the catalogue it keeps, with the statements of the municipality
itself, and of the short form the key statements only."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from maturity.catalogue import (
    Catalogue,
    Cell,
    Pillar,
    Statement,
    Threshold,
    kept_catalogue,
)
from maturity.models import Assessment, Edition, OwnStatement


@dataclass(frozen=True)
class Asked:
    """`catalogue` holds what is asked and nothing else, with own statements behind the others of
    their cell."""

    catalogue: Catalogue
    short: bool

    @cached_property
    def by_code(self) -> dict[str, Statement]:
        return {each.code: each for each in self.catalogue.statements}

    @property
    def pillars(self) -> tuple[Pillar, ...]:
        return self.catalogue.pillars

    def of_pillar(self, slug: str) -> tuple[Statement, ...]:
        pillar = self.catalogue.pillar(slug)
        return tuple(s for cell in pillar.cells for s in cell.statements) if pillar else ()


def asked_of(assessment: Assessment) -> Asked:
    """`assessment.edition` is loaded with it; no statement of its own then."""
    short = assessment.form == Assessment.Form.SHORT
    catalogue = edition_of(assessment.edition)
    own = [own_statement(row) for row in assessment.own]
    return Asked(_with(catalogue, own, short=short), short)


def edition_of(edition: Edition) -> Catalogue:
    """The catalogue of an edition; reading it is remembered."""
    return _read(edition.digest, _Content(edition.content))


class _Content:
    """Lets the digest alone decide what is remembered."""

    def __init__(self, data):
        self.data = data

    def __eq__(self, other):
        return isinstance(other, _Content)

    def __hash__(self):
        return 0


@lru_cache(maxsize=8)
def _read(digest: str, content: _Content) -> Catalogue:
    return kept_catalogue(content.data)


def with_own(edition: Edition, rows: Iterable[OwnStatement]) -> Catalogue:
    """The catalogue of an edition with these own statements in it."""
    own = [own_statement(own_as_json(row)) for row in rows]
    return _with(edition_of(edition), own, short=False)


def own_as_json(row: OwnStatement) -> dict:
    """As a round keeps it."""
    return {
        "code": row.code, "pillar": row.pillar, "phase": row.phase, "text": row.text,
        "evidence": row.evidence, "action": row.action, "kpi": row.kpi, "operator": row.operator,
        "value": row.value,
    }  # fmt: skip


def own_statement(data: dict) -> Statement:
    limit = Threshold(data["operator"], data["value"]) if data["operator"] else None
    return Statement(
        code=data["code"], pillar=data["pillar"], phase=data["phase"], key=False,
        text=data["text"], evidence=data["evidence"], action=data["action"],
        figure=data["kpi"] or None, threshold=limit, origin="eigen", own=True,
    )  # fmt: skip


def _with(catalogue: Catalogue, own: list[Statement], *, short: bool) -> Catalogue:
    pillars = tuple(
        replace(
            pillar,
            cells=tuple(_cell(pillar.slug, cell, own, short=short) for cell in pillar.cells),
        )
        for pillar in catalogue.pillars
    )
    return replace(catalogue, pillars=pillars)


def _cell(pillar: str, cell: Cell, own: list[Statement], *, short: bool) -> Cell:
    """The short form asks the key statements only, and what the municipality added nowhere."""
    if short:
        return replace(cell, statements=(cell.key_statement,))
    added = [each for each in own if (each.pillar, each.phase) == (pillar, cell.phase)]
    return replace(cell, statements=(*cell.statements, *added))
