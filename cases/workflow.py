"""What may happen to a case, by whom and when. Plain data, no database.

The statuses themselves are data of the case type, in their order: a case moves forward through
them, one step back with a reason, and is closed with a result, which brings the final one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kcc.organisation.standing import Standing


class Stage(StrEnum):
    """Where a case stands, whatever its type."""

    FREE = "free"  # open, nobody handles it
    TAKEN = "taken"  # open, somebody does
    CLOSED = "closed"


class Act(StrEnum):
    CLAIM = "claim"
    TAKE_OVER = "take-over"
    RELEASE = "release"
    STATUS = "status"
    HAND_OVER = "hand-over"
    EDIT = "edit"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    DEFAULT_NOTICE = "default-notice"
    CLOSE = "close"
    REOPEN = "reopen"
    NOTE = "note"
    TASK = "task"
    DOCUMENT = "document"
    ROLE = "role"
    LINK = "link"
    FOLLOW_CODE = "follow-code"


@dataclass(frozen=True)
class Rule:
    act: Act
    before: frozenset[Stage]
    who: frozenset[Standing]


OPEN = frozenset({Stage.FREE, Stage.TAKEN})
WORKERS = frozenset({Standing.DEPARTMENT})
# A team lead of the contact centre redistributes, and leaves the work to who is responsible.
DISTRIBUTORS = WORKERS | {Standing.LEAD}

# Who takes the customer's call keeps the file right and adds what the customer brings.
ATTENDANTS = DISTRIBUTORS | {Standing.FRONT_OFFICE}
EVER = frozenset(Stage)

RULES: Mapping[Act, Rule] = {
    rule.act: rule
    for rule in (
        Rule(Act.CLAIM, frozenset({Stage.FREE}), WORKERS),
        # Without asking, and without a reason: the work goes on whoever is away (product.md).
        Rule(Act.TAKE_OVER, frozenset({Stage.TAKEN}), WORKERS),
        Rule(Act.RELEASE, frozenset({Stage.TAKEN}), DISTRIBUTORS),
        Rule(Act.STATUS, OPEN, WORKERS),
        Rule(Act.HAND_OVER, OPEN, DISTRIBUTORS),
        Rule(Act.EDIT, OPEN, ATTENDANTS),
        Rule(Act.SUSPEND, OPEN, WORKERS),
        Rule(Act.RESUME, OPEN, WORKERS),
        Rule(Act.EXTEND, OPEN, WORKERS),
        Rule(Act.DEFAULT_NOTICE, OPEN, ATTENDANTS),
        Rule(Act.CLOSE, OPEN, WORKERS),
        Rule(Act.REOPEN, frozenset({Stage.CLOSED}), WORKERS),
        # What a caller adds to a case of a department reaches it through the contact centre.
        Rule(Act.NOTE, EVER, ATTENDANTS),
        Rule(Act.TASK, OPEN, DISTRIBUTORS),
        Rule(Act.DOCUMENT, OPEN, ATTENDANTS),
        Rule(Act.ROLE, OPEN, ATTENDANTS),
        Rule(Act.LINK, EVER, DISTRIBUTORS),
        Rule(Act.FOLLOW_CODE, OPEN, ATTENDANTS),
    )
}


def stage(*, closed: bool, handled: bool) -> Stage:
    if closed:
        return Stage.CLOSED
    return Stage.TAKEN if handled else Stage.FREE


def acts(now: Stage, who: Collection[Standing]) -> tuple[Act, ...]:
    """What may be done now, in the order of RULES."""
    return tuple(
        rule.act for rule in RULES.values() if now in rule.before and not rule.who.isdisjoint(who)
    )


class Step(StrEnum):
    FORWARD = "forward"
    BACK = "back"


@dataclass(frozen=True)
class Place:
    """A status of the type: its place in the order, and whether it is the end."""

    order: int
    is_final: bool


def steps(current: int, places: Collection[Place]) -> dict[int, Step]:
    """The places a case may go to from the one with order `current`.

    Forward to any later one but the final one (that is what closing is for), back to the one
    just before.
    """
    ahead = {
        place.order: Step.FORWARD
        for place in places
        if place.order > current and not place.is_final
    }
    behind = [place.order for place in places if place.order < current]
    return ahead | ({max(behind): Step.BACK} if behind else {})
