"""When a case is due: the end of its term, and the moment its service norm promises.

Two calendars: a term set by law shifts by the Algemene termijnenwet, a service norm
runs on the municipality's own opening calendar.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta

from cases.models import Case, CaseType, Extension, TermUnit
from kcc.lib.periods import local_day, start_of
from kcc.organisation.calendars import calendar_for, norm_end, statutory_holidays, term_end
from kcc.organisation.clocks import SERIOUS, go_on
from kcc.organisation.explain import steps_as_data, steps_from_data
from kcc.organisation.statutory import Term, parse_term, shifted, statutory_end
from kcc.organisation.worktime import (
    NoOpeningTime,
    Step,
    closing_after,
    counted_alike,
    days_between,
)

ONE_DAY = timedelta(days=1)
# What the Atw made of an end that is no longer the end.
OF_THE_ATW = {"shifted", "extended", "not_shifted"}


@dataclass(frozen=True)
class Deadlines:
    """Both moments, each with its reasons as JSON (`kcc.organisation.explain` words them)."""

    due_on: date
    # The last day that is not beyond excuse: three times the term ("ernstig te laat").
    serious_on: date
    due_steps: list[dict]
    norm_due_at: datetime
    norm_steps: list[dict]

    def as_values(self) -> dict:
        """The columns of the case that hold them."""
        return asdict(self)


def deadlines_of(case_type: CaseType, received: datetime) -> Deadlines:
    """The deadlines of a case of this type received at that moment; no statement once the calendar
    is in memory. Raises DomainError when there are no opening hours to reckon with."""
    due_on, due_steps = term_end(
        received=received,
        term=case_type.term,
        working_days=case_type.term_unit == TermUnit.WORKING_DAYS,
        shifts=case_type.shifts,
    )
    norm = norm_end(
        received=received,
        norm=case_type.norm,
        working_days=case_type.norm_unit == TermUnit.WORKING_DAYS,
    )
    serious_on = serious_day(local_day(received), due_on)
    return Deadlines(due_on, serious_on, due_steps, norm.moment, steps_as_data(norm.steps))


class DeadlinesOfType:
    """The deadlines of many cases of one type, as `deadlines_of` gives them for each.

    Terms and norms are whole days, so all that come in on one day in the same opening hours end
    together, and are reckoned once: half of the Python of an import was this.
    """

    def __init__(self, case_type: CaseType):
        self.case_type, self.calendar = case_type, calendar_for()
        self._known: dict[tuple, Deadlines] = {}

    def of(self, received: datetime) -> Deadlines:
        try:
            alike = counted_alike(self.calendar, received)
        except NoOpeningTime:
            return deadlines_of(self.case_type, received)
        found = self._known.get(alike)
        if found is None:
            found = self._known[alike] = deadlines_of(self.case_type, received)
            return found
        at = received.astimezone(UTC).isoformat()
        return replace(
            found,
            due_steps=_received_at(found.due_steps, at),
            norm_steps=_received_at(found.norm_steps, at),
        )


def _received_at(steps: list[dict], at: str) -> list[dict]:
    return [step | {"at": at} if step["code"] == "received" else step for step in steps]


def serious_day(received_on: date, due_on: date, *, stood: int = 0) -> date:
    """Three times as long after the day of receipt as the term ends; the days that it stood still
    are no part of it. A term that had ended before (of an imported case) counts as one of no
    days."""
    start = received_on + timedelta(days=stood)
    return start + SERIOUS * max(due_on - start, timedelta())


# -- What moves them ------------------------------------------------------------------------------


def after_standing_still(
    case: Case,
    *,
    since: date,
    resumed_on: date,
    stood_before: int = 0,
    extension: Extension | None = None,
) -> Deadlines:
    """The deadlines after the clocks stood still from `since` up to (not including) `resumed_on`
    (Awb 4:15): what was left is left again. `stood_before` are the days of earlier suspensions.

    The end without the Atw moves, and the Atw looks at where it comes to lie. What had ended before
    `since` stays ended. No statement; `case_type` is loaded.
    """
    days = (resumed_on - since).days
    raw = end_without_atw(case)
    # Stopped in the days that only the Atw gave: those are what was left.
    ends = raw if raw >= since else case.due_on
    if days <= 0 or case.due_on < since:
        return _unmoved(case)
    still = Step("stood_still", {"count": days, "date": since, "to": resumed_on - ONE_DAY})
    if case.case_type.term_unit == TermUnit.WORKING_DAYS:
        # As many working days are left again; calendar days would give some of them away.
        left = max(days_between(calendar_for(), since - ONE_DAY, ends), 1)
        moved = local_day(closing_after(calendar_for(), resumed_on - ONE_DAY, left))
    else:
        moved = ends + timedelta(days=days)
    due_on, due_steps = _ending(case, moved, still, extension=extension)
    norm_due_at, norm_steps = _norm_after(case, since, resumed_on, still)
    received = local_day(case.registered_at)
    return Deadlines(
        due_on,
        serious_day(received, due_on, stood=stood_before + days),
        due_steps,
        norm_due_at,
        norm_steps,
    )


def after_extension(case: Case, *, until: date | None = None, stood: int = 0) -> Deadlines:
    """The deadlines after the one extension (Awb 4:14, 7:10, 9:11): the duration of the type after
    the end without the Atw, or the day `until` for a type without one. The service norm stays as it
    was promised. `stood` are the days of all suspensions."""
    if case.case_type.extension:
        more = parse_term(case.case_type.extension)
        moved, _steps = statutory_end(end_without_atw(case), more, shift=False, holidays=())
        step = Step("prolonged", {"amount": more.amount, "unit": str(more.unit)})
        terms = _terms(case.case_type, more)
    else:
        moved, step, terms = until, Step("prolonged_by_hand", {}), ()
    due_on, due_steps = _with_end(case, moved, step, terms)
    serious_on = serious_day(local_day(case.registered_at), due_on, stood=stood)
    return Deadlines(due_on, serious_on, due_steps, case.norm_due_at, case.norm_steps)


def end_without_atw(case: Case) -> date:
    """Where the term ends before the Atw moves it, by the reasons kept with it; the end itself when
    those are of another end, or there are none (an imported case)."""
    raw = end = None
    for step in steps_from_data(case.due_steps):
        if step.code == "ends":
            raw = end = step.params["date"]
        elif step.code in OF_THE_ATW:
            end = step.params.get("to", end)
    return raw if raw and end == case.due_on else case.due_on


def _unmoved(case: Case) -> Deadlines:
    return Deadlines(
        case.due_on, case.serious_on, case.due_steps, case.norm_due_at, case.norm_steps
    )


def _ending(case, moved, step, *, extension):
    """A term that was extended to a day chosen by hand is none of the law any more."""
    if extension is None:
        terms = _terms(case.case_type)
    elif case.case_type.extension:
        terms = _terms(case.case_type, parse_term(case.case_type.extension))
    else:
        terms = ()
    return _with_end(case, moved, step, terms)


def _terms(case_type: CaseType, *more: Term) -> tuple[Term, ...]:
    """The parts of the term that the Atw asks for; none when it does not apply to this type."""
    if not case_type.shifts or case_type.term_unit == TermUnit.WORKING_DAYS:
        return ()
    return (parse_term(case_type.term), *more)


def _with_end(case, moved: date, step: Step, terms: Sequence[Term]) -> tuple[date, list[dict]]:
    received = local_day(case.registered_at)
    due_on, by_law = shifted(received, moved, terms, statutory_holidays())
    kept = [step for step in case.due_steps if step["code"] not in OF_THE_ATW]
    return due_on, kept + steps_as_data([step, Step("ends", {"date": moved}), *by_law])


def _norm_after(case, since, resumed_on, still) -> tuple[datetime, list[dict]]:
    """The opening time that was left before it stood still is left again; a norm that had passed
    stays passed."""
    clock = go_on(
        calendar_for(),
        due_at=case.norm_due_at,
        term_seconds=0,
        stood_since=start_of(since),
        now=start_of(resumed_on),
    )
    if clock.due_at == case.norm_due_at:
        return case.norm_due_at, case.norm_steps
    moved = steps_as_data([still, Step("moved_to", {"at": clock.due_at})])
    return clock.due_at, case.norm_steps + moved
