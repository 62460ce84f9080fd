"""What the words of a case were before somebody changed them."""

from django.conf import settings
from django.db import models

from cases.models.case import Case


class CaseRevision(models.Model):
    """The values that a version replaced, by name; see cases.editing. With these a form that was
    opened on an older version is compared field by field, and an edit is taken back."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    before = models.JSONField()

    personal_data = frozenset({"before"})
    plain_data = frozenset({"id", "case", "version", "at", "by"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="case_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.version}"
