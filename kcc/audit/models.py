"""Who saw or changed what: append-only, in the fields that BIO2 8.15.01 names."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """One look or one change. Never updated: the database refuses it (migration 0002)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("moment"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=60, blank=True)
    object_id = models.CharField(_("object"), max_length=64, blank=True)
    result = models.CharField(_("result"), max_length=20, default="ok")
    origin = models.CharField(_("origin"), max_length=60, blank=True)
    # Names of fields and references, never their contents.
    detail = models.JSONField(_("details"), default=dict)

    personal_data = frozenset({"actor", "origin"})
    plain_data = frozenset(
        {"id", "public_id", "at", "action", "object_type", "object_id", "result", "detail"}
    )

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            # The audit page: newest first, per object, per person.
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["object_type", "object_id", "-at"], name="audit_of_object"),
            models.Index(fields=["actor", "-at"], name="audit_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
