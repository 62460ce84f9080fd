"""Reading alerts, and what they would have said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from dashboard.alerts.following import State, Step, follow
from dashboard.alerts.levels import WATCHED, Level, levels, norm_of
from dashboard.figures import BY_SLUG, Figure
from dashboard.models import Alert, AlertMail
from dashboard.spans import ONE_DAY
from kcc.lib.periods import local_day
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worktime import is_working_day

# Working days in a row that are looked at in one go; after a longer standstill the last of them.
MOST_DAYS = 40
PREVIEW = timedelta(days=90)


def watched(alert: Alert) -> Figure | None:
    """None for a figure that is no longer there."""
    figure = BY_SLUG.get(alert.figure)
    return figure if figure in WATCHED else None


def threshold_of(alert: Alert, figure: Figure) -> float:
    return float(alert.threshold) if alert.threshold is not None else norm_of(figure)


def every_alert() -> QuerySet[Alert]:
    """With its department and the last time it told somebody. One statement."""
    told = AlertMail.objects.filter(alert=OuterRef("pk")).order_by("-at")
    return Alert.objects.select_related("department").annotate(
        told_at=Subquery(told.values("at")[:1])
    )


def to_look_at(now: datetime) -> QuerySet[Alert]:
    """The active ones that have not seen yesterday yet."""
    yesterday = local_day(now) - ONE_DAY
    unseen = Q(looked_on__isnull=True) | Q(looked_on__lt=yesterday)
    return Alert.objects.filter(unseen, active=True).order_by("pk")


def days_to_see(alert: Alert, now: datetime) -> list[date]:
    """The working days after the last one it saw, up to yesterday. A new one begins with as many
    days as it needs, so that what is past already is told tomorrow."""
    yesterday = local_day(now) - ONE_DAY
    if alert.looked_on is not None:
        return working_days(alert.looked_on + ONE_DAY, yesterday)[-MOST_DAYS:]
    return working_days(yesterday - timedelta(days=3 * alert.days), yesterday)[-alert.days :]


def working_days(first: date, last: date) -> list[date]:
    calendar, number = calendar_for(), (last - first).days + 1
    days = (first + ONE_DAY * index for index in range(max(number, 0)))
    return [day for day in days if is_working_day(calendar, day)]


def seen(
    alert: Alert, figure: Figure, days: Sequence[date], state: State, *, now: datetime
) -> tuple[list[Step], dict[date, Level]]:
    """What the alert makes of these days. At most three statements."""
    found = levels(figure, alert.department_id, days, now=now)
    limit, lower = threshold_of(alert, figure), figure.better_is_lower
    past = ((day, found[day].is_past(limit, lower_is_better=lower)) for day in days)
    return list(follow(state, past, needed=alert.days)), found


@dataclass(frozen=True)
class Preview:
    """What it would have told in the last quarter: (day, number), and how it stands now."""

    told: list[tuple[date, float]]
    level: float | None
    on: date | None


def preview(alert: Alert, *, now: datetime) -> Preview:
    """At most three statements. `alert` need not be saved."""
    figure, today = watched(alert), local_day(now)
    days = working_days(today - PREVIEW, today - ONE_DAY)
    steps, found = seen(alert, figure, days, State(), now=now)
    told = [(step.day, found[step.day].number) for step in steps if step.tells]
    last = days[-1] if days else None
    return Preview(told, found[last].number if last else None, last)
