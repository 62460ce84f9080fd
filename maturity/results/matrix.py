"""The matrix of five pillars and five phases: what is reached, what almost, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from maturity.asked import Asked
from maturity.catalogue import Pillar, Statement
from maturity.evidence import Beside
from maturity.outcome import Result
from maturity.scoring import Answer, CellOutcome, PillarOutcome
from maturity.words import answer_text, mirror_text, share_text, why

# From this part of its statements on a phase is almost reached.
ALMOST = Fraction(1, 2)
# The look of an answer: colour and mark; its word always stands in it.
LOOKS = {0: "", 1: "info", 2: "ok", 3: "ok"}


@dataclass(frozen=True)
class Told:
    """A statement with its answer; `mirror` compares it with the figure."""

    statement: Statement
    answer: str
    look: str
    note: str
    beside: Beside | None
    mirror: str


@dataclass(frozen=True)
class Square:
    """One pillar in one phase. `kind` is ok (reached), info (almost) or "" (not yet)."""

    pillar: Pillar
    phase: int
    name: str
    kind: str
    word: str
    done: str
    share: str
    is_next: bool
    reasons: tuple[str, ...]
    statements: tuple[Told, ...]

    @property
    def anchor(self) -> str:
        return f"{self.pillar.slug}-{self.phase}"


@dataclass(frozen=True)
class Row:
    pillar: Pillar
    phase: int
    squares: tuple[Square, ...]


def matrix(
    asked: Asked, result: Result, *, notes: Mapping[str, str], figures: Mapping[str, Beside]
) -> tuple[Row, ...]:
    """The pillars in the order of the catalogue. Own statements are not in it: they count for no
    phase."""
    return tuple(
        Row(
            pillar,
            found.phase,
            tuple(
                _square(asked, result, found, pillar, each, notes, figures) for each in found.cells
            ),
        )
        for pillar, found in zip(asked.pillars, result.outcome.pillars, strict=True)
    )


def _square(asked, result, found: PillarOutcome, pillar, cell: CellOutcome, notes, figures):
    kind, word = standing(found, cell)
    statements = next(each.statements for each in pillar.cells if each.phase == cell.phase)
    return Square(
        pillar=pillar,
        phase=cell.phase,
        name=asked.catalogue.phase(cell.phase).name,
        kind=kind,
        word=word,
        done=_("%(done)s of %(count)s") % {"done": cell.done, "count": cell.counted},
        share=share_text(cell),
        is_next=found.next_cell is cell,
        reasons=_reasons(asked, found, cell),
        statements=tuple(
            told(asked, each, result, notes, figures) for each in statements if not each.own
        ),
    )


def standing(found: PillarOutcome, cell: CellOutcome) -> tuple[str, str]:
    """Its look and its word."""
    if cell.phase <= found.phase:
        return "ok", _("Reached")
    if cell.meets:
        return "info", _("Done, waits for phase %(phase)s") % {"phase": found.phase + 1}
    if cell.share >= ALMOST:
        return "info", _("Almost")
    return "", _("Not yet")


def _reasons(asked: Asked, found: PillarOutcome, cell: CellOutcome) -> tuple[str, ...]:
    if cell.meets and cell.phase > found.phase:
        named = {"phase": cell.phase, "first": found.phase + 1}
        return (
            _("The statements of phase %(phase)s are done; phase %(first)s comes first.") % named,
        )
    return tuple(why(asked, each) for each in cell.reasons)


def told(
    asked: Asked,
    statement: Statement,
    result: Result,
    notes: Mapping[str, str],
    figures: Mapping[str, Beside],
) -> Told:
    answer = result.answers.get(statement.code, Answer(None))
    mirror = result.mirrors.get(statement.code)
    return Told(
        statement=statement,
        answer=answer_text(asked, answer),
        look=LOOKS.get(answer.value, ""),
        note=notes.get(statement.code, ""),
        beside=figures.get(statement.code),
        mirror=mirror_text(mirror) if mirror else "",
    )
