"""What a list of rows is asked for besides the filters of its page: the place, and one part of a
breakdown."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from dashboard.filters import FigureFilter
from dashboard.measures import ANSWERS, QUESTIONS, REPEATED
from dashboard.show import hour_text, weekday_name

NOTHING = "none"  # of a reason: confirmed without one


class RowsFilter(FigureFilter):
    """A part that the rows do not have (the hour of a case) gives no rows."""

    # What a page of figures does not ask for, in the order of the address.
    ALSO = ("weekday", "hour", "reason", "score")

    weekday = filters.TypedChoiceFilter(
        label=_("Weekday"), method="in_weekday", coerce=int,
        choices=lambda: [(day, weekday_name(day)) for day in range(1, 8)],
    )  # fmt: skip
    hour = filters.TypedChoiceFilter(
        label=_("Hour"), method="in_hour", coerce=int,
        choices=lambda: [(hour, hour_text(hour)) for hour in range(24)],
    )  # fmt: skip
    reason = filters.ChoiceFilter(label=_("Reason"), method="in_reason")
    score = filters.TypedChoiceFilter(
        label=_("Mark"), method="in_score", coerce=int,
        choices=[(score, str(score)) for score in range(1, 11)],
    )  # fmt: skip

    def options(self, today):
        reasons = [(each.code, each.name) for each in self.names.reasons.values()]
        return super().options(today) | {"reason": [*reasons, (NOTHING, _("No reason"))]}

    def in_weekday(self, rows, name, day):
        if self.source.day:
            return rows.filter(**{f"{self.source.day}__iso_week_day": day})
        return rows.alias(told_day=self.source.local_day).filter(told_day__iso_week_day=day)

    def in_hour(self, rows, name, hour):
        return self._of(QUESTIONS, rows, hour)

    def in_score(self, rows, name, score):
        return self._of(ANSWERS, rows, score)

    def in_reason(self, rows, name, code):
        ids = {each.code: each.pk for each in self.names.reasons.values()}
        return self._of(REPEATED, rows, ids.get(code))

    def _of(self, source, rows, value):
        """With this key; None is without one."""
        if self.source is not source:
            return rows.none()
        return rows.filter(
            **{f"{source.key}__isnull": True} if value is None else {source.key: value}
        )
