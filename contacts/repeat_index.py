"""The rule of contacts.repeats for many questions at once: what `find_repeat` would find for each,
without looking at every pair. Plain Python, no database.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from datetime import datetime
from typing import NamedTuple

from contacts.repeats import Asked, window_start


class _Kept(NamedTuple):
    started_at: datetime
    order: int
    asked: Asked


class RepeatIndex:
    """Earlier questions, by what a later one could share with them.

    Questions are added and asked about in order of `started_at`; of two that started at the same
    moment neither repeats the other.
    """

    def __init__(self):
        # Per key the questions that can still be the latest match, oldest first: one that started
        # earlier and whose last activity was no later than that of its successor never can.
        self._kept: dict[Hashable, list[_Kept]] = defaultdict(list)
        # The customers (or None) behind a phone number or e-mail address, per topic.
        self._customers: dict[Hashable, set[Hashable | None]] = defaultdict(set)
        # Added, but not before the moment that is asked about.
        self._waiting: list[_Kept] = []
        self._added = 0

    def add(self, asked: Asked) -> None:
        if asked.inbound:
            self._waiting.append(_Kept(asked.started_at, self._added, asked))
            self._added += 1

    def previous(self, later: Asked, *, window_days: int, address_bound: bool) -> Asked | None:
        """The latest question that `later` is a repeat of, or None."""
        self._admit(later.started_at)
        if window_days <= 0 or not later.inbound:
            return None
        opens = window_start(later.started_at, window_days)
        found = [
            kept
            for key in self._keys_of_question(later, address_bound)
            if (kept := _latest(self._kept.get(key, ()), opens)) is not None
        ]
        return max(found, key=lambda kept: kept[:2]).asked if found else None

    def _admit(self, before: datetime) -> None:
        ready = 0
        for kept in self._waiting:
            if kept.started_at >= before:
                break
            ready += 1
            for key in self._keys_to_keep(kept.asked):
                stack = self._kept[key]
                while stack and stack[-1].asked.last_activity_at <= kept.asked.last_activity_at:
                    stack.pop()
                stack.append(kept)
        del self._waiting[:ready]

    def _keys_to_keep(self, asked: Asked) -> Iterator[Hashable]:
        for topic in _topics(asked):
            if asked.place:
                yield (*topic, "place", asked.place)
            if asked.customer is not None:
                yield (*topic, "customer", asked.customer)
            for identity in _numbers(asked):
                self._customers[*topic, *identity].add(asked.customer)
                yield (*topic, *identity, asked.customer)

    def _keys_of_question(self, later: Asked, address_bound: bool) -> Iterator[Hashable]:
        for topic in _topics(later):
            if address_bound and later.place:
                yield (*topic, "place", later.place)
            if later.customer is not None:
                yield (*topic, "customer", later.customer)
            for identity in _numbers(later):
                # Two known customers who differ are two people: only unknown ones are left.
                behind = (
                    (None,)
                    if later.customer is not None
                    else self._customers.get((*topic, *identity), ())
                )
                for customer in behind:
                    yield (*topic, *identity, customer)


def _topics(asked: Asked) -> Iterator[tuple]:
    yield ("subject", asked.subject)
    if asked.case is not None:
        yield ("case", asked.case)


def _numbers(asked: Asked) -> Iterator[tuple]:
    if asked.phone:
        yield ("phone", asked.phone)
    if asked.email:
        yield ("email", asked.email)


def _latest(stack, opens: datetime) -> _Kept | None:
    """Towards the top they start later and their last activity is earlier."""
    for kept in reversed(stack):
        if kept.asked.last_activity_at >= opens:
            return kept
    return None
