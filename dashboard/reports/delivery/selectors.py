"""What delivering asks: the schedule, what was missed, who was told and who opened it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from dashboard.models import Report, ReportReader, ReportSchedule
from dashboard.reports.delivery.recipients import kind_of
from kcc.jobs.models import OutboxMessage
from kcc.lib.periods import ZONE, Month
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import User
from kcc.organisation.worktime import closing_after

MOST_MISSED = 12  # reports one mail names


def schedule_of(report: Report) -> ReportSchedule:
    """Its schedule; one that tells the heads only while there is none. One statement."""
    kind = kind_of(report)
    return ReportSchedule.objects.filter(pk=kind).first() or ReportSchedule(pk=kind)


def page_of(report: Report) -> str:
    return f"/reports/{report.public_id}/"


def mail_key(report: Report, user: User) -> str:
    return f"report:{report.public_id}:{user.public_id}"


def is_overtaken(report: Report, schedule: ReportSchedule, *, now: datetime) -> bool:
    """Whether the report of the period after this one should be there by now. A new version is
    news, however old its period."""
    if report.version > 1 or schedule.hour is None:
        return False
    last = Month(report.first_day.year + 1, 12) if report.kind == "year" else report.month.next
    closing = closing_after(calendar_for(), last.last_day, schedule.working_day)
    day = closing.astimezone(ZONE).date()
    return datetime.combine(day, schedule.hour, tzinfo=ZONE) <= now


def never_mailed(report: Report, people: Sequence[User]) -> dict[int, list[Report]]:
    """Per person the reports of the periods right before this one that no mail told of and that
    were not opened, oldest first: those of a standstill. Two statements."""
    if report.version > 1:
        return {}
    before = Report.objects.filter(
        kind=report.kind, department=report.department_id, first_day__lt=report.first_day, version=1
    )
    rows = ReportReader.objects.filter(report__in=before, user__in=people).select_related("report")
    readers = defaultdict(list)
    for row in rows.defer("report__figures", "report__words").order_by("-report__first_day"):
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
