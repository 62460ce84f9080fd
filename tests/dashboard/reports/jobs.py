"""What the tests of the jobs that make reports share."""

from datetime import timedelta

from dashboard.models import Report
from dashboard.reports.jobs import tick
from kcc.jobs.services import work_waiting

HALF_MINUTE = timedelta(seconds=30)
EVERYBODY = ["burgerzaken", "kcc", "vergunningen", None]


def turn(now):
    """What beat and a worker do in half a minute."""
    tick(now)
    work_waiting(clock=lambda: now)


def there(*states):
    rows = Report.objects.filter(state__in=states) if states else Report.objects.all()
    rows = rows.order_by("first_day", "kind", "department__slug", "version")
    return [(row.period, row.department.slug if row.department else None) for row in rows]


def of(period, slugs=EVERYBODY):
    return sorted([(period, slug) for slug in slugs], key=lambda each: (each[1] or "", each[0]))


def sort(pairs):
    return sorted(pairs, key=lambda each: (each[1] or "", each[0]))
