"""The weekly list of a head: that it was made, and what it said."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WeeklyList(models.Model):
    """One per person and week. Made in the transaction of its mail, so that there is never a
    second one; what it counted is kept, to be set beside what is true now."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="weekly_lists")
    # The Monday of the week.
    week = models.DateField()
    at = models.DateTimeField()
    # {slug of the department: {"open": …, "late": …, "serious": …, "unassigned": …}}
    counts = models.JSONField(default=dict)

    personal_data = frozenset({"user"})
    plain_data = frozenset({"id", "week", "at", "counts"})

    class Meta:
        verbose_name = _("weekly list")
        verbose_name_plural = _("weekly lists")
        constraints = [
            models.UniqueConstraint(fields=["user", "week"], name="weekly_list_once"),
        ]

    def __str__(self) -> str:
        return f"{self.week}"
