"""A contact that is still going on: kept on the server from the first key."""

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What an agent has typed so far. `key` becomes the idempotency key of the contact.

    Lives on the server and not in the browser: it survives a killed browser, an expired log-in
    and a change of computer, and no personal data stays behind on a device (ASVS 14.3.3).
    """

    key = models.UUIDField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    data = models.JSONField(default=dict)
    # Shown on the tab: "Mw. De Wit", "Parkeren".
    label = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField()
    # Server time: when the pause or the wrap-up began, and the seconds gathered before.
    paused_at = models.DateTimeField(null=True)
    paused_seconds = models.PositiveIntegerField(default=0)
    talk_ended_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField()
    # Counts the saves of one browser; an older one arriving late never overwrites a newer one.
    revision = models.PositiveIntegerField(default=0)

    personal_data = frozenset({"data", "label"})
    plain_data = frozenset(
        {
            "id", "key", "user", "started_at", "paused_at", "paused_seconds", "talk_ended_at",
            "saved_at", "revision",
        }
    )  # fmt: skip

    class Meta:
        ordering = ("started_at", "id")
        indexes = [models.Index(fields=["user", "started_at"], name="draft_tabs_of_user")]

    def __str__(self) -> str:
        return str(self.key)
