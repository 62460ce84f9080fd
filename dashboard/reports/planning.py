"""When reports are made by themselves, and which ones there should be and are not."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from dashboard.models import Report, ReportSchedule
from dashboard.reports.delivery.recipients import kind_of
from dashboard.reports.schedule import Kind, Period, Plan
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import Department, Role
from kcc.organisation.worktime import NoOpeningTime

State = Report.State
OF_DEPARTMENTS = ReportSchedule.Kind.DEPARTMENTS
OF_ORGANISATION = ReportSchedule.Kind.ORGANISATION
OF_YEAR = ReportSchedule.Kind.YEAR
EIGHT = time(8)
TO_ALL = [Role.MANAGER, Role.BOARD, Role.KCC_LEAD, Role.HEAD]
# What holds until the KCC manager chooses otherwise (the third to the fifth day).
DEFAULTS = {
    OF_DEPARTMENTS: {"working_day": 3},
    OF_ORGANISATION: {"working_day": 4, "roles": TO_ALL},
    OF_YEAR: {"working_day": 10, "roles": TO_ALL},
}
# A department (its id), or None: the organisation.
Place = int | None


# -- Schedules ------------------------------------------------------------------------------------


def schedule_of(kind: str) -> ReportSchedule:
    """The schedule of this kind; as it begins, not saved, when there is none yet. One statement."""
    found = ReportSchedule.objects.filter(pk=kind).first()
    return found or default_of(kind, timezone.localdate())


def default_of(kind: str, today: date) -> ReportSchedule:
    """Not saved. The year that runs gets its report; of months the first is the one that runs."""
    since = Period.of(period_kind(kind), today).first_day
    return ReportSchedule(kind=kind, hour=EIGHT, since=since, **DEFAULTS[kind])


def period_kind(kind: str) -> str:
    """Whether a schedule is about months or about years."""
    return Kind.YEAR if kind == OF_YEAR else Kind.MONTH


def plan_of(schedule: ReportSchedule) -> Plan:
    return Plan(
        kind=period_kind(schedule.kind),
        working_day=schedule.working_day,
        hour=schedule.hour,
        review=schedule.review,
        since=schedule.since,
    )


def publishes_itself(report: Report, schedule: ReportSchedule, now: datetime) -> bool:
    """Whether nobody has to look at it first, and its moment is there. What somebody asked for is
    published by somebody."""
    by_itself = schedule.active and not schedule.review
    if not by_itself or report.version > 1 or report.created_by_id is not None:
        return False
    period = period_of(report)
    try:
        return (
            period.first_day >= schedule.since
            and plan_of(schedule).published(calendar_for(), period) <= now
        )
    except NoOpeningTime:
        return False


def period_of(report: Report) -> Period:
    return Period(report.kind, report.first_day)


def job_key(report: Report, what: str) -> str:
    """Of the job that does this with the report: "build" or "publish"."""
    return f"report:{report.public_id}:{what}"


# -- What is missing ------------------------------------------------------------------------------


@dataclass
class Wanted:
    """The reports of one period that should be there, each with its language."""

    period: Period
    places: dict[Place, str] = field(default_factory=dict)


def next_missing(schedules: Collection[ReportSchedule], now: datetime) -> Wanted | None:
    """Of the first period that misses reports those that are missing. Two statements.

    The reports of a month are made together, of departments and organisation alike, as soon as one
    of them is due: so that they add up. A period is made once: a department that came into use
    later does not get the reports of before.
    """
    try:
        due = _due(schedules, now)
    except NoOpeningTime:
        return None
    if not due:
        return None
    active = list(
        Department.objects.filter(active=True).order_by("pk").values_list("pk", flat=True)
    )
    there = _there(due)
    for period in sorted(due, key=lambda each: (each.last_day, each.kind)):
        found = Wanted(period)
        for kind, schedule in due[period].items():
            places = active if kind == OF_DEPARTMENTS else [None]
            missing = [place for place in places if (period, place) not in there]
            # More than half of them: then it was made as a whole, and the others are new.
            if 2 * len(missing) >= len(places):
                found.places |= dict.fromkeys(missing, schedule.language)
        if found.places:
            return found
    return None


def _due(
    schedules: Collection[ReportSchedule], now: datetime
) -> dict[Period, dict[str, ReportSchedule]]:
    """By period the schedules that want a report of it."""
    plans = {schedule.kind: plan_of(schedule) for schedule in schedules if schedule.active}
    periods = {period for plan in plans.values() for period in plan.due(calendar_for(), now)}
    return {
        period: {
            schedule.kind: schedule
            for schedule in schedules
            if schedule.kind in plans
            and plans[schedule.kind].kind == period.kind
            and period.first_day >= schedule.since
        }
        for period in periods
    }


def _there(periods: Iterable[Period]) -> set[tuple[Period, Place]]:
    """One statement."""
    first = min(period.first_day for period in periods)
    rows = Report.objects.filter(version=1, first_day__gte=first).order_by()
    return {
        (Period(kind, day), place)
        for kind, day, place in rows.values_list("kind", "first_day", "department_id")
    }


def unfinished() -> QuerySet[Report]:
    """What is to be frozen or built, in order of the periods."""
    rows = Report.objects.filter(state__in=[State.DUE, State.BUILDING])
    return rows.defer("figures", "words").order_by("first_day", "kind", "pk")


def to_be_published(schedules: Collection[ReportSchedule], now: datetime) -> list[Report]:
    """Drafts whose moment has come and that nobody has to look at first. One statement, none when
    every schedule has its reports read over."""
    by_kind = {each.kind: each for each in schedules if each.active and not each.review}
    if not by_kind:
        return []
    rows = Report.objects.filter(
        state=State.BUILT,
        version=1,
        created_by=None,
        first_day__gte=min(each.since for each in by_kind.values()),
    )
    return [
        report
        for report in rows.defer("figures", "words").order_by("first_day", "kind", "pk")
        if kind_of(report) in by_kind and publishes_itself(report, by_kind[kind_of(report)], now)
    ]
