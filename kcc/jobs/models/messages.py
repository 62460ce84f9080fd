"""What people are told: under the bell, and by mail."""

import uuid
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OutboxMessage(models.Model):
    """One mail to one address about one occasion (`key`), sent by whoever claims it first.

    Made in the transaction of what it tells about. A worker that dies while sending leaves a lease
    that runs out; the message is then sent again under the same Message-ID, by which mail servers
    know a double.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("To be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    # Empty when it goes to a customer.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Address and words are removed some time after sending; the row stays, so that it is not
    # sent again.
    to = models.EmailField(_("to"), blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("made"))
    available_at = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(_("why not"), max_length=300, blank=True)

    personal_data = frozenset({"user", "to", "subject", "body"})
    plain_data = frozenset(
        {
            "id", "public_id", "key", "kind", "state", "created_at", "available_at", "attempts",
            "lease_until", "lease_token", "finished_at", "error",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False, lease_token__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True, lease_token__isnull=True)),
                name="outbox_lease_only_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "failed", "withdrawn"], finished_at__isnull=False)
                | (~Q(state__in=["sent", "failed", "withdrawn"]) & Q(finished_at__isnull=True)),
                name="outbox_finished_at_when_finished",
            ),
        ]
        indexes = [
            # What is to be sent now.
            models.Index(
                fields=["available_at"],
                name="outbox_unfinished",
                condition=Q(state__in=["waiting", "sending"]),
            ),
            # Whose words can be removed.
            models.Index(
                fields=["finished_at"],
                name="outbox_with_words",
                condition=Q(finished_at__isnull=False) & ~Q(body=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def message_id(self) -> str:
        """The same at every attempt."""
        return f"<{self.public_id}@{self.domain}>"

    @property
    def domain(self) -> str:
        """That of the sender."""
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


class Notification(models.Model):
    """One line under somebody's bell; one per person and occasion (`key`). Holds references, no
    person's name."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    # A path of this site; empty when there is nothing to open.
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # Goes along in the next mail that gathers what somebody was told.
    for_digest = models.BooleanField(default=False)
    mailed_in = models.ForeignKey(
        OutboxMessage, models.SET_NULL, null=True, related_name="notifications"
    )

    personal_data = frozenset({"user"})
    plain_data = frozenset(
        {
            "id", "public_id", "key", "kind", "text", "url", "at", "read_at", "for_digest",
            "mailed_in",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notification_once"),
        ]
        indexes = [
            # The bell and its page.
            models.Index(fields=["user", "-at", "-id"], name="notification_newest"),
            # What is to be taken back.
            models.Index(
                fields=["key"], name="notification_unread", condition=Q(read_at__isnull=True)
            ),
            # What the next mail gathers.
            models.Index(
                fields=["user"],
                name="notification_for_digest",
                condition=Q(for_digest=True, mailed_in__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
