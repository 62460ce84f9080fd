"""Reports as rows, without workers: for tests of what is done with one that is there."""

from datetime import date, datetime, timedelta

from dashboard.models import Report, ReportFile
from dashboard.reports.frozen import canonical, digest_of, freeze_all
from dashboard.reports.words import Words
from kcc.lib.periods import local_day
from tests.factories import NOW

OCTOBER = date(2026, 10, 1)
EMPTY = "0" * 64


def keep_report(
    department=None, first_day=OCTOBER, *, at: datetime = NOW, kind="month", state="published",
    version=1, files=(), **values,
) -> Report:  # fmt: skip
    """A report with figures of what happened in its period. `department` None: the organisation;
    `files`: (format, bytes)."""
    figures = freeze_all(kind, first_day, [department and department.pk], now=at)
    [figures] = figures.values()
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
