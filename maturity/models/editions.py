"""What is asked: the editions of the catalogue, and what a municipality asks itself besides."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PHASES = [(number, str(number)) for number in range(1, 6)]


class Edition(models.Model):
    """A version of the catalogue as it was read from its file: never changed, so that an old
    assessment can always be read with the statements it was made with (maturity.catalogue)."""

    version = models.CharField(max_length=20, unique=True)
    # The file as JSON, and its SHA-256.
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    personal_data = frozenset()
    plain_data = frozenset({"id", "version", "content", "digest", "loaded_at"})

    class Meta:
        verbose_name = _("edition of the catalogue")
        verbose_name_plural = _("editions of the catalogue")

    def __str__(self) -> str:
        return self.version


class OwnStatement(models.Model):
    """A statement of the municipality itself. It is asked, discussed and told like the others, and
    is marked; it does not count for a phase, so that outcomes stay comparable between rounds and
    with others."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # E1, E2, …: given once and never again.
    code = models.CharField(max_length=10, unique=True)
    pillar = models.SlugField(_("pillar"), max_length=40)
    phase = models.PositiveSmallIntegerField(_("phase"), choices=PHASES)
    text = models.CharField(_("statement"), max_length=300)
    evidence = models.CharField(_("what shows it"), max_length=300, blank=True)
    action = models.CharField(_("next step"), max_length=300, blank=True)
    # KPI of the catalogue with its threshold, or all three empty.
    kpi = models.SlugField(_("figure"), max_length=60, blank=True)
    operator = models.CharField(max_length=2, blank=True)
    value = models.FloatField(null=True, blank=True)
    # Asked in rounds that start from now on.
    active = models.BooleanField(_("is asked"), default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "public_id", "code", "pillar", "phase", "text", "evidence", "action", "kpi",
            "operator", "value", "active", "created_at", "created_by",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("own statement")
        verbose_name_plural = _("own statements")
        constraints = [
            models.CheckConstraint(
                condition=Q(phase__gte=1, phase__lte=5), name="own_statement_of_a_phase"
            ),
            models.CheckConstraint(
                condition=Q(kpi="", operator="", value__isnull=True)
                | (~Q(kpi="") & Q(operator="", value__isnull=True))
                | (~Q(kpi="") & Q(operator__in=[">=", "<="], value__isnull=False)),
                name="own_statement_threshold_of_a_figure",
            ),
        ]

    def __str__(self) -> str:
        return self.code
