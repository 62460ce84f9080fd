"""The catalogue of the Antwoord© self-assessment: five pillars, five phases, the statements.

Pure: reads `data/antwoord-vragen.yaml` and checks it; no database. The scale, the phase rule and
the definitions of the figures that can serve as evidence come along for the assessment itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).parent / "data" / "antwoord-vragen.yaml"
PHASES = (1, 2, 3, 4, 5)
# The pillar of people: neglected soft factors stop a plan sooner than systems do.
SOFT = "leiderschap-medewerkers"
# A statement is read in one breath.
LONGEST_TEXT = 200
# Pillar, phase, which statement: P2F3S1.
CODE = re.compile(r"P([1-5])F([1-5])S[1-9]")


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
    # Of the municipality itself: asked and told like the others, but it counts for no phase.
    own: bool = False


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

    def pillar(self, slug: str) -> Pillar | None:
        return next((each for each in self.pillars if each.slug == slug), None)

    def phase(self, number: int) -> Phase | None:
        """None for phase 0, which is the absence of one."""
        return next((each for each in self.phases if each.number == number), None)

    def statement(self, code: str) -> Statement | None:
        return next((each for each in self.statements if each.code == code), None)


@cache
def catalogue() -> Catalogue:
    """The catalogue of this installation; read once."""
    return read_catalogue(yaml.safe_load(DATA.read_text(encoding="utf-8")))


def read_catalogue(data: Mapping) -> Catalogue:
    """The catalogue in `data`; CatalogueError with every problem at once when it is not whole."""
    problems = problems_of(data)
    if problems:
        raise CatalogueError(problems)
    return kept_catalogue(data)


def kept_catalogue(data: Mapping) -> Catalogue:
    """The catalogue in `data`, which was checked when it was kept: what is asked of a catalogue
    today does not make an old edition unreadable."""
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
    pillars = {row["slug"]: row["nummer"] for row in data["pijlers"]}
    figures = {row["slug"]: row["gewenst"] for row in data["kpis"]}
    found = [f"{code} occurs more than once." for code in _doubles(row["code"] for row in rows)]
    for text in _doubles(row["text"].strip().casefold() for row in rows if row["text"].strip()):
        same = [row["code"] for row in rows if row["text"].strip().casefold() == text]
        found.append(f"{', '.join(same)} have the same text.")
    if len(pillars) != 5:
        found.append(f"There are {len(pillars)} pillars; there should be five.")
    if tuple(row["nummer"] for row in data["fasen"]) != PHASES:
        found.append("The phases are not numbered one to five.")
    for row in rows:
        found += _problems_of_statement(row, pillars, figures)
        found += _problems_of_words(row)
    for pillar in sorted(pillars):
        for phase in PHASES:
            cell = [row for row in rows if (row["pijler"], row["fase"]) == (pillar, phase)]
            found += _problems_of_cell(f"{pillar}, phase {phase}", [row["kern"] for row in cell])
        found += _problems_of_thresholds(pillar, [row for row in rows if row["pijler"] == pillar])
    return found


def _problems_of_statement(row, pillars, figures) -> Iterator[str]:
    code, limit, figure = row["code"], row["drempel"], row["kpi"]
    if row["pijler"] not in pillars:
        yield f"{code} is of the unknown pillar “{row['pijler']}”."
    if row["fase"] not in PHASES:
        yield f"{code} is of phase {row['fase']}; phases run from one to five."
    place = CODE.fullmatch(code)
    if place is None:
        yield f"{code} is no code of a statement, such as P2F3S1."
    elif (int(place[1]), int(place[2])) != (pillars.get(row["pijler"]), row["fase"]):
        yield f"{code} does not say where it stands: {row['pijler']}, phase {row['fase']}."
    if figure is not None and figure not in figures:
        yield f"{code} points at the unknown figure “{figure}”."
    elif limit is not None:
        fitting = {">=": ("hoger", "neutraal"), "<=": ("lager", "neutraal")}.get(limit["op"], ())
        if figure is None or figures[figure] not in fitting:
            yield f"{code} has a threshold in a direction its figure does not have."


def _problems_of_words(row) -> Iterator[str]:
    code, text = row["code"], row["text"].strip()
    if not text:
        yield f"{code} has no text."
        return
    if not text.endswith("."):
        yield f"{code} does not end with a full stop."
    if len(text) > LONGEST_TEXT:
        yield f"{code} has {len(text)} characters; at most {LONGEST_TEXT} can be read at once."
    for part, name in (("evidence", "evidence"), ("action", "next step")):
        if not row[part].strip():
            yield f"{code} has no {name}."


def _problems_of_cell(place: str, keys: list[bool]) -> Iterator[str]:
    if not keys:
        yield f"{place} has no statements."
    elif sum(keys) != 1:
        yield f"{place} has {sum(keys)} key statements, not one."
    elif not keys[0]:
        yield f"{place} does not begin with its key statement."


def _problems_of_thresholds(pillar: str, rows: list[Mapping]) -> Iterator[str]:
    """A higher phase asks at least as much of the same figure."""
    limits = [(r["kpi"], r["fase"], r["drempel"]) for r in rows if r["kpi"] and r["drempel"]]
    for figure, phase, limit in limits:
        for other, later, theirs in limits:
            if other != figure or later <= phase or theirs["op"] != limit["op"]:
                continue
            eases = theirs["waarde"] < limit["waarde"]
            if theirs["waarde"] != limit["waarde"] and eases == (limit["op"] == ">="):
                yield (
                    f"{pillar} asks less of “{figure}” in phase {later} ({theirs['waarde']}) than "
                    f"in phase {phase} ({limit['waarde']})."
                )


def _doubles(values) -> list[str]:
    values = list(values)
    return sorted({value for value in values if values.count(value) > 1})
