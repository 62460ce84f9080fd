"""Telling people that a report is published, and that they did not open it yet."""

import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils import translation

from dashboard.models import Report, ReportReader
from dashboard.reports.delivery import words
from dashboard.reports.delivery.recipients import kind_of, recipients
from dashboard.reports.delivery.selectors import (
    is_overtaken,
    mail_key,
    never_mailed,
    page_of,
    to_remind,
)
from dashboard.reports.making import document_of
from dashboard.reports.planning import schedule_of
from dashboard.reports.words import Words
from kcc.jobs.notifications import Line, notify_many, take_back
from kcc.jobs.outbox import absolute, post, withdraw
from kcc.lib.faults import in_short
from kcc.lib.paper.shape import Document
from kcc.organisation.models import User

logger = logging.getLogger(__name__)
KIND = "report"
REMINDER = "report.reminder"


@transaction.atomic(savepoint=False)
def deliver(*, report: Report, now: datetime, document: Document | None = None) -> int:
    """Tell everybody this published report is for, in the transaction that published it; how many
    were told now. Once per person and version, however often it is called: one line under the
    bell, and a mail to who has an address.

    A report that is overtaken already, because a later one is due, is under the bell only; the mail
    of the later one names it. `document`: the report as it was composed just now, which spares
    composing it again for who reads its language.
    """
    schedule = schedule_of(kind_of(report))
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
    lines = [_line(user, bell_key(report), words.bell, report) for user in new]
    notify_many(lines=lines, kind=KIND, now=now)
    if not is_overtaken(report, schedule, now=now):
        _mail(report, [user for user in new if user.email], now, document)
    return len(new)


def bell_key(report: Report) -> str:
    return f"report:{report.public_id}"


def _line(user: User, key: str, text, report: Report) -> Line:
    with translation.override(user.language):
        return Line(user, key, text(report), page_of(report))


def _mail(report: Report, people: Sequence[User], now: datetime, document: Document | None) -> None:
    missed = never_mailed(report, people)
    summaries = {document.language: document.lead} if document else {}
    for user in people:
        with translation.override(user.language):
            if user.language not in summaries:
                summaries[user.language] = _summary(report)
            post(
                key=mail_key(report, user),
                kind=KIND,
                to=user.email,
                user=user,
                subject=words.subject(report),
                body=words.body(
                    report,
                    summary=summaries[user.language],
                    missed=missed.get(user.pk, []),
                    address=_address,
                ),
                now=now,
            )


def _summary(report: Report) -> Sequence[str]:
    """The sentences on top of the report, in the active language."""
    return document_of(report, Words.from_json(report.words)).lead


def _address(report: Report) -> str:
    return absolute(page_of(report))


@transaction.atomic(savepoint=False)
def undeliver(*, report: Report, now: datetime) -> None:
    """A withdrawn report: mails that wait stay here, and who did not see the line under the bell
    does not get to see it. Who opened it or has the mail is told, with the reason. Joins the
    caller's transaction."""
    take_back(key=bell_key(report))
    take_back(key=_reminder_key(report))
    readers = list(ReportReader.objects.filter(report=report).select_related("user"))
    held = {each.pk for each in readers if withdraw(key=mail_key(report, each.user), now=now)}
    lines = [
        _line(each.user, f"report-withdrawn:{report.public_id}", words.withdrawn, report)
        for each in readers
        if each.opened_at or (each.user.email and each.pk not in held)
    ]
    notify_many(lines=lines, kind=KIND, now=now, mail=True)


# -- Reminding ------------------------------------------------------------------------------------


def remind(*, now: datetime) -> int:
    """Remind every head who did not open a report some working days after it came; how many people
    were reminded. Once per report, and one mail of all of them together: a transaction each."""
    reminded = 0
    for _user_id, rows in groupby(to_remind(now), key=lambda row: row.user_id):
        readers = list(rows)
        try:
            reminded += _remind_one(readers, now=now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others get theirs
            logger.error("Reminder of %s: %s", readers[0].user.public_id, in_short(error))
    return reminded


@transaction.atomic
def _remind_one(readers: Sequence[ReportReader], *, now: datetime) -> bool:
    """False when somebody else just did, or all of them were opened meanwhile."""
    rows = ReportReader.objects.filter(pk__in=[row.pk for row in readers])
    waiting = rows.filter(opened_at__isnull=True, reminded_at__isnull=True)
    still = set(waiting.order_by("pk").select_for_update().values_list("pk", flat=True))
    if not still:
        return False
    ReportReader.objects.filter(pk__in=still).update(reminded_at=now)
    user, reports = readers[0].user, [row.report for row in readers if row.pk in still]
    lines = [_line(user, _reminder_key(each), words.reminder_bell, each) for each in reports]
    notify_many(lines=lines, kind=REMINDER, now=now)
    if user.email:
        with translation.override(user.language):
            post(
                # Of each report somebody is reminded once, so its first one names the mail.
                key=f"report.reminder:{reports[0].public_id}:{user.public_id}",
                kind=REMINDER,
                to=user.email,
                user=user,
                subject=words.reminder_subject(reports),
                body=words.reminder_body(reports, address=_address),
                now=now,
            )
    return True


def _reminder_key(report: Report) -> str:
    return f"report:{report.public_id}:reminder"
