"""A town with an October, and its reports."""

from datetime import datetime, timedelta

from dashboard.models import Report, ReportSchedule
from dashboard.reports.planning import default_of
from dashboard.reports.schedule import Period
from dashboard.reports.services import build, freeze, make_rows, publish
from kcc.lib.periods import ZONE
from tests.factories import make_callback, make_contact, make_user, reference

OCTOBER = Period.parse("2026-10")
# Wednesday 4 November: the third working day.
DAY = datetime(2026, 11, 4, 8, 0, tzinfo=ZONE)
TEN = datetime(2026, 10, 6, 10, 0, tzinfo=ZONE)


def make_october(contacts=6):
    """Contacts and callbacks in every department; what the head of vergunningen and a manager
    read. The people, by role."""
    reference()
    for number in range(contacts):
        at = TEN + timedelta(days=number % 3, minutes=number)
        make_contact(at=at, subject="BZ01" if number % 2 else "VG02", phone=f"+3161230{number:04}")
    make_callback(at=TEN, phone="+31612399999")
    here = reference().department["vergunningen"]
    return {
        "head": make_user("head", here, email="hoofd@example.org"),
        "manager": make_user("manager", email="manager@example.org"),
    }


def make_schedules(*, today=None, **values):
    """As the tick makes them, with these choices: read over first, from October on."""
    since = (today or DAY).date().replace(month=10, day=1)
    for kind in ReportSchedule.Kind.values:
        schedule = default_of(kind, since)
        for name, value in values.items():
            setattr(schedule, name, value)
        schedule.save()


def make_draft(
    slug="vergunningen", *, period=OCTOBER, now=DAY, by=None, with_files=False
) -> Report:
    """A report that waits to be published; of the organisation for slug None. Without its files it
    counts as one that is still being made."""
    place = reference().department[slug].pk if slug else None
    make_rows(period=period, places={place: "nl"}, by=by, now=now)
    freeze(period=period, now=now)
    report = report_of(slug, period=period)
    if with_files:
        build(report=report, now=now)
    return report


def make_published(slug="vergunningen", **values) -> Report:
    """By itself, with its files when that is asked for."""
    report, now = make_draft(slug, **values), values.get("now", DAY)
    return publish(report=report, by=None, now=now, with_files=values.get("with_files", False))


def report_of(slug="vergunningen", *, period=OCTOBER, version=1) -> Report:
    rows = Report.objects.select_related("department")
    return rows.get(
        kind=period.kind, first_day=period.first_day, department__slug=slug, version=version
    )
