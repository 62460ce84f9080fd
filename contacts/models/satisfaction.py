"""Klanttevredenheid: one question afterwards, answered with a link that works once."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LOWEST, HIGHEST = 1, 10


class SurveyPolicy(models.Model):
    """Whether and when people are asked; one row, kept by the KCC manager."""

    active = models.BooleanField(_("invite people by itself"), default=False)
    after_contacts = models.BooleanField(_("after a contact"), default=True)
    after_callbacks = models.BooleanField(_("after a callback"), default=True)
    after_cases = models.BooleanField(_("after a case"), default=True)
    # Of what was closed, so that not everybody is asked always.
    percentage = models.PositiveSmallIntegerField(_("of every hundred"), default=100)
    # Never more than once per customer in so many days.
    rest_days = models.PositiveSmallIntegerField(_("days between two invitations"), default=30)
    valid_days = models.PositiveSmallIntegerField(_("days a link works"), default=30)
    changed_at = models.DateTimeField(null=True, editable=False)

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "active", "after_contacts", "after_callbacks", "after_cases", "percentage",
            "rest_days", "valid_days", "changed_at",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("customer satisfaction")
        verbose_name_plural = _("customer satisfaction")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="survey_policy_one_row"),
            models.CheckConstraint(
                condition=Q(percentage__gte=1, percentage__lte=100)
                & Q(rest_days__gte=30, rest_days__lte=365)
                & Q(valid_days__gte=1, valid_days__lte=90),
                name="survey_policy_sane",
                violation_error_message=_(
                    "Choose 1 to 100 of every hundred, at least 30 days between two invitations, "
                    "and a link that works 1 to 90 days."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class Invitation(models.Model):
    """One invitation, and the answer to it.

    Where it counts (department, subject, channel, confidential) is what it was when the work was
    closed. `person_key` is a keyed hash of who was asked: enough to leave that person in peace,
    and nothing to find the person by.
    """

    class Way(models.TextChoices):
        MAIL = "mail", _("By e-mail")
        PRINT = "print", _("On paper")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # SHA-256 of the token in the link.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    way = models.CharField(max_length=10, choices=Way)
    language = models.CharField(max_length=5, default="nl")
    contact = models.ForeignKey(
        "contacts.Contact", models.CASCADE, null=True, related_name="invitations"
    )
    callback = models.ForeignKey(
        "contacts.Callback", models.CASCADE, null=True, related_name="invitations"
    )
    # A case may be destroyed while its score goes on counting: the skeleton row stays.
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="invitations")
    person_key = models.CharField(max_length=64, blank=True)
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, related_name="invitations"
    )
    subject = models.ForeignKey(
        "contacts.Subject", models.PROTECT, null=True, related_name="invitations"
    )
    channel = models.ForeignKey(
        "organisation.Channel", models.PROTECT, null=True, related_name="invitations"
    )
    confidential = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    rated_at = models.DateTimeField(null=True)
    # The local day: figures are counted by it.
    rated_on = models.DateField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(_("comment"), blank=True)
    # The comment as a head may read it: without names, numbers and addresses.
    comment_masked = models.TextField(blank=True)

    personal_data = frozenset({"digest", "person_key", "comment", "comment_masked"})
    plain_data = frozenset(
        {
            "id", "public_id", "way", "language", "contact", "callback", "case", "department",
            "subject", "channel", "confidential", "created_at", "created_by", "expires_at",
            "rated_at", "rated_on", "score",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("invitation to the survey")
        verbose_name_plural = _("invitations to the survey")
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, callback__isnull=True, case__isnull=True)
                | Q(contact__isnull=True, callback__isnull=False, case__isnull=True)
                | Q(contact__isnull=True, callback__isnull=True, case__isnull=False),
                name="invitation_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(
                    rated_at__isnull=True, rated_on__isnull=True, score__isnull=True,
                    comment="", comment_masked="",
                )
                | Q(
                    rated_at__isnull=False, rated_on__isnull=False,
                    score__gte=LOWEST, score__lte=HIGHEST,
                ),
                name="invitation_answered_with_a_score",
                violation_error_message=_("Choose a mark from 1 to 10."),
            ),
            models.UniqueConstraint(
                fields=["contact"], condition=Q(contact__isnull=False),
                name="invitation_once_per_contact",
            ),
            models.UniqueConstraint(
                fields=["callback"], condition=Q(callback__isnull=False),
                name="invitation_once_per_callback",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(case__isnull=False), name="invitation_once_per_case"
            ),
        ]  # fmt: skip
        indexes = [
            # Who was asked lately.
            models.Index(
                fields=["person_key", "-created_at"],
                name="invitation_of_person",
                condition=~Q(person_key=""),
            ),
            # The scores of a day; the comments of a department.
            models.Index(
                fields=["rated_on"],
                name="invitation_answered",
                condition=Q(rated_on__isnull=False),
            ),
            models.Index(
                fields=["department", "-rated_on", "-id"],
                name="invitation_of_department",
                condition=Q(rated_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class SurveyOptOut(models.Model):
    """Who does not want to be asked again; kept, and never asked about again."""

    person_key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    personal_data = frozenset({"person_key"})
    plain_data = frozenset({"id", "at"})

    class Meta:
        verbose_name = _("opted out of the survey")
        verbose_name_plural = _("opted out of the survey")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
