"""Terugbelverzoeken: a promise to call somebody back, and what happened to it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BestTime(models.TextChoices):
    ANY = "any", _("Any time")
    MORNING = "morning", _("In the morning")
    AFTERNOON = "afternoon", _("In the afternoon")
    EVENING = "evening", _("After 17:00")


class CallbackStatus(models.TextChoices):
    NEW = "new", _("New")
    CLAIMED = "claimed", _("Taken on")
    DONE = "done", _("Handled")
    NOT_REACHED = "not_reached", _("Not reached")


OPEN_STATUSES = (CallbackStatus.NEW, CallbackStatus.CLAIMED)


class CallbackQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def visible_to(self, access, user):
        """The callbacks this person may see.

        The contact centre sees all but those of confidential contacts of others; a department
        sees its own; nobody else sees callbacks.
        """
        own = Q(department_id__in=access.department_ids)
        if access.front_office:
            own |= Q(question__contact__confidential=False) | Q(requested_by=user)
        return self.filter(own)


class Callback(models.Model):
    """One promise: this department calls this number before this moment."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.OneToOneField("contacts.Question", models.PROTECT, related_name="callback")
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="callbacks"
    )
    caller_name = models.CharField(_("ask for"), max_length=120, blank=True)
    phone = models.CharField(_("number to call"), max_length=20)
    best_time = models.CharField(
        _("best time"), max_length=10, choices=BestTime, default=BestTime.ANY
    )
    question_text = models.TextField(_("question in the caller's words"))
    already_said = models.TextField(_("what was already said"), blank=True)

    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, related_name="callbacks"
    )
    team = models.ForeignKey(
        "organisation.Team", models.PROTECT, null=True, related_name="callbacks"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="callbacks"
    )
    urgent = models.BooleanField(_("urgent"), default=False)
    status = models.CharField(max_length=12, choices=CallbackStatus, default=CallbackStatus.NEW)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # The promise as it was given: stored, with the steps that explain it, never recomputed.
    promised_at = models.DateTimeField()
    promise_steps = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answer = models.TextField(_("answer given"), blank=True)
    version = models.PositiveIntegerField(default=1)

    personal_data = frozenset(
        {"customer", "caller_name", "phone", "question_text", "already_said", "answer"}
    )
    plain_data = frozenset(
        {
            "id", "public_id", "question", "best_time", "department", "team", "assignee",
            "urgent", "status", "requested_at", "requested_by", "promised_at", "promise_steps",
            "attempts", "closed_at", "closed_by", "version",
        }
    )  # fmt: skip

    objects = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=OPEN_STATUSES, closed_at__isnull=True)
                | (~Q(status__in=OPEN_STATUSES) & Q(closed_at__isnull=False)),
                name="callback_closed_by_status",
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | ~Q(answer=""),
                name="callback_done_with_an_answer",
                violation_error_message=_("Write down what you answered."),
            ),
            models.CheckConstraint(
                condition=~Q(status="claimed") | Q(assignee__isnull=False),
                name="callback_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(phone=""),
                name="callback_has_a_number",
                violation_error_message=_("A callback needs a telephone number."),
            ),
        ]
        indexes = [
            # Worklist of a department and the dashboard: open, by promised moment.
            models.Index(
                fields=["department", "promised_at", "id"],
                name="callback_open_by_department",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["assignee", "promised_at"],
                name="callback_open_by_assignee",
                condition=Q(closed_at__isnull=True),
            ),
            # Klantbeeld, and the search box by number.
            models.Index(fields=["customer", "-requested_at"], name="callback_of_customer"),
            models.Index(fields=["phone", "-requested_at"], name="callback_phone"),
            # Kept and broken promises of a period.
            models.Index(fields=["promised_at"], name="callback_promised"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The reference people say on the phone: T-4127."""
        return f"T-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CallbackEvent(models.Model):
    """One line of the timeline of a callback. Appended, never edited."""

    class Kind(models.TextChoices):
        CLAIMED = "claimed", _("Taken on")
        RELEASED = "released", _("Released")
        ATTEMPT = "attempt", _("Called, not reached")
        REROUTED = "rerouted", _("Passed on")
        NOTE = "note", _("Note")
        CLOSED = "closed", _("Closed")
        REPEATED = "repeated", _("Customer called again")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    callback = models.ForeignKey(Callback, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    personal_data = frozenset({"text"})
    plain_data = frozenset({"id", "public_id", "callback", "kind", "at", "by", "detail"})

    class Meta:
        ordering = ("at", "id")
        indexes = [models.Index(fields=["callback", "at"], name="callback_event_timeline")]

    def __str__(self) -> str:
        return f"{self.callback_id} {self.kind}"
