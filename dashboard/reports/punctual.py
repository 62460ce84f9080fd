"""On which day the reports of a month were there: a figure about the reports themselves."""

from datetime import date
from statistics import median

from dashboard.figures import REPORT_DAY, Value
from dashboard.models import Report
from dashboard.reports.schedule import Kind, Period
from kcc.lib.periods import local_day
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worktime import days_between


def report_day(first_day: date) -> Value:
    """Of the month that begins on that day; None as long as no report of a department was
    published. `whole` is how many were. One statement."""
    rows = Report.objects.filter(
        kind=Kind.MONTH,
        first_day=first_day,
        department__isnull=False,
        version=1,
        published_at__isnull=False,
    )
    last, calendar = Period(Kind.MONTH, first_day).last_day, calendar_for()
    days = [
        days_between(calendar, last, local_day(at))
        for at in rows.values_list("published_at", flat=True)
    ]
    return Value(REPORT_DAY, median(days) if days else None, len(days))
