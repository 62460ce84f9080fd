"""Who we are: people, departments, channels, opening hours and the norms we promise."""

import uuid
from datetime import time

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def _or_none(name: str) -> Coalesce:
    """A reference that counts as equal when it is absent: SQLite has no NULLS NOT DISTINCT."""
    return Coalesce(name, 0, output_field=models.BigIntegerField())


class Role(models.TextChoices):
    """What a person may do, see product.md "People and what they may see"."""

    AGENT = "agent", _("KCC agent")
    KCC_LEAD = "kcc_lead", _("KCC team lead")
    HANDLER = "handler", _("Department employee")
    HEAD = "head", _("Department head")
    MANAGER = "manager", _("KCC manager")
    BOARD = "board", _("Management and board")
    ADMINISTRATOR = "administrator", _("Functional administrator")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")


DEPARTMENT_ROLES = (Role.HANDLER, Role.HEAD)


class User(AbstractUser):
    """A person who logs in. One person, one account; roles come from memberships."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("Same as the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(
        _("language"), max_length=5, default="nl", choices=[("nl", "Nederlands"), ("en", "English")]
    )
    theme = models.CharField(_("colours"), max_length=5, default=Theme.AUTO, choices=Theme)
    # WCAG 2.1.4: single-key shortcuts can be switched off.
    shortcuts_enabled = models.BooleanField(_("single-key shortcuts"), default=True)
    phone = models.CharField(_("telephone extension"), max_length=20, blank=True)

    personal_data = frozenset(
        {"username", "first_name", "last_name", "email", "phone", "password", "last_login"}
    )
    plain_data = frozenset(
        {
            "id", "public_id", "language", "theme", "shortcuts_enabled", "is_staff", "is_superuser",
            "is_active", "date_joined", "groups", "user_permissions",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("last_name", "first_name", "username")

    def get_display_name(self) -> str:
        return self.get_full_name() or self.username

    def __str__(self) -> str:
        return self.get_display_name()


class Domain(models.Model):
    """A field of policy that departments and subjects belong to (domein)."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    personal_data = frozenset()
    plain_data = frozenset({"id", "slug", "name", "order"})

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name


class Origin(models.TextChoices):
    REFERENCE = "reference", _("Start data")
    LOCAL = "local", _("Added here")
    IMPORT = "import", _("Import, to be reviewed")


class Department(models.Model):
    """Afdeling: the unit that owns open work."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="departments", verbose_name=_("domain")
    )
    is_contact_centre = models.BooleanField(_("is the contact centre"), default=False)
    active = models.BooleanField(_("active"), default=True)
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin, default=Origin.LOCAL, editable=False
    )

    personal_data = frozenset()
    plain_data = frozenset(
        {"id", "public_id", "slug", "name", "domain", "is_contact_centre", "active", "origin"}
    )

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Groep within a department."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="teams", verbose_name=_("department")
    )
    slug = models.SlugField(max_length=80)
    name = models.CharField(_("name"), max_length=120)
    active = models.BooleanField(_("active"), default=True)

    personal_data = frozenset()
    plain_data = frozenset({"id", "public_id", "department", "slug", "name", "active"})

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["department", "slug"], name="team_once_per_department")
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role of a person, in one department or for the whole organisation."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("department"),
        help_text=_("Needed for department employees and department heads only."),
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("team"),
    )

    personal_data = frozenset()
    plain_data = frozenset({"id", "user", "role", "department", "team"})

    class Meta:
        verbose_name = _("role of a user")
        verbose_name_plural = _("roles of users")
        constraints = [
            models.UniqueConstraint(
                F("user"),
                F("role"),
                _or_none("department"),
                _or_none("team"),
                name="membership_once",
                violation_error_message=_("This person already has that role there."),
            ),
            models.CheckConstraint(
                condition=(Q(role__in=DEPARTMENT_ROLES) & Q(department__isnull=False))
                | (~Q(role__in=DEPARTMENT_ROLES) & Q(department__isnull=True)),
                name="membership_department_by_role",
                violation_error_message=_(
                    "Department employees and heads need a department, other roles have none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=True) | Q(department__isnull=False),
                name="membership_team_needs_department",
                violation_error_message=_("Choose the department of the team as well."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


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

    personal_data = frozenset()
    plain_data = frozenset({"id", "code", "name", "kind", "order", "active"})

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
                _or_none("channel"),
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
                _or_none("channel"),
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


class ServiceNorm(models.Model):
    """What we promise (servicenorm): effective-dated, the most specific one wins."""

    class Kind(models.TextChoices):
        CALLBACK = "callback", _("Callback")
        CALLBACK_URGENT = "callback_urgent", _("Urgent callback")
        EMAIL = "email", _("E-mail and web form")
        LETTER = "letter", _("Letter")
        SOCIAL = "social", _("Social media and WhatsApp")
        QUESTION = "question", _("Question passed on")

    class Unit(models.TextChoices):
        WORKING_DAYS = "working_days", _("working days")
        WORKING_HOURS = "working_hours", pgettext_lazy("unit", "opening hours")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="norms",
        verbose_name=_("department"),
    )
    channel = models.ForeignKey(
        Channel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="norms",
        verbose_name=_("channel"),
    )
    amount = models.PositiveSmallIntegerField(_("term"))
    unit = models.CharField(_("unit"), max_length=15, choices=Unit)
    target_percentage = models.PositiveSmallIntegerField(_("target in %"), default=80)
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "kind", "department", "channel", "amount", "unit", "target_percentage",
            "valid_from", "source",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("service norm")
        verbose_name_plural = _("service norms")
        ordering = ("kind", "-valid_from")
        constraints = [
            models.UniqueConstraint(
                F("kind"),
                _or_none("department"),
                _or_none("channel"),
                F("valid_from"),
                name="service_norm_once_per_day",
                violation_error_message=_("There is a norm for this from that day already."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=1, target_percentage__lte=100),
                name="service_norm_sane",
                violation_error_message=_("The term is at least 1, the target at most 100 %."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount} {self.get_unit_display()}"


class ApiToken(models.Model):
    """An access key with which a program acts as this person. Only its hash is stored."""

    class Scope(models.TextChoices):
        EVERYTHING = "everything", _("Everything this person may do")
        CALL_EVENTS = "call-events", _("Only announce calls")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        User, models.CASCADE, related_name="api_tokens", verbose_name=_("user")
    )
    name = models.CharField(_("what it is for"), max_length=80)
    scope = models.CharField(_("may do"), max_length=20, choices=Scope, default=Scope.EVERYTHING)
    # SHA-256 of 256 random bits: nothing to guess, so no slow hash is needed.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), editable=False)
    expires_at = models.DateTimeField(_("expires"))
    # The day, not the moment: enough to find what is no longer used.
    last_used_on = models.DateField(_("last used"), null=True, editable=False)

    personal_data = frozenset({"digest"})
    plain_data = frozenset(
        {
            "id", "public_id", "user", "name", "scope", "created_at", "expires_at", "last_used_on",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("access key")
        verbose_name_plural = _("access keys")
        ordering = ("user", "name")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="api_token_expires_later",
                violation_error_message=_("An access key expires after it was made."),
            )
        ]

    def __str__(self) -> str:
        return self.name
