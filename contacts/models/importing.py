"""A file of contacts from elsewhere, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def import_path(run, filename) -> str:
    """A random name outside the web root; the name it had is kept on the row."""
    return f"imports/{run.public_id}.csv"


class ImportRun(models.Model):
    """One upload. The work itself is a kcc.jobs.Job with this row in its payload."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mapping = models.CharField(_("mapping"), max_length=60)
    file = models.FileField(_("file"), upload_to=import_path)
    original_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    job = models.OneToOneField("jobs.Job", models.PROTECT, null=True, related_name="+")

    # The file holds whatever the other system held; it is removed after the run.
    personal_data = frozenset({"file", "original_name"})
    plain_data = frozenset(
        {"id", "public_id", "mapping", "sha256", "created_by", "created_at", "job"}
    )

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return str(self.public_id)
