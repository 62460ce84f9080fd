"""What has to be done for a case, and the papers in it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class CaseTask(models.Model):
    """Something to do before the case can go on, by a colleague, before a day."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    title = models.CharField(_("task"), max_length=200)
    due_on = models.DateField(_("before"), null=True)
    # Nobody: for who handles the case.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="case_tasks"
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    personal_data = frozenset({"title"})
    plain_data = frozenset(
        {
            "id", "public_id", "case", "due_on", "assignee", "created_at", "created_by",
            "done_at", "done_by",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ("done_at", "due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(done_by__isnull=True),
                name="case_task_done_by_somebody_when_done",
            )
        ]
        indexes = [
            models.Index(
                fields=["assignee", "due_on"],
                name="case_task_open",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(fields=["case"], name="case_task_of_case"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class CaseDocument(models.Model):
    """A paper in the file of a case. The file has a random name under MEDIA_ROOT/documents and is
    never served by its path."""

    class Kind(models.TextChoices):
        """By what the file holds, never by its name."""

        PDF = "application/pdf", "PDF"
        PNG = "image/png", "PNG"
        JPEG = "image/jpeg", "JPEG"
        ODT = "application/vnd.oasis.opendocument.text", "ODT"
        DOCX = (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "DOCX",
        )
        EML = "message/rfc822", "EML"

    class Direction(models.TextChoices):
        IN = "in", _("received")
        OUT = "out", _("sent")
        INTERNAL = "internal", _("internal")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="documents")
    name = models.CharField(_("name"), max_length=200)
    description = models.CharField(_("description"), max_length=200, blank=True)
    direction = models.CharField(
        _("direction"), max_length=8, choices=Direction, default=Direction.IN
    )
    kind = models.CharField(max_length=80, choices=Kind)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # Relative to MEDIA_ROOT; empty once it is removed.
    path = models.CharField(max_length=100, blank=True)
    # Pages that can be previewed as pictures; 0 when there is no preview.
    pages = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    personal_data = frozenset({"name", "description"})
    plain_data = frozenset(
        {
            "id", "public_id", "case", "direction", "kind", "size", "sha256", "path", "pages",
            "added_at", "added_by", "removed_at", "removed_by",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("-added_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["path"], condition=~Q(path=""), name="case_document_own_file"
            ),
            models.CheckConstraint(
                condition=~Q(path="") | Q(removed_at__isnull=False),
                name="case_document_file_until_removed",
            ),
        ]
        indexes = [models.Index(fields=["case", "-added_at"], name="case_document_of_case")]

    def __str__(self) -> str:
        return str(self.public_id)
