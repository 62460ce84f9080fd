"""Read a report of the telephone exchange; see docs/telephony.md."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from dashboard.telephony.columns import LINE_LENGTH
from dashboard.telephony.reading import NORM_SECONDS, Report, name_of, read_report, text_of
from dashboard.telephony.services import digest_of, keep_report
from kcc.audit import origin
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day

SHOWN = 10  # bad rows


class Command(BaseCommand):
    help = (
        "Reads a report of the telephone exchange (CSV, per hour or per quarter). Each hour takes "
        "the place of what was known of it; with one bad row nothing is read."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--line", default="", help="the number or queue, when the file does not say"
        )
        parser.add_argument(
            "--norm-seconds",
            type=int,
            default=NORM_SECONDS,
            metavar="N",
            help="within how many seconds is in time, when the file does not say (default 30)",
        )
        parser.add_argument("--dry-run", action="store_true", help="look, and write nothing")

    def handle(self, *, file, line, norm_seconds, dry_run, **options):
        if not 0 < norm_seconds <= 3600:
            raise CommandError("--norm-seconds is 1 to 3600.")
        if len(line) > LINE_LENGTH:
            raise CommandError(f"--line has at most {LINE_LENGTH} signs.")
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        now = timezone.now()
        content = file.read_bytes()
        with translation.override("en"), origin.of("import_telephony"):
            try:
                report = read_report(
                    text_of(content), today=local_day(now), line=line, norm_seconds=norm_seconds
                )
                self._refuse_bad(report)
                self._tell(report)
                if dry_run:
                    self.stdout.write("A dry run: nothing was written.")
                    return
                kept = keep_report(
                    by=None,
                    name=name_of(file.name),
                    sha256=digest_of(content),
                    report=report,
                    now=now,
                )
            except DomainError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{kept.rows} hours read, {kept.replaced} of them known already.")

    def _refuse_bad(self, report: Report) -> None:
        for problem in report.problems[:SHOWN]:
            self.stderr.write(f"line {problem.line}: {problem.column}: {problem.reason}")
        if report.problems:
            raise CommandError("Nothing was read: there are rows that cannot be read.")

    def _tell(self, report: Report) -> None:
        first, last = report.days
        offered = sum(hour.offered for hour in report.hours.values())
        self.stdout.write(f"{first} to {last}: {len(report.hours)} hours, {offered} calls offered.")
