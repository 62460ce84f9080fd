"""Work that must happen, when everything around it is killed: each thing once, nothing stuck."""

import sys
from contextlib import ExitStack
from datetime import time, timedelta

import pytest
from django.utils import timezone

from contacts.models import Callback, Escalation
from kcc.jobs.models import Job, Notification, OutboxMessage
from kcc.jobs.outbox import post
from kcc.organisation import calendars
from kcc.organisation.models import ClosingDay, OpeningHours, User
from tests.factories import make_callback, make_steps, make_user, reference
from tests.jobs.outside import together
from tests.workers import wait_until

pytestmark = [pytest.mark.celery, pytest.mark.django_db(transaction=True)]
KILLS = 20
PROCESSES = 2  # of one worker
# The lease is short, for the dead are to be followed, and longer than sending one mail takes on any
# machine: a worker that lives and is taken for dead is not what is looked at here.
QUICK = {"TEST_ROUND": "0.5", "TEST_LEASE": "10"}


@pytest.fixture
def late_callbacks():
    """`late_callbacks(100)`: so many promises long past, of which nobody was told yet, in a town
    that is always open; a handler and a head are told of each."""

    def late_callbacks(count):
        ref = reference()
        OpeningHours.objects.all().delete()
        ClosingDay.objects.all().delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(weekday=day, opens=time(0), closes=time(23, 59, 59)) for day in range(7)
        )
        calendars.forget()
        make_steps()
        department = ref.department["vergunningen"]
        handler = make_user("handler", department)
        make_user("head", department)
        asked = timezone.now() - timedelta(days=12)
        for number in range(count):
            make_callback(by=handler, assignee=handler, at=asked, phone=f"+316123{number:05}")

    return late_callbacks


def make_mails(count):
    now = timezone.now()
    for number in range(count):
        post(
            key=f"m{number}", kind="test", to=f"m{number}@lindenwaard.example", now=now,
            subject=f"Bericht {number}", body="Hallo.",
        )  # fmt: skip


def mail_of(mailserver):
    """What the workers' settings need to reach it."""
    return {"EMAIL_URL": f"smtp://127.0.0.1:{mailserver.port}", "DEFAULT_FROM_EMAIL": "kcc@kcc.nl"}


def unfinished() -> dict[str, int]:
    """What is still to be done, by kind."""
    states = ["waiting", "sending"]
    now = timezone.now()
    return {
        "callbacks": Callback.objects.filter(next_step_at__lte=now).count(),
        "jobs": Job.objects.filter(state__in=["due", "running"]).count(),
        "mails": OutboxMessage.objects.filter(state__in=states).count(),
    }


def nothing_left() -> bool:
    return not any(unfinished().values())


def check_once(mailserver) -> int:
    """Each thing was done exactly once in the database, and every mail arrived; the number of
    mails that arrived twice."""
    callbacks = Callback.objects.count()
    steps = Escalation.objects.filter(passed_over=False).count()
    # Every callback alike, so every callback got the same.
    assert (callbacks > 0, steps > 0, steps % max(callbacks, 1)) == (True, callbacks > 0, 0)
    told = Notification.objects.filter(kind="callback.escalated")
    assert told.count() % callbacks == 0
    assert {user.unseen for user in User.objects.all()} == {0, *counted_lines()}
    # A job that was killed too often before it got anywhere is followed by another.
    assert not Job.objects.filter(state__in=["due", "running"]).exists()
    messages = OutboxMessage.objects.all()
    assert set(messages.values_list("state", "lease_token")) == {("sent", None)}
    expected = {(message.to, f"<{message.public_id}@kcc.nl>") for message in messages}
    arrived = [mail.id for mail in mailserver.got]
    assert set(arrived) == expected
    return len(arrived) - len(expected)


def counted_lines() -> set[int]:
    people = User.objects.all()
    return {user.notifications.filter(read_at=None).count() for user in people}


def test_a_worker_killed_twenty_times_does_everything_once(mailserver, late_callbacks, capsys):
    late_callbacks(100)
    make_mails(100)
    mailserver.slow = 0.02
    with ExitStack() as stack:
        _redis, forge = together(stack, **QUICK, **mail_of(mailserver))
        forge.start("beat")
        in_hand, killed_at = set(), []
        for _kill in range(KILLS):
            worker, before = forge.start("worker"), progress_made(mailserver)
            wait_until(lambda before=before: progress_made(mailserver) >= before + 6)
            forge.kill(worker)
            in_hand |= set(
                OutboxMessage.objects.filter(state="sending").values_list("public_id", flat=True)
            )
            killed_at.append(progress_made(mailserver))
        forge.start("worker")
        wait_until(nothing_left)
    doubles = check_once(mailserver)
    again = {mail.id[1] for mail in mailserver.got if arrivals(mailserver, mail) > 1}
    assert again <= {f"<{public_id}@kcc.nl>" for public_id in in_hand}
    assert doubles <= KILLS * PROCESSES
    with capsys.disabled():
        sys.stdout.write(
            f"\n{KILLS} kills: {Escalation.objects.count()} steps, {len(mailserver.got)} mails "
            f"arrived, {doubles} of them twice; progress at the kills {killed_at}\n"
        )


def progress_made(mailserver) -> int:
    return len(mailserver.got) + Escalation.objects.filter(passed_over=False).count()


def arrivals(mailserver, mail) -> int:
    return sum(other.id == mail.id for other in mailserver.got)


def test_two_beats_at_once_do_nothing_twice(mailserver, late_callbacks):
    late_callbacks(20)
    make_mails(30)
    with ExitStack() as stack:
        _redis, forge = together(stack, TEST_ROUND="0.3", TEST_LEASE="60", **mail_of(mailserver))
        for what in ("worker", "worker", "beat", "beat"):
            forge.start(what)
        wait_until(nothing_left)
    assert check_once(mailserver) == 0
