"""How the customer follows a case, and what we write about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class FollowCode(models.Model):
    """Opens the page of one case together with its number. Only a keyed hash is kept; a new code
    replaces the old one."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="follow_code")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    personal_data = frozenset()
    plain_data = frozenset({"id", "case", "digest", "made_at", "made_by"})

    def __str__(self) -> str:
        return f"{self.case_id}"


class FollowAttempt(models.Model):
    """Wrong codes in a stretch of time, by the keyed hash of what is limited: a number, a sender.
    Rows of past stretches are removed."""

    key = models.CharField(max_length=64)
    since = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)

    personal_data = frozenset()
    plain_data = frozenset({"id", "key", "since", "failures"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "since"], name="follow_attempt_once")]

    def __str__(self) -> str:
        return f"{self.since}"


class CaseMessage(models.Model):
    """The words of a message to the customer. Fields in braces: see cases.following.words."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Confirmation of receipt")
        STATUS = "status", _("New status")
        SUSPENDED = "suspended", _("Suspended")
        EXTENDED = "extended", _("Extended")
        CLOSED = "closed", _("Closed")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, unique=True)
    subject = models.CharField(_("subject line"), max_length=120)
    body = models.TextField(_("text in Dutch"))
    body_en = models.TextField(_("text in English"), blank=True)
    active = models.BooleanField(_("active"), default=True)

    personal_data = frozenset()
    plain_data = frozenset({"id", "kind", "subject", "body", "body_en", "active"})

    class Meta:
        verbose_name = _("message to the customer")
        verbose_name_plural = _("messages to the customer")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.get_kind_display()
