"""One contact, and the questions asked in it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contacts.models.catalogue import Outcome
from kcc.customers.models import Customer


class Direction(models.TextChoices):
    INBOUND = "inbound", _("Inbound")
    OUTBOUND = "outbound", _("Outbound")
    INTERNAL = "internal", _("Internal")


def at_places(keys) -> Q:
    """Contacts about one of these places (`location_key`). Never of a customer whose address is
    secret: what is found there would tell where somebody lives. Says "not empty" once more, for
    the index holds these rows only and SQLite wants to be told."""
    # By the key of each contact that is found: all who keep theirs secret are a list that grows.
    secret = Customer.objects.filter(pk=models.OuterRef("customer_id"), secret_address=True)
    return Q(location_key__in=keys) & ~Q(location_key="") & ~models.Exists(secret)


class ContactQuerySet(models.QuerySet):
    def visible_to(self, access, user):
        """The contacts this person may see.

        The contact centre sees all but confidential ones of other departments (unless logged by
        the person); a department sees contacts with a question of its own; nobody else sees any.
        """
        own = models.Exists(
            Question.objects.filter(
                contact=models.OuterRef("pk"), department_id__in=access.department_ids
            )
        )
        if access.front_office:
            return self.filter(Q(confidential=False) | Q(agent=user) | own)
        return self.filter(own)

    def counted(self):
        """What every figure is about: inbound, and not a wrong number."""
        return self.filter(direction=Direction.INBOUND, counts=True)


class Contact(models.Model):
    """A klantcontact. Saved once, corrected with history, never edited in place silently."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Made by the browser: a double click or a retry never logs twice.
    idempotency_key = models.UUIDField(unique=True)
    channel = models.ForeignKey("organisation.Channel", models.PROTECT, related_name="contacts")
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.INBOUND)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="contacts"
    )
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="contacts"
    )
    # What an anonymous caller can be recognised by.
    caller_name = models.CharField(_("name given"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    location = models.CharField(_("address or place"), max_length=200, blank=True)
    location_key = models.CharField(max_length=160, blank=True, editable=False)
    confidential = models.BooleanField(_("confidential"), default=False)

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    # Conversation without pauses, and the work after it, apart. No target on either.
    talk_seconds = models.PositiveIntegerField(default=0)
    wrap_up_seconds = models.PositiveIntegerField(default=0)
    # The day and hour on the municipality's clock: SQLite cannot truncate in a time zone.
    local_day = models.DateField()
    local_hour = models.PositiveSmallIntegerField()
    counts = models.BooleanField(default=True)

    call_id = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)

    personal_data = frozenset(
        {"customer", "caller_name", "phone", "email", "location", "location_key"}
    )
    plain_data = frozenset(
        {
            "id", "public_id", "idempotency_key", "channel", "direction", "agent", "confidential",
            "started_at", "ended_at", "talk_seconds", "wrap_up_seconds", "local_day",
            "local_hour", "counts", "call_id", "source", "external_id", "version",
        }
    )  # fmt: skip

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gte=F("started_at")), name="contact_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(local_hour__lte=23), name="contact_hour_of_the_day"),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="contact_imported_once",
            ),
        ]
        indexes = [
            # The list of contacts, newest first; the figures of a period.
            models.Index(fields=["-started_at", "-id"], name="contact_newest"),
            models.Index(fields=["local_day"], name="contact_day"),
            # Klantbeeld, repeat detection and the search box.
            models.Index(fields=["customer", "-started_at"], name="contact_of_customer"),
            models.Index(
                fields=["phone", "-started_at"], name="contact_phone", condition=~Q(phone="")
            ),
            models.Index(
                fields=["email", "-started_at"], name="contact_email", condition=~Q(email="")
            ),
            models.Index(
                fields=["location_key", "-started_at"],
                name="contact_location",
                condition=~Q(location_key=""),
            ),
            models.Index(fields=["agent", "-started_at"], name="contact_of_agent"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class RepeatState(models.TextChoices):
    NONE = "none", _("No repeat")
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Repeat contact")
    REJECTED = "rejected", _("New question")


class QuestionQuerySet(models.QuerySet):
    def readable_by(self, access):
        """Of contacts that may be seen: who works outside the contact centre reads the questions
        of the own departments only, whatever else was asked in the same call."""
        return self if access.front_office else self.filter(department_id__in=access.department_ids)


class Question(models.Model):
    """A vraag within a contact: subject, note, outcome, and what came of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=1)
    subject = models.ForeignKey("contacts.Subject", models.PROTECT, related_name="questions")
    # The department responsible for the answer; from the subject, unless passed on elsewhere.
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, related_name="questions"
    )
    reason = models.ForeignKey(
        "contacts.ContactReason", models.PROTECT, null=True, related_name="questions"
    )
    note = models.TextField(_("note"), blank=True)
    # Folded subject and note: what the search box looks in.
    search_text = models.TextField(blank=True, editable=False)
    steps_done = models.JSONField(default=list)

    outcome = models.ForeignKey("contacts.Outcome", models.PROTECT, related_name="questions")
    # As the outcome was defined at that moment: a figure of last month never changes by an edit.
    outcome_category = models.CharField(max_length=12, choices=Outcome.Category)
    counts_as_direct = models.BooleanField()
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="questions")
    # Statusvraag: how is it going with that case (contacts.statusquestions). None
    # when it is about nothing that is running, and when nobody looked (what was imported).
    asks_status = models.BooleanField(null=True)

    transfer_department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, related_name="+"
    )
    transfer_to = models.CharField(_("put through to"), max_length=120, blank=True)
    transfer_warm = models.BooleanField(null=True)
    transfer_wait_seconds = models.PositiveIntegerField(null=True)
    transfer_reached = models.BooleanField(null=True)
    referred_to = models.CharField(_("referred to"), max_length=120, blank=True)

    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")
    # The first question of the chain: 20 reports about one street in one night are one chain.
    chain_start = models.ForeignKey("self", models.PROTECT, null=True, related_name="chain")
    repeat_state = models.CharField(max_length=10, choices=RepeatState, default=RepeatState.NONE)
    repeat_reason = models.ForeignKey(
        "contacts.RepeatReason", models.PROTECT, null=True, related_name="questions"
    )
    # The department of the first contact: repeats count for the one that caused them.
    repeat_department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, related_name="caused_repeats"
    )
    # Start of the contact, or the latest thing that happened to its callback or case.
    last_activity_at = models.DateTimeField()

    personal_data = frozenset({"note", "search_text", "transfer_to"})
    plain_data = frozenset(
        {
            "id", "public_id", "contact", "position", "subject", "department", "reason",
            "steps_done", "outcome", "outcome_category", "counts_as_direct", "case",
            "transfer_department", "transfer_warm", "transfer_wait_seconds", "transfer_reached",
            "referred_to", "asks_status", "repeat_of", "chain_start", "repeat_state",
            "repeat_reason", "repeat_department", "last_activity_at",
        }
    )  # fmt: skip

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("contact", "position")
        constraints = [
            models.UniqueConstraint(fields=["contact", "position"], name="question_position_once"),
            models.CheckConstraint(
                condition=Q(outcome_category="transferred")
                | Q(
                    transfer_department__isnull=True,
                    transfer_to="",
                    transfer_warm__isnull=True,
                    transfer_wait_seconds__isnull=True,
                    transfer_reached__isnull=True,
                ),
                name="question_transfer_only_when_put_through",
            ),
            models.CheckConstraint(
                condition=Q(repeat_state="none", repeat_of__isnull=True)
                | (~Q(repeat_state="none") & Q(repeat_of__isnull=False)),
                name="question_repeat_of_something",
            ),
            models.CheckConstraint(
                condition=~Q(repeat_state="confirmed") | Q(repeat_department__isnull=False),
                name="question_confirmed_repeat_has_department",
            ),
        ]
        indexes = [
            # Repeats of a department in a period; the history of a subject.
            models.Index(
                fields=["repeat_department", "last_activity_at"],
                name="question_repeats_caused",
                condition=Q(repeat_state="confirmed"),
            ),
            models.Index(fields=["department", "-last_activity_at"], name="question_of_department"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class ContactCorrection(models.Model):
    """What a saved contact said before and after a correction. Appended, never edited."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    # [{"question": position or null, "field": name, "before": text, "after": text}]; of a customer
    # also "before_id" and "after_id".
    changes = models.JSONField()

    personal_data = frozenset({"changes", "reason"})
    plain_data = frozenset({"id", "public_id", "contact", "at", "by"})

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.contact_id} {self.at:%Y-%m-%d}"
