"""A schedule, people with an address, and what they are mailed."""

from datetime import date, datetime, timedelta

from dashboard.models import ReportSchedule
from kcc.jobs.models import OutboxMessage
from kcc.lib.periods import ZONE
from tests.factories import make_user

DAY = timedelta(days=1)
# The third working day of November 2026, as the schedule says.
PUBLISHED = datetime(2026, 11, 4, 8, 0, tzinfo=ZONE)


def schedule(kind="departments", **values) -> ReportSchedule:
    given = {"working_day": 3, "hour": PUBLISHED.time(), "since": date(2026, 1, 1), "roles": []}
    return ReportSchedule.objects.create(kind=kind, **(given | values))


def person(role, department=None, **values):
    user = make_user(role, department, **values)
    user.email = f"{user.username}@lindenwaard.example"
    user.save(update_fields=["email"])
    return user


def mails(kind="report") -> list[str]:
    rows = OutboxMessage.objects.filter(kind=kind).order_by("to")
    return list(rows.values_list("to", flat=True))
