"""The result of a round: phases from the final answers, and how far people stood apart. Asks no
database and knows no clock.

Of persons only numbers are kept: how often each answer was given, the phases their answers led to
in order of height, and how they estimated themselves. What groups thought is told of groups large
enough to hide in, with enough others to hide among.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from maturity import scoring
from maturity.asked import Asked
from maturity.models import Respondent
from maturity.scoring import SCALE, Answer, Mirror, Outcome

# Raised when what is kept means something else.
RESULT_VERSION = 1
# Of fewer people nothing is told apart: it is easy to guess who answered what.
FEWEST = 3


@dataclass(frozen=True)
class Given:
    """What one respondent handed in: nobody's name."""

    group: str
    answers: Mapping[str, Answer]
    estimates: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    """How often each answer (0 to 3) was given to a statement, how often it does not apply and how
    often somebody did not know."""

    values: tuple[int, int, int, int] = (0, 0, 0, 0)
    not_applicable: int = 0
    unknown: int = 0

    @classmethod
    def of(cls, answers: Collection[Answer]) -> "Counts":
        """Of what every respondent said who said something."""
        values = Counter(answer.value for answer in answers)
        return cls(
            values=tuple(values[value] for value in SCALE),
            not_applicable=sum(answer.not_applicable for answer in answers),
            unknown=sum(answer.unknown for answer in answers),
        )

    @property
    def numbers(self) -> list[int]:
        """Every score that was given."""
        return [value for value, count in enumerate(self.values) for _each in range(count)]

    @property
    def total(self) -> int:
        return sum(self.values) + self.not_applicable + self.unknown

    @property
    def spread(self) -> float:
        return scoring.spread(self.numbers)

    @property
    def talk(self) -> bool:
        """Whether the group should talk about it: far apart, or some say it does not apply."""
        return scoring.apart(self.numbers) or bool(self.not_applicable and sum(self.values))

    @property
    def agreed(self) -> Answer | None:
        """What everybody answered who did; None when they differ, or nobody answered."""
        given = [Answer(each) for each in self.numbers]
        given += [Answer(None, not_applicable=True)] * self.not_applicable
        return given[0] if given and given.count(given[0]) == len(given) else None


@dataclass(frozen=True)
class Estimates:
    """The own estimates of a pillar: the phases people thought of, lowest first."""

    phases: tuple[int, ...]

    @property
    def lowest(self) -> int:
        return self.phases[0]

    @property
    def middle(self) -> float:
        return scoring.middle(self.phases)

    @property
    def highest(self) -> int:
        return self.phases[-1]

    @property
    def count(self) -> int:
        return len(self.phases)


@dataclass(frozen=True)
class Spread:
    """The phase of a pillar by the answers of each respondent alone, lowest first."""

    phases: tuple[int, ...]

    @property
    def spread(self) -> float:
        return scoring.spread(self.phases)

    @property
    def talk(self) -> bool:
        return scoring.apart(self.phases)


@dataclass(frozen=True)
class Result:
    """`answers` are the final ones, by code; `counts` what respondents answered. `groups` has
    (invited, handed in) of each; `group_phases` the median phase per pillar of groups of three or
    more, as long as they leave nobody alone. `mirrors` compares final answers with the figures."""

    outcome: Outcome
    answers: Mapping[str, Answer]
    counts: Mapping[str, Counts]
    estimates: Mapping[str, Estimates]
    spreads: Mapping[str, Spread]
    groups: Mapping[str, tuple[int, int]]
    group_phases: Mapping[str, Mapping[str, float]]
    mirrors: Mapping[str, Mirror]

    @property
    def invited(self) -> int:
        return sum(invited for invited, _handed_in in self.groups.values())

    @property
    def handed_in(self) -> int:
        return sum(handed_in for _invited, handed_in in self.groups.values())

    @property
    def estimates_told(self) -> dict[str, Estimates]:
        """By slug; nothing of so few people that one could be known by it."""
        return {slug: each for slug, each in self.estimates.items() if each.count >= FEWEST}

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Codes that count and have no final answer yet, in the order of the catalogue."""
        return tuple(
            code
            for pillar in self.outcome.pillars
            for cell in pillar.cells
            for code in cell.unanswered
        )

    def talk_about(self) -> tuple[str, ...]:
        """Codes of statements people stand far apart about, the farthest first."""
        found = [code for code, counts in self.counts.items() if counts.talk]
        return tuple(sorted(found, key=lambda code: (-self.counts[code].spread, code)))


def reckon(
    asked: Asked,
    *,
    final: Mapping[str, Answer],
    given: Sequence[Given],
    groups: Mapping[str, tuple[int, int]],
    suggested: Mapping[str, int | None],
) -> Result:
    """`given` are those of who handed in, in any order; `suggested` what the figures suggest."""
    whole = scoring.outcome(asked.catalogue, final, short=asked.short)
    own = [(each, scoring.outcome(asked.catalogue, each.answers, short=asked.short))
           for each in given]  # fmt: skip
    mirrors = {code: scoring.mirror(final.get(code, scoring.NONE), value)
               for code, value in suggested.items()}  # fmt: skip
    return Result(
        outcome=whole,
        answers={code: final[code] for code in asked.by_code if code in final},
        counts={
            code: Counts.of([each.answers[code] for each in given if code in each.answers])
            for code in asked.by_code
        },
        estimates=_estimates(asked, given),
        spreads=_spreads(asked, [each for _given, each in own]),
        groups=dict(groups),
        group_phases=_group_phases(asked, own),
        mirrors={code: found for code, found in mirrors.items() if found},
    )


def _estimates(asked: Asked, given: Iterable[Given]) -> dict[str, Estimates]:
    found = defaultdict(list)
    for each in given:
        for slug, phase in each.estimates.items():
            found[slug].append(phase)
    return {
        pillar.slug: Estimates(tuple(sorted(found[pillar.slug])))
        for pillar in asked.pillars
        if found[pillar.slug]
    }


def _spreads(asked: Asked, own: Sequence[Outcome]) -> dict[str, Spread]:
    if not own:
        return {}
    return {
        pillar.slug: Spread(tuple(sorted(each.pillar(pillar.slug).phase for each in own)))
        for pillar in asked.pillars
    }


def _group_phases(
    asked: Asked, own: Sequence[tuple[Given, Outcome]]
) -> dict[str, dict[str, float]]:
    by_group = defaultdict(list)
    for given, outcome in own:
        by_group[given.group].append(outcome)
    told = _large_enough({group: len(outcomes) for group, outcomes in by_group.items()})
    return {
        group: {
            pillar.slug: scoring.middle(each.pillar(pillar.slug).phase for each in outcomes)
            for pillar in asked.pillars
        }
        for group, outcomes in sorted(by_group.items())
        if group in told
    }


def _large_enough(sizes: Mapping[str, int]) -> set[str]:
    """Groups to hide in. What all thought is told as well: when one or two people are left beside
    the groups that are told, theirs is the difference, so the smallest of those is left out too."""
    told = sorted(
        (group for group, size in sizes.items() if size >= FEWEST),
        key=lambda group: (sizes[group], group),
    )
    while told and 0 < sum(sizes.values()) - sum(sizes[each] for each in told) < FEWEST:
        told.pop(0)
    return set(told)


# -- Kept ------------------------------------------------------------------------------------------


def as_json(result: Result) -> dict:
    """What a round keeps: numbers of people, and the final answers. Phases are reckoned from those
    when it is read back, and kept beside them for lists and comparisons."""
    return {
        "version": RESULT_VERSION,
        "phase": result.outcome.phase,
        "pillars": {
            each.slug: {"phase": each.phase, "done": each.share.numerator,
                        "of": each.share.denominator}
            for each in result.outcome.pillars
        },
        "answers": {code: _answer_as_json(each) for code, each in result.answers.items()},
        "counts": {
            code: [*each.values, each.not_applicable, each.unknown]
            for code, each in result.counts.items()
        },
        "estimates": {slug: list(each.phases) for slug, each in result.estimates.items()},
        "spreads": {slug: list(each.phases) for slug, each in result.spreads.items()},
        "groups": {group: list(each) for group, each in result.groups.items()},
        "group_phases": {group: dict(each) for group, each in result.group_phases.items()},
        "mirrors": {code: str(each) for code, each in result.mirrors.items()},
    }  # fmt: skip


def from_json(data: Mapping, asked: Asked) -> Result:
    """The same result again, in its own order: a database may keep JSON in another."""
    codes, pillars = tuple(asked.by_code), tuple(each.slug for each in asked.pillars)
    groups = Respondent.Group.values
    answers = {code: _answer_of(each) for code, each in _in_order(data["answers"], codes)}
    return Result(
        outcome=scoring.outcome(asked.catalogue, answers, short=asked.short),
        answers=answers,
        counts={
            code: Counts(tuple(each[:4]), each[4], each[5])
            for code, each in _in_order(data["counts"], codes)
        },
        estimates={
            slug: Estimates(tuple(each)) for slug, each in _in_order(data["estimates"], pillars)
        },
        spreads={slug: Spread(tuple(each)) for slug, each in _in_order(data["spreads"], pillars)},
        groups={group: tuple(each) for group, each in _in_order(data["groups"], groups)},
        group_phases={
            group: dict(_in_order(each, pillars))
            for group, each in _in_order(data["group_phases"], groups)
        },
        mirrors={code: Mirror(each) for code, each in _in_order(data["mirrors"], codes)},
    )


def _in_order(found: Mapping, keys: Iterable[str]) -> Iterator[tuple]:
    """What is there of these keys, in their order."""
    return ((key, found[key]) for key in keys if key in found)


def _answer_as_json(answer: Answer) -> int | str:
    return "n/a" if answer.not_applicable else answer.value


def _answer_of(value: int | str) -> Answer:
    return Answer(None, not_applicable=True) if value == "n/a" else Answer(value)
