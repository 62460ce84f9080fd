"""What the tests of service norms share. It is Tuesday 10 November 2026."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from kcc.organisation import calendars
from kcc.organisation.models import ServiceNorm
from tests.factories import make_callback

TODAY = date(2026, 11, 10)
DAY = timedelta(days=1)


def norm(kind="callback", amount=1, unit="working_days", valid_from=TODAY, **values):
    made = ServiceNorm.objects.create(
        kind=kind, amount=amount, unit=unit, valid_from=valid_from, **values
    )
    calendars.forget()
    return made


def made_on(day, hour=11, **values):
    return make_callback(
        at=datetime(2026, day[0], day[1], hour, tzinfo=ZoneInfo("Europe/Amsterdam")), **values
    )


def counts(preview):
    return (preview.looked_at, preview.earlier, preview.the_same, preview.later)
