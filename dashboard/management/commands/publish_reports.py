"""`manage.py publish_reports`: make and publish the reports of a month or a year now, whatever the
schedule says."""

from collections.abc import Collection
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from dashboard.models import Report
from dashboard.reports.planning import OF_DEPARTMENTS, OF_ORGANISATION, OF_YEAR, Place, schedule_of
from dashboard.reports.schedule import Kind, Period
from dashboard.reports.services import freeze, make_rows, publish
from kcc.audit import origin
from kcc.lib.errors import DomainError
from kcc.lib.faults import in_short
from kcc.organisation.models import Department

State = Report.State
# What is done about a report in this state; None is one that is not there.
TO_DO = {
    None: "to be made and published",
    State.DUE: "to be made and published",
    State.BUILDING: "to be published",
    State.BUILT: "to be published",
    State.PUBLISHED: "is published already",
    State.WITHDRAWN: "was withdrawn: begin a new version on its page",
}
LEFT_ALONE = (State.PUBLISHED, State.WITHDRAWN)


def period(text: str) -> Period:
    """For argparse, which says what is wrong with a ValueError."""
    return Period.parse(text)


class Command(BaseCommand):
    help = (
        "Makes the reports of a month or a year that are not there yet and publishes those that "
        "are not public, also drafts that somebody still reads over. What is public stays as it "
        "is, so it can be run again."
    )

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--month", type=period, metavar="2026-10")
        which.add_argument("--year", type=period, metavar="2026")
        parser.add_argument("--department", metavar="SLUG", help="only of this department")
        parser.add_argument("--dry-run", action="store_true", help="look, and write nothing")

    def handle(self, *, month, year, department, dry_run, **options):
        now, chosen = timezone.now(), month or year
        if chosen.kind != (Kind.MONTH if month else Kind.YEAR):
            raise CommandError("A month is written as 2026-10, a year as 2026.")
        if not chosen.is_over(now):
            raise CommandError(f"{chosen} is not over yet.")
        places = _places(chosen, department)
        with translation.override("en"), origin.of("publish_reports"):
            reports = _reports(chosen, places)
            for place, name in places.items():
                report = reports.get(place)
                self.stdout.write(f"{chosen} {name}: {TO_DO[report.state if report else None]}")
            if dry_run:
                self.stdout.write("A dry run: nothing was written.")
                return
            self._make(chosen, places, reports, now)

    def _make(self, chosen: Period, places, reports, now: datetime) -> None:
        missing = {place: _language(chosen, place) for place in places if place not in reports}
        if missing:
            make_rows(period=chosen, places=missing, by=None, now=now)
        freeze(period=chosen, now=now)
        published, failed = 0, []
        for place, report in _reports(chosen, places).items():
            if report.state in LEFT_ALONE:
                continue
            try:
                publish(report=report, by=None, now=now)
                published += 1
            except DomainError as error:
                self.stderr.write(f"{chosen} {places[place]}: {error}")
                failed.append(places[place])
            except Exception as error:  # noqa: BLE001 - the others get theirs
                self.stderr.write(f"{chosen} {places[place]}: {in_short(error)}")
                failed.append(places[place])
        self.stdout.write(f"Published now: {published}.")
        if failed:
            raise CommandError(f"Not published: {', '.join(failed)}.")


def _places(chosen: Period, slug: str | None) -> dict[Place, str]:
    """What there is a report of, with a name to tell it by."""
    if chosen.kind == Kind.YEAR and slug:
        raise CommandError("There is a year report of the organisation only.")
    if slug:
        found = Department.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no department {slug}.")
        return {found.pk: slug}
    departments = Department.objects.filter(active=True).order_by("name")
    rows = departments.values_list("pk", "slug") if chosen.kind == Kind.MONTH else ()
    return {**dict(rows), None: "organisation"}


def _reports(chosen: Period, places: Collection[Place]) -> dict[Place, Report]:
    """The latest version of each."""
    rows = Report.objects.filter(kind=chosen.kind, first_day=chosen.first_day)
    found = rows.select_related("department").order_by("version")
    return {row.department_id: row for row in found if row.department_id in places}


def _language(chosen: Period, place: Place) -> str:
    if chosen.kind == Kind.YEAR:
        return schedule_of(OF_YEAR).language
    return schedule_of(OF_ORGANISATION if place is None else OF_DEPARTMENTS).language
