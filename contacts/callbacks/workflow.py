"""What may happen to a callback, by whom and from which status. Plain data, no database.

new → claimed → (attempt, not reached)* → done | not reached. Passed on, it is new again for the
other department while its clock keeps running.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kcc.organisation.standing import Standing

# The values of contacts.models.CallbackStatus (a test holds them together).
NEW, CLAIMED, DONE, NOT_REACHED = "new", "claimed", "done", "not_reached"
OPEN = frozenset({NEW, CLAIMED})


class Act(StrEnum):
    CLAIM = "claim"
    RELEASE = "release"
    ATTEMPT = "attempt"
    CLOSE = "close"
    GIVE_UP = "give-up"
    REROUTE = "reroute"
    NOTE = "note"


@dataclass(frozen=True)
class Rule:
    """`act` leads from one of `before` to `after` (None: the status stays as it is)."""

    act: Act
    before: frozenset[str]
    after: str | None
    who: frozenset[Standing]


WORKERS = frozenset({Standing.DEPARTMENT})
# A team lead of the contact centre redistributes, and leaves the work to who is responsible.
DISTRIBUTORS = WORKERS | {Standing.LEAD}
EVERYBODY = DISTRIBUTORS | {Standing.FRONT_OFFICE}

RULES: Mapping[Act, Rule] = {
    rule.act: rule
    for rule in (
        # Only what nobody has taken on yet: of two who click, one gets it.
        Rule(Act.CLAIM, frozenset({NEW}), CLAIMED, WORKERS),
        Rule(Act.RELEASE, frozenset({CLAIMED}), NEW, DISTRIBUTORS),
        # Who calls has taken it on, also without having said so first.
        Rule(Act.ATTEMPT, OPEN, CLAIMED, WORKERS),
        # An agent may answer somebody who calls again: no need then to call back as well.
        Rule(Act.CLOSE, OPEN, DONE, EVERYBODY),
        Rule(Act.GIVE_UP, OPEN, NOT_REACHED, WORKERS),
        # To the other department it is new; the promise to the caller stays what it was.
        Rule(Act.REROUTE, OPEN, NEW, DISTRIBUTORS),
        Rule(Act.NOTE, frozenset({NEW, CLAIMED, DONE, NOT_REACHED}), None, EVERYBODY),
    )
}


def acts(status: str, who: Collection[Standing]) -> tuple[Act, ...]:
    """What may be done now, in the order of RULES."""
    return tuple(
        rule.act
        for rule in RULES.values()
        if status in rule.before and not rule.who.isdisjoint(who)
    )


# -- Giving up (domain.md 2.3): never because the term passed ----------------------------------

ATTEMPTS_NEEDED = 3
DAYS_NEEDED = 2
PARTS_NEEDED = 2  # morning, afternoon, evening


class Missing(StrEnum):
    ATTEMPTS = "attempts"
    DAYS = "days"
    PARTS = "parts"


def part_of_day(moment: datetime) -> str:
    """Of a local moment: before noon, before five, or after."""
    return "morning" if moment.hour < 12 else "afternoon" if moment.hour < 17 else "evening"


def missing_before_giving_up(
    attempts: Iterable[datetime], *, working_days: Collection[date]
) -> tuple[Missing, ...]:
    """What is still needed before "not reached" may be the end of it; nothing when it may.

    `attempts` are the local moments somebody called in vain; `working_days` those of their days on
    which the municipality works.
    """
    attempts = list(attempts)
    days = {moment.date() for moment in attempts} & set(working_days)
    found = {
        Missing.ATTEMPTS: len(attempts) < ATTEMPTS_NEEDED,
        Missing.DAYS: len(days) < DAYS_NEEDED,
        Missing.PARTS: len({part_of_day(moment) for moment in attempts}) < PARTS_NEEDED,
    }
    return tuple(what for what, lacks in found.items() if lacks)
