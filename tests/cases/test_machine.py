"""Whatever people do to a case, in whatever order, it stays sound: a state machine of everything,
with the real services on real rows."""

from datetime import timedelta

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

from cases import services
from cases.editing import fields_at, fields_of
from cases.models import Case, CaseType, Extension, ResultType, StatusType, Suspension
from cases.rights import acts_for
from cases.terms import services as terms
from cases.undoing import undo
from cases.workflow import Act
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day
from kcc.lib.timeline import standing
from kcc.organisation.access import access_of
from kcc.organisation.batches import UNDO
from tests.factories import NOW, make_case, make_department, make_user, reference

pytestmark = pytest.mark.django_db
# Set by every writing, and not restored.
MOVING = {"version"}
TERM_ACTS = {Act.SUSPEND, Act.RESUME, Act.EXTEND}
ACTS = [
    Act.CLAIM, Act.TAKE_OVER, Act.RELEASE, Act.STATUS, Act.HAND_OVER, Act.EDIT, Act.CLOSE,
    Act.REOPEN, *sorted(TERM_ACTS),
]  # fmt: skip


PEOPLE = st.sampled_from(["handler", "handler", "colleague", "colleague", "agent", "stranger"])


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
        self.now, self.last, self.moves, self.pk = NOW, None, 0, None
        self.held = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def register(self):
        case = make_case(location="Noord 1")
        self.pk, self.due = case.pk, case.due_on
        self.held = {1: fields_of(self.row())}

    def row(self) -> Case:
        return Case.objects.for_acts().select_related("result").get(pk=self.pk)

    def columns(self) -> dict:
        """The case, and what stands beside it."""
        values = Case.objects.filter(pk=self.pk).values().get()
        suspensions = Suspension.objects.filter(case=self.pk).order_by("pk")
        return {name: value for name, value in values.items() if name not in MOVING} | {
            "suspensions": list(suspensions.values("pk", "resumed_on", "days")),
            "extension": list(Extension.objects.filter(case=self.pk).values("due_after")),
        }

    # -- Time passes --------------------------------------------------------------------------

    @rule(minutes=st.integers(1, 60 * 24 * 9))
    def wait_a_while(self, minutes):
        self.now += timedelta(minutes=minutes)

    # -- Somebody does something --------------------------------------------------------------

    @rule(who=PEOPLE, which=st.integers(0, 11), pick=st.integers(0, 3))
    def do_what_may_be_done(self, who, which, pick):
        possible = [act for act in acts_for(self.row(), access_of(self.people[who])) if act in ACTS]
        if possible:
            self._do(possible[which % len(possible)], who, pick)

    @rule(act=st.sampled_from(ACTS), who=PEOPLE, pick=st.integers(0, 3))
    def do_anything(self, act, who, pick):
        self._do(act, who, pick)

    def _do(self, act, who, pick):
        case, by = self.row(), self.people[who]
        before = self.columns()
        allowed = act in acts_for(case, access_of(by))
        done, code = refused(lambda: self._call(act, case, by, pick))
        if code:
            assert self.columns() == before
            # A rule of the act itself; whoever may not do it at all hears that.
            assert allowed or code == "not_now" or act in TERM_ACTS
            return
        assert allowed
        if done.version == case.version and act == Act.EDIT and done.batch is None:
            return  # nothing was different
        self.moves += 1
        self.last = (done.batch, before)
        self.held[1 + self.moves] = fields_of(self.row())

    def _call(self, act, case, by, pick):
        known = {"by": by, "case": case, "version": case.version, "now": self.now}
        here = case.department.slug == "vergunningen"
        other = self.departments["burgerzaken" if here else "vergunningen"]
        today = local_day(self.now)
        statuses = list(StatusType.objects.filter(case_type=case.case_type).order_by("order"))
        result = ResultType.objects.filter(case_type=case.case_type).first()
        calls = {
            Act.CLAIM: (services.claim, {}),
            Act.TAKE_OVER: (services.take_over, {}),
            Act.RELEASE: (services.release, {}),
            Act.STATUS: (services.change_status, {"status": statuses[pick], "reason": "Stap"}),
            Act.HAND_OVER: (services.hand_over, {"department": other, "reason": "Hoort daar"}),
            Act.EDIT: (
                services.edit,
                {"values": {"description": f"Tekst {pick}", "location": ["", "Noord 1"][pick % 2]}},
            ),
            Act.CLOSE: (services.close_case, {"result": result, "answer": f"Antwoord {pick}"}),
            Act.REOPEN: (services.reopen, {"reason": "Toch niet"}),
            Act.SUSPEND: (
                terms.suspend,
                {"reason": "incomplete", "text": "Tekening", "letter_on": today,
                 "until": today + timedelta(days=14)},
            ),
            Act.RESUME: (terms.resume, {"received_on": today}),
            Act.EXTEND: (terms.extend, {"reason": "Advies nodig", "letter_on": today}),
        }  # fmt: skip
        service, typed = calls[act]
        return service(**known, **typed)

    @rule(who=st.sampled_from(["handler", "agent"]))
    def add_beside(self, who):
        """What is added to each other changes no version."""
        case, by = self.row(), self.people[who]
        refused(lambda: services.add_note(by=by, case=case, text="Gebeld.", now=self.now))
        done, _code = refused(
            lambda: services.add_task(by=by, case=case, title="Bellen", now=self.now)
        )
        if done is not None:
            services.finish_task(by=by, task=done, now=self.now)

    @precondition(lambda self: self.last is not None)
    @rule(late=st.booleans())
    def take_back(self, late):
        (batch, before), self.last = self.last, None
        untouched = self.row().version == batch.items.get().version
        if late and self.now <= batch.undo_until:
            self.now = batch.undo_until + timedelta(seconds=1)
        in_time = self.now <= batch.at + UNDO
        result, code = refused(lambda: undo(by=batch.by, batch=batch, now=self.now))
        assert code == ("" if in_time else "too_late")
        if code:
            return
        assert (len(result.done), len(result.kept)) == ((1, 0) if untouched else (0, 1))
        if untouched:
            self.moves += 1
            self.held[1 + self.moves] = fields_of(self.row())
            assert self.columns() == before

    # -- What must hold -----------------------------------------------------------------------

    @invariant()
    def it_is_sound(self):
        found = self.row()
        self._check_row(found)
        self._check_clock(found)
        self._check_timeline(found)
        revisions = list(found.revisions.all())
        for version, fields in self.held.items():
            assert fields_at(found, version, revisions) == fields

    def _check_row(self, found):
        assert found.version == 1 + self.moves
        assert (found.closed_at is None) == (found.result is None)
        assert found.status.is_final == (found.closed_at is not None)
        assert (found.answer == "") == (found.closed_at is None)
        assert (found.archive_on is not None) == (found.closed_at is not None)
        decided = found.closed_at is not None or found.status.is_decision
        assert (found.decided_on is not None) == decided
        assert found.handler is not None or found.closed_at is None

    def _check_clock(self, found):
        open_ones = found.suspensions.filter(resumed_on__isnull=True).count()
        assert open_ones == (found.suspended_on is not None)
        assert found.suspended_on is None or (found.closed_at is None and not found.decided_on)
        assert found.serious_on >= found.due_on >= self.due

    def _check_timeline(self, found):
        """Every version once, in order; and it says whether the case is closed."""
        events = list(found.events.all())
        moves = [event.detail for event in events if "version" in event.detail]
        assert [detail.get("led_to") or detail["version"] for detail in moves] == list(
            range(2, 2 + self.moves)
        )
        kept = [event.kind for event in standing(events)]
        assert kept.count("closed") - kept.count("reopened") == (not found.is_open)


def test_whatever_happens_to_a_case_it_stays_sound():
    reference()
    case_type = CaseType.objects.get()
    StatusType.objects.filter(case_type=case_type, is_final=True).update(order=4)
    StatusType.objects.create(case_type=case_type, order=3, name="Besloten", is_decision=True)
    CaseType.objects.update(suspendable=True, extendable=True, extension="P42D")
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
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
