"""Who else has to do with a case, and which other cases."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class CaseRole(models.Model):
    """A customer beside the initiator. The kinds are the omschrijvingGeneriek of a roltype (ZGW),
    as far as customers have them; who handles it stands in the case itself."""

    class Kind(models.TextChoices):
        INTERESTED = "belanghebbende", _("Interested party")
        AUTHORISED = "gemachtigde", _("Authorised representative")
        CO_INITIATOR = "mede_initiator", _("Co-applicant")
        ADVISER = "adviseur", _("Adviser")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="roles")
    customer = models.ForeignKey("customers.Customer", models.PROTECT, related_name="case_roles")
    kind = models.CharField(_("role"), max_length=20, choices=Kind)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    personal_data = frozenset({"customer", "remark"})
    plain_data = frozenset({"id", "public_id", "case", "kind", "added_at", "added_by"})

    class Meta:
        verbose_name = _("person involved")
        verbose_name_plural = _("persons involved")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["case", "customer", "kind"],
                name="case_role_once",
                violation_error_message=_("This person has that role already."),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class CaseLink(models.Model):
    """Two cases that belong together (relevanteAndereZaken, ZGW). Shown on both."""

    class Kind(models.TextChoices):
        FOLLOW_UP = "vervolg", _("is followed by")
        ABOUT = "onderwerp", _("is about")
        CONTRIBUTES = "bijdrage", _("contributes to")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, models.CASCADE, related_name="linked_from")
    kind = models.CharField(_("relation"), max_length=10, choices=Kind)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    personal_data = frozenset()
    plain_data = frozenset({"id", "public_id", "case", "other", "kind", "added_at", "added_by"})

    class Meta:
        verbose_name = _("linked case")
        verbose_name_plural = _("linked cases")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["case", "other"], name="case_link_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="case_link_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"


class CasePresence(models.Model):
    """Who has the page of a case open: a hint for colleagues, forgotten after minutes."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    editing = models.BooleanField(default=False)

    personal_data = frozenset()
    plain_data = frozenset({"id", "case", "user", "seen_at", "editing"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="case_presence_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"
