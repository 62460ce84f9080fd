"""The report of a month or a year: a row before it is anything else, its figures frozen in it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kcc.lib.periods import Month
from kcc.organisation.models.same import or_none


class ReportSchedule(models.Model):
    """When reports of one kind are made, who gets them and how; one row per kind, kept by the KCC
    manager. A report appears on the `working_day` after the end of its period at `hour`, in the
    calendar of the organisation (usually the third to the fifth)."""

    class Kind(models.TextChoices):
        DEPARTMENTS = "departments", _("Monthly report of each department")
        ORGANISATION = "organisation", _("Monthly report of the organisation")
        YEAR = "year", _("Year report of the organisation")

    class Attach(models.TextChoices):
        NOTHING = "nothing", _("Only a link")
        PDF = "pdf", _("The report as PDF")
        BOTH = "both", _("The report as PDF and as spreadsheet")

    kind = models.CharField(max_length=12, choices=Kind, primary_key=True)
    active = models.BooleanField(_("make these reports"), default=True)
    working_day = models.PositiveSmallIntegerField(_("on which working day"), default=3)
    hour = models.TimeField(_("at what time"))
    # Built by itself, published by the KCC manager; else published at once.
    review = models.BooleanField(_("I read them first"), default=True)
    language = models.CharField(_("language"), max_length=5, default="nl")
    attach = models.CharField(_("in the mail"), max_length=7, choices=Attach, default=Attach.PDF)
    # Roles besides the heads, deputies too, of the department it is about.
    roles = models.JSONField(_("also to"), default=list)
    # Working days after publication; 0 is never.
    remind_after = models.PositiveSmallIntegerField(_("remind after working days"), default=5)
    # Whom a reader can ask, as it stands on the report.
    contact = models.CharField(_("contact person"), max_length=200, blank=True)
    # The first day of the first period there is a report of.
    since = models.DateField(_("from"))
    changed_at = models.DateTimeField(null=True, editable=False)

    personal_data = frozenset({"contact"})
    plain_data = frozenset(
        {
            "kind", "active", "working_day", "hour", "review", "language", "attach", "roles",
            "remind_after", "since", "changed_at",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("report schedule")
        verbose_name_plural = _("report schedules")
        constraints = [
            models.CheckConstraint(
                condition=Q(working_day__gte=1, working_day__lte=20)
                & Q(remind_after__gte=0, remind_after__lte=20),
                name="report_schedule_sane",
                violation_error_message=_("Choose a working day from 1 to 20."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Report(models.Model):
    """One version of the report of a department, or of the organisation, about a month or a year.

    Who wants a report makes this row; workers find it. `figures` is what the dashboard said at one
    moment (dashboard.reports.frozen), written once and never changed; `digest` is its SHA-256.
    `words` is what people added, as it was published. A correction of the facts later on is told in
    `changes`; who wants it in the report publishes a next version.
    """

    class Kind(models.TextChoices):
        MONTH = "month", _("Month")
        YEAR = "year", _("Year")

    class State(models.TextChoices):
        DUE = "due", _("To be made")
        BUILDING = "building", _("Being made")
        BUILT = "built", _("To be published")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=5, choices=Kind, default=Kind.MONTH)
    first_day = models.DateField()
    # None is the organisation.
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, related_name="reports"
    )
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State, default=State.DUE)
    # Why there is another version.
    reason = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=5, default="nl")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # -- Frozen
    figures = models.JSONField(null=True)
    figures_version = models.PositiveSmallIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True)
    built_at = models.DateTimeField(null=True)
    # -- What the KCC manager adds before it is published
    comment = models.TextField(blank=True)
    commented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # -- Published
    words = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True)
    # None: by itself.
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_because = models.CharField(max_length=300, blank=True)
    # Figures that say something else by now: [slug, then, now] (dashboard.reports.changed).
    changes = models.JSONField(default=list)
    checked_at = models.DateTimeField(null=True)

    personal_data = frozenset({"comment", "words"})
    plain_data = frozenset(
        {
            "id", "public_id", "kind", "first_day", "department", "version", "state", "reason",
            "language", "created_at", "created_by", "figures", "figures_version", "digest",
            "frozen_at", "built_at", "commented_by", "published_at", "published_by",
            "withdrawn_at", "withdrawn_by", "withdrawn_because", "changes", "checked_at",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                "kind", "first_day", or_none("department"), "version", name="report_once"
            ),
            models.CheckConstraint(
                condition=Q(state="due", figures__isnull=True, frozen_at__isnull=True)
                | (~Q(state="due") & Q(figures__isnull=False, frozen_at__isnull=False)),
                name="report_frozen_once_made",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published", "withdrawn"], published_at__isnull=False)
                | (
                    ~Q(state__in=["published", "withdrawn"]) & Q(published_at__isnull=True)
                ),
                name="report_published_at_when_published",
            ),
            models.CheckConstraint(
                condition=(Q(state="withdrawn", withdrawn_at__isnull=False)
                           & ~Q(withdrawn_because=""))
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True, withdrawn_because="")),
                name="report_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | (Q(version__gt=1) & ~Q(reason="")),
                name="report_version_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind="month") | Q(kind="year", first_day__month=1),
                name="report_year_begins_in_january",
            ),
            models.CheckConstraint(
                condition=Q(first_day__day=1), name="report_begins_on_the_first"
            ),
        ]  # fmt: skip
        indexes = [
            # The reconciler: what is not ready yet.
            models.Index(
                fields=["first_day"], name="report_unfinished",
                condition=Q(state__in=["due", "building"]),
            ),
            # The archive, of everything and of one department.
            models.Index(fields=["-first_day", "-id"], name="report_newest"),
            models.Index(fields=["department", "-first_day", "-id"], name="report_of_department"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.period} {self.department_id or '-'} v{self.version}"

    @property
    def month(self) -> Month:
        """The month it is about; the first of a year."""
        return Month(self.first_day.year, self.first_day.month)

    @property
    def period(self) -> str:
        """2026-10, or 2026 for a year."""
        return str(self.month) if self.kind == self.Kind.MONTH else str(self.first_day.year)

    @property
    def is_open(self) -> bool:
        """Whether words may still be added to it."""
        return self.state in (self.State.BUILDING, self.State.BUILT)


class ReportFile(models.Model):
    """A file of a report: in the row, so that there is none without its report and none is lost."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "XLSX"

    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    format = models.CharField(max_length=4, choices=Format)
    body = models.BinaryField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    personal_data = frozenset({"body"})
    plain_data = frozenset({"id", "report", "format", "size", "digest", "made_at"})

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        constraints = [
            models.UniqueConstraint(fields=["report", "format"], name="report_file_once"),
        ]

    def __str__(self) -> str:
        return self.format


class ReportReader(models.Model):
    """One who is told that a report is there, once per version, and whether it was opened."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    personal_data = frozenset({"user"})
    plain_data = frozenset({"id", "report", "told_at", "opened_at", "reminded_at"})

    class Meta:
        verbose_name = _("reader of a report")
        verbose_name_plural = _("readers of reports")
        constraints = [
            models.UniqueConstraint(fields=["report", "user"], name="report_reader_once"),
        ]
        indexes = [
            # Whom to remind.
            models.Index(
                fields=["told_at"], name="report_reader_unread",
                condition=Q(opened_at__isnull=True, reminded_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.report_id)


class ReportAction(models.Model):
    """What a head does about a report: it comes back in the next one with how it stands."""

    class State(models.TextChoices):
        OPEN = "open", _("To be done")
        DONE = "done", _("Done")
        DROPPED = "dropped", pgettext_lazy("action", "Given up")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # On which report it was agreed; its department may differ from that of a report of everything.
    report = models.ForeignKey(Report, models.PROTECT, related_name="actions")
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, related_name="report_actions"
    )
    text = models.CharField(_("what will be done"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by whom")
    )
    due_on = models.DateField(_("ready on"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.OPEN)
    result = models.CharField(_("what came of it"), max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    personal_data = frozenset({"text", "owner", "result"})
    plain_data = frozenset(
        {
            "id", "public_id", "report", "department", "due_on", "state", "created_at",
            "created_by", "closed_at",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("action after a report")
        verbose_name_plural = _("actions after reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="report_action_closed_at_when_closed",
            ),
        ]
        indexes = [
            # What comes back in the next report of a department.
            models.Index(fields=["department", "state"], name="report_action_of_department"),
        ]

    def __str__(self) -> str:
        return self.state


class PracticeCase(models.Model):
    """One contact of the department told without a person, to show what the figures mean
    ("praktijkcasus"). The KCC manager reads and approves every word before anybody else sees it;
    which contact it was is then forgotten."""

    report = models.OneToOneField(Report, models.CASCADE, related_name="practice_case")
    text = models.TextField(_("practice case"))
    # Public id of the question it was told from; None once it is approved.
    question = models.UUIDField(null=True)
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    personal_data = frozenset({"text", "question"})
    plain_data = frozenset({"id", "report", "chosen_at", "chosen_by", "approved_at", "approved_by"})

    class Meta:
        verbose_name = _("practice case")
        verbose_name_plural = _("practice cases")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(
                    approved_at__isnull=False, approved_by__isnull=False, question__isnull=True
                ),
                name="practice_case_forgets_once_approved",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.report_id)
