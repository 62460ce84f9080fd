"""Any life a callback may lead, drawn by hypothesis: what must hold after every act."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from contacts.callbacks import services
from contacts.callbacks.batches import UNDO, undo
from contacts.callbacks.rights import acts_for
from contacts.callbacks.timeline import missing_before_giving_up
from contacts.callbacks.workflow import CLOSED, RUNNING, Act
from contacts.models import Callback
from kcc.jobs.models import OutboxMessage
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day
from kcc.lib.timeline import standing
from kcc.organisation.access import access_of
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worktime import working_seconds_between
from tests.factories import NOW, make_callback, make_department, make_user, reference

pytestmark = pytest.mark.django_db
LET_GO = timedelta(seconds=1)  # of rounding to whole seconds
# Set by every writing, and not restored.
MOVING = {"version", "next_step_at"}


def refused(call):
    """What it gave, and the code of the refusal or nothing."""
    try:
        with transaction.atomic():
            return call(), ""
    except DomainError as error:
        return None, error.code


class Life(RuleBasedStateMachine):
    people: dict
    departments: dict

    def __init__(self):
        super().__init__()
        # One life knows nothing of another one.
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now, self.last, self.moves = NOW, None, 0
        self.pk = None

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize(mail=st.booleans(), hour=st.integers(0, 23))
    def ask(self, mail, hour):
        self.now = NOW.replace(hour=hour)
        values = {"email": "hanna@example.org"} if mail else {}
        self.pk = make_callback(at=self.now, **values).pk
        first = self.row()
        self.promised, self.seen = first.promised_at, first

    def row(self) -> Callback:
        return Callback.objects.for_acts().get(pk=self.pk)

    def columns(self) -> dict:
        values = Callback.objects.filter(pk=self.pk).values().get()
        return {name: value for name, value in values.items() if name not in MOVING}

    # -- Time passes --------------------------------------------------------------------------

    @rule(minutes=st.integers(1, 60 * 24 * 4))
    def wait_a_while(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule()
    def look_by_itself(self):
        before = self.row()
        done = services.resume_waited(self.now)
        if done:
            assert before.waiting_until <= local_day(self.now)
            self.moves += 1
            self._clock_went_on(before)
        self.seen = self.row()

    # -- Somebody does something --------------------------------------------------------------

    @rule(
        act=st.sampled_from([act for act in Act if act != Act.NOTE]),
        who=st.sampled_from(["handler", "colleague", "agent", "stranger"]),
        days=st.integers(1, 10),
    )
    def do(self, act, who, days):
        callback, by = self.row(), self.people[who]
        before = self.columns()
        allowed = act in acts_for(callback, access_of(by))
        missing = act == Act.GIVE_UP and allowed and missing_before_giving_up(callback)
        done, code = refused(lambda: self._call(act, callback, by, days))
        expected = "try_again" if missing else "" if allowed else "not_now"
        if code == "refused":  # the colleague has it already, or cannot be reached
            assert act == Act.ASSIGN
            expected = code
        assert code == expected
        if code:
            assert self.columns() == before
            return
        self.moves += 1
        self.last = (done.batch, before)  # what was done last, and the columns before it
        self._check_clock(act, callback_before=self.seen)
        self.seen = self.row()

    def _call(self, act, callback, by, days):
        known = {"by": by, "callback": callback, "version": callback.version, "now": self.now}
        here = callback.department.slug == "vergunningen"
        other = self.departments["burgerzaken" if here else "vergunningen"]
        people = [
            self.people[name] for name in (("handler", "colleague") if here else ("stranger",))
        ]
        person = next((p for p in people if p.pk != callback.assignee_id), people[0])
        until = local_day(self.now) + timedelta(days=days)
        calls = {
            Act.CLAIM: (services.claim, {}),
            Act.ASSIGN: (services.assign, {"person": person}),
            Act.RELEASE: (services.release, {}),
            Act.ATTEMPT: (services.record_attempt, {}),
            Act.WAIT: (services.wait, {"until": until, "reason": "Tekening"}),
            Act.RESUME: (services.resume, {}),
            Act.CLOSE: (
                services.close_with_answer, {"answer": f"Op {until}", "result": "answered"},
            ),
            Act.GIVE_UP: (services.close_not_reached, {}),
            Act.LAPSE: (services.lapse, {"reason": "Dubbel"}),
            Act.REROUTE: (services.reroute, {"department": other, "reason": "Hoort daar"}),
            Act.REOPEN: (services.reopen, {"reason": "Niet beantwoord"}),
        }  # fmt: skip
        service, typed = calls[act]
        return service(**known, **typed)

    @precondition(lambda self: self.last is not None)
    @rule(late=st.booleans())
    def take_back(self, late):
        (batch, before), self.last = self.last, None
        untouched = self.row().version == batch.items.get().version
        if late and self.now <= batch.undo_until:
            self.now = batch.undo_until + LET_GO
        in_time = self.now <= batch.at + UNDO
        result, code = refused(lambda: undo(by=batch.by, batch=batch, now=self.now))
        assert code == ("" if in_time else "too_late")
        if code:
            return
        assert (len(result.done), len(result.kept)) == ((1, 0) if untouched else (0, 1))
        if untouched:
            self.moves += 1
            assert self.columns() == before
        self.seen = self.row()

    # -- What must hold -----------------------------------------------------------------------

    def _check_clock(self, act, callback_before):
        after = self.row()
        if act == Act.REOPEN:
            assert after.due_at > self.now
        elif callback_before.waiting_since and after.waiting_since is None:
            self._clock_went_on(callback_before)
        else:
            assert (after.due_at, after.serious_at) == (
                callback_before.due_at, callback_before.serious_at,
            )  # fmt: skip

    def _clock_went_on(self, before):
        """What was left is left again, and who was late stays late."""
        after, calendar = self.row(), calendar_for()
        assert after.due_at >= before.due_at
        if before.due_at <= before.waiting_since:
            assert after.due_at == before.due_at
            return
        left = working_seconds_between(calendar, before.waiting_since, before.due_at)
        now_left = working_seconds_between(calendar, self.now, after.due_at)
        assert abs(left - now_left) < LET_GO.total_seconds()

    @invariant()
    def the_row_is_sound(self):
        found = self.row()
        assert found.promised_at == self.promised
        assert found.serious_at >= found.due_at
        assert (found.status in CLOSED) == (found.closed_at is not None)
        assert (found.status == "waiting") == (found.waiting_since is not None)
        assert (found.status in RUNNING) == (found.next_step_at is not None)
        assert found.version == 1 + self.moves

    @invariant()
    def the_timeline_adds_up(self):
        found = self.row()
        events = list(found.events.all())
        moves = [event for event in events if event.kind != "message"]
        assert [event.detail.get("led_to") or event.detail["version"] for event in moves] == list(
            range(2, 2 + self.moves)
        )
        kept = standing(events)
        assert found.reopenings == sum(event.kind == "reopened" for event in kept)
        assert found.reroutes == sum(event.kind == "rerouted" for event in kept)
        tried = 0
        for event in kept:
            tried = 0 if event.kind == "reopened" else tried + (event.kind == "attempt")
        assert found.attempts == tried
        due = [datetime.fromisoformat(e.detail["due_at"]) for e in kept if "due_at" in e.detail]
        assert not due or found.due_at >= due[-1]

    @invariant()
    def the_customer_is_written_to_once_a_round(self):
        found = self.row()
        for round_ in range(found.reopenings + 1):
            key = f"callback.message:{found.public_id}:{round_}:"
            sent = OutboxMessage.objects.filter(key__startswith=key).exclude(state="withdrawn")
            assert sent.count() <= 1


def test_whatever_happens_to_a_callback_it_stays_sound():
    reference()
    there = make_department("burgerzaken")
    Life.departments = {"burgerzaken": there, "vergunningen": make_department("vergunningen")}
    Life.people = {
        "handler": make_user("handler"),
        "colleague": make_user("handler"),
        "agent": make_user("agent"),
        "stranger": make_user("handler", there),
    }
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
