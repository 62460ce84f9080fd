"""Drammen: which steps follow when a promise nears its end or is broken, and which were taken."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EscalationStep(models.Model):
    """One step, kept by the functional administrator. Loaded from data/escalatie.yaml."""

    class Basis(models.TextChoices):
        SHARE = "share", _("per cent of the term")
        DAYS_LATE = "days_late", _("working days after the promise")

    class Audience(models.TextChoices):
        NOBODY = "nobody", _("Nobody: only visible in the lists")
        HANDLER = "handler", _("The handler, or who may claim it")
        TEAM_LEAD = "team_lead", _("The team lead")
        HEAD = "head", _("The department head")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    basis = models.CharField(_("counted in"), max_length=10, choices=Basis)
    amount = models.PositiveSmallIntegerField(_("after"))
    audience = models.CharField(_("who is told"), max_length=10, choices=Audience)
    mail = models.BooleanField(_("also by mail"), default=True)
    # With {number}, {subject}, {department} and {promised} filled in; never a person.
    text = models.CharField(_("text"), max_length=200)
    active = models.BooleanField(_("active"), default=True)

    personal_data = frozenset()
    plain_data = frozenset(
        {"id", "code", "name", "basis", "amount", "audience", "mail", "text", "active"}
    )

    class Meta:
        verbose_name = _("escalation step")
        verbose_name_plural = _("escalation steps")
        ordering = ("-basis", "amount")
        constraints = [
            models.UniqueConstraint(
                fields=["basis", "amount", "audience"],
                name="escalation_step_once",
                violation_error_message=_("There is a step at that moment for them already."),
            ),
            models.CheckConstraint(
                condition=Q(basis="days_late", amount__gte=1)
                | Q(basis="share", amount__gte=1, amount__lte=100),
                name="escalation_step_sane",
                violation_error_message=_("A share is 1 to 100, a number of days at least 1."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Escalation(models.Model):
    """A step that was taken for a callback: once in each round of its clock.

    `told` is the number of people; `passed_over` when a later step was due at the same moment, as
    after a standstill: then only the highest one tells anybody.
    """

    callback = models.ForeignKey("contacts.Callback", models.CASCADE, related_name="escalations")
    step = models.ForeignKey(EscalationStep, models.PROTECT, related_name="taken")
    # How often the callback had been reopened: its clock begins anew each time.
    round = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    told = models.PositiveSmallIntegerField(default=0)
    passed_over = models.BooleanField(default=False)

    personal_data = frozenset()
    plain_data = frozenset({"id", "callback", "step", "round", "at", "told", "passed_over"})

    class Meta:
        verbose_name = _("step taken")
        verbose_name_plural = _("steps taken")
        constraints = [
            models.UniqueConstraint(fields=["callback", "step", "round"], name="escalation_once")
        ]

    def __str__(self) -> str:
        return f"{self.callback_id} {self.step_id}"
