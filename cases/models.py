"""Zaken: their types as data, the cases, and their append-only history."""

import uuid

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


class CaseType(models.Model):
    """Zaaktype: terms, norm, statuses and results."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
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
    extension = models.CharField(_("extension"), max_length=10, blank=True)
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
            "id", "slug", "name", "domain", "department", "term", "term_unit", "shifts", "norm",
            "norm_unit", "extension", "suspendable", "penalty", "legal_basis", "confidentiality",
            "keywords", "remark", "active",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("case type")
        verbose_name_plural = _("case types")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class StatusType(models.Model):
    case_type = models.ForeignKey(
        CaseType, models.CASCADE, related_name="status_types", verbose_name=_("case type")
    )
    order = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("name"), max_length=80)
    is_final = models.BooleanField(_("final status"), default=False)

    personal_data = frozenset()
    plain_data = frozenset({"id", "case_type", "order", "name", "is_final"})

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

    case_type = models.ForeignKey(
        CaseType, models.CASCADE, related_name="result_types", verbose_name=_("case type")
    )
    name = models.CharField(_("name"), max_length=80)
    archive = models.CharField(_("archive"), max_length=20, choices=Archive)
    retention = models.CharField(_("retention"), max_length=10, blank=True)
    selection_list = models.CharField(_("Selectielijst"), max_length=20, blank=True)

    personal_data = frozenset()
    plain_data = frozenset({"id", "case_type", "name", "archive", "retention", "selection_list"})

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ("case_type", "id")
        constraints = [
            models.UniqueConstraint(fields=["case_type", "name"], name="result_once_per_type")
        ]

    def __str__(self) -> str:
        return self.name


class CaseSequence(models.Model):
    """The last case number of a year; one row a year, raised in the transaction of the case."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    personal_data = frozenset()
    plain_data = frozenset({"year", "last"})

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class CaseQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def visible_to(self, access, user):
        """The cases this person may see.

        The contact centre sees everything but confidential cases of other departments (unless
        registered by the person); a department sees its own; nobody else sees case files.
        """
        own = Q(department_id__in=access.department_ids)
        if access.front_office:
            own |= ~Q(confidentiality=Confidentiality.CONFIDENTIAL)
            own |= Q(registered_by=user) | Q(department__is_contact_centre=True)
        return self.filter(own)


class Case(models.Model):
    """A zaak."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    case_type = models.ForeignKey(CaseType, models.PROTECT, related_name="cases")
    status = models.ForeignKey(StatusType, models.PROTECT, related_name="cases")
    result = models.ForeignKey(ResultType, models.PROTECT, null=True, related_name="cases")
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="cases"
    )
    description = models.TextField(_("description"))
    location = models.CharField(_("location"), max_length=200, blank=True)
    department = models.ForeignKey("organisation.Department", models.PROTECT, related_name="cases")
    team = models.ForeignKey("organisation.Team", models.PROTECT, null=True, related_name="cases")
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="cases"
    )
    confidentiality = models.CharField(max_length=20, choices=Confidentiality)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # The last day of the legal or fixed term (Atw applied), and the moment the norm promises, each
    # with the steps that explain it: stored as they were reckoned, never recomputed.
    due_on = models.DateField()
    due_steps = models.JSONField(default=list)
    norm_due_at = models.DateTimeField()
    norm_steps = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer given"), blank=True)
    source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)

    personal_data = frozenset({"customer", "description", "location", "answer"})
    plain_data = frozenset(
        {
            "id", "public_id", "number", "case_type", "status", "result", "department", "team",
            "handler", "confidentiality", "registered_at", "registered_by", "due_on",
            "due_steps", "norm_due_at", "norm_steps", "closed_at", "source", "external_id",
            "version",
        }
    )  # fmt: skip

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, result__isnull=True)
                | Q(closed_at__isnull=False, result__isnull=False),
                name="case_closed_with_a_result",
                violation_error_message=_("A case is closed with a result."),
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="case_imported_once",
            ),
        ]
        indexes = [
            # Worklist of a department and the dashboard: open, by due date.
            models.Index(
                fields=["department", "due_on", "id"],
                name="case_open_by_department",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["handler", "due_on"],
                name="case_open_by_handler",
                condition=Q(closed_at__isnull=True),
            ),
            # The klantbeeld.
            models.Index(fields=["customer", "-registered_at"], name="case_of_customer"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CaseEvent(models.Model):
    """One line of the timeline of a case. Appended, never edited."""

    class Kind(models.TextChoices):
        CLAIMED = "claimed", _("Taken on")
        RELEASED = "released", _("Released")
        REASSIGNED = "reassigned", _("Handed over")
        STATUS = "status", _("Status changed")
        NOTE = "note", _("Note")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Reopened")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    personal_data = frozenset({"text"})
    plain_data = frozenset({"id", "public_id", "case", "kind", "at", "by", "detail"})

    class Meta:
        ordering = ("at", "id")
        indexes = [models.Index(fields=["case", "at"], name="case_event_timeline")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"
