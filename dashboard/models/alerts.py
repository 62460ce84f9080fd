"""A mail when a figure is past its norm for some days."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Alert(models.Model):
    """What the KCC manager wants to be told (product.md "Dashboard and reports").

    The figure (slug of dashboard.figures) of one department, or of everything when none is named,
    is past `threshold` in the direction that is worse for that figure; the norm of the figure
    itself when `threshold` is empty. Shares are in per cent. `days` working days in a row.
    """

    class Audience(models.TextChoices):
        MANAGERS = "managers", _("KCC managers")
        HEADS = "heads", _("Head of the department")
        BOTH = "both", _("Managers and the head")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    figure = models.SlugField(_("figure"), max_length=40)
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="alerts",
        verbose_name=_("department"),
    )  # fmt: skip
    threshold = models.DecimalField(
        _("threshold"), max_digits=9, decimal_places=1, null=True, blank=True
    )
    days = models.PositiveSmallIntegerField(_("working days in a row"), default=3)
    audience = models.CharField(
        _("who is told"), max_length=10, choices=Audience, default=Audience.MANAGERS
    )
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # How it stands: since which local day it is past, on which day it was last looked at.
    past_since = models.DateField(null=True, editable=False)
    looked_on = models.DateField(null=True, editable=False)
    days_past = models.PositiveSmallIntegerField(default=0, editable=False)

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "public_id", "name", "figure", "department", "threshold", "days", "audience",
            "active", "created_at", "created_by", "past_since", "looked_on", "days_past",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=60),
                name="alert_days_sane",
                violation_error_message=_("Choose 1 to 60 working days."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AlertMail(models.Model):
    """That it was told, once for every time the figure went past: `since` is the first day."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="mails")
    since = models.DateField()
    day = models.DateField()
    value = models.DecimalField(max_digits=9, decimal_places=1)
    told = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()

    personal_data = frozenset()
    plain_data = frozenset({"id", "alert", "since", "day", "value", "told", "at"})

    class Meta:
        ordering = ("-at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["alert", "since"], name="alert_mail_once"),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.since}"
