"""Promises and deadlines, reckoned once for all moments that differ in nothing but the second.

A term in days is the same for whoever asks on the same day while it is open; asked while it is
closed, for whoever waits for the same opening. Only the reason "received at" is of each by itself.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cases.deadlines import Deadlines, deadlines_of
from contacts.callbacks.promising import norm_kind
from dashboard.management.bench.plan import Moment
from kcc.organisation.calendars import (
    Norm,
    Unit,
    best_norm,
    calendar_for,
    calendar_of,
    promise_by,
    snapshot,
)
from kcc.organisation.clocks import Clock, start_clock
from kcc.organisation.worktime import next_opening

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Given:
    """A promise as it is written down: the kind of norm, until when, and why."""

    kind: str
    moment: datetime
    steps: list[dict]
    clock: Clock


class Reckoning:
    def __init__(self):
        self.norms = snapshot().norms
        # On these days another norm may hold than the day before.
        self.changes = sorted(
            {norm.valid_from for norm in self.norms}
            | {norm.valid_until + ONE_DAY for norm in self.norms if norm.valid_until}
        )
        self.kept: dict[tuple, object] = {}

    def promise(self, moment: Moment, *, answer_by, urgent, department, channel, subject) -> Given:
        """As `promise_for`."""
        kind = norm_kind(answer_by=answer_by, urgent=urgent, channel=channel)
        norm = self._norm(kind, moment, department, channel, subject)
        calendar = calendar_of(norm.kind, channel.code)
        if norm.unit != Unit.WORKING_DAYS:
            made = promise_by(norm, received=moment.at, channel=channel)
            return Given(norm.kind, made.moment, made.steps, made.clock)

        def reckon():
            made = promise_by(norm, received=moment.at, channel=channel)
            return made.moment, made.steps

        place = norm.pk, norm.kind, channel.code
        due_at, steps = self._once(place, _stretch(calendar, moment), reckon)
        clock = start_clock(calendar, received=moment.at, due_at=due_at)
        return Given(norm.kind, due_at, _received(steps, moment), clock)

    def deadlines(self, case_type, moment: Moment) -> Deadlines:
        """As `deadlines_of`."""
        made = self._once(
            ("case", case_type.pk),
            _stretch(calendar_for(), moment),
            lambda: deadlines_of(case_type, moment.at),
        )
        return replace(
            made,
            due_steps=_received(made.due_steps, moment),
            norm_steps=_received(made.norm_steps, moment),
        )

    def _norm(self, kind, moment: Moment, department, channel, subject) -> Norm:
        day = moment.day.date

        def find():
            return best_norm(
                self.norms, kind=kind, day=day,
                department=department, channel=channel, subject=subject,
            )  # fmt: skip

        place = "norm", kind, department.pk, channel.pk, subject.code
        return self._once(place, (bisect_right(self.changes, day),), find)

    def _once(self, what: tuple, when: tuple, reckon: Callable):
        key = what + when
        if key not in self.kept:
            self.kept[key] = reckon()
        return self.kept[key]


def _stretch(calendar, moment: Moment) -> tuple:
    """The day, and the opening that is waited for; none while it is open."""
    opens = next_opening(calendar, moment.at)
    return moment.day.date, None if opens == moment.at else opens


def _received(steps: list[dict], moment: Moment) -> list[dict]:
    if all(step["code"] != "received" for step in steps):
        return steps
    own = {"code": "received", "at": moment.at.isoformat()}
    return [own if step["code"] == "received" else step for step in steps]
