"""What the group reads about the answers: counts in words, kind and exact."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maturity.asked import Asked
from maturity.consensus.selectors import Discussion, Talk
from maturity.scoring import NONE, Answer
from maturity.words import answer_text, value_text


@dataclass(frozen=True)
class Bar:
    """One answer and how many gave it. `dutch`: a word of the catalogue. `width` is 0 to 100."""

    label: str
    dutch: bool
    count: int
    width: int
    settled: bool
    value: int | None = None


def bars(asked: Asked, talk: Talk) -> list[Bar]:
    """The scale, and what stands beside it when somebody said so."""
    counts, people = talk.counts, max(talk.people, 1)

    def bar(label, dutch, count, settled=False, value=None):
        return Bar(label, dutch, count, round(100 * count / people), settled, value)

    found = [
        bar(level.label, True, counts.values[level.value], talk.answer == Answer(level.value),
            level.value)
        for level in asked.catalogue.scale
    ]  # fmt: skip
    beside = [
        (_("Not applicable"), counts.not_applicable, talk.answer.not_applicable),
        (_("I do not know"), counts.unknown, False),
        (_("No answer"), talk.silent, False),
    ]
    return found + [bar(label, False, n, settled) for label, n, settled in beside if n or settled]


def answered_text(talk: Talk) -> str:
    """How many had an answer, of who handed in."""
    total = sum(talk.counts.values) + talk.counts.not_applicable
    return ngettext(
        "%(answered)s of %(people)s person answered this.",
        "%(answered)s of %(people)s people answered this.",
        talk.people,
    ) % {"answered": total, "people": talk.people}


def counts_text(asked: Asked, talk: Talk) -> str:
    """ "2 × deels, 1 × volledig"."""
    return ", ".join(
        f"{each.count} × {each.label.lower() if each.dutch else each.label}"
        for each in bars(asked, talk)
        if each.count
    )


def common_text(asked: Asked, talk: Talk) -> str:
    """What everybody said; "" when they did not."""
    if talk.common is None:
        return ""
    word = answer_text(asked, talk.common)
    if sum(talk.counts.values) == talk.people:
        return _("Everybody says “%(answer)s”.") % {"answer": word}
    return _("Everybody who answered says “%(answer)s”.") % {"answer": word}


def figures_text(talk: Talk) -> str:
    """How the answers compare with the figures; "" when there is nothing to say."""
    told = []
    if talk.favourable:
        told.append(
            ngettext(
                "%(count)s answer is more favourable than the figures.",
                "%(count)s answers are more favourable than the figures.",
                talk.favourable,
            )
            % {"count": talk.favourable}
        )
    if talk.modest:
        told.append(
            ngettext(
                "%(count)s answer may be too modest: the figures say more.",
                "%(count)s answers may be too modest: the figures say more.",
                talk.modest,
            )
            % {"count": talk.modest}
        )
    return " ".join(told)


def suggested_text(asked: Asked, talk: Talk) -> str:
    """What the figures say; "" when they suggest nothing."""
    if talk.beside is None or talk.beside.suggested is None:
        return ""
    return _("These figures suggest “%(answer)s”.") % {
        "answer": value_text(asked, talk.beside.suggested)
    }


def settled_text(asked: Asked, talk: Talk) -> str:
    """The word of what was settled; "" before."""
    return "" if talk.answer == NONE else answer_text(asked, talk.answer)


@dataclass(frozen=True)
class State:
    """How a statement stands, as a mark (`kind` of components/status.html) and a word."""

    kind: str
    text: str


def state_of(talk: Talk) -> State:
    if talk.final:
        return State("ok", _("Settled"))
    if talk.counts.talk:
        return State("warn", _("Talk about it"))
    if talk.favourable or talk.modest:
        return State("warn", _("Figures differ"))
    if talk.common is not None:
        return State("info", _("Agreed"))
    return State("", _("Answers differ") if sum(talk.counts.values) else _("No answers"))


@dataclass(frozen=True)
class PillarLine:
    """A pillar on the overview."""

    slug: str
    name: str
    talks: Sequence[Talk]

    @property
    def total(self) -> int:
        return len(self.talks)

    @property
    def settled(self) -> int:
        return sum(each.final is not None for each in self.talks)

    @property
    def to_talk(self) -> int:
        return sum(each.counts.talk for each in self.talks if not each.final)

    @property
    def to_agree(self) -> int:
        return sum(each.to_agree for each in self.talks)


def pillar_lines(discussion: Discussion) -> list[PillarLine]:
    return [
        PillarLine(each.slug, each.name, discussion.of_pillar(each.slug))
        for each in discussion.asked.pillars
    ]
