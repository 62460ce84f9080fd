"""Ticks: all of them are called, also after one that fails; twice is no harm."""

import logging

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from kcc.jobs.management.commands import work_jobs
from kcc.jobs.tasks import reconcile
from kcc.jobs.ticks import run_ticks
from tests.jobs import handlers

NAMES = ("tests.jobs.handlers.failing_tick", "tests.jobs.handlers.counting_tick")


@pytest.mark.django_db(transaction=True)
def test_a_failing_tick_does_not_stop_the_others_and_tells_no_data(now, settings, caplog):
    settings.JOB_TICKS = NAMES
    handlers.ticked.clear()
    with caplog.at_level(logging.INFO):
        assert run_ticks(now=now) == [NAMES[0]]
    assert handlers.ticked == [now]
    assert "tests.jobs.handlers.failing_tick: IntegrityError" in caplog.text
    assert "+31612345678" not in caplog.text


def test_beat_and_the_command_call_the_ticks(db, settings):
    settings.JOB_TICKS = NAMES[1:]
    handlers.ticked.clear()
    reconcile()
    call_command("work_jobs")
    assert len(handlers.ticked) == 2


@pytest.mark.django_db(transaction=True)
def test_the_loop_ticks_at_once_and_then_every_half_minute(settings, monkeypatch):
    settings.JOB_TICKS = NAMES[1:]
    handlers.ticked.clear()
    clock = iter([0.0, 29.0, 31.0, 31.0, 60.0, 62.0, 62.0])
    monkeypatch.setattr(work_jobs, "monotonic", lambda: next(clock))
    rounds = []

    class Stop:
        def is_set(self):
            return len(rounds) == 5

        def wait(self, pause):
            rounds.append(len(handlers.ticked))

    work_jobs.work_until(Stop())
    assert rounds == [1, 1, 2, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_the_loop_survives_a_database_that_is_away(settings, monkeypatch):
    settings.JOB_TICKS = ()
    answers = iter([DatabaseError("no"), 0])
    rounds = []

    def work(stopping):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer

    class Stop:
        def is_set(self):
            return len(rounds) == 2

        def wait(self, pause):
            rounds.append(pause)

    monkeypatch.setattr(work_jobs, "work_waiting", work)
    work_jobs.work_until(Stop())
    assert rounds == [1.0, 1.0]
