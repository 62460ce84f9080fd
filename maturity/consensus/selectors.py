"""What the group has before it: every statement with what was answered, without names.

Only who handed in counts. What somebody wrote stands in an order that differs per statement and per
kind of remark, so that nobody reads a person out of it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Max, Q
from django.utils.crypto import salted_hmac

from kcc.organisation.access import access_of
from maturity.asked import Asked, asked_of
from maturity.audience import may_run, taking_part
from maturity.catalogue import Pillar, Statement
from maturity.consensus.agreeing import (
    against_figures,
    common_answer,
    middle_answer,
)
from maturity.evidence import Beside, beside
from maturity.models import Assessment, FinalAnswer, Respondent, Response
from maturity.outcome import FEWEST, Counts
from maturity.scoring import NONE, Answer, Mirror, Outcome, outcome

State = Assessment.State


def round_of(user, public_id) -> Assessment | None:
    """A round whose group this person sits in: once the consensus began, and for who leads it or
    was asked. One statement."""
    rows = Assessment.objects.filter(public_id=public_id, state__in=[State.CONSENSUS, State.FINAL])
    if not may_run(access_of(user)):
        rows = rows.filter(taking_part(user))
    return rows.select_related("edition", "department", "domain", "leader").first()


@dataclass(frozen=True)
class Talk:
    """One statement as the group talks about it; `number` is its place in the round, from 1."""

    number: int
    statement: Statement
    pillar: Pillar
    counts: Counts
    people: int
    beside: Beside | None
    final: FinalAnswer | None

    @property
    def code(self) -> str:
        return self.statement.code

    @property
    def answer(self) -> Answer:
        """What was settled."""
        return Answer(self.final.value, self.final.not_applicable) if self.final else NONE

    @property
    def common(self) -> Answer | None:
        """What everybody answered; None when there is something to talk about."""
        return common_answer(self.counts, self.people)

    @property
    def likely(self) -> Answer:
        """What was settled, else the middle of what was answered."""
        return self.answer if self.final else middle_answer(self.counts)

    @property
    def mirror(self) -> Mirror | None:
        """How what was settled compares with the figures."""
        return self.beside.mirror(self.answer) if self.beside else None

    @property
    def favourable(self) -> int:
        """How many answers are more favourable than the figures."""
        return against_figures(self.counts, self._suggested, Mirror.FAVOURABLE)

    @property
    def modest(self) -> int:
        return against_figures(self.counts, self._suggested, Mirror.MODEST)

    @property
    def _suggested(self) -> int | None:
        return self.beside.suggested if self.beside else None

    @property
    def silent(self) -> int:
        """How many handed in and did not say anything about it."""
        return self.people - self.counts.total

    @property
    def to_agree(self) -> bool:
        """Can be taken over without talking: everybody says the same, and so do the figures."""
        return not (self.final or self.favourable or self.modest) and self.common is not None

    @property
    def weight(self) -> tuple:
        """Order to talk in: far apart first, then where figures say something else."""
        told = self.favourable + self.modest
        return (not self.counts.talk, -self.counts.spread, -told, self.common is not None)


@dataclass(frozen=True)
class Discussion:
    """All statements of a round in the order of its catalogue."""

    assessment: Assessment
    asked: Asked
    people: int
    talks: tuple[Talk, ...]

    @cached_property
    def by_code(self) -> dict[str, Talk]:
        return {each.code: each for each in self.talks}

    def of_pillar(self, slug: str) -> tuple[Talk, ...]:
        return tuple(each for each in self.talks if each.pillar.slug == slug)

    @cached_property
    def left(self) -> tuple[Talk, ...]:
        """What has to be settled yet, what differs most first."""
        return by_weight(each for each in self.talks if not each.final)

    @property
    def settled(self) -> int:
        return len(self.talks) - len(self.left)

    @property
    def easily_guessed(self) -> bool:
        return self.people < FEWEST

    def next_to_settle(self, after: Talk) -> Talk | None:
        """What differs most of the same pillar, else of all."""
        others = [each for each in self.left if each.code != after.code]
        same = [each for each in others if each.pillar.slug == after.pillar.slug]
        return next(iter(same or others), None)

    def neighbours(self, talk: Talk) -> tuple[Talk | None, Talk | None]:
        """The statements before and behind it in the round."""
        place = talk.number - 1
        return (
            self.talks[place - 1] if place else None,
            self.talks[place + 1] if talk.number < len(self.talks) else None,
        )

    @cached_property
    def outcome(self) -> Outcome:
        """Which phases it would be now: with what is settled, and for the rest the middle of the
        answers."""
        answers = {each.code: each.likely for each in self.talks}
        return outcome(self.asked.catalogue, answers, short=self.asked.short)


def by_weight(talks) -> tuple[Talk, ...]:
    return tuple(sorted(talks, key=lambda talk: (*talk.weight, talk.number)))


def discussion_of(assessment: Assessment) -> Discussion:
    """Three statements; `assessment` comes with its edition."""
    asked = asked_of(assessment)
    people, counts = counts_of(assessment)
    final = {row.code: row for row in FinalAnswer.objects.filter(assessment=assessment)}
    told = beside(asked, assessment)
    pillars = {each.slug: each for each in asked.pillars}
    talks = tuple(
        Talk(
            number=number,
            statement=each,
            pillar=pillars[each.pillar],
            counts=counts.get(each.code, Counts()),
            people=people,
            beside=told.get(each.code),
            final=final.get(each.code),
        )
        for number, each in enumerate(asked.catalogue.statements, start=1)
    )
    return Discussion(assessment, asked, people, talks)


def counts_of(assessment: Assessment) -> tuple[int, Mapping[str, Counts]]:
    """How many handed in, and by code what they answered. Two statements."""
    people = _handed_in(assessment).count()
    rows = Response.objects.filter(respondent__in=_handed_in(assessment))
    by_code = defaultdict(list)
    for code, *answer in rows.values_list("code", "value", "not_applicable", "unknown"):
        by_code[code].append(Answer(*answer))
    return people, {code: Counts.of(answers) for code, answers in by_code.items()}


def _handed_in(assessment: Assessment):
    return Respondent.objects.filter(assessment=assessment, submitted_at__isnull=False)


# -- What people wrote -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Remarks:
    """Each kind in an order of its own, so that two remarks are never of one person."""

    comments: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.comments or self.evidence or self.reasons)


def remarks_on(assessment: Assessment, code: str) -> Remarks:
    """What was written about one statement. One statement."""
    rows = Response.objects.filter(respondent__in=_handed_in(assessment), code=code)
    wrote = ~Q(comment="") | ~Q(evidence="") | ~Q(reason="")
    found = list(
        rows.filter(wrote).values_list(
            "respondent__public_id", "comment", "evidence", "reason", "not_applicable"
        )
    )
    return Remarks(
        comments=_shuffled("comment", code, [(who, text) for who, text, *_ in found]),
        evidence=_shuffled("evidence", code, [(who, text) for who, _, text, *_ in found]),
        reasons=_shuffled(
            "reason", code, [(who, text) for who, _, _, text, without in found if without]
        ),
    )


def _shuffled(kind: str, code: str, rows) -> tuple[str, ...]:
    """The key of the installation is in it: who knows the people cannot reckon the order."""

    def place(row) -> str:
        return salted_hmac("maturity.consensus", f"{kind}:{code}:{row[0]}").hexdigest()

    return tuple(text for _who, text in sorted(rows, key=place) if text.strip())


# -- The big screen --------------------------------------------------------------------------------


def pace_of(assessment: Assessment) -> tuple[int, str]:
    """How many statements are settled, and what changes when one is. One statement."""
    rows = FinalAnswer.objects.filter(assessment=assessment)
    found = rows.aggregate(number=Count("pk"), latest=Max("set_at"))
    latest = found["latest"].timestamp() if found["latest"] else 0
    return found["number"], f"{found['number']}-{latest}"
