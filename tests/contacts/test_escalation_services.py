"""Taking steps: who is told, once, in which words, and what it costs."""

from datetime import datetime, timedelta

import pytest

from contacts.callbacks.selectors import worklist
from contacts.escalation import services
from contacts.escalation.services import look_again, take_chunk, take_steps, text_of
from contacts.models import Callback, CallbackEvent, Escalation, EscalationStep
from kcc.jobs.models import Notification
from kcc.lib.periods import ZONE
from kcc.organisation.access import access_of
from kcc.organisation.audience import MOST
from kcc.organisation.models import Membership, Role
from tests.factories import (
    NOW,
    make_callback,
    make_department,
    make_steps,
    make_team,
    make_user,
    reference,
)
from tests.races import at_once
from tests.statements import statements

pytestmark = pytest.mark.django_db


def at(day, hour=10, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


# Promised on Tuesday 10 November at ten within two working days: until Thursday five o'clock.
# 24 opening hours, so half of them on Wednesday at 13:30 and three quarters on Thursday at 11:00.
HALF, THREE_QUARTERS, DUE, LATE, HEAD = (
    at(11, 13, 30), at(12, 11), at(13, 9), at(13, 9), at(17, 9),
)  # fmt: skip


@pytest.fixture
def steps():
    return make_steps()


@pytest.fixture
def there():
    """Who works at vergunningen."""
    department = reference().department["vergunningen"]
    return department, make_user("handler", department, username="eva")


def told():
    return sorted(Notification.objects.values_list("user__username", "text"))


def taken(callback):
    rows = Escalation.objects.filter(callback=callback).order_by("pk")
    return list(rows.values_list("step__code", "round", "told", "passed_over"))


def names():
    return sorted(Notification.objects.values_list("user__username", flat=True))


# -- Step after step --------------------------------------------------------------------------


def test_each_step_comes_when_it_is_due_and_once(steps, there):
    department, eva = there
    lead, head = make_user(username="lies"), make_user("head", department)
    Membership.objects.create(user=lead, role=Role.HANDLER, department=department, leads=True)
    callback = make_callback(assignee=eva)
    for now in (NOW, NOW, HALF, THREE_QUARTERS, THREE_QUARTERS, DUE, DUE, HEAD, HEAD, at(30)):
        take_steps(now=now)
    assert taken(callback) == [
        ("zichtbaar", 0, 0, False), ("behandelaar", 0, 1, False),
        ("teamleider", 0, 1, False), ("afdelingshoofd", 0, 1, False),
    ]  # fmt: skip
    number = callback.number
    assert told() == [
        ("eva", f"{number} over Dakkapel: antwoord vóór do 12 nov 17:00."),
        ("head", f"{number} over Dakkapel is twee werkdagen te laat: beloofd vóór do 12 nov 17:00"
         " (Vergunningen, Toezicht en Handhaving)."),
        ("lies", f"{number} over Dakkapel is te laat: beloofd vóór do 12 nov 17:00."),
    ]  # fmt: skip
    callback.refresh_from_db()
    assert (callback.next_step_at, callback.version) == (None, 1)
    assert head.notifications.get().url == f"/contacts/callbacks/{callback.public_id}/"
    assert head.notifications.get().for_digest


def test_the_first_look_finds_when_the_next_step_comes(steps, there):
    callback = make_callback()
    assert take_steps(now=NOW) == 1
    callback.refresh_from_db()
    assert callback.next_step_at == at(11, 13, 30)
    assert (taken(callback), take_steps(now=NOW)) == ([], 0)


def test_the_timeline_says_what_was_done_and_by_nobody(steps, there):
    callback = make_callback(assignee=there[1])
    for now in (HALF, THREE_QUARTERS):
        take_steps(now=now)
    rows = CallbackEvent.objects.filter(callback=callback).order_by("pk")
    assert list(rows.values_list("kind", "by", "text", "detail")) == [
        ("escalated", None, "",
         {"step": "zichtbaar", "name": "Halverwege de termijn", "told": 0}),
        ("escalated", None, "",
         {"step": "behandelaar", "name": "Herinnering aan de behandelaar", "told": 1}),
    ]  # fmt: skip


def test_after_a_standstill_only_the_highest_step_is_told(steps, there):
    make_user("head", there[0])
    callback = make_callback(assignee=there[1])
    take_steps(now=at(30))
    assert taken(callback) == [
        ("zichtbaar", 0, 0, False), ("behandelaar", 0, 0, True),
        ("teamleider", 0, 0, True), ("afdelingshoofd", 0, 1, False),
    ]  # fmt: skip
    assert names() == ["head"]
    (event,) = CallbackEvent.objects.filter(callback=callback)
    assert event.detail["step"] == "afdelingshoofd"


def test_a_reopened_callback_begins_a_new_round(steps, there):
    callback = make_callback(assignee=there[1])
    take_steps(now=THREE_QUARTERS)
    due = at(20, 17)
    Callback.objects.filter(pk=callback.pk).update(
        reopenings=1, due_at=due, serious_at=due, next_step_at=at(19)
    )
    take_steps(now=at(20, 16))
    assert taken(callback)[-2:] == [("zichtbaar", 1, 0, False), ("behandelaar", 1, 1, False)]
    assert names() == ["eva", "eva"]


def test_a_step_is_not_told_again_after_the_clock_stood_still(steps, there):
    callback = make_callback(assignee=there[1])
    take_steps(now=THREE_QUARTERS)
    due = at(20, 17)
    Callback.objects.filter(pk=callback.pk).update(
        due_at=due, serious_at=due, next_step_at=THREE_QUARTERS
    )
    take_steps(now=at(20, 16))
    assert names() == ["eva"]
    callback.refresh_from_db()
    assert callback.next_step_at == due


# -- Which are left alone ---------------------------------------------------------------------


CHRISTMAS = datetime(2026, 12, 25, 12, tzinfo=ZONE)


@pytest.mark.parametrize("now", [at(14, 12), at(13, 8, 29), at(13, 17), CHRISTMAS])
def test_nobody_is_told_anything_while_the_organisation_is_closed(steps, there, now):
    callback = make_callback()
    assert take_steps(now=now) == 0
    assert taken(callback) == []


def test_what_waits_for_the_customer_or_is_closed_is_left_alone(steps, there):
    waiting, closed = make_callback(assignee=there[1]), make_callback()
    Callback.objects.filter(pk=waiting.pk).update(
        status="waiting", waiting_since=NOW, waiting_until=at(30).date()
    )
    Callback.objects.filter(pk=closed.pk).update(status="lapsed", closed_at=NOW, next_step_at=None)
    assert take_steps(now=at(30)) == 0
    assert not Escalation.objects.exists()


def test_what_somebody_changed_since_it_was_read_is_left_to_the_next_look(steps, there):
    callback = make_callback()
    (read,) = services.chunk_to_look_at(at(30), limit=5)
    Callback.objects.filter(pk=callback.pk).update(version=2)
    services.Taking([read], at(30)).take(read)
    assert taken(callback) == []
    assert take_steps(now=at(30)) == 1
    assert len(taken(callback)) == 4


def test_one_that_cannot_be_worked_does_not_keep_the_others_waiting(
    steps, there, monkeypatch, caplog
):
    first, second = make_callback(), make_callback()

    def look(*args, due_at, taken, **kwargs):
        if not seen:
            seen.append(due_at)
            raise ZeroDivisionError("secret")
        return real(*args, due_at=due_at, taken=taken, **kwargs)

    seen, real = [], services.look
    monkeypatch.setattr(services, "look", look)
    assert take_steps(now=at(30)) == 2
    assert (taken(first), len(taken(second))) == ([], 4)
    first.refresh_from_db()
    assert first.next_step_at == at(30) + services.AGAIN
    assert first.number in caplog.text
    assert "secret" not in caplog.text
    assert take_steps(now=at(30, 11)) == 1
    assert len(taken(first)) == 4


def test_chunks_follow_each_other(steps, there):
    for _ in range(5):
        make_callback()
    looked, after = [], None
    while True:
        chunk = take_chunk(now=NOW, limit=2, after=after)
        looked, after = [*looked, chunk.number], chunk.after
        if after is None:
            break
    assert looked == [2, 2, 1]


# -- Who --------------------------------------------------------------------------------------


def member(username, department, role=Role.HANDLER, **values):
    user = make_user(username=username)
    Membership.objects.create(
        user=user, role=role, department=department if role in ("handler", "head") else None,
        **values,
    )  # fmt: skip
    return user


def test_without_a_handler_those_who_may_claim_are_told(steps, there):
    member("piet", there[0])
    member("elders", reference().department["burgerzaken"])
    make_callback()
    take_steps(now=THREE_QUARTERS)
    assert names() == ["eva", "piet"]


def test_a_team_is_told_and_not_the_rest_of_the_department(steps, there):
    team = make_team(there[0])
    member("piet", there[0], team=team)
    make_callback(team=team)
    take_steps(now=THREE_QUARTERS)
    assert names() == ["piet"]


def test_with_too_many_who_may_claim_their_lead_is_told(steps, there):
    for number in range(MOST):
        member(f"collega-{number}", there[0])
    member("lies", there[0], leads=True)
    make_callback()
    take_steps(now=THREE_QUARTERS)
    assert names() == ["lies"]


def test_of_a_handler_who_left_the_lead_is_told(steps, there):
    member("lies", there[0], leads=True)
    make_callback(assignee=there[1])
    there[1].is_active = False
    there[1].save(update_fields=["is_active"])
    take_steps(now=THREE_QUARTERS)
    assert names() == ["lies"]


def test_of_a_handler_who_works_elsewhere_by_now_the_lead_is_told(steps, there):
    """They could not open it, and it is not for them to know about any more."""
    member("lies", there[0], leads=True)
    make_callback(assignee=there[1])
    elsewhere = reference().department["burgerzaken"]
    Membership.objects.filter(user=there[1]).update(department=elsewhere)
    take_steps(now=THREE_QUARTERS)
    assert names() == ["lies"]


def test_the_leads_of_a_callback_are_of_its_team_else_of_its_department(steps, there):
    team, other = make_team(there[0]), make_team(there[0], "kappen")
    member("lies", there[0], team=team, leads=True)
    member("anna", there[0], team=other, leads=True)
    first, second, third = make_callback(team=team), make_callback(team=other), make_callback()
    take_steps(now=DUE)
    rows = Notification.objects.values_list("user__username", "key")
    told = {(name, int(key.split(":")[1])) for name, key in rows}
    both = {("lies", third.pk), ("anna", third.pk)}
    assert told == {("lies", first.pk), ("anna", second.pk)} | both


def test_without_a_lead_the_head_is_told_and_without_a_head_the_manager(steps, there):
    manager = member("marja", None, role=Role.MANAGER)
    first = make_callback()
    take_steps(now=DUE)
    assert names() == ["marja"]
    # A manager opens no callback, but does see the list it is in.
    url = f"/contacts/callbacks/?state=overdue&department={there[0].slug}"
    assert manager.notifications.get().url == url
    assert worklist(access_of(manager), manager).get() == first
    member("hoofd", there[0], role=Role.HEAD)
    make_callback()
    take_steps(now=DUE)
    assert names() == ["hoofd", "marja"]


def test_the_contact_centre_has_its_own_people(steps):
    kcc = reference().department["kcc"]
    for username, role in (("aad", Role.AGENT), ("bea", Role.AGENT), ("kim", Role.KCC_LEAD)):
        member(username, None, role=role)
    callback = make_callback(department=kcc)
    take_steps(now=THREE_QUARTERS)
    assert "kim" in names()
    assert {"aad", "bea"} <= set(names())
    Notification.objects.all().delete()
    take_steps(now=DUE)
    assert names() == ["kim"]
    assert taken(callback)[-1] == ("teamleider", 0, 1, False)


def test_a_step_that_nobody_receives_is_taken_all_the_same(steps, there):
    callback = make_callback()
    take_steps(now=DUE)
    assert taken(callback)[-1] == ("teamleider", 0, 0, False)
    assert names() == []


def test_a_step_that_is_switched_off_is_taken_in_silence(steps, there):
    EscalationStep.objects.filter(code="behandelaar").update(active=False)
    callback = make_callback(assignee=there[1])
    take_steps(now=THREE_QUARTERS)
    EscalationStep.objects.filter(code="behandelaar").update(active=True)
    look_again(now=THREE_QUARTERS)
    take_steps(now=THREE_QUARTERS)
    assert taken(callback) == [("zichtbaar", 0, 0, False), ("behandelaar", 0, 0, False)]
    assert names() == []


# -- In which words ---------------------------------------------------------------------------


def test_the_words_are_in_the_language_of_who_is_told(steps, there):
    there[1].language = "en"
    there[1].save(update_fields=["language"])
    callback = make_callback(assignee=there[1])
    take_steps(now=THREE_QUARTERS)
    expected = f"{callback.number} over Dakkapel: antwoord vóór Thu 12 Nov 17:00."
    assert told() == [("eva", expected)]


def test_no_person_is_named(steps, there):
    callback = make_callback(assignee=there[1], caller_name="mevrouw Geheim")
    text = text_of("{number} {subject} {department} {promised} {caller_name}", callback)
    assert "Geheim" not in text
    assert text.endswith(" {caller_name}")


def test_a_step_without_mail_is_under_the_bell_only(steps, there):
    EscalationStep.objects.filter(code="behandelaar").update(mail=False)
    make_callback(assignee=there[1])
    take_steps(now=THREE_QUARTERS)
    assert not there[1].notifications.get().for_digest


# -- What it costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize("count", [1, 3])
def test_a_chunk_costs_four_statements_and_each_callback_six(steps, there, count, people):
    for number in range(1, people):
        member(f"collega-{number}", there[0])
    for _ in range(count):
        make_callback()
    take_steps(now=HALF)
    with statements() as ran:
        assert take_steps(now=THREE_QUARTERS) == count
    # Each: the row, the step, the timeline; the lines of all who are told, which of them are new,
    # and how many more they have.
    assert Notification.objects.count() == count * people
    assert len(ran) == 4 + 6 * count


@pytest.mark.parametrize("count", [1, 3])
def test_a_callback_with_nothing_to_take_costs_one(steps, there, count):
    for _ in range(count):
        make_callback()
    with statements() as ran:
        take_steps(now=NOW)
    assert len(ran) == 4 + count


def test_when_nothing_is_due_it_costs_one_and_at_night_nothing(steps, there):
    make_callback()
    take_steps(now=NOW)
    with statements() as ran:
        take_steps(now=NOW + timedelta(minutes=1))
    assert len(ran) == 1
    with statements() as ran:
        take_steps(now=at(11, 3))
    assert len(ran) == 0


# -- Two at once ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_each_step_once():
    make_steps()
    head = make_user("head", make_department())
    callbacks = [make_callback() for _ in range(8)]

    at_once(lambda _worker: take_steps(now=at(30)), range(4))
    assert [len(taken(callback)) for callback in callbacks] == [4] * 8
    assert CallbackEvent.objects.filter(kind="escalated").count() == 8
    assert Notification.objects.filter(user=head).count() == 8
    head.refresh_from_db()
    assert head.unseen == 8
