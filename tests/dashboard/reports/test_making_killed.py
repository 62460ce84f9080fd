"""Two months of reports, made by real workers, when everything around them is killed: each report
exactly once, no file without its report, nobody told twice."""

import hashlib
import sys
from collections import Counter
from contextlib import ExitStack
from datetime import time, timedelta

import pytest
from django.utils import timezone

from dashboard.models import Report, ReportFile, ReportReader, ReportSchedule
from dashboard.reports.files import made_files
from dashboard.reports.frozen import digest_of
from dashboard.reports.making import words_of
from dashboard.reports.planning import default_of
from dashboard.reports.schedule import Period
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Job, Notification, OutboxMessage
from kcc.lib.periods import local_day, start_of
from kcc.organisation import calendars
from kcc.organisation.models import ClosingDay, Department, OpeningHours
from tests.factories import make_callback, make_contact, make_department, make_user, reference
from tests.jobs import postbus
from tests.jobs.outside import together
from tests.workers import wait_until

pytestmark = [pytest.mark.celery, pytest.mark.django_db(transaction=True)]
KILLS = 20
PROCESSES = 2  # of one worker
DEPARTMENTS = 10
# The lease is short, for the dead are to be followed, and longer than making one report takes on
# any machine.
QUICK = {"TEST_ROUND": "1", "TEST_LEASE": "6"}


@pytest.fixture
def mailserver():
    controller, box = postbus.start()
    yield box
    controller.stop()


@pytest.fixture
def months():
    """Two months that are over, reported as soon as the second one is over: nobody reads them
    first."""
    reference()
    OpeningHours.objects.all().delete()
    ClosingDay.objects.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=day, opens=time(0), closes=time(23, 59, 59)) for day in range(7)
    )
    calendars.forget()
    for number in range(DEPARTMENTS - Department.objects.count()):
        make_department(f"afdeling-{number}", name=f"Afdeling {number}")
    for department in Department.objects.all():
        slug = department.slug
        make_user("head", department, username=f"hoofd-{slug}", email=f"{slug}@lindenwaard.example")
    make_user("manager", email="manager@lindenwaard.example")
    second = last_complete_month()
    for period in (second.previous, second):
        moment = start_of(period.first_day) + timedelta(days=9, hours=11)
        for number in range(4):
            make_contact(at=moment + timedelta(minutes=number), phone=f"+3161231{number:04}")
        make_callback(at=moment, phone="+31612399999")
    for kind in ReportSchedule.Kind.values:
        schedule = default_of(kind, second.previous.first_day)
        schedule.hour, schedule.working_day, schedule.review = time(0), 1, False
        schedule.active = kind != "year"
        schedule.save()
    return [second.previous, second]


def last_complete_month() -> Period:
    """One whose first working day after it has come, also on a Sunday the first."""
    return Period.of("month", local_day(timezone.now()) - timedelta(days=4)).previous


def mail_of(mailserver):
    """What the workers' settings need to reach it."""
    return {"EMAIL_URL": f"smtp://127.0.0.1:{mailserver.port}", "DEFAULT_FROM_EMAIL": "kcc@kcc.nl"}


def published() -> int:
    return Report.objects.filter(state="published").count()


def mailed() -> int:
    return OutboxMessage.objects.filter(kind="report", state="sent").count()


def nothing_left() -> bool:
    return (
        published() == 2 * (DEPARTMENTS + 1)
        and not Job.objects.filter(state__in=["due", "running"]).exists()
        and not OutboxMessage.objects.filter(state__in=["waiting", "sending"]).exists()
    )


def check_once(months, mailserver) -> int:
    """Every report once, with its files, and everybody told once; the number of mails that arrived
    twice."""
    reports = list(Report.objects.select_related("department"))
    places = [None, *Department.objects.values_list("pk", flat=True)]
    found = Counter((each.first_day, each.department_id) for each in reports)
    assert found == Counter((month.first_day, place) for month in months for place in places)
    assert {(each.version, each.state) for each in reports} == {(1, "published")}
    check_figures(months, reports)
    check_files(reports)
    check_told(months, reports)
    messages = OutboxMessage.objects.filter(kind="report")
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"sent"}
    expected = {(message.to, f"<{message.public_id}@kcc.nl>") for message in messages}
    arrived = [mail.id for mail in mailserver.got if mail.id in expected]
    assert set(arrived) == expected
    return len(arrived) - len(expected)


def check_figures(months, reports) -> None:
    """All of a month were frozen at one moment, and the first month before the second."""
    moments = {(each.first_day, each.frozen_at) for each in reports}
    assert [day for day, _moment in sorted(moments)] == [month.first_day for month in months]
    assert all(digest_of(each.figures) == each.digest for each in reports)
    first, second = months
    made = {day: [each for each in reports if each.first_day == day] for day, _moment in moments}
    last = max(each.published_at for each in made[first.first_day])
    assert last <= min(each.frozen_at for each in made[second.first_day])


def check_files(reports) -> None:
    """Two for each, whole; and made again they are the same to the byte."""
    files = list(ReportFile.objects.all())
    named = Counter((file.report_id, file.format) for file in files)
    assert named == Counter((each.pk, name) for each in reports for name in ("pdf", "xlsx"))
    assert all(hashlib.sha256(bytes(file.body)).hexdigest() == file.digest for file in files)
    kept = {(file.report_id, file.format): file.digest for file in files}
    for report in reports[:: len(reports) // 4]:
        for name, body in made_files(report, words_of(report)).items():
            assert hashlib.sha256(body).hexdigest() == kept[report.pk, name]


def check_told(months, reports) -> None:
    """Each head of the own department and of the organisation, the manager of the organisation;
    once per report, and by mail of the last month only."""
    heads = DEPARTMENTS
    told = heads + heads + 1  # in one month
    assert ReportReader.objects.count() == 2 * told
    assert Notification.objects.filter(kind="report").count() == 2 * told
    assert OutboxMessage.objects.filter(kind="report").count() == told
    (_first, second) = months
    last = {str(each.public_id) for each in reports if each.first_day == second.first_day}
    keys = OutboxMessage.objects.filter(kind="report").values_list("key", flat=True)
    assert {key.split(":")[1] for key in keys} == last
    events = AuditEvent.objects.filter(action="report.published").values_list(
        "object_id", flat=True
    )
    assert Counter(events) == Counter(str(each.public_id) for each in reports)


def test_a_worker_killed_twenty_times_makes_every_report_once(months, mailserver, capsys):
    with ExitStack() as stack:
        _redis, forge = together(stack, **QUICK, **mail_of(mailserver))
        forge.start("beat")
        in_hand, killed_at = set(), []
        for _kill in range(KILLS):
            worker, before = forge.start("worker"), published() + mailed()
            wait_until(lambda before=before: published() + mailed() > before)
            forge.kill(worker)
            sending = OutboxMessage.objects.filter(state="sending")
            in_hand |= set(sending.values_list("public_id", flat=True))
            killed_at.append((published(), mailed()))
        forge.start("worker")
        wait_until(nothing_left)
    doubles = check_once(months, mailserver)
    seen = Counter(mail.id[1] for mail in mailserver.got)
    again = {message_id for message_id, times in seen.items() if times > 1}
    assert again <= {f"<{public_id}@kcc.nl>" for public_id in in_hand}
    assert doubles <= KILLS * PROCESSES
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills: {published()} reports, {len(mailserver.got)} mails arrived, "
            f"{doubles} of them twice; (reports, mails) at the kills {killed_at}\n"
        )


def test_two_beats_at_once_make_every_report_once(months, mailserver):
    with ExitStack() as stack:
        quick = {"TEST_ROUND": "1", "TEST_LEASE": "60"}
        _redis, forge = together(stack, **quick, **mail_of(mailserver))
        for what in ("worker", "worker", "beat", "beat"):
            forge.start(what)
        wait_until(nothing_left)
    assert check_once(months, mailserver) == 0
