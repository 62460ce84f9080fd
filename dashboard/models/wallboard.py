"""Keys for screens on the floor of the contact centre, that nobody logs in on."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WallboardKey(models.Model):
    """One screen. Its key stands in the cookie of that screen; only its hash is kept here."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("which screen"), max_length=80)
    # SHA-256 of 125 random bits: nothing to guess, so no slow hash is needed.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("expires"))
    # The day, not the moment: enough to find what is no longer used.
    last_used_on = models.DateField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    personal_data = frozenset({"digest"})
    plain_data = frozenset(
        {
            "id", "public_id", "name", "created_at", "created_by", "expires_at", "last_used_on",
            "revoked_at",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("screen on the floor")
        verbose_name_plural = _("screens on the floor")
        ordering = ("name", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="wallboard_key_expires_later",
                violation_error_message=_("A key expires after it was made."),
            )
        ]

    def __str__(self) -> str:
        return self.name
