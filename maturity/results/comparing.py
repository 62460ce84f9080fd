"""A result beside earlier ones of the same place, those of departments, and those of others."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maturity.asked import Asked, asked_of
from maturity.catalogue import Pillar, Statement
from maturity.models import Assessment, SharedResult
from maturity.outcome import Result
from maturity.outcome.selectors import result_of
from maturity.results import drawn
from maturity.results.drawn import Radar
from maturity.results.show import score_text
from maturity.scoring import Answer
from maturity.sharing.quartiles import FEWEST, Among, among
from maturity.sharing.show import score_of
from maturity.words import answer_text

# From such a part of a phase on there is a difference worth a word.
DIFFERS = 0.25


@dataclass(frozen=True)
class Round:
    """A settled round with what it asked and what came out."""

    assessment: Assessment
    asked: Asked
    result: Result


def read(assessment: Assessment) -> Round:
    """`edition` is loaded with it; no statement of its own."""
    return Round(assessment, asked_of(assessment), result_of(assessment))


# -- Earlier rounds of the same place --------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """From one phase to another: `css` and `word` say which way."""

    text: str
    css: str = ""
    word: str = ""


@dataclass(frozen=True)
class Course:
    """A pillar over the rounds, the oldest first."""

    pillar: Pillar
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Changed:
    """A statement that was answered otherwise than then. `reworded`: its text is not what it
    was."""

    statement: Statement
    then: str
    now: str
    better: bool | None
    reworded: bool


@dataclass(frozen=True)
class Earlier:
    """`other` is the round the statements are compared with."""

    rounds: tuple[Assessment, ...]
    whole: tuple[Step, ...]
    courses: tuple[Course, ...]
    other: Assessment
    radar: Radar
    radar_label: str
    changed: tuple[Changed, ...]
    same: int
    # Asked in one of the two rounds only.
    added: tuple[Statement, ...]
    gone: tuple[Statement, ...]
    notes: tuple[str, ...]


def earlier(now: Round, before: Sequence[Assessment], other: Assessment) -> Earlier:
    """`before` has the newest first, `other` is one of them."""
    rounds = [*reversed([read(each) for each in before]), now]
    then = next(each for each in rounds if each.assessment == other)
    codes = [code for code in now.asked.by_code if code in then.asked.by_code]
    changed = [found for code in codes if (found := _changed(code, then, now))]
    return Earlier(
        rounds=tuple(each.assessment for each in rounds),
        whole=_steps([float(each.result.outcome.phase) for each in rounds], whole=True),
        courses=tuple(
            Course(
                pillar,
                _steps([drawn.scores_of(each.result).get(pillar.slug) for each in rounds]),
            )
            for pillar in now.asked.pillars
        ),
        other=other,
        radar=drawn.draw(
            now.asked,
            [
                ("before", other.title, drawn.scores_of(then.result)),
                ("now", now.assessment.title, drawn.scores_of(now.result)),
            ],
        ),
        radar_label=drawn.sentence(now.asked, now.result),
        changed=tuple(changed),
        same=len(codes) - len(changed),
        added=_only_in(now.asked, then.asked),
        gone=_only_in(then.asked, now.asked),
        notes=tuple(_notes(then, now)),
    )


def _steps(scores: Sequence[float | None], *, whole: bool = False) -> tuple[Step, ...]:
    found, before = [], None
    for score in scores:
        text = f"{score:.0f}" if whole and score is not None else score_text(score)
        css, word = _way(before, score)
        found.append(Step(text, css, word))
        before = score
    return tuple(found)


def _way(before: float | None, score: float | None) -> tuple[str, str]:
    if before is None or score is None or abs(score - before) < DIFFERS:
        return "", ""
    return ("up", _("up")) if score > before else ("down", _("down"))


def _changed(code: str, then: Round, now: Round) -> Changed | None:
    old = then.result.answers.get(code, Answer(None))
    new = now.result.answers.get(code, Answer(None))
    if old == new:
        return None
    both = old.value is not None and new.value is not None
    statement = now.asked.by_code[code]
    return Changed(
        statement=statement,
        then=answer_text(then.asked, old),
        now=answer_text(now.asked, new),
        better=new.value > old.value if both else None,
        reworded=statement.text != then.asked.by_code[code].text,
    )


def _only_in(asked: Asked, other: Asked) -> tuple[Statement, ...]:
    return tuple(each for code, each in asked.by_code.items() if code not in other.by_code)


def _notes(then: Round, now: Round) -> list[str]:
    """What makes two rounds differ besides the answers."""
    found = []
    old, new = then.asked.catalogue.version, now.asked.catalogue.version
    if old != new:
        found.append(
            _(
                "The rounds asked other versions of the catalogue (%(old)s and %(new)s). Only "
                "statements that are in both are compared one by one."
            )
            % {"old": old, "new": new}
        )
    if then.asked.short != now.asked.short:
        found.append(
            _(
                "One of the rounds asked the key statements only, so its phases rest on less. "
                "Compare with care."
            )
        )
    return found


# -- Departments -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class DepartmentLine:
    """Of the newest round of a department: its phase and that of each pillar."""

    assessment: Assessment
    phase: int
    pillars: tuple[tuple[Pillar, int, str], ...]  # pillar, phase, "2,5"


def departments(rounds: Sequence[Assessment]) -> tuple[DepartmentLine, ...]:
    return tuple(_department(read(each)) for each in rounds)


def _department(found: Round) -> DepartmentLine:
    return DepartmentLine(
        found.assessment,
        found.result.outcome.phase,
        tuple(
            (pillar, each.phase, score_text(each.score))
            for pillar, each in zip(found.asked.pillars, found.result.outcome.pillars, strict=True)
        ),
    )


# -- Others of the same size -----------------------------------------------------------------------


@dataclass(frozen=True)
class AmongLine:
    """A pillar among those of others."""

    pillar: Pillar
    score: str
    low: str
    middle: str
    high: str
    word: str


@dataclass(frozen=True)
class OthersTold:
    """`lines` is empty as long as there are too few others; `missing` is how many more it takes."""

    count: int
    missing: int
    lines: tuple[AmongLine, ...] = ()
    radar: Radar | None = None
    notes: tuple[str, ...] = ()


def others(now: Round, rows: Sequence[SharedResult]) -> OthersTold:
    """`rows` are those of its size class."""
    missing = max(FEWEST - len(rows), 0)
    if missing:
        return OthersTold(len(rows), missing)
    scores = drawn.scores_of(now.result)
    found = {
        each.slug: among([score_of(row, each.slug) for row in rows]) for each in now.asked.pillars
    }
    return OthersTold(
        count=len(rows),
        missing=0,
        lines=tuple(
            _among_line(each, scores[each.slug], found[each.slug]) for each in now.asked.pillars
        ),
        radar=drawn.draw(
            now.asked,
            [
                ("middle", _("Middle of the others"), {s: a.middle for s, a in found.items()}),
                ("now", _("Now"), scores),
            ],
        ),
        notes=tuple(_notes_of_others(now, rows)),
    )


def _among_line(pillar: Pillar, score: float, found: Among) -> AmongLine:
    if score < found.low:
        word = _("lower than three quarters of the others")
    elif score > found.high:
        word = _("higher than three quarters of the others")
    else:
        word = _("like half of the others")
    return AmongLine(
        pillar,
        score_text(score),
        score_text(found.low),
        score_text(found.middle),
        score_text(found.high),
        word,
    )


def _notes_of_others(now: Round, rows: Sequence[SharedResult]) -> list[str]:
    found = []
    if other := sum(row.edition != now.asked.catalogue.version for row in rows):
        found.append(
            ngettext(
                "%(count)s of them used another version of the catalogue.",
                "%(count)s of them used another version of the catalogue.",
                other,
            )
            % {"count": other}
        )
    if other := sum((row.form == Assessment.Form.SHORT) != now.asked.short for row in rows):
        found.append(
            ngettext(
                "%(count)s of them used another form (short or full).",
                "%(count)s of them used another form (short or full).",
                other,
            )
            % {"count": other}
        )
    return found
