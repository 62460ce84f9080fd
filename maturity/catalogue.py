"""The catalogue of the Antwoord© self-assessment: five pillars, five phases, the statements.

Pure: reads `data/antwoord-vragen.yaml` and checks it; no database. The scale, the phase rule and
the definitions of the figures that can serve as evidence come along for the assessment itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).parent / "data" / "antwoord-vragen.yaml"
PHASES = (1, 2, 3, 4, 5)


class CatalogueError(ValueError):
    """The file does not hold a whole catalogue; `problems` says in sentences what is wrong."""

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Threshold:
    """From which value of the figure the statement holds: `operator` is ">=" or "<="."""

    operator: str
    value: float


@dataclass(frozen=True)
class Statement:
    """`key` marks the one statement per cell without which a phase is not reached. `figure` is the
    slug of the figure that can serve as evidence, with its threshold, or both are None."""

    code: str
    pillar: str
    phase: int
    key: bool
    text: str
    evidence: str
    action: str
    figure: str | None
    threshold: Threshold | None
    origin: str


@dataclass(frozen=True)
class Cell:
    """What one pillar looks like in one phase; the key statement comes first."""

    phase: int
    statements: tuple[Statement, ...]

    @property
    def key_statement(self) -> Statement:
        return self.statements[0]


@dataclass(frozen=True)
class Pillar:
    slug: str
    number: int
    name: str
    question: str
    cells: tuple[Cell, ...]

    @property
    def count(self) -> int:
        return sum(len(cell.statements) for cell in self.cells)


@dataclass(frozen=True)
class Phase:
    number: int
    name: str
    essence: str


@dataclass(frozen=True)
class Figure:
    """A figure that can serve as evidence; `wanted` is hoger, lager or neutraal."""

    slug: str
    name: str
    unit: str
    wanted: str
    source: str
    definition: str


@dataclass(frozen=True)
class Level:
    """One answer on the scale."""

    value: int
    slug: str
    label: str


@dataclass(frozen=True)
class PhaseRule:
    """A pillar reaches a phase with this average, this key score, and all lower phases reached."""

    average: float
    key_score: int


@dataclass(frozen=True)
class Catalogue:
    version: str
    scale: tuple[Level, ...]
    rule: PhaseRule
    phases: tuple[Phase, ...]
    pillars: tuple[Pillar, ...]
    figures: Mapping[str, Figure]

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(s for p in self.pillars for cell in p.cells for s in cell.statements)


@cache
def catalogue() -> Catalogue:
    """The catalogue of this installation; read once."""
    return read_catalogue(yaml.safe_load(DATA.read_text(encoding="utf-8")))


def read_catalogue(data: Mapping) -> Catalogue:
    """The catalogue in `data`; CatalogueError with every problem at once when it is not whole."""
    problems = problems_of(data)
    if problems:
        raise CatalogueError(problems)
    statements = [_statement(row) for row in data["vragen"]]
    rule = data["meta"]["faseregel"]
    return Catalogue(
        version=data["meta"]["versie"],
        scale=tuple(Level(r["waarde"], r["slug"], r["label"]) for r in data["schaal"]),
        rule=PhaseRule(rule["drempel_gemiddelde"], rule["drempel_kern"]),
        phases=tuple(Phase(r["nummer"], r["naam"], r["kern"]) for r in data["fasen"]),
        pillars=tuple(
            Pillar(r["slug"], r["nummer"], r["naam"], r["vraag"], _cells(r["slug"], statements))
            for r in data["pijlers"]
        ),
        figures={
            r["slug"]: Figure(
                r["slug"], r["naam"], r["eenheid"], r["gewenst"], r["bron"], r["definitie"]
            )
            for r in data["kpis"]
        },
    )


def _statement(row) -> Statement:
    limit = row["drempel"]
    return Statement(
        code=row["code"],
        pillar=row["pijler"],
        phase=row["fase"],
        key=row["kern"],
        text=row["text"],
        evidence=row["evidence"],
        action=row["action"],
        figure=row["kpi"],
        threshold=Threshold(limit["op"], limit["waarde"]) if limit else None,
        origin=row["herkomst"],
    )


def _cells(pillar, statements) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            phase,
            tuple(
                sorted(
                    (s for s in statements if s.pillar == pillar and s.phase == phase),
                    key=lambda statement: (not statement.key, statement.code),
                )
            ),
        )
        for phase in PHASES
    )


def problems_of(data: Mapping) -> list[str]:
    """Everything that is wrong with the catalogue, in sentences; nothing when it is whole."""
    rows = data["vragen"]
    pillars = {row["slug"] for row in data["pijlers"]}
    figures = {row["slug"]: row["gewenst"] for row in data["kpis"]}
    codes = [row["code"] for row in rows]
    found = [f"{code} occurs more than once." for code in sorted(_doubles(codes))]
    if len(pillars) != 5:
        found.append(f"There are {len(pillars)} pillars; there should be five.")
    if tuple(row["nummer"] for row in data["fasen"]) != PHASES:
        found.append("The phases are not numbered one to five.")
    for row in rows:
        found += _problems_of_statement(row, pillars, figures)
    for pillar in sorted(pillars):
        for phase in PHASES:
            keys = [r["kern"] for r in rows if (r["pijler"], r["fase"]) == (pillar, phase)]
            if not keys:
                found.append(f"{pillar}, phase {phase} has no statements.")
            elif sum(keys) != 1:
                found.append(f"{pillar}, phase {phase} has {sum(keys)} key statements, not one.")
    return found


def _problems_of_statement(row, pillars, figures):
    code, limit, figure = row["code"], row["drempel"], row["kpi"]
    if row["pijler"] not in pillars:
        yield f"{code} is of the unknown pillar “{row['pijler']}”."
    if row["fase"] not in PHASES:
        yield f"{code} is of phase {row['fase']}; phases run from one to five."
    if not row["text"].strip():
        yield f"{code} has no text."
    if figure is not None and figure not in figures:
        yield f"{code} points at the unknown figure “{figure}”."
    elif limit is not None:
        fitting = {">=": ("hoger", "neutraal"), "<=": ("lager", "neutraal")}.get(limit["op"], ())
        if figure is None or figures[figure] not in fitting:
            yield f"{code} has a threshold in a direction its figure does not have."


def _doubles(values):
    return {value for value in values if values.count(value) > 1}
