"""The data migrations of contacts, from before to after."""

from datetime import timedelta
from importlib import import_module

import pytest

from contacts.models import Callback, Outcome
from tests.factories import NOW, make_callback, make_user
from tests.migrations import as_it_was, migrate

BEFORE = ("contacts", "0003_clock_and_escalation")
AFTER = ("contacts", "0004_clocks_of_callbacks")
HOUR = 3600
OPEN_DAY = 8.5 * HOUR


def row(model, callback, *names):
    return model.objects.values_list(*names).get(pk=callback.pk)


@pytest.mark.django_db(transaction=True)
def test_callbacks_of_before_get_a_clock(monkeypatch):
    # More rows than go in one turn.
    monkeypatch.setattr(import_module("contacts.migrations.0004_clocks_of_callbacks"), "CHUNK", 2)
    person = make_user("handler")
    two_days, urgent, tried, done, odd = (make_callback(at=NOW) for _ in range(5))
    Outcome.objects.filter(code="taak_uitgezet").update(category="direct", calls_back=None)
    Outcome.objects.filter(code="terugbelverzoek").update(calls_back=None)
    with as_it_was(BEFORE) as then:
        old = then.get_model("contacts", "Callback")
        old.objects.update(
            due_at=None, serious_at=None, term_seconds=0, next_step_at=None, norm_kind="callback"
        )
        promised = {
            two_days: NOW + timedelta(days=2, hours=7),
            urgent: NOW + timedelta(hours=4),
            tried: NOW + timedelta(days=1, hours=20),
            done: NOW + timedelta(days=2, hours=7),
            odd: NOW - timedelta(hours=1),
        }
        for callback, moment in promised.items():
            old.objects.filter(pk=callback.pk).update(promised_at=moment)
        old.objects.filter(pk=urgent.pk).update(urgent=True)
        old.objects.filter(pk=tried.pk).update(status="claimed", assignee_id=person.pk, attempts=2)
        old.objects.filter(pk=done.pk).update(status="done", answer="Morgen.", closed_at=NOW)

        new = migrate(AFTER).get_model("contacts", "Callback")
        clock = ("due_at", "serious_at", "term_seconds", "norm_kind", "status", "next_step_at")
        found = {callback.number: row(new, callback, *clock) for callback in promised}
        assert found == {
            two_days.number: (
                NOW + timedelta(days=2, hours=7), NOW + timedelta(days=6, hours=21),
                int(2 * OPEN_DAY + 7 * HOUR), "callback", "new", NOW + timedelta(days=2, hours=7),
            ),
            urgent.number: (
                NOW + timedelta(hours=4), NOW + timedelta(hours=12), 4 * HOUR,
                "callback_urgent", "new", NOW + timedelta(hours=4),
            ),
            # A night is no opening time: at most a day of it counts.
            tried.number: (
                NOW + timedelta(days=1, hours=20), NOW + timedelta(days=5, hours=12),
                int(2 * OPEN_DAY), "callback", "attempted", NOW + timedelta(days=1, hours=20),
            ),
            done.number: (
                NOW + timedelta(days=2, hours=7), NOW + timedelta(days=6, hours=21),
                int(2 * OPEN_DAY + 7 * HOUR), "callback", "done", None,
            ),
            odd.number: (
                NOW - timedelta(hours=1), NOW - timedelta(hours=1), 0, "callback", "new",
                NOW - timedelta(hours=1),
            ),
        }  # fmt: skip
        assert [row(new, each, "priority", "result") for each in (two_days, urgent, done)] == [
            (0, ""),
            (2, ""),
            (0, "answered"),
        ]
    outcomes = Outcome.objects.filter(code__in=["terugbelverzoek", "taak_uitgezet"])
    assert dict(outcomes.values_list("code", "calls_back")) == {
        "terugbelverzoek": True,
        "taak_uitgezet": False,
    }
    assert Outcome.objects.get(code="taak_uitgezet").category == "callback"


# Rows are changed through the models, as on either database; the way back to them takes long.
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_going_back_leaves_statuses_that_were_there_before():
    person = make_user("handler")
    waiting, attempted, passed_on, lapsed, reopened = (make_callback(at=NOW) for _ in range(5))
    taken = {"assignee": person}
    for callback, values in (
        (waiting, {"status": "waiting", "waiting_since": NOW, "waiting_until": NOW.date()} | taken),
        (attempted, {"status": "attempted"} | taken),
        (passed_on, {"status": "rerouted"}),
        (lapsed, {"status": "lapsed", "closed_at": NOW, "next_step_at": None}),
        (reopened, {"status": "reopened"}),
    ):
        Callback.objects.filter(pk=callback.pk).update(**values)
    with as_it_was(BEFORE) as then:
        old = then.get_model("contacts", "Callback")
        found = [
            row(old, callback, "status", "waiting_since", "waiting_until")
            for callback in (waiting, attempted, passed_on, lapsed, reopened)
        ]
        assert found == [
            ("claimed", None, None),
            ("claimed", None, None),
            ("new", None, None),
            ("not_reached", None, None),
            ("new", None, None),
        ]
