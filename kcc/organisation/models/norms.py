"""What we promise."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kcc.organisation.models.hours import Channel
from kcc.organisation.models.places import Department
from kcc.organisation.models.same import or_none


class ServiceNorm(models.Model):
    """What we promise (servicenorm): effective-dated, the most specific one wins."""

    class Kind(models.TextChoices):
        CALLBACK = "callback", _("Callback")
        CALLBACK_URGENT = "callback_urgent", _("Urgent callback")
        EMAIL = "email", _("E-mail")
        FORM = "form", _("Web form")
        LETTER = "letter", _("Letter")
        SOCIAL = "social", _("Social media and WhatsApp")
        QUESTION = "question", _("Question passed on")

    class Unit(models.TextChoices):
        WORKING_DAYS = "working_days", _("working days")
        WORKING_HOURS = "working_hours", pgettext_lazy("unit", "opening hours")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="norms",
        verbose_name=_("department"),
    )
    channel = models.ForeignKey(
        Channel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="norms",
        verbose_name=_("channel"),
    )
    # The code of a subject (contacts.Subject); empty holds for every subject.
    subject_code = models.CharField(_("subject"), max_length=100, blank=True)
    amount = models.PositiveSmallIntegerField(_("term"))
    unit = models.CharField(_("unit"), max_length=15, choices=Unit)
    target_percentage = models.PositiveSmallIntegerField(_("target in %"), default=80)
    valid_from = models.DateField(_("valid from"))
    # The last day; empty for as long as nothing else is agreed.
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "kind", "department", "channel", "subject_code", "amount", "unit",
            "target_percentage", "valid_from", "valid_until", "source",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("service norm")
        verbose_name_plural = _("service norms")
        ordering = ("kind", "-valid_from")
        constraints = [
            models.UniqueConstraint(
                F("kind"),
                or_none("department"),
                or_none("channel"),
                F("subject_code"),
                F("valid_from"),
                name="service_norm_once_per_day",
                violation_error_message=_("There is a norm for this from that day already."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=1, target_percentage__lte=100),
                name="service_norm_sane",
                violation_error_message=_("The term is at least 1, the target at most 100."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="service_norm_ends_after_it_begins",
                violation_error_message=_("The last day is not before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount} {self.get_unit_display()}"
