"""Destruction of cases whose retention has passed: proposed by one person, approved by another."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.catalogue import CaseType


class DestructionList(models.Model):
    """Vernietigingslijst. Carried out it is the certificate (verklaring van vernietiging,
    Archiefbesluit 1995 art. 8): it stays, without anything personal."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being drawn up")
        PROPOSED = "proposed", _("Waiting for approval")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Sent back")
        DONE = "done", _("Carried out")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    # Retention passed on or before this day.
    until = models.DateField(_("up to and including"))
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    # {"cases": 12, "documents": 30, …}: what was destroyed.
    counts = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "public_id", "number", "until", "state", "remark", "made_at", "made_by",
            "decided_at", "decided_by", "done_at", "counts", "version",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("destruction list")
        verbose_name_plural = _("destruction lists")
        ordering = ("-made_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by")),
                name="destruction_approved_by_another",
                violation_error_message=_("Somebody else has to approve it."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "done"]) | Q(decided_by__isnull=False),
                name="destruction_only_when_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DestructionItem(models.Model):
    """One case on the list: its number, type, result and days, which stay on the certificate."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    list = models.ForeignKey(DestructionList, models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="destruction_items")
    case_type = models.ForeignKey(CaseType, models.PROTECT, related_name="+")
    result = models.CharField(max_length=80)
    selection_list = models.CharField(max_length=20, blank=True)
    closed_on = models.DateField()
    archive_on = models.DateField()
    # Left out by who draws it up or decides, with the reason: a running appeal, for instance.
    excluded = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    keep_until = models.DateField(_("keep until"), null=True)

    personal_data = frozenset({"reason"})
    plain_data = frozenset(
        {
            "id", "public_id", "list", "case", "case_type", "result", "selection_list", "closed_on",
            "archive_on", "excluded", "keep_until",
        }
    )  # fmt: skip

    class Meta:
        ordering = ("archive_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["list", "case"], name="destruction_item_once"),
            models.CheckConstraint(
                condition=Q(excluded=False) | ~Q(reason=""),
                name="destruction_excluded_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.case_id}"
