"""Reports that are not published yet, and what may be told in them."""

from dataclasses import dataclass

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When

from contacts.practice import selectors as practice
from contacts.practice.selectors import Candidate
from dashboard.models import PracticeCase, Report
from dashboard.reports.planning import job_key
from dashboard.reports.schedule import Period
from kcc.jobs.models import Job

State = Report.State
OPEN = (State.DUE, State.BUILDING, State.BUILT)
HEAVY = ("figures", "words", "changes")


@dataclass(frozen=True)
class Batch:
    """The newest version of every report of a period. `at_work` are those a worker is to publish
    now, `failed` why it could not."""

    period: Period
    newest: list[Report]
    at_work: frozenset[int]
    failed: dict[int, str]

    @property
    def drafts(self) -> list[Report]:
        return [each for each in self.newest if each.state in OPEN]

    @property
    def ready(self) -> list[Report]:
        """Read over and published by somebody, when they will."""
        return [each for each in self.drafts if each.is_open and each.pk not in self.at_work]

    @property
    def total(self) -> int:
        return len(self.newest)

    @property
    def made(self) -> int:
        return sum(each.state not in (State.DUE, State.BUILDING) for each in self.newest)

    @property
    def published(self) -> int:
        return sum(each.state == State.PUBLISHED for each in self.newest)

    @property
    def is_busy(self) -> bool:
        return bool(self.at_work) or self.made < self.total


def batch_of(period: Period) -> Batch:
    """Two statements, however many there are."""
    rows = (
        Report.objects.filter(kind=period.kind, first_day=period.first_day)
        .annotate(case=_how_the_case_stands())
        .select_related("department")
        .defer(*HEAVY)
        # The organisation first.
        .order_by(F("department__name").asc(nulls_first=True), "version")
    )
    newest = list({each.department_id: each for each in rows}.values())
    waiting = {job_key(each, "publish"): each.pk for each in newest if each.state in OPEN}
    jobs = Job.objects.filter(key__in=waiting).exclude(state=Job.State.DONE) if waiting else []
    at_work, failed = set(), {}
    for job in jobs:
        if job.state == Job.State.FAILED:
            failed[waiting[job.key]] = job.error
        else:
            at_work.add(waiting[job.key])
    return Batch(period, newest, frozenset(at_work), failed)


def _how_the_case_stands() -> Case:
    """approved, chosen (and not approved yet), or nothing."""
    cases = PracticeCase.objects.filter(report=OuterRef("pk"))
    return Case(
        When(Exists(cases.filter(approved_at__isnull=False)), then=Value("approved")),
        When(Exists(cases), then=Value("chosen")),
        default=Value(""),
        output_field=CharField(),
    )


def periods_with_drafts() -> list[tuple[Period, int]]:
    """With the number of them, the newest first. One statement."""
    rows = Report.objects.filter(state__in=OPEN).order_by("-first_day", "kind")
    found: dict[Period, int] = {}
    for kind, first_day in rows.values_list("kind", "first_day"):
        period = Period(kind, first_day)
        found[period] = found.get(period, 0) + 1
    return list(found.items())


def next_draft(report: Report) -> Report | None:
    """The one after it in the list of its period that can be edited, beginning again at the top.
    One statement."""
    rows = Report.objects.filter(
        Q(state__in=(State.BUILDING, State.BUILT)), kind=report.kind, first_day=report.first_day
    )
    order = F("department__name").asc(nulls_first=True)
    found = list(rows.select_related("department").defer(*HEAVY).order_by(order, "version"))
    place = next((i for i, each in enumerate(found) if each.pk == report.pk), -1)
    after = found[place + 1 :] + found[: max(place, 0)]
    return after[0] if after else None


def case_of(report: Report) -> PracticeCase | None:
    """One statement."""
    rows = PracticeCase.objects.filter(report=report)
    return rows.select_related("chosen_by", "approved_by").first()


def candidates(report: Report) -> list[Candidate]:
    """From the department's own contacts of the period; the organisation has none of its own. In
    the active language."""
    if report.department is None:
        return []
    period = Period(report.kind, report.first_day)
    return practice.candidates(report.department, period.first_day, period.last_day)


def candidate(report: Report, question) -> Candidate | None:
    return next((each for each in candidates(report) if each.question == question), None)
