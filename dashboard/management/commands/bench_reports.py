"""`manage.py bench_reports`: how long reports take, on the town of `load_bench`."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dashboard.management.bench import reporting
from dashboard.models import Report
from dashboard.reports.schedule import Kind, Period
from kcc.lib.periods import local_day
from kcc.organisation.models import Department


class Command(BaseCommand):
    help = (
        "Make reports of the last months one by one, and then many by the workers that are there; "
        "prints how long that takes as JSON. Only in a demo without reports."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--months", type=int, default=12, help="before the last one; 0 leaves them out"
        )
        parser.add_argument("--departments", type=int, default=30, help="of each of those months")

        parser.add_argument(
            "--alone", type=int, default=12, help="departments whose report is made one by one"
        )

    def handle(self, *, months, departments, alone, **options):
        if not settings.DEMO:
            raise CommandError("Only in a demo installation (DEMO=1): it publishes reports.")
        if Report.objects.exists():
            raise CommandError("There are reports already.")
        now = timezone.now()
        days = _months_before(local_day(now), months + 1)
        found = Department.objects.filter(active=True).order_by("pk")
        places = list(found.values_list("pk", flat=True))
        some, year = places[:departments], days[1:]
        said = {"alone": reporting.in_short(reporting.one_by_one(places[:alone], days[0], now))}
        said["alone"]["organisation"] = reporting.in_short(
            reporting.one_by_one([None], days[0], now)
        )["median"]
        said["month"] = {
            "reports": len(places) + 1,
            "made": reporting.by_workers(days[:1], [*places, None]),
            "published": reporting.published_by_workers(days[0]),
        }
        if year:
            said["year"] = {
                "departments": len(some),
                "months": len(year),
                "made": reporting.by_workers(year, some),
            }
        self.stdout.write(json.dumps(said))


def _months_before(day, number: int) -> list:
    """The first days of that many months that are over, the latest first."""
    found = []
    for _ in range(number):
        day = Period.of(Kind.MONTH, day).previous.first_day
        found.append(day)
    return found
