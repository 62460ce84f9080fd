"""Case types as data: terms, statuses, results and questions, with the names ZGW gives them.

A row is one version of a type; a running case keeps the version it was registered with.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Confidentiality(models.TextChoices):
    """vertrouwelijkheidaanduiding, the three levels we use (ZGW names)."""

    PUBLIC = "openbaar", _("Public")
    CASE = "zaakvertrouwelijk", _("Case confidential")
    CONFIDENTIAL = "vertrouwelijk", _("Confidential")


class TermUnit(models.TextChoices):
    CALENDAR_DAYS = "kalenderdagen", _("calendar days")
    WORKING_DAYS = "werkdagen", _("working days")


class Stage(models.TextChoices):
    DRAFT = "draft", _("Draft")
    CURRENT = "current", _("In use")
    PAST = "past", _("Replaced")


class CaseTypeQuerySet(models.QuerySet):
    def current(self):
        """The version of each type that new cases get; also of types that are no longer offered."""
        return self.filter(stage=Stage.CURRENT)

    def offered(self):
        """What a new case can be."""
        return self.current().filter(active=True)


class CaseType(models.Model):
    """Zaaktype: one version of its terms, norm, statuses, results and questions.

    Versions of one type share their slug. A draft may be changed; once in use the rules stay what
    they were, for cases run by them: only `active`, keywords and the remark change then.
    """

    slug = models.SlugField(max_length=80)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.CURRENT)
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("in use since"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    name = models.CharField(_("name"), max_length=160)
    # As the customer knows it: "uw aanvraag voor hulp thuis". Empty: the name.
    public_name = models.CharField(_("name for the customer"), max_length=160, blank=True)
    public_name_en = models.CharField(
        _("name for the customer in English"), max_length=160, blank=True
    )
    followable = models.BooleanField(
        _("the customer can follow it"), default=True,
        help_text=_("With the number and the code, on the page for citizens."),
    )  # fmt: skip
    domain = models.ForeignKey(
        "organisation.Domain", models.PROTECT, related_name="+", verbose_name=_("domain")
    )
    department = models.ForeignKey(
        "organisation.Department",
        models.PROTECT,
        related_name="case_types",
        verbose_name=_("department"),
    )
    # ISO 8601 durations as in the start data: P56D, P10D, P1M.
    term = models.CharField(_("term"), max_length=10)
    term_unit = models.CharField(_("unit of the term"), max_length=15, choices=TermUnit)
    shifts = models.BooleanField(
        _("end date shifts"),
        default=False,
        help_text=_("Ends on the next working day when it falls on a weekend or holiday (Atw)."),
    )
    norm = models.CharField(_("service norm"), max_length=10)
    norm_unit = models.CharField(_("unit of the norm"), max_length=15, choices=TermUnit)
    # Empty: no fixed one; whether it may then be set by hand, says `extendable` (Awb 4:14).
    extension = models.CharField(_("extension"), max_length=10, blank=True)
    extendable = models.BooleanField(
        _("can be extended"), default=False,
        help_text=_("Once, before the term ends. Without a fixed duration a day is set by hand."),
    )  # fmt: skip
    suspendable = models.BooleanField(_("can be suspended"), default=False)
    penalty = models.BooleanField(_("penalty payment when late"), null=True, blank=True)
    legal_basis = models.TextField(_("legal basis"), blank=True)
    confidentiality = models.CharField(
        _("confidentiality"), max_length=20, choices=Confidentiality, default=Confidentiality.CASE
    )
    keywords = models.JSONField(_("keywords"), default=list, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    active = models.BooleanField(_("active"), default=True)

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "slug", "version", "stage", "change_note", "published_at",
            "published_by", "name", "public_name", "public_name_en", "followable", "domain",
            "department", "term", "term_unit", "shifts", "norm", "norm_unit", "extension",
            "extendable", "suspendable", "penalty", "legal_basis", "confidentiality", "keywords",
            "remark", "active",
        }
    )  # fmt: skip

    objects = CaseTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("case type")
        verbose_name_plural = _("case types")
        ordering = ("name", "version")
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="case_type_version_once"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(stage="current"), name="case_type_one_current"
            ),
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(stage="draft"),
                name="case_type_one_draft",
                violation_error_message=_("There is a draft of this case type already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StatusType(models.Model):
    case_type = models.ForeignKey(
        CaseType, models.CASCADE, related_name="status_types", verbose_name=_("case type")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=80)
    is_final = models.BooleanField(_("final status"), default=False)
    is_decision = models.BooleanField(
        _("decision taken"), default=False,
        help_text=_("The term is met on reaching this status, although the case is still open."),
    )  # fmt: skip
    # For the customer, in plain language: a short name, and a sentence about what happens now.
    public_name = models.CharField(_("name for the customer"), max_length=80, blank=True)
    public_name_en = models.CharField(
        _("name for the customer in English"), max_length=80, blank=True
    )
    public_text = models.CharField(_("explanation for the customer"), max_length=400, blank=True)
    public_text_en = models.CharField(
        _("explanation for the customer in English"), max_length=400, blank=True
    )
    tells_customer = models.BooleanField(
        _("tell the customer"), default=False,
        help_text=_("A message when the case reaches this status, if there is an address."),
    )  # fmt: skip

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "case_type", "order", "name", "is_final", "is_decision", "public_name",
            "public_name_en", "public_text", "public_text_en", "tells_customer",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("status")
        verbose_name_plural = _("statuses")
        ordering = ("case_type", "order")
        constraints = [
            models.UniqueConstraint(fields=["case_type", "order"], name="status_order_once"),
            models.UniqueConstraint(
                fields=["case_type"],
                condition=Q(is_final=True),
                name="status_one_final_per_type",
                violation_error_message=_("A case type has one final status."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ResultType(models.Model):
    class Archive(models.TextChoices):
        DESTROY = "vernietigen", _("Destroy")
        KEEP = "blijvend_bewaren", _("Keep for ever")

    class CountsFrom(models.TextChoices):
        """Afleidingswijze of the archive date (ZGW)."""

        CLOSED = "afgehandeld", _("the day it is closed")
        EXPIRY = "vervaldatum_besluit", _("the day what was granted ends")

    case_type = models.ForeignKey(
        CaseType, models.CASCADE, related_name="result_types", verbose_name=_("case type")
    )
    name = models.CharField(_("name"), max_length=80)
    archive = models.CharField(_("archive"), max_length=20, choices=Archive)
    retention = models.CharField(_("retention"), max_length=10, blank=True)
    counts_from = models.CharField(
        _("retention counts from"), max_length=20, choices=CountsFrom, default=CountsFrom.CLOSED
    )
    selection_list = models.CharField(_("Selectielijst"), max_length=20, blank=True)
    public_text = models.CharField(_("explanation for the customer"), max_length=400, blank=True)
    public_text_en = models.CharField(
        _("explanation for the customer in English"), max_length=400, blank=True
    )

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "case_type", "name", "archive", "retention", "counts_from", "selection_list",
            "public_text", "public_text_en",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ("case_type", "id")
        constraints = [
            models.UniqueConstraint(fields=["case_type", "name"], name="result_once_per_type")
        ]

    def __str__(self) -> str:
        return self.name


class CaseQuestion(models.Model):
    """A field of the question set of a type: asked when the case is registered."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")
        YES_NO = "yes_no", _("Yes or no")
        ADDRESS = "address", _("Address")

    case_type = models.ForeignKey(
        CaseType, models.CASCADE, related_name="questions", verbose_name=_("case type")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    # Its name in Case.details; the same question keeps it over the versions.
    key = models.SlugField(_("key"), max_length=40)
    label = models.CharField(_("question"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    required = models.BooleanField(_("must be answered"), default=False)
    help = models.CharField(_("explanation"), max_length=200, blank=True)
    # Of a choice: the answers that can be given, in their order.
    choices = models.JSONField(_("choices"), default=list, blank=True)
    # Of a number: the lowest and the highest.
    lowest = models.DecimalField(
        _("lowest"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    highest = models.DecimalField(
        _("highest"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True)

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "case_type", "order", "key", "label", "kind", "required", "help", "choices",
            "lowest", "highest", "unit",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("question of a case type")
        verbose_name_plural = _("questions of a case type")
        ordering = ("case_type", "order")
        constraints = [
            models.UniqueConstraint(fields=["case_type", "key"], name="case_question_key_once"),
            models.UniqueConstraint(fields=["case_type", "order"], name="case_question_order_once"),
        ]

    def __str__(self) -> str:
        return self.label
