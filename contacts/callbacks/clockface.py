"""The clock of one callback in words: how long there is left, how late it is, or why it stands
still."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Callback
from contacts.models.callback import CallbackStatus
from kcc.lib.templatetags.kcc import day, moment_near
from kcc.organisation.calendars import calendar_of
from kcc.organisation.worktime import working_days_between, working_seconds_between

HOUR = 3600


@dataclass(frozen=True)
class ClockFace:
    """`kind` is the colour (late, warn, info, ok or none); `was_late` holds for a clock that stands
    still and had ended before."""

    kind: str
    words: str
    still: bool = False
    was_late: bool = False


def clock_face(callback: Callback, now: datetime) -> ClockFace | None:
    """The channel of the question is loaded. Nothing for what was never answered."""
    channel = callback.question.contact.channel.code
    calendar, due = calendar_of(callback.norm_kind, channel), callback.due_at
    if callback.waiting_since:
        words = _("stands still: waits for the customer until %(day)s")
        was_late = due <= callback.waiting_since
        return ClockFace("", words % {"day": day(callback.waiting_until)}, True, was_late)
    if callback.closed_at:
        return _closed(callback, calendar)
    if due > now:
        days = working_days_between(calendar, now, due)
        return ClockFace("info" if days else "warn", _left(calendar, now, due, days))
    late = _late(calendar, due, now)
    if callback.serious_at <= now:
        late = _("seriously late: %(late)s") % {"late": late}
    return ClockFace("late", late)


def _closed(callback, calendar) -> ClockFace | None:
    if callback.status == CallbackStatus.LAPSED:
        return None
    if callback.closed_at < callback.due_at:
        return ClockFace("ok", _("within the term"))
    return ClockFace("", _late(calendar, callback.due_at, callback.closed_at))


def _left(calendar, now, due, days) -> str:
    if days:
        words = ngettext("%(count)d working day left", "%(count)d working days left", days)
        return words % {"count": days}
    seconds = working_seconds_between(calendar, now, due)
    if seconds >= HOUR:
        hours = int(seconds // HOUR)
        return ngettext("%(count)d hour left", "%(count)d hours left", hours) % {"count": hours}
    minutes = int(seconds // 60)
    if not minutes:
        # Outside opening hours nothing of the term passes any more.
        return _("due %(moment)s") % {"moment": moment_near(due)}
    words = ngettext("%(count)d minute left", "%(count)d minutes left", minutes)
    return words % {"count": minutes}


def _late(calendar, due, at) -> str:
    days = working_days_between(calendar, due, at)
    if days:
        words = ngettext("%(count)d working day late", "%(count)d working days late", days)
        return words % {"count": days}
    hours = int(working_seconds_between(calendar, due, at) // HOUR)
    if not hours:
        return _("late")
    return ngettext("%(count)d hour late", "%(count)d hours late", hours) % {"count": hours}
