"""Outcomes of other municipalities, without their names."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from maturity.models.assessments import Assessment


class SharedResult(models.Model):
    """An outcome somebody else gave us (maturity.sharing): which phases, in which size class, in
    which month; nothing that tells who it was, unless the one who imports it says so in `label`."""

    share_id = models.UUIDField(unique=True, editable=False)
    label = models.CharField(_("name for ourselves"), max_length=80, blank=True)
    size = models.CharField(_("size"), max_length=6, choices=Assessment.Size)
    form = models.CharField(_("form"), max_length=5, choices=Assessment.Form)
    edition = models.CharField(max_length=20)
    # The first day of the month in which it was settled.
    month = models.DateField()
    phase = models.PositiveSmallIntegerField()
    # Pillar -> {"phase", "done"}.
    pillars = models.JSONField()
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "share_id", "label", "size", "form", "edition", "month", "phase", "pillars",
            "imported_at", "imported_by",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("shared result")
        verbose_name_plural = _("shared results")

    def __str__(self) -> str:
        return self.size
