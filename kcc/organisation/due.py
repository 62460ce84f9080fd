"""How a promise looks now: late by so many working days, soon, or still to come."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kcc.lib.periods import local_day
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worktime import days_between, working_days_between

SOON_DAYS = 7


@dataclass(frozen=True)
class Due:
    """`days` are working days when late, calendar days left otherwise. Late comes at the promised
    moment itself: "before 17:00" is broken at 17:00."""

    late: bool
    soon: bool
    days: int

    @classmethod
    def of_moment(cls, at: datetime, now: datetime) -> "Due":
        """Soon is today."""
        if at <= now:
            return cls(True, False, working_days_between(calendar_for(), at, now))
        days = (local_day(at) - local_day(now)).days
        return cls(False, days == 0, days)

    @classmethod
    def of_day(cls, day: date, now: datetime) -> "Due":
        """Due through the end of that day. Soon is within a week."""
        today = local_day(now)
        if day < today:
            return cls(True, False, days_between(calendar_for(), day, today))
        days = (day - today).days
        return cls(False, days <= SOON_DAYS, days)

    @property
    def kind(self) -> str:
        """The colour of its mark."""
        return "late" if self.late else "warn" if self.soon else "info"

    @property
    def words(self) -> str:
        """How late it is, or how much is left when that is little; empty when there is time."""
        if self.late and self.days:
            words = ngettext("%(days)s working day late", "%(days)s working days late", self.days)
            return words % {"days": self.days}
        if self.late:
            return _("late")
        if not self.soon:
            return ""
        words = ngettext("%(days)s day left", "%(days)s days left", self.days)
        return words % {"days": self.days} if self.days else _("due today")

    @property
    def short(self) -> str:
        """`words` for a table."""
        if self.late and self.days:
            return _("%(days)s wd late") % {"days": self.days}
        return self.words
