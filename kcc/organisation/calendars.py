"""The calendar, the norms and the promise, from the rows the administrator keeps.

What is read here changes a few times a year and is needed in every logged contact, so each process
keeps one snapshot (four statements) for at most TTL seconds: logging a contact then costs no
statement for it. A change in the admin is seen at once by the process that made it (`forget()`),
and within a minute by the others. A promise that was given is stored and never reckoned again.
"""

import time as clock
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from kcc.lib.errors import DomainError
from kcc.lib.periods import ZONE, local_day
from kcc.organisation.clocks import Clock, start_clock
from kcc.organisation.dutch_holidays import statutory_days
from kcc.organisation.explain import explain, steps_as_data
from kcc.organisation.models import ClosingDay, OpeningException, OpeningHours, ServiceNorm
from kcc.organisation.statutory import parse_term, statutory_end
from kcc.organisation.worktime import (
    Due,
    NoOpeningTime,
    OpeningCalendar,
    Step,
    add_working_days,
    add_working_hours,
    is_open,
    last_closing,
)

TTL = 60.0  # seconds
FIRST_STATUTORY_YEAR = 2020
Kind = ServiceNorm.Kind
Unit = ServiceNorm.Unit
# The answer to these comes over the channel itself, in its own opening hours. A callback is made
# in the hours of the organisation, wherever it was asked for (also on Thursday evening).
ANSWERED_ON_THE_CHANNEL = frozenset({Kind.EMAIL, Kind.FORM, Kind.LETTER, Kind.SOCIAL})


@dataclass(frozen=True)
class Norm:
    """A service norm as it is reckoned with; `pk` is None for the one built in."""

    pk: int | None
    kind: str
    department_id: int | None
    channel_id: int | None
    amount: int
    unit: str
    target_percentage: int
    valid_from: date
    valid_until: date | None = None
    subject_code: str = ""


# A deleted norm must not stop the telephone: then the commonest norm of the country holds.
BUILT_IN = {
    Kind.CALLBACK_URGENT: (4, Unit.WORKING_HOURS),
    Kind.SOCIAL: (4, Unit.WORKING_HOURS),
    Kind.LETTER: (15, Unit.WORKING_DAYS),
}


@dataclass(frozen=True)
class Promise:
    """What may be said to the caller: a moment, the norm it follows from, and why."""

    due: Due
    norm: Norm
    clock: Clock

    @property
    def moment(self) -> datetime:
        return self.due.moment

    @property
    def steps(self) -> list[dict]:
        """The reasons as JSON, to be stored with the promise; `explain()` reads them back."""
        return steps_as_data(self.due.steps)

    @property
    def explanation(self) -> str:
        """The reasons in the language of the user."""
        return explain(self.due.steps)


@dataclass(frozen=True)
class Snapshot:
    """Everything this module answers from, as it was read at one moment."""

    organisation: OpeningCalendar
    channels: dict[str, OpeningCalendar]
    statutory: dict[date, str]
    norms: tuple[Norm, ...]
    read_at: float = field(default_factory=clock.monotonic)


_kept: list[Snapshot] = []


def forget() -> None:
    """Read the rows again at the next question. Call it after changing them."""
    _kept.clear()


def snapshot() -> Snapshot:
    """The kept snapshot, or a fresh one (four statements)."""
    for kept in _kept[:1]:
        if clock.monotonic() - kept.read_at < TTL:
            return kept
    fresh = _read()
    _kept[:] = [fresh]
    return fresh


# --- Questions ------------------------------------------------------------------------------------


def calendar_for(channel_code: str | None = None) -> OpeningCalendar:
    """The calendar of a channel; of the organisation for a channel without hours of its own."""
    kept = snapshot()
    return kept.channels.get(channel_code, kept.organisation)


def open_at(now: datetime) -> bool:
    """Whether the organisation is open; never as long as no hours were entered."""
    try:
        return is_open(calendar_for(), now)
    except NoOpeningTime:
        return False


def statutory_holidays() -> dict[date, str]:
    """The days that shift a statutory term: never a local closing day."""
    return snapshot().statutory


def norm_for(*, kind, at: datetime, department=None, channel=None, subject=None) -> Norm:
    """The norm in force on the day of `at`: of the subject, else of the department, else of the
    channel, else general.

    Among equally specific norms the latest `valid_from` that is not after that day. `department`,
    `channel` and `subject` (anything with a `code`) are rows or None.
    """
    return best_norm(
        snapshot().norms, kind=kind, day=local_day(at),
        department=department, channel=channel, subject=subject,
    )  # fmt: skip


def best_norm(
    norms: Iterable[Norm], *, kind, day: date, department=None, channel=None, subject=None
) -> Norm:
    """As `norm_for`, among these norms."""
    return best_for(
        norms,
        kind=kind,
        day=day,
        department_id=department.pk if department else None,
        channel_id=channel.pk if channel else None,
        subject_code=subject.code if subject else "",
    )


def best_for(
    norms: Iterable[Norm],
    *,
    kind,
    day: date,
    department_id: int | None,
    channel_id: int | None,
    subject_code: str,
) -> Norm:
    """The same by the keys of the rows: to see in bulk what another norm would change."""
    fitting = [
        norm
        for norm in norms
        if norm.kind == kind
        and norm.valid_from <= day
        and (norm.valid_until is None or day <= norm.valid_until)
        and norm.department_id in (None, department_id)
        and norm.channel_id in (None, channel_id)
        and norm.subject_code in ("", subject_code)
    ]
    if fitting:
        return max(fitting, key=_how_specific)
    amount, unit = BUILT_IN.get(kind, (2, Unit.WORKING_DAYS))
    return Norm(None, kind, None, None, amount, unit, 80, date.min)


def _how_specific(norm: Norm) -> tuple:
    return (
        norm.subject_code != "",
        norm.department_id is not None,
        norm.channel_id is not None,
        norm.valid_from,
    )


def promise(*, kind, received: datetime, department=None, channel=None, subject=None) -> Promise:
    """The moment we promise for something received now, by the norm in force.

    Raises DomainError when the calendar has no opening hours at all.
    """
    norm = norm_for(kind=kind, at=received, department=department, channel=channel, subject=subject)
    return promise_by(norm, received=received, channel=channel)


def promise_by(norm: Norm, *, received: datetime, channel=None) -> Promise:
    """The moment this norm gives for something received over this channel."""
    calendar = calendar_of(norm.kind, channel.code if channel else None)
    add = add_working_days if norm.unit == Unit.WORKING_DAYS else add_working_hours
    due = _reckoned(add, calendar, received, norm.amount)
    return Promise(due, norm, start_clock(calendar, received=received, due_at=due.moment))


def calendar_of(kind: str, channel_code: str | None) -> OpeningCalendar:
    """The calendar in which the clock of such a promise runs."""
    return calendar_for(channel_code if kind in ANSWERED_ON_THE_CHANNEL else None)


def term_end(
    *, received: datetime, term: str, working_days: bool, shifts: bool
) -> tuple[date, list[dict]]:
    """The last day of the term of a case (ISO 8601, "P56D"), and the reasons as JSON.

    Working days are those of the organisation's own calendar; calendar terms follow the Algemene
    termijnenwet when `shifts`.
    """
    parsed = parse_term(term, working_days=working_days)
    if working_days:
        due = _reckoned(add_working_days, calendar_for(), received, parsed.amount)
        return local_day(due.moment), steps_as_data(due.steps)
    end, steps = statutory_end(
        local_day(received), parsed, shift=shifts, holidays=statutory_holidays()
    )
    return end, steps_as_data(steps)


def norm_end(*, received: datetime, norm: str, working_days: bool) -> Due:
    """The moment a service norm of a case runs out (ISO 8601, "P5D").

    A norm in calendar days ends at the last closing time within it: a promise of 42 days that ends
    on a Sunday has to be kept on Friday.
    """
    parsed = parse_term(norm, working_days=working_days)
    if working_days:
        return _reckoned(add_working_days, calendar_for(), received, parsed.amount)
    day, steps = statutory_end(local_day(received), parsed, shift=False, holidays=())
    closes = _reckoned(last_closing, calendar_for(), received, day)
    return Due(closes, (*steps, Step("closes", {"at": closes})))


def _reckoned(reckon, calendar, *arguments):
    try:
        return reckon(calendar, *arguments)
    except NoOpeningTime as error:
        raise DomainError(
            _("There are no opening hours, so no moment can be promised. Ask the administrator.")
        ) from error


# --- Reading --------------------------------------------------------------------------------------


def _read() -> Snapshot:
    """Four statements, whatever the number of channels."""
    weeks = defaultdict(lambda: defaultdict(list))
    for code, weekday, opens, closes in OpeningHours.objects.values_list(
        "channel__code", "weekday", "opens", "closes"
    ):
        weeks[code][weekday].append((opens, closes))
    exceptions = defaultdict(lambda: defaultdict(list))
    for code, day, opens, closes in OpeningException.objects.values_list(
        "channel__code", "date", "opens", "closes"
    ):
        exceptions[code][day] += [(opens, closes)] if opens is not None else []
    # The law is not a setting: its days are computed, rows only add equated days not yet known.
    statutory = statutory_days(range(FIRST_STATUTORY_YEAR, timezone.localdate().year + 5))
    closed = {}
    for day, name, kind, is_closed in ClosingDay.objects.values_list(
        "date", "name", "kind", "closed"
    ):
        if is_closed:
            closed[day] = name
        if kind != ClosingDay.Kind.LOCAL:
            statutory.setdefault(day, name)
    organisation = _calendar(weeks[None], exceptions[None], closed)
    return Snapshot(
        organisation=organisation,
        channels={
            code: _calendar(weeks[code] or weeks[None], exceptions[None] | exceptions[code], closed)
            for code in (weeks.keys() | exceptions.keys()) - {None}
        },
        statutory=statutory,
        norms=read_norms(),
    )


def read_norms() -> tuple[Norm, ...]:
    """Every norm as it is now. One statement."""
    names = (
        "pk", "kind", "department_id", "channel_id", "amount", "unit", "target_percentage",
        "valid_from", "valid_until", "subject_code",
    )  # fmt: skip
    return tuple(Norm(*row) for row in ServiceNorm.objects.order_by("pk").values_list(*names))


def _calendar(week, exceptions, closed) -> OpeningCalendar:
    return OpeningCalendar(
        weekly=tuple(_merged(week[weekday]) for weekday in range(7)),
        exceptions={day: _merged(hours) for day, hours in exceptions.items()},
        closed_days=closed,
        zone=ZONE,
    )


def _merged(hours: Iterable[tuple[time, time]]) -> tuple[tuple[time, time], ...]:
    """In order and without overlap: two rows that overlap mean open all along."""
    merged: list[tuple[time, time]] = []
    for opens, closes in sorted(hours):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return tuple(merged)
