"""What a schedule comes down to: its next moments, whom it reaches, and how it went."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db.models import Count, Max, Q, QuerySet

from dashboard.models import Report, ReportReader, ReportSchedule
from dashboard.reports.delivery.recipients import Reach, reach
from dashboard.reports.planning import default_of, period_kind, period_of, plan_of
from dashboard.reports.schedule import Kind, Period
from kcc.audit.models import AuditEvent
from kcc.audit.selectors import events
from kcc.lib.periods import local_day
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worktime import NoOpeningTime

KINDS = ReportSchedule.Kind
NEXT = 3  # moments to come that are shown
PAST = 12  # periods
CHANGES = 10  # of the settings


def every_schedule(today: date) -> list[ReportSchedule]:
    """One of each kind; those that nobody kept yet as they begin. One statement."""
    found = {row.kind: row for row in ReportSchedule.objects.all()}
    return [found.get(kind) or default_of(kind, today) for kind in KINDS]


# -- What is to come ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """Of one period: from when on it is made, and when it is published, or should be."""

    period: Period
    made: datetime
    published: datetime


@dataclass(frozen=True)
class Preview:
    coming: list[Moment]
    reach: Reach
    # Periods that are over and would be made at once, because nobody made them yet.
    at_once: list[Period]
    # There are no opening hours, so no day can be reckoned.
    no_calendar: bool = False


def preview(schedule: ReportSchedule, *, now: datetime) -> Preview:
    """`schedule` need not be saved. At most three statements."""
    reached = reach(schedule.kind, schedule.roles)
    try:
        coming = list(islice(_coming(schedule, now), NEXT))
        missing = _missing(schedule, now)
    except NoOpeningTime:
        return Preview([], reached, [], no_calendar=True)
    return Preview(coming, reached, missing)


def first_moment(schedule: ReportSchedule, *, now: datetime) -> Moment | None:
    """The next one; None when nothing comes."""
    if not schedule.active:
        return None
    try:
        return next(_coming(schedule, now))
    except NoOpeningTime:
        return None


def _coming(schedule: ReportSchedule, now: datetime) -> Iterator[Moment]:
    """Without end, those first that are published next."""
    plan, calendar = plan_of(schedule), calendar_for()
    period = max(
        Period.of(plan.kind, local_day(now)).previous, Period.of(plan.kind, schedule.since)
    )
    while True:
        moment = Moment(period, plan.made(calendar, period), plan.published(calendar, period))
        if moment.published > now:
            yield moment
        period = period.next


def _missing(schedule: ReportSchedule, now: datetime) -> list[Period]:
    if not schedule.active:
        return []
    due = list(plan_of(schedule).due(calendar_for(), now))
    rows = of_kind(schedule.kind).filter(first_day__in=[period.first_day for period in due])
    there = set(rows.values_list("first_day", flat=True).distinct()) if due else set()
    return [period for period in due if period.first_day not in there]


# -- How it went ----------------------------------------------------------------------------------


def of_kind(kind: str) -> QuerySet[Report]:
    """The reports of a schedule, unordered."""
    rows = Report.objects.filter(
        kind=period_kind(kind), department__isnull=kind != KINDS.DEPARTMENTS
    )
    return rows.order_by()


@dataclass(frozen=True)
class Past:
    """The reports of one period: when the last of them came out, and how many of the people who
    were told opened theirs."""

    period: Period
    planned: datetime | None
    reports: int
    published: int
    published_at: datetime | None
    told: int = 0
    opened: int = 0
    reminded: int = 0

    @property
    def is_late(self) -> bool:
        """Published on a later day than was planned."""
        if self.planned is None or self.published_at is None:
            return False
        return local_day(self.published_at) > local_day(self.planned)


def history(schedule: ReportSchedule) -> list[Past]:
    """The last periods, the newest first; of their first versions. Two statements."""
    published = Q(published_at__isnull=False)
    rows = (
        of_kind(schedule.kind)
        .filter(version=1)
        .values("first_day")
        .annotate(
            reports=Count("pk"),
            published=Count("pk", filter=published),
            published_at=Max("published_at"),
        )
        .order_by("-first_day")[:PAST]
    )
    found = list(rows)
    readers = _readers(schedule.kind, [row["first_day"] for row in found])
    return [_past(schedule, row, readers) for row in found]


def _past(schedule: ReportSchedule, row: dict, readers: Mapping[date, dict]) -> Past:
    first_day = row.pop("first_day")
    period = period_of(Report(kind=period_kind(schedule.kind), first_day=first_day))
    try:
        planned = plan_of(schedule).published(calendar_for(), period)
    except NoOpeningTime:
        planned = None
    # Planned by choices that do not hold any more: which ones nobody knows.
    if planned and schedule.changed_at and planned < schedule.changed_at:
        planned = None
    return Past(period, planned, **row, **readers.get(first_day, {}))


def _readers(kind: str, days: list[date]) -> dict[date, dict]:
    rows = ReportReader.objects.filter(
        report__kind=period_kind(kind),
        report__department__isnull=kind != KINDS.DEPARTMENTS,
        report__version=1,
        report__first_day__in=days,
    )
    counted = (
        rows.order_by()
        .values("report__first_day")
        .annotate(told=Count("pk"), opened=Count("opened_at"), reminded=Count("reminded_at"))
    )
    return {row.pop("report__first_day"): row for row in counted}


def changes(schedule: ReportSchedule) -> list[AuditEvent]:
    """Who changed the schedule, the newest first. One statement."""
    rows = events(object_type=ReportSchedule._meta.label_lower, object_id=schedule.kind)
    return list(rows.order_by("-at", "-pk")[:CHANGES])


def is_yearly(schedule: ReportSchedule) -> bool:
    return period_kind(schedule.kind) == Kind.YEAR
