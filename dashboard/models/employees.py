"""Whether figures may go down to a person at all (WOR art. 27(1)(k) and (l))."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kcc.organisation.models.same import or_none


class EmployeeConsent(models.Model):
    """The works council agreed and the DPIA was made: with that the work stock per employee may be
    shown. One at a time; turned off again it stays as it was, for who asks later."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    council_on = models.DateField(_("consent of the works council on"))
    council_reference = models.CharField(_("reference of the consent"), max_length=120)
    dpia_on = models.DateField(_("DPIA of"))
    dpia_reference = models.CharField(_("reference of the DPIA"), max_length=120)
    purpose = models.TextField(_("purpose"))
    kept_months = models.PositiveSmallIntegerField(_("looks are kept for (months)"), default=3)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    turned_on_at = models.DateTimeField(editable=False)
    turned_on_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    turned_off_at = models.DateTimeField(null=True, editable=False)
    turned_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("why it was turned off"), max_length=200, blank=True)

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "public_id", "council_on", "council_reference", "dpia_on", "dpia_reference",
            "purpose", "kept_months", "ends_on", "turned_on_at", "turned_on_by", "turned_off_at",
            "turned_off_by", "reason",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("figures per employee")
        verbose_name_plural = _("figures per employee")
        ordering = ("-turned_on_at",)
        constraints = [
            models.UniqueConstraint(
                or_none("turned_off_by"),
                condition=Q(turned_off_at__isnull=True),
                name="employee_consent_one_at_a_time",
                violation_error_message=_("It is turned on already."),
            ),
            models.CheckConstraint(
                condition=Q(turned_off_at__isnull=True, turned_off_by__isnull=True)
                | Q(turned_off_at__isnull=False),
                name="employee_consent_off_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kept_months__gte=1, kept_months__lte=3),
                name="employee_consent_kept_at_most_three_months",
                violation_error_message=_("Figures per employee are kept for 1 to 3 months."),
            ),
        ]

    def __str__(self) -> str:
        return self.council_reference
