"""What the pages of filling in show, ready to be drawn: no statement of its own.

The value of a figure, and what it suggests, is shown only after the person answered. Shown before,
it would be the answer: then everybody says what the figures say, and the round no longer tells how
the municipality sees itself. Which figure it is may be known beforehand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from maturity.catalogue import Phase, Statement
from maturity.evidence.telling import Beside, beside
from maturity.filling.duration import minutes
from maturity.filling.forms import KEYS, AnswerForm
from maturity.filling.given import NOTHING, Given
from maturity.filling.selectors import Filling, PillarForm
from maturity.models import Response
from maturity.words import answer_text, mirror_text, value_text


@dataclass(frozen=True)
class Option:
    """One answer to choose; `foreign` says that its word comes from the catalogue (Dutch)."""

    id: str
    value: str
    label: str
    key: str
    chosen: bool
    foreign: bool


@dataclass(frozen=True)
class Line:
    """One statement with what was answered to it. `form` is None where nothing can be changed,
    `conflict` is what another window kept meanwhile."""

    statement: Statement
    answer: str
    row: Response | None
    given: Given
    beside: Beside | None
    suggested: str
    mirror: str
    favourable: bool
    url: str = ""
    seen: str = ""
    form: AnswerForm | None = field(default=None, repr=False)
    conflict: bool = False

    @property
    def has_text(self) -> bool:
        """Whether the part for remarks stands open."""
        if self.form is None:
            return bool(self.given.comment or self.given.evidence)
        fields = (self.form["comment"], self.form["evidence"])
        return any(each.value() or each.errors for each in fields)

    @property
    def options(self) -> list[Option]:
        bound = self.form["choice"]
        current = bound.value() or ""
        return [
            Option(
                id=f"{bound.auto_id}_{at}",
                value=value,
                label=label,
                key=KEYS.get(value, value),
                chosen=value == current,
                foreign=value.isdigit(),
            )
            for at, (value, label) in enumerate(bound.field.choices)
        ]


@dataclass(frozen=True)
class PhaseGroup:
    phase: Phase
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Step:
    """A row of the task list."""

    pillar: PillarForm
    url: str

    @property
    def first_url(self) -> str:
        """At the first statement that asks something."""
        return f"{self.url}#{self.pillar.gaps[0].code}" if self.pillar.gaps else self.url

    @property
    def kind(self) -> str:
        return "ok" if self.pillar.whole else "info" if self.pillar.begun else ""

    @property
    def state(self) -> str:
        if self.pillar.whole:
            return _("done")
        if not self.pillar.begun:
            return _("not started")
        numbers = {"done": self.pillar.done, "total": self.pillar.total}
        return _("in progress (%(done)s of %(total)s)") % numbers


class Sheet:
    """Makes lines of one form."""

    def __init__(self, form: Filling):
        self.form = form

    @cached_property
    def _beside(self) -> dict[str, Beside]:
        return beside(self.form.asked, self.form.assessment)

    def line(self, statement: Statement, **values) -> Line:
        asked, code = self.form.asked, statement.code
        given = self.form.given.get(code, NOTHING)
        found = self._beside.get(code)
        # See above: not before there is an answer.
        told = found if given.chosen else None
        differs = told.mirror(given.answer) if told else None
        suggested = told.suggested if told else None
        return Line(
            statement=statement,
            answer=_("I do not know") if given.unknown else answer_text(asked, given.answer),
            row=self.form.responses.get(code),
            given=given,
            beside=found,
            suggested="" if suggested is None else value_text(asked, suggested),
            mirror=mirror_text(differs) if differs else "",
            favourable=differs == "favourable",
            url=f"{pillar_url(self.form, statement.pillar)}#{code}",
            **values,
        )

    def answered(self, pillar: PillarForm) -> list[Line]:
        """The statements that ask nothing any more, or hold something else."""
        return [self.line(each) for each in pillar.statements if each.code in self.form.given]

    def groups(self, pillar: PillarForm, lines: Mapping[str, Line]) -> list[PhaseGroup]:
        """The statements of a pillar by phase, phases without any left out."""
        asked = self.form.asked.catalogue
        made = [lines[each.code] for each in pillar.statements]
        groups = [
            PhaseGroup(phase, tuple(each for each in made if each.statement.phase == phase.number))
            for phase in asked.phases
        ]
        return [each for each in groups if each.lines]


def pillar_url(form: Filling, slug: str) -> str:
    return reverse("maturity:fill-pillar", args=(form.assessment.public_id, slug))


def steps(form: Filling) -> list[Step]:
    return [Step(each, pillar_url(form, each.pillar.slug)) for each in form.pillars]


def minutes_for(form: Filling) -> int:
    """All of it, for somebody who begins."""
    return minutes(statements=len(form.asked.by_code), estimates=len(form.asked.pillars))


def minutes_left(form: Filling) -> int:
    return minutes(statements=len(form.gaps), estimates=len(form.unestimated))


def next_url(form: Filling, after: str = "") -> str:
    """Where to go on: own estimates, then the first statement that asks something, then checking.
    `after` is the pillar just done: what comes behind it goes first."""
    round_id = form.assessment.public_id
    if form.unestimated:
        return reverse("maturity:fill-estimates", args=(round_id,))
    if not form.gaps:
        return reverse("maturity:fill-check", args=(round_id,))
    slugs = [each.slug for each in form.asked.pillars]
    at = slugs.index(after) + 1 if after in slugs else 0
    order = slugs[at:] + slugs[:at]
    first = min(form.gaps, key=lambda each: order.index(each.pillar))
    if first.pillar == after:
        return reverse("maturity:fill-check", args=(round_id,))
    return f"{pillar_url(form, first.pillar)}#{first.code}"
