"""What the telephone exchange counts: calls that were offered, answered and given up."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class TelephonyFile(models.Model):
    """A file of the exchange that was read; what it says replaces what was known of those hours."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    read_at = models.DateTimeField(_("read at"))
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    rows = models.PositiveIntegerField(_("hours"))
    replaced = models.PositiveIntegerField(_("of which known already"), default=0)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "public_id", "name", "sha256", "read_at", "read_by", "rows", "replaced",
            "first_day", "last_day",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("file of the telephone exchange")
        verbose_name_plural = _("files of the telephone exchange")
        ordering = ("-read_at", "-id")

    def __str__(self) -> str:
        return self.name


class TelephonyHour(models.Model):
    """One line (number or queue) in one hour on the clock of the municipality.

    `in_time` of the answered calls were answered within `norm_seconds`. `wait_seconds` is the time
    all answered callers waited together. In the hour that comes twice when summer time ends both
    are one row.
    """

    day = models.DateField(_("day"))
    hour = models.PositiveSmallIntegerField(_("hour"))
    line = models.CharField(_("line"), max_length=60, default="")
    offered = models.PositiveIntegerField(_("offered"))
    answered = models.PositiveIntegerField(_("answered"))
    in_time = models.PositiveIntegerField(_("answered in time"))
    abandoned = models.PositiveIntegerField(_("given up"))
    wait_seconds = models.PositiveIntegerField(_("seconds waited"), default=0)
    norm_seconds = models.PositiveSmallIntegerField(_("norm in seconds"), default=30)
    file = models.ForeignKey(TelephonyFile, models.CASCADE, related_name="hours")

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "day", "hour", "line", "offered", "answered", "in_time", "abandoned",
            "wait_seconds", "norm_seconds", "file",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("hour of the telephone exchange")
        verbose_name_plural = _("hours of the telephone exchange")
        constraints = [
            models.UniqueConstraint(fields=["day", "hour", "line"], name="telephony_hour_once"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="telephony_hour_of_the_day"),
            models.CheckConstraint(
                condition=Q(in_time__lte=F("answered"))
                & Q(offered__gte=F("answered") + F("abandoned")),
                name="telephony_calls_add_up",
                violation_error_message=_(
                    "Answered and given up together are at most what was offered."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.hour}"
