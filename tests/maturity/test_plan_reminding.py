"""Reminders of improvement actions, and how they come back in the reports of departments."""

from datetime import date, timedelta

import pytest

from kcc.jobs.models import Notification
from kcc.lib.periods import start_of
from maturity.models import ImprovementAction
from maturity.plan.jobs import tick
from maturity.plan.reminding import remind
from maturity.plan.reporting import actions_for
from maturity.plan.services import change_action, move_action
from tests.factories import NOW, make_department, make_user
from tests.maturity.plans import make_action, make_agreed, settled
from tests.maturity.town import make_manager
from tests.statements import statements

pytestmark = pytest.mark.django_db
DUE = date(2027, 3, 1)
WEEK_BEFORE = NOW.replace(year=2027, month=2, day=22)
DAY_AFTER = NOW.replace(year=2027, month=3, day=2)


def told_to(user) -> list[str]:
    """What kind of occasions, in order."""
    rows = Notification.objects.filter(user=user).order_by("pk")
    return [row.key.split(":")[1] for row in rows if row.key.count(":") == 3]


def test_an_owner_is_reminded_once_a_week_before_and_once_when_it_is_late():
    action = make_action()
    head = make_user("head", make_department("vergunningen"), username="hoofd")
    assert remind(now=WEEK_BEFORE - timedelta(days=1)) == 0
    assert [remind(now=WEEK_BEFORE) for _twice in "ab"] == [1, 0]
    assert told_to(action.owner) == ["before"]
    assert [remind(now=DAY_AFTER) for _twice in "ab"] == [2, 0]
    assert (told_to(action.owner), told_to(head)) == (["before", "late"], ["late"])
    last = Notification.objects.filter(user=head).get()
    assert (last.url, last.for_digest) == (f"/maturity/plan/actions/{action.public_id}/", True)


def test_what_was_agreed_within_the_last_week_needs_no_reminder():
    action = make_action(due_on=NOW.date() + timedelta(days=5))
    assert remind(now=NOW) == 0
    assert remind(now=NOW + timedelta(days=6)) == 1
    assert told_to(action.owner) == ["late"]


def test_a_new_day_is_a_new_occasion():
    action = make_action()
    remind(now=WEEK_BEFORE)
    later = DUE + timedelta(days=30)
    change_action(
        by=make_manager(), action=action, agreed=make_agreed(due_on=later), now=WEEK_BEFORE
    )
    assert remind(now=WEEK_BEFORE + timedelta(days=1)) == 0
    assert remind(now=WEEK_BEFORE + timedelta(days=30)) == 1
    assert told_to(action.owner) == ["before", "before"]


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_nobody_is_reminded_of_what_is_closed(state):
    action = make_action()
    move_action(by=make_manager(), action=action, to=state, result="Zo.", now=NOW)
    assert remind(now=WEEK_BEFORE) == 0
    assert remind(now=DAY_AFTER) == 0


def test_for_somebody_without_an_account_the_head_is_told():
    action = make_action()
    head = make_user("head", make_department("vergunningen"), username="hoofd")
    action.owner.is_active = False
    action.owner.save(update_fields=["is_active"])
    assert remind(now=WEEK_BEFORE) == 1
    assert (told_to(head), told_to(action.owner)) == (["before"], [])


def test_the_tick_is_quiet_when_we_are_closed_and_cheap_when_there_is_nothing():
    make_action()
    sunday = WEEK_BEFORE - timedelta(days=1)
    tick(sunday)
    assert ImprovementAction.objects.get().reminded_before_at is None
    tick(WEEK_BEFORE)
    assert ImprovementAction.objects.get().reminded_before_at == WEEK_BEFORE
    with statements() as found:
        remind(now=WEEK_BEFORE)
    assert len(found) == 1


# -- In reports -----------------------------------------------------------------------------------

SINCE, UNTIL = start_of(date(2026, 11, 1)), start_of(date(2026, 12, 1))


def told(department=None, since=SINCE, until=UNTIL):
    return [
        (row["text"], row["state"], row["department"])
        for row in actions_for(department, since=since, until=until)
    ]


def test_a_report_tells_what_is_open_and_what_was_closed_since():
    assessment, manager = settled(), make_manager()
    here = make_department("vergunningen")
    make_action(assessment, text="Open.")
    begun = make_action(assessment, text="Bezig.")
    move_action(by=manager, action=begun, to="doing", now=NOW)
    done = make_action(assessment, text="Klaar.")
    move_action(by=manager, action=done, to="done", result="Ja.", now=NOW)
    make_action(assessment, text="Elders.", department=make_department("burgerzaken"))
    name = here.name
    assert told(here) == [
        ("Open.", "open", name),
        ("Bezig.", "open", name),
        ("Klaar.", "done", name),
    ]
    assert len(told()) == 4
    # In December it is told no more that it was done in November.
    december = {"since": UNTIL, "until": start_of(date(2027, 1, 1))}
    assert [text for text, *_rest in told(here, **december)] == ["Open.", "Bezig."]
    # In October nothing of this was agreed yet.
    assert told(here, since=start_of(date(2026, 10, 1)), until=SINCE) == []


@pytest.mark.parametrize("many", [1, 3])
def test_a_report_asks_once(many):
    assessment = settled()
    for number in range(many):
        make_action(assessment, text=f"Actie {number}.")
    with statements() as found:
        assert len(told()) == many
    assert len(found) == 1
