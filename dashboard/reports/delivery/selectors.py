"""What delivering asks: the schedule, what was missed, who was told and who opened it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, When
from django.urls import reverse

from dashboard.models import Report, ReportReader, ReportSchedule
from dashboard.reports.planning import period_kind, period_of, plan_of
from kcc.jobs.models import OutboxMessage
from kcc.lib.periods import local_day, start_of
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import Membership, Role, User
from kcc.organisation.worktime import NoOpeningTime, days_between

MOST_MISSED = 12  # reports one mail names
ONE_DAY = timedelta(days=1)
# Told longer ago, a reminder is no news any more.
REMINDED_WITHIN = timedelta(days=60)
REMINDED_AT_ONCE = 500
# What a line about a report does not need, and which is large.
HEAVY = ("figures", "words", "comment", "changes")


def page_of(report: Report) -> str:
    return reverse("reports:report", args=[report.public_id])


def mail_key(report: Report, user: User) -> str:
    return f"report:{report.public_id}:{user.public_id}"


def is_overtaken(report: Report, schedule: ReportSchedule, *, now: datetime) -> bool:
    """Whether the report of the period after this one should be there by now. A new version is
    news, however old its period."""
    if report.version > 1:
        return False
    try:
        return plan_of(schedule).published(calendar_for(), period_of(report).next) <= now
    except NoOpeningTime:
        return False


def never_mailed(report: Report, people: Sequence[User]) -> dict[int, list[Report]]:
    """Per person the reports of the periods right before this one that no mail told of and that
    were not opened, oldest first: those of a standstill. Two statements."""
    if report.version > 1:
        return {}
    before = Report.objects.filter(
        kind=report.kind, department=report.department_id, first_day__lt=report.first_day, version=1
    )
    rows = ReportReader.objects.filter(report__in=before, user__in=people).select_related(
        "report__department"
    )
    readers = defaultdict(list)
    for row in rows.defer(*_heavy("report")).order_by("-report__first_day"):
        readers[row.user_id].append(row)
    keys = {
        mail_key(row.report, user): row.report
        for user in people
        for row in readers[user.pk][:MOST_MISSED]
    }
    mailed = set(OutboxMessage.objects.filter(key__in=keys).values_list("key", flat=True))
    return {user.pk: _run(readers[user.pk], user, mailed) for user in people}


def _run(rows: Sequence[ReportReader], user: User, mailed: set[str]) -> list[Report]:
    """Back from the newest, up to the first that was mailed."""
    found = []
    for row in rows[:MOST_MISSED]:
        if mail_key(row.report, user) in mailed:
            break
        if row.opened_at is None and row.report.state == Report.State.PUBLISHED:
            found.append(row.report)
    return found[::-1]


def _heavy(path: str) -> list[str]:
    return [f"{path}__{name}" for name in HEAVY]


# -- Whom to remind -------------------------------------------------------------------------------


def to_remind(now: datetime) -> list[ReportReader]:
    """Heads who did not open a report in the working days its schedule gives them, those of one
    person after each other: with person and report. One statement when nobody has anything
    unopened, else two."""
    unread = ReportReader.objects.filter(
        told_at__gte=now - REMINDED_WITHIN, opened_at__isnull=True, reminded_at__isnull=True
    )
    schedules = list(ReportSchedule.objects.filter(Exists(unread), remind_after__gt=0))
    if not schedules:
        return []
    asked = Q(pk__in=[])
    for schedule in schedules:
        before = start_of(last_day_told(schedule.remind_after, now) + ONE_DAY)
        asked |= _of_schedule(schedule.kind) & Q(told_at__lt=before)
    rows = unread.filter(asked, _answers_for_it(), user__is_active=True)
    rows = rows.filter(report__state=Report.State.PUBLISHED).exclude(_has_newer())
    rows = rows.select_related("user", "report__department").defer(*_heavy("report"))
    return list(rows.order_by("user_id", "report__first_day", "pk")[:REMINDED_AT_ONCE])


def last_day_told(working_days: int, now: datetime) -> date:
    """The last day from which this many working days have come since."""
    calendar, today = calendar_for(), local_day(now)
    earliest = today - REMINDED_WITHIN
    day = today
    while day > earliest and days_between(calendar, day, today) < working_days:
        day -= ONE_DAY
    return day


def _of_schedule(kind: str) -> Q:
    if kind == ReportSchedule.Kind.DEPARTMENTS:
        return Q(report__department__isnull=False)
    return Q(report__department__isnull=True, report__kind=period_kind(kind))


def _answers_for_it() -> Q:
    """Heads, who are to do something with it: of its department, or of any of what is about all."""
    heads = Membership.objects.filter(user=OuterRef("user"), role=Role.HEAD)
    of_it = heads.filter(department=OuterRef("report__department"))
    return Q(Exists(of_it)) | Q(Exists(heads), report__department__isnull=True)


def _has_newer() -> Q:
    """Who is told of the new version need not open the old one."""
    newer = Report.objects.filter(
        kind=OuterRef("report__kind"),
        first_day=OuterRef("report__first_day"),
        version__gt=OuterRef("report__version"),
        state=Report.State.PUBLISHED,
    )
    of_all = Exists(newer.filter(department__isnull=True))
    of_it = Exists(newer.filter(department=OuterRef("report__department")))
    return Q(of_it) | Q(of_all, report__department__isnull=True)


# -- Who was told, and who opened it --------------------------------------------------------------


@dataclass(frozen=True)
class Reader:
    """One who was told of a report. `mail` is the state of the mail, "" when there is none."""

    user: User
    is_head: bool
    told_at: datetime
    opened_at: datetime | None
    reminded_at: datetime | None
    mail: str


@dataclass(frozen=True)
class Readership:
    """Of one report: heads first, by name."""

    report: Report
    readers: tuple[Reader, ...] = ()
    # It was published and there was no head to tell.
    is_headless: bool = False

    @property
    def opened(self) -> int:
        return sum(reader.opened_at is not None for reader in self.readers)

    @property
    def unopened(self) -> list[Reader]:
        return [reader for reader in self.readers if reader.opened_at is None]

    @property
    def without_mail(self) -> list[Reader]:
        """Heads who have no address: it is under their bell only."""
        return [reader for reader in self.readers if reader.is_head and not reader.user.email]

    @property
    def failed(self) -> list[Reader]:
        """Whose mail did not arrive."""
        return [reader for reader in self.readers if reader.mail == OutboxMessage.State.FAILED]

    @property
    def has_problem(self) -> bool:
        return bool(self.is_headless or self.without_mail or self.failed)


def readership(reports: Sequence[Report]) -> list[Readership]:
    """Of these reports (with department), in their order. Two statements."""
    told = Report.State.PUBLISHED, Report.State.WITHDRAWN
    heads = Membership.objects.filter(user=OuterRef("user"), role=Role.HEAD)
    rows = (
        ReportReader.objects.filter(report__in=[each.pk for each in reports])
        .annotate(
            is_head=Case(
                When(report__department__isnull=True, then=Exists(heads)),
                default=Exists(heads.filter(department=OuterRef("report__department"))),
                output_field=BooleanField(),
            )
        )
        .select_related("user")
        .order_by("-is_head", "user__last_name", "user__first_name", "user_id")
    )
    by_report = defaultdict(list)
    for row in rows:
        by_report[row.report_id].append(row)
    keys = [mail_key(each, row.user) for each in reports for row in by_report[each.pk]]
    mails = dict(OutboxMessage.objects.filter(key__in=keys).values_list("key", "state"))
    return [
        Readership(
            each,
            found := tuple(_reader(each, row, mails) for row in by_report[each.pk]),
            is_headless=each.state in told
            and each.department_id is not None
            and not any(reader.is_head for reader in found),
        )
        for each in reports
    ]


def _reader(report: Report, row: ReportReader, mails: Mapping[str, str]) -> Reader:
    return Reader(
        row.user,
        row.is_head,
        row.told_at,
        row.opened_at,
        row.reminded_at,
        mails.get(mail_key(report, row.user), ""),
    )


def told_of(kind: str, first_day: date) -> list[Report]:
    """The published reports of a period, the organisation first and the latest version of each
    first. One statement."""
    rows = Report.objects.filter(kind=kind, first_day=first_day, published_at__isnull=False)
    found = rows.select_related("department").defer(*HEAVY)
    return sorted(
        found,
        key=lambda each: (each.department.name if each.department_id else "", -each.version),
    )
