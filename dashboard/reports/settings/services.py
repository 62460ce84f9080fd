"""Keeping a schedule of reports."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from dashboard.models import ReportSchedule
from dashboard.reports.planning import default_of
from kcc.audit.services import record
from kcc.lib.errors import Conflict
from kcc.lib.periods import local_day

# Told by its name only: it is somebody.
UNTOLD = ("contact",)


@transaction.atomic
def keep_schedule(
    *, by, kind: str, changed_at: datetime | None, now: datetime, **values
) -> ReportSchedule:
    """Keep these choices; they hold from the next report that is made. `changed_at` is that of the
    schedule the manager saw: Conflict when somebody chose something else since. Nothing happens
    when all of it was so already."""
    schedule = _locked(kind, now)
    changed = {name: value for name, value in values.items() if getattr(schedule, name) != value}
    if not changed:
        return schedule
    if schedule.changed_at != changed_at:
        raise Conflict(_("Somebody else changed this in the meantime."))
    for name, value in changed.items():
        setattr(schedule, name, value)
    schedule.changed_at = now
    schedule.save(update_fields=[*changed, "changed_at"])
    detail = {name: _told(value) for name, value in changed.items() if name not in UNTOLD}
    untold = [name for name in UNTOLD if name in changed]
    record(
        by=by, action="report.schedule", obj=schedule, at=now,
        detail=detail | ({"fields": untold} if untold else {}),
    )  # fmt: skip
    return schedule


def _locked(kind: str, now: datetime) -> ReportSchedule:
    """The row, held until the transaction ends."""
    rows = ReportSchedule.objects.select_for_update()
    if found := rows.filter(pk=kind).first():
        return found
    begins = default_of(kind, local_day(now))
    ReportSchedule.objects.bulk_create([begins], ignore_conflicts=True)
    return rows.get(pk=kind)


def _told(value):
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else value
