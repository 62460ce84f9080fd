"""Work that takes longer than a request: a row first, a trigger second."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """One piece of work with a unique key, a lease and progress.

    The broker may lose a message; this row may not. A worker claims it by compare-and-set and
    holds a lease that it renews while it works; an expired lease may be claimed by another.
    """

    class State(models.TextChoices):
        DUE = "due", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    payload = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    available_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    personal_data = frozenset({"created_by"})
    plain_data = frozenset(
        {
            "id", "public_id", "kind", "key", "state", "payload", "result", "error", "attempts",
            "available_at", "lease_until", "lease_token", "progress_done", "progress_total",
            "created_at", "finished_at",
        }
    )  # fmt: skip

    class Meta:
        indexes = [
            # The reconciler: what is due, and whose lease has run out.
            models.Index(
                fields=["available_at"],
                name="job_unfinished",
                condition=Q(state__in=["due", "running"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False, lease_token__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True, lease_token__isnull=True)),
                name="job_lease_only_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | (~Q(state__in=["done", "failed"]) & Q(finished_at__isnull=True)),
                name="job_finished_at_when_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
