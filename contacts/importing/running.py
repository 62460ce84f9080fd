"""One import, from a file to rows: read and check everything, then land it in order of time.

Used by the command and by the job; neither holds the file in memory. The numbers of a run that was
broken off and went on elsewhere are those of one run.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.importing import linking
from contacts.importing.catalogue import Catalogue
from contacts.importing.landing import Batch, asked_of
from contacts.importing.mapping import Mapping
from contacts.importing.reader import Layout, Record, layout_of, records
from contacts.importing.rows import Reader, Row, RowProblem
from contacts.importing.selectors import (
    Identities,
    earlier_questions,
    later_questions,
    latest_imported,
    present_keys,
)
from contacts.importing.staging import Staged, Staging
from contacts.repeats import Asked, window_start
from kcc.audit.services import record

BATCH = 1000
SIGN_OF_LIFE = 2000  # rows read between two calls of `seen`


@dataclass
class Tally:
    """What became of the rows, and how many departments and subjects were made for them.
    `position` is how many of the good rows, in order of time, were dealt with."""

    read: int = 0
    errors: int = 0
    twice: int = 0
    imported: int = 0
    already: int = 0
    repeats: int = 0
    position: int = 0
    departments: int = 0
    subjects: int = 0

    @property
    def present(self) -> int:
        """Imported before, or in the file more than once."""
        return self.already + self.twice

    @property
    def line(self) -> str:
        """The last line of the command; not translated: scripts read it."""
        return (
            f"{self.read} read, {self.imported} imported, {self.present} already present, "
            f"{self.errors} errors, {self.repeats} proposed repeats"
        )


def _ignore(*_arguments) -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class Import:
    """What is imported, and who hears of it.

    `on_problem(record, problem)` gets each bad row; `seen(done, total)` is called while reading
    (total 0) and landing; `landed(tally, total)` in the transaction of each batch. `resume` is the
    tally an earlier attempt at the same file got to.
    """

    path: Path
    mapping: Mapping
    by: object
    now: datetime
    run: object = None
    on_problem: Callable[[Record, RowProblem], None] = _ignore
    seen: Callable[[int, int], None] = _ignore
    landed: Callable[[Tally, int], None] = _ignore
    resume: Tally | None = None


def import_file(job: Import, *, dry_run: bool = False) -> Tally:
    """Land the good rows of the file and report the bad ones. With `dry_run` nothing is written.

    Each batch is one transaction, with its line in the audit log. Raises DomainError when the file
    or the mapping cannot be used at all.
    """
    catalogue = Catalogue(job.mapping)
    layout = layout_of(job.path, job.mapping.knows)
    tally = job.resume or Tally()
    with Staging() as staging:
        _stage(job, layout, catalogue, staging, tally)
        if dry_run:
            _reckon(catalogue, staging, tally)
        else:
            departments, subjects = catalogue.create_missing(by=job.by, now=job.now)
            tally.departments += departments
            tally.subjects += subjects
            _land(job, catalogue, staging, tally)
    return tally


def checked(
    mapping: Mapping, layout: Layout, catalogue: Catalogue, path: Path, now: datetime
) -> Iterator[tuple[Record, Row | RowProblem]]:
    """Each record with the row it is, or with what is wrong with it."""
    reader = Reader(mapping, layout.header, now=now)
    for found in records(path, layout):
        try:
            row = reader.row(found)
            catalogue.note(row)
        except RowProblem as problem:
            yield found, problem
        else:
            yield found, row


def _stage(job: Import, layout, catalogue: Catalogue, staging: Staging, tally: Tally) -> None:
    """All good rows into the staging table."""
    tally.read = tally.errors = tally.twice = 0
    key = layout.header[job.mapping.places(layout.header)[job.mapping.key]]
    for found, row in checked(job.mapping, layout, catalogue, job.path, job.now):
        tally.read += 1
        if tally.read % SIGN_OF_LIFE == 0:
            job.seen(tally.read, 0)
        problem = row if isinstance(row, RowProblem) else None
        if problem is None:
            staged = staging.add(row)
            tally.twice += staged is Staged.SAME
            if staged is Staged.OTHER:
                reason = _("Another row in this file has the same number.")
                problem = RowProblem(key, reason)
        if problem is not None:
            tally.errors += 1
            job.on_problem(found, problem)
    staging.finish()


def _land(job: Import, catalogue: Catalogue, staging: Staging, tally: Tally) -> None:
    latest, total = latest_imported(), staging.count
    for rows in staging.batches(BATCH, start=tally.position):
        anything_later = latest is not None and latest > rows[0].started_at
        with transaction.atomic():
            new = _not_present(job.mapping, rows)
            if new:
                tally.repeats += Batch(new, catalogue, by=job.by).land(
                    anything_later=anything_later
                )
            tally.imported += len(new)
            tally.already += len(rows) - len(new)
            tally.position += len(rows)
            _record(job, len(new))
            job.landed(tally, total)
        job.seen(tally.position, total)


def _not_present(mapping: Mapping, rows: list[Row]) -> list[Row]:
    present = present_keys(mapping.source, [row.external_id for row in rows])
    return [row for row in rows if row.external_id not in present]


def _record(job: Import, imported: int) -> None:
    if imported:
        detail = {"source": job.mapping.source, "mapping": job.mapping.name, "contacts": imported}
        record(by=job.by, action="import.contacts", obj=job.run, detail=detail, at=job.now)


# -- What it would come to ------------------------------------------------------------------------


def _reckon(catalogue: Catalogue, staging: Staging, tally: Tally) -> None:
    """The numbers of an import, by the same rule and without writing anything."""
    latest, relinked = latest_imported(), set()
    staging.index_identities()
    for rows in staging.batches(BATCH):
        new = _not_present(catalogue.mapping, rows)
        tally.imported += len(new)
        tally.already += len(rows) - len(new)
        if not new:
            continue
        asked, rules = asked_of(new, catalogue)
        known = [catalogue.subject(row.subject) for row in new]
        subjects = {subject.pk for subject in known if subject is not None}
        widest = max(rule.window_days for rule in rules.values())
        earlier = [one.asked for one in earlier_questions(asked, subjects, widest)]
        earlier += _staged_before(asked, catalogue, staging, widest)
        earlier.sort(key=lambda one: one.started_at)
        tally.repeats += len(linking.repeats_among(earlier, asked, rules))
        if latest is not None and latest > asked[0].started_at:
            later = later_questions(asked, subjects, widest)
            better = linking.better_links(
                asked, (one for one in later if one.asked.id not in relinked), rules
            )
            relinked |= {one.asked.id for one, _ in better if one.previous_started_at is None}
    tally.repeats += len(relinked)


def _staged_before(asked: list[Asked], catalogue, staging: Staging, widest: int) -> list[Asked]:
    identities = Identities.of(asked)
    if widest <= 0 or not identities:
        return []
    rows = staging.earlier(
        before=asked[-1].started_at,
        active_since=window_start(asked[0].started_at, widest),
        place=identities.places,
        phone=identities.phones,
        email=identities.emails,
    )
    here = {one.id for one in asked}
    return [one for one in asked_of(rows, catalogue)[0] if one.id not in here]
