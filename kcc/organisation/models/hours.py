"""How and when people can reach us: channels, opening hours, closing days."""

from datetime import time

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kcc.organisation.models.same import or_none


class FollowUp(models.TextChoices):
    """What is promised, and so which norm it follows: data at the channel for what is answered in
    writing."""

    EMAIL = "email", _("E-mail")
    FORM = "form", _("Web form")
    LETTER = "letter", _("Letter")
    SOCIAL = "social", _("Social media and WhatsApp")
    QUESTION = "question", _("Question passed on")


class Channel(models.Model):
    """How people reach us (kanaal). The direction of a contact is kept apart from it."""

    class Kind(models.TextChoices):
        VOICE = "voice", _("Telephone")
        COUNTER = "counter", _("In person")
        WRITTEN = "written", _("Written")
        CHAT = "chat", _("Chat and social media")

    code = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)
    # Which norm a question over this channel follows when a department answers it later.
    follow_up = models.CharField(
        _("norm of a later answer"), max_length=10, choices=FollowUp, default=FollowUp.QUESTION
    )

    personal_data = frozenset()
    plain_data = frozenset({"id", "code", "name", "kind", "order", "active", "follow_up"})

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """One interval on one weekday; without a channel it is the calendar of the organisation."""

    channel = models.ForeignKey(
        Channel,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="opening_hours",
        verbose_name=_("channel"),
    )
    weekday = models.PositiveSmallIntegerField(
        _("weekday"),
        choices=[
            (0, _("Monday")),
            (1, _("Tuesday")),
            (2, _("Wednesday")),
            (3, _("Thursday")),
            (4, _("Friday")),
            (5, _("Saturday")),
            (6, _("Sunday")),
        ],
    )
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    personal_data = frozenset()
    plain_data = frozenset({"id", "channel", "weekday", "opens", "closes"})

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ("channel", "weekday", "opens")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="opening_hours_close_after_open",
                violation_error_message=_("Closing time must be later than opening time."),
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="opening_hours_weekday_monday_to_sunday"
            ),
            models.UniqueConstraint(
                or_none("channel"),
                F("weekday"),
                F("opens"),
                name="opening_hours_once",
                violation_error_message=_("These opening hours are in the list already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class OpeningException(models.Model):
    """Other hours on one date (24 December to 16:00). No times: closed that day."""

    channel = models.ForeignKey(
        Channel,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="opening_exceptions",
        verbose_name=_("channel"),
    )
    date = models.DateField(_("date"))
    opens = models.TimeField(_("opens"), null=True, blank=True)
    closes = models.TimeField(_("closes"), null=True, blank=True)
    name = models.CharField(_("reason"), max_length=80)

    personal_data = frozenset()
    plain_data = frozenset({"id", "channel", "date", "opens", "closes", "name"})

    class Meta:
        verbose_name = _("other opening hours")
        verbose_name_plural = _("other opening hours")
        ordering = ("date",)
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(closes__gt=F("opens")),
                name="opening_exception_both_times_or_none",
                violation_error_message=_("Fill in both times, or neither for a closed day."),
            ),
            models.UniqueConstraint(
                or_none("channel"),
                F("date"),
                Coalesce("opens", time.min),
                name="opening_exception_once",
                violation_error_message=_("There are other hours for this moment already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class ClosingDay(models.Model):
    """A day without service. `statutory` ones also shift terms of the Algemene termijnenwet."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Recognised holiday (Atw art. 3)")
        EQUATED = "equated", _("Equated day (Atw art. 3)")
        LOCAL = "local", _("Local closing day")

    date = models.DateField(_("date"))
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # A municipality may work on a holiday of the law (Good Friday, 5 May).
    closed = models.BooleanField(_("closed for the public"), default=True)

    personal_data = frozenset()
    plain_data = frozenset({"id", "date", "name", "kind", "closed"})

    class Meta:
        verbose_name = _("closing day")
        verbose_name_plural = _("closing days")
        ordering = ("date",)
        constraints = [models.UniqueConstraint(fields=["date", "name"], name="closing_day_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
