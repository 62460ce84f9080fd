"""Keeping what a report of the telephone exchange says, and taking it away again."""

from collections.abc import Sequence
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from dashboard.models import TelephonyFile, TelephonyHour
from dashboard.telephony.reading import Hour, Report
from dashboard.telephony.selectors import known_hours
from kcc.audit.services import record
from kcc.lib.errors import DomainError

TOLD = ("norm_seconds", "offered", "answered", "in_time", "abandoned")


def digest_of(content: bytes) -> str:
    return sha256(content).hexdigest()


@transaction.atomic
def keep_report(*, by, name: str, sha256: str, report: Report, now) -> TelephonyFile:
    """Every hour of the report takes the place of what was known of that hour and line. Twice is
    once. DomainError when the report has problems: then nothing is written."""
    if report.problems:
        raise DomainError(_("Nothing was read: there are rows that cannot be read."), field="file")
    return keep_hours(by=by, name=name, sha256=sha256, hours=list(report.hours.values()), now=now)


@transaction.atomic(savepoint=False)
def keep_hours(*, by, name: str, sha256: str, hours: Sequence[Hour], now) -> TelephonyFile:
    """Joins the transaction; four statements, more for very many hours."""
    days = [hour.day for hour in hours]
    first, last = min(days), max(days)
    known = known_hours(first, last)
    file = TelephonyFile.objects.create(
        name=name,
        sha256=sha256,
        read_at=now,
        read_by=by,
        rows=len(hours),
        replaced=sum(hour.key in known for hour in hours),
        first_day=first,
        last_day=last,
    )
    TelephonyHour.objects.bulk_create(
        [
            TelephonyHour(
                day=hour.day,
                hour=hour.hour,
                line=hour.line,
                wait_seconds=round(hour.wait_seconds),
                file=file,
                **{name: getattr(hour, name) for name in TOLD},
            )
            for hour in hours
        ],
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["day", "hour", "line"],
        update_fields=["wait_seconds", "file", *TOLD],
    )
    detail = {"hours": file.rows, "replaced": file.replaced,
              "first_day": first.isoformat(), "last_day": last.isoformat()}  # fmt: skip
    record(by=by, action="telephony.read", obj=file, detail=detail, at=now)
    return file


@transaction.atomic
def remove_file(*, by, file: TelephonyFile, now) -> int:
    """Forget the hours that this file was the last to tell of; how many. What it replaced does not
    come back: read that file again."""
    number = file.hours.count()
    detail = {"hours": number, "first_day": file.first_day.isoformat(),
              "last_day": file.last_day.isoformat()}  # fmt: skip
    record(by=by, action="telephony.removed", obj=file, detail=detail, at=now)
    file.delete()
    return number
