"""A round of the self-assessment, and who is asked."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maturity.models.editions import Edition


class Assessment(models.Model):
    """One round: of the whole organisation, of a domain or of a department.

    It keeps what was asked (`edition`, `own`), which figures lay beside it (`evidence`) and what
    came out (`result`). Respondents answer while it is open; nobody reads an answer of somebody
    else before the consensus, and then without a name. The group sets the final answers.
    """

    class Form(models.TextChoices):
        FULL = "full", _("All statements (25 to 30 minutes)")
        SHORT = "short", _("Key statements only (about 8 minutes)")

    class Size(models.TextChoices):
        """By inhabitants; the limits are settings."""

        SMALL = "small", _("Small municipality")
        MEDIUM = "medium", _("Medium-sized municipality")
        LARGE = "large", _("Large municipality")

    class State(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        OPEN = "open", _("Being filled in")
        CONSENSUS = "consensus", _("In consensus")
        FINAL = "final", _("Result settled")
        CANCELLED = "cancelled", _("Stopped")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("name of the round"), max_length=120)
    # Both None: the whole organisation.
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="+"
    )
    domain = models.ForeignKey(
        "organisation.Domain", models.PROTECT, null=True, blank=True, related_name="+"
    )
    form = models.CharField(_("form"), max_length=5, choices=Form, default=Form.FULL)
    inhabitants = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    size = models.CharField(_("size"), max_length=6, choices=Size)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    # The own statements as they were when the round was opened (maturity.asked).
    own = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    # Whole months, both days included: which figures lie beside the statements.
    figures_first = models.DateField(_("figures from"))
    figures_last = models.DateField(_("figures until"))
    # KPI -> what it said (maturity.evidence). Read again every day while the round is open, and
    # never any more once the consensus began.
    evidence = models.JSONField(default=dict)
    evidence_at = models.DateTimeField(null=True)
    # The last day on which respondents answer.
    closes_on = models.DateField(_("fill in until"))
    # The day the group meets ("heidag").
    meeting_on = models.DateField(_("meeting on"), null=True, blank=True)
    # What the manager says in the invitation.
    invitation = models.TextField(_("invitation"), max_length=2000, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Who leads the round; told when it passes to somebody else.
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    leader_changed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    consensus_at = models.DateTimeField(null=True)
    final_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=300, blank=True)
    # The statement (its code) the group talks about now: what the big screen shows.
    discussing = models.CharField(max_length=10, blank=True)
    # What the group says about the outcome in a few sentences.
    conclusion = models.TextField(_("conclusion"), max_length=2000, blank=True)
    # The outcome (maturity.outcome): written once, when the result is settled.
    result = models.JSONField(null=True)
    # When the answers of persons were removed; the counts stay in the result.
    forgotten_at = models.DateTimeField(null=True)
    # Under which an anonymous result travels to other municipalities.
    share_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    personal_data = frozenset({"leader"})
    plain_data = frozenset(
        {
            "id", "public_id", "title", "department", "domain", "form", "inhabitants", "size",
            "edition", "own", "state", "figures_first", "figures_last", "evidence", "evidence_at",
            "closes_on", "meeting_on", "invitation", "created_at", "created_by",
            "leader_changed_at", "opened_at", "consensus_at", "final_at", "cancelled_at",
            "cancelled_because", "discussing", "conclusion", "result", "forgotten_at", "share_id",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("maturity assessment")
        verbose_name_plural = _("maturity assessments")
        constraints = [
            models.CheckConstraint(
                condition=Q(department__isnull=True) | Q(domain__isnull=True),
                name="assessment_of_one_place",
            ),
            models.CheckConstraint(
                condition=Q(figures_first__lte=models.F("figures_last")),
                name="assessment_figures_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at__isnull=True)
                | Q(state="cancelled")
                | (~Q(state="draft") & Q(opened_at__isnull=False)),
                name="assessment_opened_at_when_opened",
            ),
            models.CheckConstraint(
                condition=Q(state="final", final_at__isnull=False, result__isnull=False)
                | (~Q(state="final") & Q(final_at__isnull=True, result__isnull=True)),
                name="assessment_result_when_final",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancelled_because="")
                )
                | (~Q(state="cancelled") & Q(cancelled_at__isnull=True, cancelled_because="")),
                name="assessment_stopped_with_a_reason",
            ),
        ]
        indexes = [
            # What the tick looks at.
            models.Index(
                fields=["state"], name="assessment_running",
                condition=Q(state__in=["open", "consensus"]),
            ),
            models.Index(fields=["-created_at", "-id"], name="assessment_newest"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.state

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.OPEN, self.State.CONSENSUS)


class Respondent(models.Model):
    """One who is asked, as what. Who answered what is removed some months after the result was
    settled; that somebody took part stays."""

    class Group(models.TextChoices):
        CONTACT_CENTRE = "kcc", _("Contact centre")
        HEADS = "heads", _("Department heads")
        MANAGEMENT = "management", _("Management and board")
        EMPLOYEES = "employees", _("Employees of departments")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="respondents")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    group = models.CharField(max_length=10, choices=Group)
    invited_at = models.DateTimeField(null=True)
    # The first answer, and when it was handed in. Until the consensus it can be taken back.
    started_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    personal_data = frozenset({"user"})
    plain_data = frozenset(
        {
            "id", "public_id", "assessment", "group", "invited_at", "started_at", "submitted_at",
            "reminded_at",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("respondent")
        verbose_name_plural = _("respondents")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "user"], name="respondent_once"),
        ]

    def __str__(self) -> str:
        return self.group
