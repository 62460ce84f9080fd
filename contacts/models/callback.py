"""Terugbelverzoeken: a promise to call somebody back, and what happened to it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class BestTime(models.TextChoices):
    ANY = "any", _("Any time")
    MORNING = "morning", _("In the morning")
    AFTERNOON = "afternoon", _("In the afternoon")
    EVENING = "evening", _("After 17:00")


class AnswerBy(models.TextChoices):
    """How the customer gets the answer. A callback in the narrow sense is by telephone; an e-mail,
    letter or form question is followed in the same way and answered in writing."""

    PHONE = "phone", _("By telephone")
    EMAIL = "email", _("By e-mail")
    LETTER = "letter", _("By letter")
    CHANNEL = "channel", _("Over the channel it came by")


class CallbackStatus(models.TextChoices):
    NEW = "new", _("New")
    REROUTED = "rerouted", _("Passed on")
    REOPENED = "reopened", _("Opened again")
    CLAIMED = "claimed", _("Taken on")
    ATTEMPTED = "attempted", _("Not reached yet")
    WAITING = "waiting", _("Waiting for the customer")
    DONE = "done", _("Handled")
    NOT_REACHED = "not_reached", _("Not reached")
    LAPSED = "lapsed", _("No longer needed")


class Result(models.TextChoices):
    """What came of it (resultaat), beside the answer in words."""

    ANSWERED = "answered", _("Question answered")
    APPOINTMENT = "appointment", _("Appointment made")
    SENT = "sent", _("Information sent")
    CASE = "case", _("Goes on as a case")
    REFERRED = "referred", _("Referred to another organisation")
    REFUSED = "refused", _("Could not be helped")


class Priority(models.IntegerChoices):
    NORMAL = 0, _("Normal")
    RAISED = 1, _("Raised")
    HIGH = 2, _("High")


# Nobody is at work on it; somebody may have been asked for by name.
FREE_STATUSES = (CallbackStatus.NEW, CallbackStatus.REROUTED, CallbackStatus.REOPENED)
# Somebody has taken it on.
TAKEN_STATUSES = (CallbackStatus.CLAIMED, CallbackStatus.ATTEMPTED, CallbackStatus.WAITING)
OPEN_STATUSES = (*FREE_STATUSES, *TAKEN_STATUSES)
# What is asked of open ones while they are counted, beside their department and their clock.
COUNTED = (
    "confidential", "team", "assignee", "requested_by", "requested_at", "serious_at",
    "waiting_since", "closed_at",
)  # fmt: skip


class CallbackQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def for_acts(self):
        """With all that an act looks at: no further statement per row."""
        return self.select_related(
            "question__subject", "question__contact__channel", "department", "assignee", "customer"
        )

    def visible_to(self, access, user):
        """The callbacks this person may see.

        The contact centre sees all but those of confidential contacts of others; a department
        sees its own; nobody else sees callbacks.
        """
        own = Q(department_id__in=access.department_ids)
        if access.front_office:
            own |= Q(confidential=False) | Q(requested_by=user)
        return self.filter(own)


class Callback(models.Model):
    """One promise: this department gives this customer an answer before this moment."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.OneToOneField("contacts.Question", models.PROTECT, related_name="callback")
    # As the contact says. Once more here, for who may see a callback is asked of every open one;
    # the database keeps the two the same (migration 0013).
    confidential = models.BooleanField(default=False, db_default=False, editable=False)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="callbacks"
    )
    caller_name = models.CharField(_("ask for"), max_length=120, blank=True)
    answer_by = models.CharField(
        _("how it is answered"), max_length=10, choices=AnswerBy, default=AnswerBy.PHONE
    )
    phone = models.CharField(_("number to call"), max_length=20, blank=True)
    email = models.EmailField(_("address to write to"), blank=True)
    # A postal address, or a name on another channel.
    reply_to = models.CharField(_("where the answer goes"), max_length=200, blank=True)
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
    # Raised by each time the customer had to contact us again; the promise does not change by it.
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.NORMAL
    )
    status = models.CharField(max_length=12, choices=CallbackStatus, default=CallbackStatus.NEW)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # The promise as it was given: stored, with the steps that explain it, never recomputed.
    norm_kind = models.CharField(max_length=20, default="callback")
    promised_at = models.DateTimeField()
    promise_steps = models.JSONField(default=list)
    # The clock. It ends at the promise, unless it stood still while we waited for the customer or
    # began anew when the callback was opened again. The term is in seconds of opening time.
    due_at = models.DateTimeField()
    term_seconds = models.PositiveIntegerField(default=0)
    # Ernstig te laat: three times the term.
    serious_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    waiting_until = models.DateField(null=True)
    # When the next escalation step is to be looked at; never later than the step itself.
    next_step_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # The second attempt of this round of the clock: before its end the promise counts as kept.
    tried_at = models.DateTimeField(null=True)
    reroutes = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    result = models.CharField(_("result"), max_length=12, choices=Result, blank=True)
    answer = models.TextField(_("answer given"), blank=True)
    version = models.PositiveIntegerField(default=1)

    personal_data = frozenset(
        {
            "customer", "caller_name", "phone", "email", "reply_to", "question_text",
            "already_said", "answer",
        }
    )  # fmt: skip
    plain_data = frozenset(
        {
            "id", "public_id", "question", "confidential", "answer_by", "best_time", "department",
            "team", "assignee", "urgent", "priority", "status", "requested_at", "requested_by",
            "norm_kind", "promised_at", "promise_steps", "due_at", "term_seconds", "serious_at",
            "waiting_since", "waiting_until", "next_step_at", "attempts",
            "tried_at", "reroutes", "reopenings",
            "closed_at", "closed_by", "result", "version",
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
                condition=~Q(status__in=TAKEN_STATUSES) | Q(assignee__isnull=False),
                name="callback_taken_on_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(answer_by="phone") | ~Q(phone=""),
                name="callback_has_a_number",
                violation_error_message=_("A callback needs a telephone number."),
            ),
            models.CheckConstraint(
                condition=~Q(answer_by="email") | ~Q(email=""),
                name="callback_has_an_address",
                violation_error_message=_("An answer by e-mail needs an address."),
            ),
            models.CheckConstraint(
                condition=Q(
                    status="waiting", waiting_since__isnull=False, waiting_until__isnull=False
                )
                | (
                    ~Q(status="waiting") & Q(waiting_since__isnull=True, waiting_until__isnull=True)
                ),
                name="callback_waits_when_waiting",
            ),
            models.CheckConstraint(
                condition=Q(serious_at__gte=F("due_at")), name="callback_serious_after_due"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(next_step_at__isnull=True),
                name="callback_no_steps_when_closed",
            ),
        ]
        indexes = [
            # Worklist of a department: open, by the end of the clock. And what the wallboard, the
            # dashboard and the tabs of the list count of them, without reading their rows.
            models.Index(
                fields=["department", "due_at", "id", *COUNTED],
                name="callback_open_counted",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["assignee", "due_at"],
                name="callback_open_by_assignee",
                condition=Q(closed_at__isnull=True),
            ),
            # What came in first of what is open: in the dashboard, and the list in that order.
            models.Index(
                fields=["requested_at", "id"],
                name="callback_open_by_age",
                condition=Q(closed_at__isnull=True),
            ),
            # The tracker: every running clock.
            models.Index(
                fields=["due_at", "id"],
                name="callback_open_by_due",
                condition=Q(closed_at__isnull=True),
            ),
            # What became of everything an agent asked for.
            models.Index(fields=["requested_by", "-requested_at"], name="callback_asked_by"),
            # Klantbeeld, and the search box by number.
            models.Index(fields=["customer", "-requested_at"], name="callback_of_customer"),
            models.Index(fields=["phone", "-requested_at"], name="callback_phone"),
            models.Index(
                fields=["email", "-requested_at"], name="callback_email", condition=~Q(email="")
            ),
            # The figures of a day, while it is counted: what was asked, was due and was closed.
            models.Index(fields=["requested_at"], name="callback_asked"),
            models.Index(fields=["due_at"], name="callback_due"),
            models.Index(
                fields=["closed_at"], name="callback_closed", condition=Q(closed_at__isnull=False)
            ),
            # Escalation steps that are due, and clocks that start again.
            models.Index(
                fields=["next_step_at"],
                name="callback_next_step",
                condition=Q(next_step_at__isnull=False),
            ),
            models.Index(
                fields=["waiting_until"],
                name="callback_waiting",
                condition=Q(waiting_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The reference people say on the phone: T-4127."""
        return f"T-{self.pk}"

    @property
    def title(self) -> str:
        """What it is, in the language of the reader: Terugbelverzoek T-4127, E-mail T-4127."""
        words = {
            AnswerBy.PHONE: _("Callback %(number)s"),
            AnswerBy.EMAIL: _("E-mail to answer: %(number)s"),
            AnswerBy.LETTER: _("Letter to answer: %(number)s"),
            AnswerBy.CHANNEL: _("Message to answer: %(number)s"),
        }
        return words[self.answer_by] % {"number": self.number}

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class CallbackEvent(models.Model):
    """One line of the timeline of a callback. Appended, never edited."""

    class Kind(models.TextChoices):
        CLAIMED = "claimed", _("Taken on")
        RELEASED = "released", _("Released")
        ASSIGNED = "assigned", _("Given to a colleague")
        ATTEMPT = "attempt", _("Called, not reached")
        WAITING = "waiting", _("Waiting for the customer")
        RESUMED = "resumed", _("The clock runs again")
        REROUTED = "rerouted", _("Passed on")
        NOTE = "note", _("Note")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Opened again")
        REPEATED = "repeated", _("Customer contacted us again")
        MESSAGE = "message", _("Message to the customer")
        ESCALATED = "escalated", _("Escalated")
        UNDONE = "undone", _("Taken back")

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
