"""What may happen to a callback, by whom and from which status. Plain data, no database.

new → claimed → (attempt, not reached)* → done | not reached | lapsed. Passed on, it is new for the
other department while its clock keeps running; waiting for the customer, its clock stands still.
What was closed can be opened again, with a clock that begins anew.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kcc.organisation.standing import Standing

# The values of contacts.models.CallbackStatus (a test holds them together).
NEW, REROUTED, REOPENED = "new", "rerouted", "reopened"
CLAIMED, ATTEMPTED, WAITING = "claimed", "attempted", "waiting"
DONE, NOT_REACHED, LAPSED = "done", "not_reached", "lapsed"
FREE = frozenset({NEW, REROUTED, REOPENED})
RUNNING = FREE | {CLAIMED, ATTEMPTED}
OPEN = RUNNING | {WAITING}
CLOSED = frozenset({DONE, NOT_REACHED, LAPSED})


class Act(StrEnum):
    CLAIM = "claim"
    ASSIGN = "assign"
    RELEASE = "release"
    ATTEMPT = "attempt"
    WAIT = "wait"
    RESUME = "resume"
    CLOSE = "close"
    GIVE_UP = "give-up"
    LAPSE = "lapse"
    REROUTE = "reroute"
    REOPEN = "reopen"
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
        Rule(Act.CLAIM, FREE, CLAIMED, WORKERS),
        # Given to a colleague, or taken over from one: it keeps what was done already.
        Rule(Act.ASSIGN, OPEN, None, DISTRIBUTORS),
        # Tried before or not, it is for anybody in the department again.
        Rule(Act.RELEASE, frozenset({CLAIMED, ATTEMPTED}), NEW, DISTRIBUTORS),
        # Who calls has taken it on, also without having said so first. Only by telephone.
        Rule(Act.ATTEMPT, OPEN, ATTEMPTED, WORKERS),
        # The clock stands still: with a reason, and until a day on which it goes on by itself.
        Rule(Act.WAIT, RUNNING, WAITING, WORKERS),
        Rule(Act.RESUME, frozenset({WAITING}), CLAIMED, EVERYBODY),
        # An agent may answer somebody who calls again: no need then to call back as well.
        Rule(Act.CLOSE, OPEN, DONE, EVERYBODY),
        Rule(Act.GIVE_UP, OPEN, NOT_REACHED, WORKERS),
        # Asked for twice, or the customer needs no answer any more: with the reason.
        Rule(Act.LAPSE, OPEN, LAPSED, DISTRIBUTORS),
        # To the other department it is new; the promise to the caller stays what it was.
        Rule(Act.REROUTE, OPEN, REROUTED, DISTRIBUTORS),
        # The customer says that it was not answered after all.
        Rule(Act.REOPEN, CLOSED, REOPENED, EVERYBODY),
        Rule(Act.NOTE, OPEN | CLOSED, None, EVERYBODY),
    )
}


def acts(status: str, who: Collection[Standing], *, by_phone: bool = True) -> tuple[Act, ...]:
    """What may be done now, in the order of RULES. What is answered in writing is not called."""
    calling = {Act.ATTEMPT, Act.GIVE_UP}
    return tuple(
        rule.act
        for rule in RULES.values()
        if status in rule.before
        and not rule.who.isdisjoint(who)
        and (by_phone or rule.act not in calling)
    )


# -- Giving up: never because the term passed --------------------------------------------------

ATTEMPTS_NEEDED = 3
DAYS_NEEDED = 2
PARTS_NEEDED = 2  # morning, afternoon, evening
TRIED_AFTER = 2  # attempts before its end: then the promise counts as kept
MESSAGE_AFTER = 2  # attempts: then the customer is told in writing how to reach us


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
