"""Where a municipality wants to be, and what it does to get there."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maturity.models.assessments import Assessment


class Target(models.Model):
    """The phase a pillar is to reach, and by when."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="targets")
    pillar = models.SlugField(max_length=40)
    phase = models.PositiveSmallIntegerField(_("target phase"))
    due_on = models.DateField(_("reached on"))
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    personal_data = frozenset()
    plain_data = frozenset(
        {"id", "assessment", "pillar", "phase", "due_on", "changed_at", "changed_by"}
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "pillar"], name="target_once"),
            models.CheckConstraint(
                condition=Q(phase__gte=1, phase__lte=5), name="target_of_a_phase"
            ),
        ]

    def __str__(self) -> str:
        return self.pillar


class ImprovementAction(models.Model):
    """What will be done (verbeteractie): by whom, with what, by when, and which figure should show
    it. `baseline` is what that figure said when the action was started."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("action", "To be started")
        DOING = "doing", pgettext_lazy("action", "Under way")
        DONE = "done", pgettext_lazy("action", "Done")
        DROPPED = "dropped", pgettext_lazy("action", "Given up")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="actions")
    pillar = models.SlugField(_("pillar"), max_length=40)
    # Towards which phase; the statement it comes from, "" for one of their own.
    phase = models.PositiveSmallIntegerField(_("phase"))
    code = models.CharField(max_length=10, blank=True)
    text = models.CharField(_("what will be done"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by whom")
    )
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, related_name="improvement_actions",
        verbose_name=_("department"),
    )  # fmt: skip
    due_on = models.DateField(_("ready on"))
    # Hours, money, people: what it takes.
    means = models.CharField(_("means"), max_length=300, blank=True)
    # KPI of the catalogue and the value it should come to, in the unit of the catalogue.
    kpi = models.SlugField(_("figure"), max_length=60, blank=True)
    expected = models.FloatField(_("expected value"), null=True, blank=True)
    baseline = models.FloatField(null=True)
    baseline_first = models.DateField(null=True)
    baseline_last = models.DateField(null=True)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.PLANNED)
    # What came of it; needed to close it.
    result = models.CharField(_("what came of it"), max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    # When the owner was reminded: some days before, and when the day had passed.
    reminded_before_at = models.DateTimeField(null=True)
    reminded_late_at = models.DateTimeField(null=True)

    personal_data = frozenset({"text", "owner", "means", "result"})
    plain_data = frozenset(
        {
            "id", "public_id", "assessment", "pillar", "phase", "code", "department", "due_on",
            "kpi", "expected", "baseline", "baseline_first", "baseline_last", "state",
            "created_at", "created_by", "started_on", "closed_at", "reminded_before_at",
            "reminded_late_at",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("improvement action")
        verbose_name_plural = _("improvement actions")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["planned", "doing"], closed_at__isnull=True)
                | (Q(state__in=["done", "dropped"], closed_at__isnull=False) & ~Q(result="")),
                name="improvement_action_closed_with_a_result",
            ),
            models.CheckConstraint(
                condition=Q(kpi="", expected__isnull=True) | ~Q(kpi=""),
                name="improvement_action_expects_of_a_figure",
            ),
            models.CheckConstraint(
                condition=Q(phase__gte=1, phase__lte=5), name="improvement_action_of_a_phase"
            ),
        ]
        indexes = [
            # Whom to remind.
            models.Index(
                fields=["due_on"], name="improvement_action_running",
                condition=Q(state__in=["planned", "doing"]),
            ),
            models.Index(fields=["department", "state"], name="improvement_action_of_dept"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.state

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.PLANNED, self.State.DOING)


class ActionNote(models.Model):
    """How an action went: every change of its state, and what was said. Never changed."""

    action = models.ForeignKey(ImprovementAction, models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=ImprovementAction.State)
    text = models.CharField(max_length=500, blank=True)

    personal_data = frozenset({"by", "text"})
    plain_data = frozenset({"id", "action", "at", "state"})

    class Meta:
        verbose_name = _("note of an action")
        verbose_name_plural = _("notes of actions")

    def __str__(self) -> str:
        return self.state
