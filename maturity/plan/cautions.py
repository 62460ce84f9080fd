"""Where a plan is weak: abstract, without means, all of one department, without the
people, or too much at once.

Plain: no database, no clock, no words. It never forbids anything; `maturity.plan.words` tells it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from maturity.catalogue import SOFT
from maturity.plan.gap import too_fast
from maturity.plan.workflow import DROPPED, OPEN
from maturity.scoring import Outcome

# Of fewer actions it says nothing that they are all of one department, or in one month.
ENOUGH_TO_TELL = 3


class Kind(StrEnum):
    NO_TARGETS = "no-targets"
    TOO_FAST = "too-fast"  # more than two phases a year
    WITHOUT_ACTION = "without-action"  # a target, and nothing is done for it
    SOFT = "soft"  # leadership and employees are lowest, and nothing is done for it
    CONTACT_CENTRE = "contact-centre"  # everything is left to it
    WITHOUT_MEANS = "without-means"
    ONE_MONTH = "one-month"  # everything is to be ready at once
    OWNER_GONE = "owner-gone"
    LEADER_CHANGED = "leader-changed"


@dataclass(frozen=True)
class Deed:
    """What there is to know of an action here."""

    pillar: str
    state: str
    due_on: date
    means: str
    contact_centre: bool
    owner_gone: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True)
class Caution:
    """`pillars` are slugs; `part` of `whole` is counted; `day` is in the month it is about."""

    kind: Kind
    pillars: tuple[str, ...] = ()
    part: int = 0
    whole: int = 0
    day: date | None = None


def find(
    outcome: Outcome, targets: Mapping[str, tuple[int, date]], deeds: Sequence[Deed], *,
    set_on: Mapping[str, date], leader_changed: bool,
) -> tuple[Caution, ...]:  # fmt: skip
    """What is worth saying, the most important first. `targets` are (phase, day) by pillar and
    `set_on` the day each was chosen."""
    still = [each for each in deeds if each.is_open]
    return (
        *_of_targets(outcome, targets, deeds, set_on),
        *_of_people(outcome, deeds),
        *_of_actions(still),
        *([Caution(Kind.LEADER_CHANGED)] if leader_changed else []),
    )


def _of_targets(outcome, targets, deeds, set_on) -> list[Caution]:
    if not targets:
        return [Caution(Kind.NO_TARGETS)]
    fast = tuple(
        each.slug
        for each in outcome.pillars
        if each.slug in targets
        and too_fast(each.phase, targets[each.slug][0], set_on[each.slug], targets[each.slug][1])
    )
    worked_on = {each.pillar for each in deeds if each.state != DROPPED}
    bare = tuple(
        each.slug for each in outcome.pillars if each.slug in targets and each.slug not in worked_on
    )
    return _when(Kind.TOO_FAST, fast) + _when(Kind.WITHOUT_ACTION, bare)


def _of_people(outcome: Outcome, deeds: Collection[Deed]) -> list[Caution]:
    worked_on = {each.pillar for each in deeds if each.state != DROPPED}
    lowest = SOFT in outcome.lowest and SOFT not in worked_on
    return [Caution(Kind.SOFT, (SOFT,))] if lowest else []


def _of_actions(still: Sequence[Deed]) -> list[Caution]:
    found = []
    if len(still) >= ENOUGH_TO_TELL:
        if all(each.contact_centre for each in still):
            found.append(Caution(Kind.CONTACT_CENTRE, whole=len(still)))
        if len({(each.due_on.year, each.due_on.month) for each in still}) == 1:
            found.append(Caution(Kind.ONE_MONTH, whole=len(still), day=still[0].due_on))
    bare = sum(not each.means.strip() for each in still)
    if bare:
        found.append(Caution(Kind.WITHOUT_MEANS, part=bare, whole=len(still)))
    gone = sum(each.owner_gone for each in still)
    if gone:
        found.append(Caution(Kind.OWNER_GONE, part=gone, whole=len(still)))
    return found


def _when(kind: Kind, pillars: tuple[str, ...]) -> list[Caution]:
    return [Caution(kind, pillars)] if pillars else []
