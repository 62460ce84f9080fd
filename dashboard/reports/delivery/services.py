"""Telling people that a report is published, and that they did not open it yet."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation

from dashboard.models import Report, ReportReader
from dashboard.reports.delivery import words
from dashboard.reports.delivery.recipients import recipients
from dashboard.reports.delivery.selectors import (
    is_overtaken,
    mail_key,
    never_mailed,
    page_of,
    schedule_of,
)
from kcc.jobs.notifications import Line, notify_many, take_back
from kcc.jobs.outbox import absolute, post, withdraw
from kcc.organisation.models import User

KIND = "report"


@transaction.atomic(savepoint=False)
def deliver(*, report: Report, now: datetime) -> int:
    """Tell everybody this published report is for, in the transaction that published it; how many
    were told now. Once per person and version, however often it is called: one line under the
    bell, and a mail to who has an address.

    A report that is overtaken already, because a later one is due, is under the bell only; the mail
    of the later one names it. Statements: seven, and three for each mail.
    """
    schedule = schedule_of(report)
    people = recipients(report, schedule.roles)
    told = set(ReportReader.objects.filter(report=report).values_list("user_id", flat=True))
    new = [user for user in people if user.pk not in told]
    if not new:
        return 0
    ReportReader.objects.bulk_create(
        [ReportReader(report=report, user=user, told_at=now) for user in new],
        # Somebody else may be doing the same.
        ignore_conflicts=True,
    )
    notify_many(lines=[_line(report, user) for user in new], kind=KIND, now=now)
    if not is_overtaken(report, schedule, now=now):
        _mail(report, [user for user in new if user.email], now)
    return len(new)


def bell_key(report: Report) -> str:
    return f"report:{report.public_id}"


def _line(report: Report, user: User) -> Line:
    with translation.override(user.language):
        return Line(user, bell_key(report), words.bell(report), page_of(report))


def _mail(report: Report, people: Sequence[User], now: datetime) -> None:
    missed = never_mailed(report, people)
    for user in people:
        with translation.override(user.language):
            post(
                key=mail_key(report, user),
                kind=KIND,
                to=user.email,
                user=user,
                subject=words.subject(report),
                body=words.body(
                    report,
                    summary=[],
                    missed=missed.get(user.pk, []),
                    address=lambda each: absolute(page_of(each)),
                ),
                now=now,
            )


@transaction.atomic(savepoint=False)
def undeliver(*, report: Report, now: datetime) -> None:
    """A withdrawn report: mails that wait stay here, and who did not see the line under the bell
    does not get to see it. Joins the caller's transaction."""
    take_back(key=bell_key(report))
    readers = ReportReader.objects.filter(report=report).select_related("user")
    for reader in readers:
        withdraw(key=mail_key(report, reader.user), now=now)
