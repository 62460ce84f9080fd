"""Reports as rows, without workers: for tests of what is done with one that is there."""

import json
from datetime import date, datetime, timedelta

from cases.models import Case
from contacts.models import Contact
from dashboard.models import Report, ReportFile, Snapshot, Tally, TelephonyHour
from dashboard.reports.frozen import canonical, digest_of, freeze_all
from dashboard.reports.words import Words
from kcc.lib.periods import local_day
from kcc.organisation.models import Department
from tests.again import any_rows
from tests.factories import NOW

OCTOBER = date(2026, 10, 1)
EMPTY = "0" * 64


# Where everything a report tells of comes from.
FACTS = (Contact, Case, TelephonyHour, Tally, Snapshot)
_of_nothing: dict[tuple, str] = {}


def figures_of(kind: str, first_day: date, department: int | None, *, now: datetime) -> dict:
    """As they are frozen. Where nothing ever happened they hang on the departments and the day
    alone, so those are kept for the next test: most tests ask who may see a report, not what is in
    it, and freezing takes longer than all else they do."""
    if any_rows(FACTS):
        return freeze_all(kind, first_day, [department], now=now)[department]
    places = Department.objects.order_by("pk").values_list(
        "pk", "slug", "name", "active", "is_contact_centre", "domain_id", "domain__slug",
        "domain__name", "domain__order",
    )  # fmt: skip
    key = kind, first_day, department, local_day(now), *places
    if key not in _of_nothing:
        found = freeze_all(kind, first_day, [department], now=now)
        _of_nothing[key] = json.dumps(found[department])
    return json.loads(_of_nothing[key])


def keep_report(
    department=None, first_day=OCTOBER, *, at: datetime = NOW, kind="month", state="published",
    version=1, files=(), **values,
) -> Report:  # fmt: skip
    """A report with figures of what happened in its period. `department` None: the organisation;
    `files`: (format, bytes)."""
    figures = figures_of(kind, first_day, department and department.pk, now=at)
    words = Words(published_on=local_day(at), version=version)
    given = {
        "figures": figures,
        "figures_version": 1,
        "digest": digest_of(figures),
        "frozen_at": at - timedelta(hours=2),
        "built_at": at - timedelta(hours=1),
        "created_at": at - timedelta(hours=3),
        "reason": "Beter geteld" if version > 1 else "",
        "words": words.as_json(),
    }
    if state in ("published", "withdrawn"):
        given["published_at"] = at
    if state == "withdrawn":
        given |= {"withdrawn_at": at, "withdrawn_because": "Een fout"}
    report = Report.objects.create(
        kind=kind, first_day=first_day, department=department, state=state, version=version,
        **(given | values),
    )  # fmt: skip
    assert canonical(report.figures) == canonical(figures)
    for format, body in files:
        ReportFile.objects.create(
            report=report, format=format, body=body, size=len(body), digest=EMPTY, made_at=at
        )
    return report
