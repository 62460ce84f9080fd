"""Build the town: first who lives and works there, then what happened."""

import random
from collections import Counter
from datetime import datetime, time, timedelta

from dashboard.management.demo import shape
from dashboard.management.demo.applications import close_old_ones, plan_applications
from dashboard.management.demo.clock import working_days
from dashboard.management.demo.figures import keep_figures
from dashboard.management.demo.maturity import assess
from dashboard.management.demo.people import hire
from dashboard.management.demo.reports import publish_reports
from dashboard.management.demo.residents import settle
from dashboard.management.demo.steering import finish, forget_lines, plan_steps
from dashboard.management.demo.town import Town
from dashboard.management.statistics import look_at_tables
from kcc.customers.models import ContactPoint
from kcc.lib.periods import ZONE, local_day
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worktime import is_working_day


def last_open_moment(now: datetime) -> datetime:
    """Where the story ends: now when the town is at work, else the last closing time."""
    day, local = local_day(now), now.astimezone(ZONE)
    if is_working_day(calendar_for(), day) and local.time() >= time(9, 30):
        return min(local, datetime.combine(day, time(17), tzinfo=ZONE))
    day -= timedelta(days=1)
    while not is_working_day(calendar_for(), day):
        day -= timedelta(days=1)
    return datetime.combine(day, time(17), tzinfo=ZONE)


def build_town(*, seed: int, contacts: int, now: datetime) -> Counter:
    """Everything up to `now`. The same seed, number and moment give the same town."""
    end = last_open_moment(now)
    rng = random.Random(f"{seed} {contacts} {end.isoformat()}")  # noqa: S311 - a story, no secret
    staff = hire(rng)
    residents = settle(rng, staff.agents, end, people=max(40, min(860, contacts * 2 // 7)))
    town = Town(
        rng=rng,
        staff=staff,
        residents=residents,
        phones=_preferred(ContactPoint.Kind.PHONE),
        emails=_preferred(ContactPoint.Kind.EMAIL),
        end=end,
    )
    days = working_days(shape.months_until(end)[0].first_day, local_day(end))
    close_old_ones(town, contacts)
    plan_applications(town, contacts)
    plan_steps(town)
    town.live(shape.slots(rng, days, contacts, end))
    finish(town)
    look_at_tables()
    keep_figures(town)
    publish_reports(town, contacts)
    assess(town)
    forget_lines(town)
    return town.happened


def _preferred(kind) -> dict[int, str]:
    points = ContactPoint.objects.filter(kind=kind, preferred=True)
    return dict(points.values_list("customer_id", "value"))
