"""Which questions of a batch repeat which earlier ones. Plain Python over contacts.repeats."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge

from contacts.repeat_index import RepeatIndex
from contacts.repeats import Asked


@dataclass(frozen=True)
class Rule:
    window_days: int
    address_bound: bool


@dataclass(frozen=True)
class Known:
    """A question that is there already: `root` is the first of its chain, itself when alone."""

    asked: Asked
    root: int
    root_department: int
    # The start of the question it is a proposed repeat of.
    previous_started_at: datetime | None = None


def _time(asked: Asked) -> datetime:
    return asked.started_at


def repeats_among(
    earlier: Iterable[Asked], new: Iterable[Asked], rules: Mapping[Hashable, Rule]
) -> dict[Hashable, Asked]:
    """For each new question that repeats another one (earlier or new): which. Both come in order of
    time; `rules` are those of the subjects."""
    index, ours, found = RepeatIndex(), set(), {}
    new = list(new)
    ours = {asked.id for asked in new}
    for asked in merge(earlier, new, key=_time):
        if asked.id in ours:
            rule = rules[asked.subject]
            previous = index.previous(
                asked, window_days=rule.window_days, address_bound=rule.address_bound
            )
            if previous is not None:
                found[asked.id] = previous
        index.add(asked)
    return found


def better_links(
    new: Iterable[Asked], later: Iterable[Known], rules: Mapping[Hashable, Rule]
) -> list[tuple[Known, Asked]]:
    """Questions that were there already and started later than some new ones, with the new one each
    is a repeat of, when that is later than what it was proposed as a repeat of so far."""
    index, better = RepeatIndex(), []
    known = {one.asked.id: one for one in later}
    ordered = merge(new, (one.asked for one in known.values()), key=_time)
    for asked in ordered:
        one = known.get(asked.id)
        if one is None:
            index.add(asked)
            continue
        rule = rules[asked.subject]
        previous = index.previous(
            asked, window_days=rule.window_days, address_bound=rule.address_bound
        )
        so_far = one.previous_started_at
        if previous is not None and (so_far is None or previous.started_at > so_far):
            better.append((one, previous))
    return better
