"""The clock of a callback: it stands still while we wait for the customer, goes on by itself on the
day that was agreed, and begins anew when what was closed is opened again."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from contacts.callbacks import services
from contacts.callbacks.jobs import tick
from contacts.models import Callback, CallbackEvent
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from kcc.organisation import calendars
from kcc.organisation.models import Batch, Channel, OpeningHours, ServiceNorm
from kcc.organisation.worktime import working_seconds_between
from tests.factories import NOW, make_callback, make_department, make_user, reference

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
# NOW is Tuesday 10:00; two working days end on Thursday 17:00.
THURSDAY = NOW.replace(day=12, hour=17)
FRIDAY = NOW.replace(day=13)
MONDAY = NOW.replace(day=16)


@pytest.fixture
def handler():
    reference()
    return make_user("handler")


def saved() -> Callback:
    return Callback.objects.for_acts().get()


def wait(handler, *, at=NOW, until=MONDAY, callback=None):
    callback = callback or saved()
    return services.wait(
        by=handler, callback=callback, version=callback.version, until=until.date(),
        reason="Stuurt de tekening na.", now=at,
    )  # fmt: skip


def resume(by, at):
    callback = saved()
    return services.resume(by=by, callback=callback, version=callback.version, now=at)


def refusal(action, **kwargs):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        action(**kwargs)
    return caught.value.field, caught.value.code


# -- Waiting ----------------------------------------------------------------------------------


def test_while_it_waits_the_clock_stands_still(handler):
    make_callback()
    wait(handler)
    found = saved()
    assert (found.status, found.assignee) == ("waiting", handler)
    assert (found.waiting_since, found.waiting_until) == (NOW, date(2026, 11, 16))
    assert (found.due_at, found.next_step_at) == (THURSDAY, None)
    event = found.events.get()
    assert (event.kind, event.text) == ("waiting", "Stuurt de tekening na.")
    assert event.detail == {"version": 2, "status": "waiting", "until": "2026-11-16"}


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [
        (date(2026, 11, 16), " ", "reason"),
        (date(2026, 11, 10), "Tekening", "until"),
        (date(2026, 11, 9), "Tekening", "until"),
        (date(2027, 2, 11), "Tekening", "until"),
    ],
)
def test_waiting_needs_a_reason_and_a_day_to_come(handler, until, reason, field):
    callback = make_callback()
    values = {"by": handler, "callback": callback, "version": 1, "now": NOW}
    assert refusal(services.wait, **values, until=until, reason=reason) == (field, "refused")
    assert saved().status == "new"


def test_today_is_a_day_of_amsterdam(handler):
    """At half past midnight there it is still the day before in UTC."""
    make_callback()
    early = NOW.replace(day=11, hour=0, minute=30)
    values = {"by": handler, "callback": saved(), "version": 1, "now": early, "reason": "x"}
    assert refusal(services.wait, **values, until=date(2026, 11, 11)) == ("until", "refused")
    assert wait(handler, at=early, until=NOW.replace(day=12)).waiting_until == date(2026, 11, 12)


def test_what_was_left_is_left_again_after_a_weekend(handler):
    make_callback()
    # Thursday 15:00: two opening hours are left. Monday 10:00 and two hours is Monday 12:00.
    wait(handler, at=THURSDAY - 2 * HOUR)
    resume(handler, MONDAY)
    found = saved()
    assert (found.status, found.due_at) == ("claimed", MONDAY + 2 * HOUR)
    assert (found.waiting_since, found.waiting_until) == (None, None)
    assert (found.next_step_at, found.promised_at) == (MONDAY, THURSDAY)
    assert found.events.last().detail["due_at"] == found.due_at.isoformat()


def test_the_serious_moment_moves_along(handler):
    before = make_callback().serious_at
    wait(handler, at=THURSDAY - 2 * HOUR)
    resume(handler, MONDAY)
    found, calendar = saved(), calendars.calendar_for()
    assert found.serious_at > before
    assert working_seconds_between(calendar, found.due_at, found.serious_at) == (
        2 * found.term_seconds
    )


def test_resumed_outside_opening_hours_it_counts_from_the_next_opening(handler):
    make_callback()
    wait(handler, at=THURSDAY - 2 * HOUR)
    saturday = NOW.replace(day=14)
    resume(handler, saturday)
    assert saved().due_at == MONDAY.replace(hour=10, minute=30)


def test_what_was_late_when_it_stopped_stays_late(handler):
    make_callback()
    wait(handler, at=FRIDAY)
    resume(handler, MONDAY)
    assert saved().due_at == THURSDAY


def test_waiting_no_time_at_all_moves_nothing(handler):
    make_callback()
    before = saved()
    wait(handler)
    resume(handler, NOW)
    after = saved()
    assert (after.due_at, after.serious_at) == (before.due_at, before.serious_at)


@pytest.mark.parametrize(
    ("act", "typed", "status"),
    [
        ("record_attempt", {}, "attempted"),
        ("reroute", {"department": "burgerzaken", "reason": "Paspoort"}, "rerouted"),
        ("lapse", {"reason": "Dubbel"}, "lapsed"),
        ("close_with_answer", {"answer": "Ja", "result": "answered"}, "done"),
    ],
)
def test_every_act_that_ends_the_waiting_lets_the_clock_go_on(handler, act, typed, status):
    if "department" in typed:
        typed = typed | {"department": make_department(typed["department"])}
        make_user("handler", typed["department"])
    make_callback()
    wait(handler, at=THURSDAY - 2 * HOUR)
    callback = saved()
    getattr(services, act)(by=handler, callback=callback, version=2, now=MONDAY, **typed)
    found = saved()
    assert (found.status, found.due_at) == (status, MONDAY + 2 * HOUR)
    assert (found.waiting_since, found.waiting_until) == (None, None)
    assert found.next_step_at == (None if found.closed_at else MONDAY)


def test_who_answers_while_the_clock_stands_still_is_not_late(handler):
    make_callback()
    wait(handler, at=THURSDAY - 2 * HOUR)
    callback = saved()
    services.close_with_answer(
        by=handler, callback=callback, version=2, answer="Ja", result="answered", now=MONDAY
    )
    assert saved().closed_at < saved().due_at


def test_given_to_a_colleague_it_waits_on(handler):
    colleague = make_user("handler")
    make_callback()
    wait(handler)
    services.assign(by=handler, callback=saved(), version=2, person=colleague, now=FRIDAY)
    found = saved()
    assert (found.status, found.waiting_since, found.due_at) == ("waiting", NOW, THURSDAY)


def test_a_question_by_e_mail_runs_in_the_hours_of_its_own_channel(handler):
    """E-mail is answered on Saturday too: the hours of that day count for it alone."""
    mail = Channel.objects.get(code="e-mail")
    OpeningHours.objects.bulk_create(
        OpeningHours(channel=mail, weekday=weekday, opens="08:30", closes="17:00")
        for weekday in range(6)
    )
    calendars.forget()
    callback = make_callback(channel="e-mail")
    callback.norm_kind = "email"
    callback.save(update_fields=["norm_kind"])
    wait(handler, at=THURSDAY - 2 * HOUR)
    saturday = NOW.replace(day=14)
    resume(handler, saturday)
    assert saved().due_at == saturday + 2 * HOUR


def test_without_opening_hours_work_goes_on(handler):
    make_callback()
    wait(handler)
    OpeningHours.objects.all().delete()
    calendars.forget()
    resume(handler, MONDAY)
    assert (saved().status, saved().due_at) == ("claimed", MONDAY)
    services.wait(
        by=handler, callback=saved(), version=3, until=MONDAY.date() + timedelta(days=1),
        reason="Toch nog.", now=MONDAY,
    )  # fmt: skip
    assert services.resume_waited(MONDAY + timedelta(days=2)) == 0


# -- By itself --------------------------------------------------------------------------------


def test_on_the_morning_of_that_day_it_goes_on_by_itself(handler):
    make_callback()
    wait(handler, at=THURSDAY - 2 * HOUR)
    opening = MONDAY.replace(hour=8, minute=30)
    for moment in (FRIDAY, opening - timedelta(days=1), opening - timedelta(seconds=1)):
        tick(moment)
        assert saved().status == "waiting"
    tick(opening)
    found = saved()
    assert (found.status, found.assignee, found.due_at) == ("claimed", handler, opening + 2 * HOUR)
    event = found.events.last()
    assert (event.kind, event.by, event.at) == ("resumed", None, opening)
    assert AuditEvent.objects.get(action="callback.resume").actor is None
    tick(opening)
    assert CallbackEvent.objects.filter(kind="resumed").count() == 1


def test_a_day_nobody_works_is_made_up_for_on_the_next(handler):
    make_callback()
    sunday = NOW.replace(day=15)
    wait(handler, at=THURSDAY - 2 * HOUR, until=sunday)
    assert services.resume_waited(sunday) == 0
    assert services.resume_waited(MONDAY) == 1


def test_what_went_on_by_itself_is_nobodys_to_take_back(handler):
    make_callback()
    wait(handler)
    services.resume_waited(MONDAY)
    assert list(Batch.objects.values_list("act", flat=True)) == ["wait"]


# -- Opened again -----------------------------------------------------------------------------


@pytest.fixture
def closed(handler):
    make_callback()
    services.close_with_answer(
        by=handler, callback=saved(), version=1, answer="Donderdag.", result="answered", now=NOW
    )
    return saved()


def test_opened_again_it_gets_a_new_clock_and_keeps_what_was_said(handler, closed):
    ServiceNorm.objects.create(
        kind="callback", amount=1, unit="working_days", valid_from=date(2026, 11, 16)
    )
    calendars.forget()
    agent = make_user("agent")
    values = {"by": agent, "callback": closed, "version": 2, "now": MONDAY}
    assert refusal(services.reopen, **values, reason="") == ("reason", "refused")
    services.reopen(**values, reason="Er kwam niemand.")
    found = saved()
    assert (found.status, found.assignee, found.version) == ("reopened", handler, 3)
    assert (found.promised_at, found.answer) == (THURSDAY, "Donderdag.")
    assert found.due_at == MONDAY.replace(day=17, hour=17)
    assert found.term_seconds == 7 * 3600 + 8.5 * 3600
    assert (found.closed_at, found.closed_by, found.result) == (None, None, "")
    assert (found.reopenings, found.next_step_at) == (1, MONDAY)
    event = found.events.last()
    assert (event.kind, event.text) == ("reopened", "Er kwam niemand.")
    assert event.detail["due_at"] == found.due_at.isoformat()


def test_who_does_not_work_there_any_more_does_not_get_it_again(handler, closed):
    colleague = make_user("handler")
    handler.is_active = False
    handler.save(update_fields=["is_active"])
    services.reopen(by=colleague, callback=closed, version=2, reason="Nee", now=MONDAY)
    assert saved().assignee is None


def test_what_is_open_cannot_be_opened(handler):
    callback = make_callback()
    values = {"by": handler, "callback": callback, "version": 1, "now": NOW, "reason": "x"}
    assert refusal(services.reopen, **values) == ("", "not_now")


def test_trying_starts_anew_after_opening_again(handler):
    callback = make_callback()
    for number, moment in enumerate([NOW, NOW + 5 * HOUR, NOW + 24 * HOUR], start=1):
        services.record_attempt(by=handler, callback=callback, version=number, now=moment)
    services.close_not_reached(by=handler, callback=callback, version=4, now=FRIDAY)
    services.reopen(by=handler, callback=saved(), version=5, reason="Belde zelf.", now=MONDAY)
    found = saved()
    assert (found.attempts, found.status) == (0, "reopened")
    values = {"by": handler, "callback": found, "version": 6, "now": MONDAY}
    assert refusal(services.close_not_reached, **values) == ("", "try_again")
