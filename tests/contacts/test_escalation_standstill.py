"""Three weeks without a worker: at its next start nobody finds a flood in the mailbox."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from contacts.models import Escalation, WeeklyList
from kcc.jobs.models import Job, Notification, OutboxMessage
from kcc.jobs.services import work_waiting
from kcc.jobs.ticks import run_ticks
from kcc.lib.periods import ZONE
from kcc.organisation.models import Membership, Role
from tests.factories import make_callback, make_steps, make_user, reference

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 9, 8, 30, tzinfo=ZONE)
CALLBACKS = 100


@pytest.fixture
def people():
    """The lead, head and handlers of vergunningen, all with an address."""
    here = reference().department["vergunningen"]
    head = make_user("head", here, email="hoofd@example.org")
    lead = make_user(username="lies", email="lies@example.org")
    Membership.objects.create(user=lead, role=Role.HANDLER, department=here, leads=True)
    handlers = [make_user("handler", here, email=f"eva{n}@example.org") for n in range(3)]
    return head, lead, handlers


def steps_told():
    rows = Escalation.objects.filter(told__gt=0)
    return Counter(rows.values_list("step__code", flat=True))


def turn():
    """What the loop of `work_jobs` does every half minute."""
    failed = run_ticks(now=timezone.now())
    work_waiting(clock=timezone.now)
    assert failed == []


def test_three_weeks_of_standstill_are_healed_without_a_flood(people, settings, time_machine):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    handlers = people[2]
    make_steps()
    # Asked for on all fifteen days of those weeks, the last ones just before the worker starts.
    for number in range(CALLBACKS):
        day = START + timedelta(days=number % 5 + 7 * (number // 5 % 3))
        make_callback(at=day, assignee=handlers[number % 3] if number % 2 else None)
    # When the worker starts on Monday morning, three weeks later
    time_machine.move_to(START + timedelta(days=21), tick=False)
    for _ in range(6):
        turn()
        time_machine.shift(timedelta(seconds=30))
    # Then each callback has told of its highest step only
    told = list(Escalation.objects.filter(told__gt=0).values_list("callback_id", flat=True))
    assert len(told) == len(set(told))
    assert steps_told() == {"afdelingshoofd": 76, "teamleider": 12}
    assert Job.objects.get(kind="contacts.escalation").state == "done"
    # And nobody has more than one mail of it, and the head the list of this week
    mails = Counter(OutboxMessage.objects.values_list("to", "kind"))
    assert set(mails.values()) == {1}
    assert mails["hoofd@example.org", "weekly"] == 1
    assert mails["hoofd@example.org", "digest"] == 1
    assert {to for to, kind in mails if kind == "weekly"} == {"hoofd@example.org"}
    assert list(WeeklyList.objects.values_list("week", flat=True)) == [date(2026, 11, 30)]
    assert not Notification.objects.filter(for_digest=True, mailed_in=None).exists()
    # Nor does the morning bring any of it again: only what comes that morning, in one mail more
    for hours in (1, 2, 3):
        time_machine.move_to(START + timedelta(days=21, hours=hours), tick=False)
        turn()
    assert steps_told() == {"afdelingshoofd": 76, "teamleider": 12, "behandelaar": 6}
    after = Counter(OutboxMessage.objects.values_list("to", "kind"))
    assert after["hoofd@example.org", "weekly"] == 1
    assert after["hoofd@example.org", "digest"] == 1
    assert max(after.values()) == 2
