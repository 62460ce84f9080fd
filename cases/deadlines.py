"""When a case is due: the end of its term, and the moment its service norm promises.

Two calendars (domain.md 2.5): a term set by law shifts by the Algemene termijnenwet, a service norm
runs on the municipality's own opening calendar.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.models import CaseType, TermUnit
from kcc.lib.periods import local_day
from kcc.organisation.calendars import norm_end, term_end
from kcc.organisation.clocks import SERIOUS
from kcc.organisation.explain import steps_as_data


@dataclass(frozen=True)
class Deadlines:
    """Both moments, each with its reasons as JSON (`kcc.organisation.explain` words them)."""

    due_on: date
    # The last day that is not beyond excuse: three times the term ("ernstig te laat").
    serious_on: date
    due_steps: list[dict]
    norm_due_at: datetime
    norm_steps: list[dict]


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


def serious_day(received_on: date, due_on: date) -> date:
    """Three times as long after the day of receipt as the term ends. A term that had ended before
    (of an imported case) counts as one of no days."""
    return received_on + SERIOUS * max(due_on - received_on, timedelta())
