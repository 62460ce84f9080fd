"""The lists an agent chooses from; kept by the functional administrator."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kcc.organisation.models import Origin


class Subject(models.Model):
    """Onderwerp: what a question is about, who answers it and what the agent may say."""

    class FirstLine(models.TextChoices):
        FULL = "volledig", _("The contact centre handles this")
        PARTLY = "deels", _("The contact centre handles part of this")
        NO = "nee", _("The department handles this")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=160)
    domain = models.ForeignKey(
        "organisation.Domain", models.PROTECT, related_name="subjects", verbose_name=_("domain")
    )
    department = models.ForeignKey(
        "organisation.Department",
        models.PROTECT,
        related_name="subjects",
        verbose_name=_("department"),
    )
    case_type = models.ForeignKey(
        "cases.CaseType",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subjects",
        verbose_name=_("case type"),
    )
    first_line = models.CharField(
        _("first line"), max_length=10, choices=FirstLine, default=FirstLine.PARTLY
    )
    answer = models.TextField(_("first-line answer"), blank=True)
    kcc_does = models.CharField(_("what the contact centre does"), max_length=300, blank=True)
    keywords = models.JSONField(_("keywords"), default=list, blank=True)
    call_steps = models.JSONField(_("call steps"), default=list, blank=True)
    # Folded name and keywords; the subject picker searches this.
    search_text = models.TextField(blank=True, editable=False)
    repeat_window_days = models.PositiveSmallIntegerField(
        _("repeat window in days"), default=28, help_text=_("0 switches repeat detection off.")
    )
    address_bound = models.BooleanField(
        _("bound to an address"),
        default=False,
        help_text=_("Reports about the same place count as repeats, whoever calls."),
    )
    is_status_question = models.BooleanField(
        _("counts as status question"),
        default=False,
        help_text=_("Who asks about this wants to know how it is going with what is running."),
    )
    active = models.BooleanField(_("active"), default=True)
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin, default=Origin.LOCAL, editable=False
    )

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "public_id", "code", "name", "domain", "department", "case_type", "first_line",
            "answer", "kcc_does", "keywords", "call_steps", "search_text", "repeat_window_days",
            "address_bound", "is_status_question", "active", "origin",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ContactReason(models.Model):
    """Why somebody contacts us: a new question, the status of a case, no reaction."""

    code = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    # Failure demand: contacts that a timely answer would have prevented.
    is_status_question = models.BooleanField(_("counts as status question"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)

    personal_data = frozenset()
    plain_data = frozenset({"id", "code", "name", "is_status_question", "order", "active"})

    class Meta:
        verbose_name = _("reason for contact")
        verbose_name_plural = _("reasons for contact")
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name


class RepeatReason(models.Model):
    """Why somebody had to contact us again."""

    code = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    due_to_department = models.BooleanField(_("is due to the department"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)

    personal_data = frozenset()
    plain_data = frozenset({"id", "code", "name", "due_to_department", "order", "active"})

    class Meta:
        verbose_name = _("reason for a repeat contact")
        verbose_name_plural = _("reasons for a repeat contact")
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name


class Outcome(models.Model):
    """Resultaat. Code follows the category, never the text."""

    class Category(models.TextChoices):
        DIRECT = "direct", _("Answered at once")
        TRANSFERRED = "transferred", _("Put through")
        CALLBACK = "callback", _("Answered later")
        CASE = "case", _("Case")
        REFERRED = "referred", _("Referred")
        ABORTED = "aborted", _("Broken off")

    code = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=80)
    category = models.CharField(_("category"), max_length=12, choices=Category)
    counts_as_direct = models.BooleanField(_("counts as answered at once"), default=False)
    # A wrong number is not an inbound contact in any figure.
    counts_as_contact = models.BooleanField(_("counts as a contact"), default=True)
    transfer_warm = models.BooleanField(_("warm transfer"), null=True, blank=True)
    # The answer comes by telephone, or in writing; only for what is answered later.
    calls_back = models.BooleanField(_("is answered by telephone"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "code", "name", "category", "counts_as_direct", "counts_as_contact",
            "transfer_warm", "calls_back", "order", "active",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("order", "name")
        constraints = [
            models.CheckConstraint(
                condition=Q(transfer_warm__isnull=True) | Q(category="transferred"),
                name="outcome_warm_only_when_transferred",
                violation_error_message=_("Only a transfer is warm or cold."),
            ),
            models.CheckConstraint(
                condition=Q(calls_back__isnull=True) | Q(category="callback"),
                name="outcome_calls_back_only_when_answered_later",
                violation_error_message=_("Only a later answer comes by telephone or in writing."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
