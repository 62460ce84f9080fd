"""Which reports there are for a person: the archive, one report with what is beside it, and how far
the making of them is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from dashboard.models import Report, ReportReader
from dashboard.reports.audience import readable
from kcc.lib.periods import Month
from kcc.organisation.access import Access
from kcc.organisation.models import Department
from kcc.organisation.models.same import or_none

State = Report.State
UNFINISHED = (State.DUE, State.BUILDING)
DRAFTS = (*UNFINISHED, State.BUILT)
# Each about one period, the newest first; the organisation before its departments.
ORDER = ["-first_day", "-kind", "place", "-version"]
HEAVY = ("figures", "words", "comment")


def _same(rows: QuerySet) -> QuerySet:
    """Of the same place and period as the report they are beside."""
    return rows.alias(of=or_none("department")).filter(
        kind=OuterRef("kind"),
        first_day=OuterRef("first_day"),
        of=or_none(OuterRef("department")),
    )


def _unread(user) -> Exists:
    """Told to this person, and not opened yet."""
    mine = ReportReader.objects.filter(report=OuterRef("pk"), user=user)
    return Exists(mine.filter(opened_at__isnull=True))


def archive(access: Access, user) -> QuerySet:
    """With what a line shows: whether it is `unread`, and whether a later version is published
    (`replaced`)."""
    published = Report.objects.filter(state=State.PUBLISHED)
    later = _same(published.filter(version__gt=OuterRef("version")))
    return (
        Report.objects.filter(readable(access))
        .annotate(
            place=Coalesce("department__name", Value("")),
            unread=_unread(user),
            replaced=Exists(later),
        )
        .select_related("department__domain")
        .defer(*HEAVY)
    )


def places(access: Access) -> list[Department]:
    """The departments of which this person may find reports, with their domain. One statement."""
    found = Report.objects.filter(readable(access), department=OuterRef("pk"))
    rows = Department.objects.filter(Exists(found))
    return list(rows.select_related("domain").order_by("name"))


# -- Periods, and how far their reports are -----------------------------------------------------


@dataclass(frozen=True)
class Period:
    """The reports of one period and version: how many there are, and how many are not made yet."""

    kind: str
    first_day: date
    version: int
    total: int
    unfinished: int
    built: int
    published: int

    @property
    def made(self) -> int:
        return self.total - self.unfinished

    @property
    def code(self) -> str:
        """2026-10, or 2026 for a year; as Report.period."""
        return Report(kind=self.kind, first_day=self.first_day).period


def periods(access: Access) -> list[Period]:
    """Those with a report for this person, the newest first. One statement."""
    rows = (
        Report.objects.filter(readable(access))
        .order_by("-first_day", "-kind", "version")
        .values_list("kind", "first_day", "version")
        .annotate(
            total=Count("pk"),
            unfinished=Count("pk", filter=Q(state__in=UNFINISHED)),
            built=Count("pk", filter=Q(state=State.BUILT)),
            published=Count("pk", filter=Q(state=State.PUBLISHED)),
        )
    )
    return [Period(*row) for row in rows]


def in_the_making(found: Sequence[Period]) -> list[Period]:
    return [each for each in found if each.unfinished]


# -- One report ---------------------------------------------------------------------------------


def report_of(access: Access, user, public_id: UUID) -> Report | None:
    """With its figures and words. One statement; None for what is not theirs, as for what does not
    exist."""
    rows = Report.objects.filter(readable(access), public_id=public_id)
    return rows.annotate(unread=_unread(user)).select_related("department__domain").first()


@dataclass(frozen=True)
class Beside:
    """The other reports of the same place: `versions` of the same period, the latest first and
    itself among them, and those of the periods before and after."""

    versions: tuple[Report, ...]
    earlier: Report | None
    later: Report | None
    year_before: Report | None

    @property
    def current(self) -> Report | None:
        """The version that counts."""
        return next((each for each in self.versions if each.state == State.PUBLISHED), None)


def beside(access: Access, report: Report) -> Beside:
    """One statement."""
    earlier, later, year = _neighbours(report)
    rows = (
        Report.objects.filter(
            readable(access),
            kind=report.kind,
            department=report.department_id,
            first_day__in=[report.first_day, earlier, later, year],
        )
        .order_by("-version")
        .defer(*HEAVY)
    )
    found: dict[date, list[Report]] = {}
    for each in rows:
        each.department = report.department
        found.setdefault(each.first_day, []).append(each)

    def usual(day: date) -> Report | None:
        return next((each for each in found.get(day, ()) if each.state == State.PUBLISHED), None)

    return Beside(tuple(found.get(report.first_day, ())), usual(earlier), usual(later), usual(year))


def _neighbours(report: Report) -> tuple[date, date, date]:
    """The first days of the period before, of the one after, and of a year before."""
    first = report.first_day
    year_before = first.replace(year=first.year - 1)
    if report.kind == Report.Kind.YEAR:
        return year_before, first.replace(year=first.year + 1), year_before
    month = Month(first.year, first.month)
    return month.previous.first_day, month.next.first_day, year_before


# -- Two reports --------------------------------------------------------------------------------


def two_of(access: Access, ids: Collection[UUID]) -> list[Report]:
    """These published reports with their figures, in the order asked for; those that are not
    theirs are left out. One statement."""
    rows = Report.objects.filter(
        readable(access), public_id__in=ids, state=State.PUBLISHED
    ).select_related("department__domain")
    found = {each.public_id: each for each in rows}
    return [found[each] for each in ids if each in found]


def published(access: Access, *, department: str, first_day: date, kind: str) -> Report | None:
    """The version that counts, of a department (slug; "" is the organisation). One statement."""
    rows = Report.objects.filter(
        readable(access), state=State.PUBLISHED, kind=kind, first_day=first_day
    )
    if department:
        rows = rows.filter(department__slug=department)
    else:
        rows = rows.filter(department__isnull=True)
    return rows.order_by("-version").only("public_id").first()
