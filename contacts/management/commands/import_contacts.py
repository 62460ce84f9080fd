"""Import a file of contacts from elsewhere; see docs/importing.md."""

import csv
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone, translation

from contacts.importing.mappingfile import FOLDER, load
from contacts.importing.running import Import, Tally, import_file
from kcc.audit import origin
from kcc.lib.csvfile import BOM, neutral
from kcc.lib.errors import DomainError

SHOWN = 10  # bad rows on the terminal; all of them are in the file of --errors
EVERY = 5.0  # seconds between two lines of progress on a terminal


class Command(BaseCommand):
    help = (
        "Imports contacts from a CSV file. Good rows land, bad ones are reported; running it again "
        "imports only what is not there yet."
    )

    def add_arguments(self, parser):
        names = ", ".join(sorted(path.stem for path in FOLDER.glob("*.yaml")))
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--mapping", required=True, metavar="NAME", help=f"one of: {names}")
        parser.add_argument("--dry-run", action="store_true", help="count, and write nothing")
        parser.add_argument(
            "--errors",
            metavar="FILE",
            type=Path,
            help="write the bad rows to this file (line, column, reason and the row itself)",
        )

    def handle(self, *, file, mapping, dry_run, errors, **options):
        # The terminal is read by people and scripts that administer the server.
        if errors is not None and errors.resolve() == file.resolve():
            raise CommandError("--errors would overwrite the file that is imported.")
        with ExitStack() as stack, translation.override("en"), origin.of("import_contacts"):
            report = Report(self.stderr, stack, errors)
            try:
                tally = import_file(
                    Import(
                        path=_readable(file),
                        mapping=load(mapping),
                        by=None,
                        now=timezone.now(),
                        on_problem=report.problem,
                        seen=report.seen,
                    ),
                    dry_run=dry_run,
                )
            except DomainError as error:
                raise CommandError(str(error)) from error
            except DatabaseError as error:
                # Its own message repeats what was in the row.
                raise CommandError(
                    f"The database refused a batch ({type(error).__name__}); what landed before "
                    "stays. Is another import of these rows going on? Then run this one again."
                ) from None
        self._end(tally, report, dry_run)

    def _end(self, tally: Tally, report: "Report", dry_run: bool) -> None:
        report.end()
        if dry_run:
            self.stdout.write("A dry run: nothing was written. An import would say:")
        self.stdout.write(tally.line)


def _readable(file: Path) -> Path:
    if not file.is_file():
        raise CommandError(f"There is no file {file}.")
    return file


class Report:
    """Tells of bad rows: where and why, never what is in them. The rows themselves go only into
    the file that was asked for."""

    def __init__(self, stderr, stack: ExitStack, path: Path | None):
        self.stderr = stderr
        self.shown = self.more = 0
        self.said_at = time.monotonic()
        self.path = path
        self.writer = None
        if path is not None:
            file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            # It holds what the file held: for the eyes of who asked for it only.
            path.chmod(0o600)
            file.write(BOM)
            self.writer = csv.writer(file, delimiter=";")
            self.writer.writerow(["line", "column", "reason", "row"])

    def problem(self, record, problem) -> None:
        if self.writer is not None:
            cells = [record.line, problem.column, problem.reason, *record.cells]
            self.writer.writerow([neutral(cell) for cell in cells])
        if self.shown < SHOWN:
            self.shown += 1
            column = f"{problem.column}: " if problem.column else ""
            self.stderr.write(f"line {record.line}: {column}{problem.reason}")
        else:
            self.more += 1

    def seen(self, done: int, total: int) -> None:
        now = time.monotonic()
        if sys.stderr.isatty() and now - self.said_at >= EVERY:
            self.said_at = now
            self.stderr.write(f"{done} of {total} imported" if total else f"{done} read")

    def end(self) -> None:
        if self.more:
            where = f"all are in {self.path}" if self.path else "--errors FILE writes all of them"
            self.stderr.write(f"… and {self.more} more bad rows; {where}.")
