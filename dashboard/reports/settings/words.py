"""A schedule in words."""

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.models import ReportSchedule
from dashboard.reports.schedule import Kind, Period
from dashboard.reports.settings.selectors import Moment
from dashboard.spans import month_of
from dashboard.words import month_name
from kcc.lib.periods import ZONE

Kinds = ReportSchedule.Kind


def period(found: Period) -> str:
    """October 2026, or 2026."""
    if found.kind == Kind.YEAR:
        return str(found.first_day.year)
    return month_name(month_of(found.first_day))


def moment(value) -> str:
    """Wednesday 4 November 2026, 08:00."""
    local = value.astimezone(ZONE)
    return f"{format_date(local, 'l j F Y')}, {local:%H:%M}"


def to_people(number: int) -> str:
    return ngettext("to %(count)d person", "to %(count)d people", number) % {"count": number}


def next_one(found: Moment, people: int) -> str:
    """Next: Wednesday 4 November 2026, 08:00, to 34 people."""
    return _("Next: %(moment)s, %(people)s.") % {
        "moment": moment(found.published),
        "people": to_people(people),
    }


def rule(schedule: ReportSchedule) -> str:
    """On working day 3, at 08:00, after you read them."""
    parts = {"number": schedule.working_day, "hour": f"{schedule.hour:%H:%M}"}
    if schedule.review:
        return _("On working day %(number)d at %(hour)s, once you have read them.") % parts
    return _("On working day %(number)d at %(hour)s, by itself.") % parts
