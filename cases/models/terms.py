"""What moved the term of a case, and what it costs when the term is broken."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class Suspension(models.Model):
    """Opschorting (Awb 4:15): the clocks stand still from the day after the letter until the day
    the papers came, or the day set for that passed unused."""

    class Reason(models.TextChoices):
        INCOMPLETE = "incomplete", _("The application must be completed (Awb 4:5, 4:15)")
        CONSENT = "consent", _("The applicant agreed in writing (Awb 4:15)")
        APPLICANT = "applicant", _("The delay is due to the applicant (Awb 4:15)")
        ABROAD = "abroad", _("Information from abroad is needed (Awb 4:15)")
        FORCE_MAJEURE = "force_majeure", _("Force majeure (Awb 4:15)")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="suspensions")
    reason = models.CharField(_("reason"), max_length=15, choices=Reason)
    text = models.CharField(_("what is needed"), max_length=500, blank=True)
    letter_on = models.DateField(_("date of the letter"))
    # The last day to answer; none when nobody knows (force majeure).
    until = models.DateField(_("answer before"), null=True)
    # The first day on which the clock runs again.
    resumed_on = models.DateField(null=True)
    days = models.PositiveSmallIntegerField(null=True)
    # When that was written down; what is taken back is found by it.
    ended_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    personal_data = frozenset({"text"})
    plain_data = frozenset(
        {
            "id", "public_id", "case", "reason", "letter_on", "until", "resumed_on", "days",
            "ended_at", "added_at", "added_by",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ("letter_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(resumed_on__isnull=True),
                name="case_suspended_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(resumed_on__isnull=True) | Q(resumed_on__gt=F("letter_on")),
                name="case_resumed_after_the_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.letter_on}"


class Extension(models.Model):
    """Verlenging or verdaging (Awb 4:14, 7:10, 9:11): once, told before the term ended."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="extension")
    reason = models.CharField(_("reason"), max_length=500)
    letter_on = models.DateField(_("date of the letter"))
    due_before = models.DateField()
    due_after = models.DateField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    personal_data = frozenset({"reason"})
    plain_data = frozenset(
        {"id", "case", "letter_on", "due_before", "due_after", "added_at", "added_by"}
    )

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_after__gt=F("due_before")), name="case_extended_to_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.due_after}"


class DefaultNotice(models.Model):
    """Ingebrekestelling (Awb 4:17): two weeks after it the penalty begins to run."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="notices")
    received_on = models.DateField(_("received on"))
    # Received before the term had passed: it counts for nothing (Awb 4:17 lid 3).
    premature = models.BooleanField(default=False)
    withdrawn_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    personal_data = frozenset({"remark"})
    plain_data = frozenset(
        {
            "id", "public_id", "case", "received_on", "premature", "withdrawn_on", "withdrawn_at",
            "added_at", "added_by",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("notice of default")
        verbose_name_plural = _("notices of default")
        ordering = ("received_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(premature=False, withdrawn_on__isnull=True),
                name="case_one_valid_notice",
                violation_error_message=_("There is a notice of default already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.received_on}"


class PenaltyRate(models.Model):
    """What a day costs when the decision does not come (Awb 4:17 lid 2), by the day from which the
    amounts hold. In whole euros."""

    valid_from = models.DateField(_("valid from"), unique=True)
    # [[days, euros a day], …]: 14 days at 23, 14 at 35, 14 at 45.
    tiers = models.JSONField(_("amounts"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    personal_data = frozenset()
    plain_data = frozenset({"id", "valid_from", "tiers", "source"})

    class Meta:
        verbose_name = _("penalty rate")
        verbose_name_plural = _("penalty rates")
        ordering = ("-valid_from",)

    def __str__(self) -> str:
        return f"{self.valid_from}"
