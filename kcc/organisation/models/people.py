"""Who works here, what each may do, and the keys programs use in their name."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kcc.organisation.models.places import Department, Team
from kcc.organisation.models.same import or_none


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
    # A mail now and then with what stands under the bell (kcc.jobs.digest).
    mail_digest = models.BooleanField(_("mail with new messages"), default=True)
    # How many messages under the bell were not seen yet: comes with the person in every request.
    unseen = models.PositiveIntegerField(default=0, editable=False)

    personal_data = frozenset(
        {"username", "first_name", "last_name", "email", "phone", "password", "last_login"}
    )
    plain_data = frozenset(
        {
            "id", "public_id", "language", "theme", "shortcuts_enabled", "mail_digest", "unseen",
            "is_staff", "is_superuser", "is_active", "date_joined", "groups", "user_permissions",
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
    leads = models.BooleanField(
        _("leads the team"),
        default=False,
        help_text=_("Of the team, or of the whole department when no team is chosen."),
    )

    personal_data = frozenset()
    plain_data = frozenset({"id", "user", "role", "department", "team", "leads"})

    class Meta:
        verbose_name = _("role of a user")
        verbose_name_plural = _("roles of users")
        constraints = [
            models.UniqueConstraint(
                F("user"),
                F("role"),
                or_none("department"),
                or_none("team"),
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
            models.CheckConstraint(
                condition=Q(leads=False) | Q(role=Role.HANDLER),
                name="membership_leads_as_employee",
                violation_error_message=_("Only a department employee leads a team."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


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
