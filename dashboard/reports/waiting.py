"""Telling that drafts are ready to be read over: the KCC manager once per period, and who asked for
another version of a report."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from dashboard.models import Report, ReportSchedule
from dashboard.reports.delivery import words
from dashboard.reports.delivery.recipients import kind_of
from kcc.jobs.notifications import Line, notify_many
from kcc.organisation.models import Role, User

KIND = "report.drafts"
State = Report.State


def tell_of_draft(*, report: Report, now: datetime) -> int:
    """A draft is ready: tell who waits for it, when it is the last one of its period; how many were
    told now. Told before, nobody is told again. Safe to call again after a worker was killed."""
    if report.version > 1:
        people = [report.created_by] if report.created_by else []
        return _tell(people, f"draft:{report.public_id}", _of_version, report, now)
    if not _all_ready(report):
        return 0
    people = User.objects.filter(is_active=True, memberships__role=Role.MANAGER).distinct()
    return _tell(people, f"drafts:{report.kind}:{report.period}", _of_period, report, now)


def _all_ready(report: Report) -> bool:
    """Whether nothing of its period is still being made, and somebody has to read what is there.
    Two statements."""
    reviewed = set(ReportSchedule.objects.filter(review=True).values_list("kind", flat=True))
    rows = Report.objects.filter(kind=report.kind, first_day=report.first_day, version=1)
    found = list(rows.only("state", "kind", "department_id"))
    making = [each for each in found if each.state in (State.DUE, State.BUILDING)]
    waiting = [each for each in found if each.state == State.BUILT and kind_of(each) in reviewed]
    return bool(waiting) and not making


def _of_period(report: Report) -> str:
    said = _("The reports of %(period)s are made. Read them over and publish them.")
    return said % {"period": words.period(report)}


def _of_version(report: Report) -> str:
    said = _("The new version is made: %(report)s. Read it over and publish it.")
    return said % {"report": words.title(report)}


def _tell(
    people: Iterable[User], key: str, text: Callable[[Report], str], report: Report, now: datetime
) -> int:
    url = reverse("reports:drafts-of", args=[report.period])
    lines = []
    for person in people:
        with translation.override(person.language):
            lines.append(Line(person, key, text(report), url))
    # In the next mail that gathers what somebody was told, too: without it nobody gets a report.
    return notify_many(lines=lines, kind=KIND, now=now, mail=True)
