"""Where work waits: domains, departments and their teams."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


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
