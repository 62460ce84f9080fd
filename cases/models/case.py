"""The cases, their numbers and their append-only history."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.catalogue import CaseType, Confidentiality, ResultType, StatusType


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

    def for_acts(self):
        """With all that an act looks at: no further statement per row."""
        return self.select_related(
            "case_type", "status", "department", "team", "handler", "customer"
        )

    def visible_to(self, access, user):
        """The cases this person may see.

        The contact centre sees everything but confidential cases of other departments (unless
        registered by the person); a department sees its own; nobody else sees case files.
        """
        own = Q(department_id__in=access.department_ids)
        if access.front_office:
            own |= ~Q(confidentiality=Confidentiality.CONFIDENTIAL)
            own |= Q(registered_by=user) | Q(department__is_contact_centre=True)
        return self.filter(own, destroyed_at__isnull=True)


class Priority(models.IntegerChoices):
    NORMAL = 0, _("Normal")
    RAISED = 1, _("Raised")
    HIGH = 2, _("High")


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
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    description = models.TextField(_("description"))
    location = models.CharField(_("location"), max_length=200, blank=True)
    # The subject by its code and name at registration: subjects stand in a room to the right.
    subject_code = models.CharField(max_length=80, blank=True)
    subject_name = models.CharField(_("subject"), max_length=160, blank=True)
    # The answers to the question set of its type, by key: see cases.questions.
    details = models.JSONField(_("details"), default=dict)
    # Folded words of the description, place, subject and details: what a search looks in.
    search_text = models.TextField(blank=True, editable=False)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL
    )
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
    # Three times the term ("ernstig te laat"): reckoned with the term, moves when that does.
    serious_on = models.DateField()
    # Awb 4:15: since that day the clocks stand still, at most until the other.
    suspended_on = models.DateField(null=True)
    suspended_until = models.DateField(null=True)
    # The decision was taken: the term is met from then on.
    decided_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    # Retention: what becomes of it and from which day; none while it is open or kept for ever.
    # What was granted may end later than the case: `expires_on`.
    expires_on = models.DateField(null=True)
    archive_on = models.DateField(null=True)
    # Everything personal is gone since then; what is left counts in the figures.
    destroyed_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer given"), blank=True)
    source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)

    personal_data = frozenset(
        {"customer", "description", "location", "details", "search_text", "answer"}
    )
    plain_data = frozenset(
        {
            "id", "public_id", "number", "case_type", "status", "result", "parent",
            "subject_code", "subject_name", "priority", "department", "team", "handler",
            "confidentiality", "registered_at", "registered_by", "due_on", "due_steps",
            "norm_due_at", "norm_steps", "serious_on", "suspended_on", "suspended_until",
            "decided_on", "closed_at", "expires_on", "archive_on", "destroyed_at", "source",
            "external_id", "version",
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
            models.CheckConstraint(
                condition=Q(suspended_until__isnull=True) | Q(suspended_on__isnull=False),
                name="case_suspended_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(archive_on__isnull=True) | Q(closed_at__isnull=False),
                name="case_archived_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True)
                | Q(closed_at__isnull=False, customer__isnull=True, description="", location=""),
                name="case_destroyed_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="case_not_its_own_part"
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
            # The worklist of who sees every department: open, by due date.
            models.Index(
                fields=["due_on", "id"],
                name="case_open_by_due",
                condition=Q(closed_at__isnull=True),
            ),
            # The same list, of what is closed.
            models.Index(
                fields=["due_on", "id"],
                name="case_closed_by_due",
                condition=Q(closed_at__isnull=False),
            ),
            # What became of everything an agent registered.
            models.Index(
                fields=["registered_by", "-registered_at"],
                name="case_asked_by",
                condition=Q(destroyed_at__isnull=True),
            ),
            # What came in first of what is open: in the dashboard, and the list in that order.
            models.Index(
                fields=["registered_at", "id"],
                name="case_open_by_age",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["handler", "due_on"],
                name="case_open_by_handler",
                condition=Q(closed_at__isnull=True),
            ),
            # The figures of a day, while it is counted: what came in and what was closed.
            models.Index(fields=["registered_at"], name="case_registered"),
            models.Index(
                fields=["closed_at"], name="case_closed", condition=Q(closed_at__isnull=False)
            ),
            # What may be destroyed, by day.
            models.Index(
                fields=["archive_on"],
                name="case_archive",
                condition=Q(archive_on__isnull=False, destroyed_at__isnull=True),
            ),
            # Who waits too long for papers.
            models.Index(
                fields=["suspended_until"],
                name="case_suspended",
                condition=Q(suspended_on__isnull=False),
            ),
            # The klantbeeld.
            models.Index(fields=["customer", "-registered_at"], name="case_of_customer"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_on is not None


class CaseEvent(models.Model):
    """One line of the timeline of a case. Appended, never edited."""

    class Kind(models.TextChoices):
        CLAIMED = "claimed", _("Taken on")
        TAKEN_OVER = "taken_over", _("Taken over")
        RELEASED = "released", _("Released")
        REASSIGNED = "reassigned", _("Handed over")
        STATUS = "status", _("Status changed")
        NOTE = "note", _("Note")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Reopened")
        EDITED = "edited", _("Changed")
        SUSPENDED = "suspended", _("Suspended")
        RESUMED = "resumed", _("Clock runs again")
        EXTENDED = "extended", _("Extended")
        NOTICE = "notice", _("Notice of default received")
        DOCUMENT = "document", _("Document")
        TASK = "task", _("Task")
        ROLE = "role", _("Person involved")
        LINK = "link", _("Linked case")
        TOLD = "told", _("Message to the customer")
        FOLLOW = "follow", _("Follow code")
        ASKED = "asked", _("Question of the customer")
        UNDONE = "undone", _("Taken back")

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
