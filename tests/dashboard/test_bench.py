"""Making a municipality in bulk, and what measuring stands on: what needs no whole one."""

import json
from collections import Counter
from datetime import date
from io import StringIO
from random import Random
from uuid import RFC_4122, UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from contacts.models import Contact, Question, Subject
from dashboard.management.bench import plan
from dashboard.management.bench.chances import Chances, Ids, in_parts
from dashboard.models import Mark, SettledDay
from tests.factories import make_user, reference
from tests.workers import environment

TODAY = date(2026, 11, 20)  # a Friday


def load(**changes) -> None:
    asked = {"contacts": 10, "years": 1, "today": TODAY, "force": True}
    call_command("load_bench", **{**asked, **changes}, stdout=StringIO())


def test_it_is_not_put_into_a_real_installation(db):
    with pytest.raises(CommandError, match="not a demo installation"):
        load(force=False)


def test_it_wants_a_size(db):
    with pytest.raises(CommandError, match="At least one contact"):
        load(contacts=0)


@pytest.mark.postgresql
def test_several_processes_write_the_same(transactional_db, monkeypatch):
    """Each connects for itself, so the town has to be committed."""
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(plan, "AT_ONCE", 40)
    load(contacts=120, customers=30, processes=2)
    assert sorted(Contact.objects.values_list("pk", flat=True)) == list(range(1, 121))
    moments = list(Contact.objects.order_by("pk").values_list("started_at", flat=True))
    # In order of time within a piece, and the pieces in order.
    assert moments[0] < moments[119]
    assert Question.objects.count() >= 120
    # So few that there are none on the last day: then the last day with contacts is counted live.
    last = Contact.objects.latest("local_day").local_day
    assert [mark.day for mark in Mark.objects.all()] == [last] * (last < TODAY)
    assert SettledDay.objects.count() > 360


# -- Parts ----------------------------------------------------------------------------------------


def test_a_number_in_parts_adds_up():
    assert in_parts(10, [1, 1, 1]) == [3, 4, 3]
    assert sum(in_parts(1_000_003, [0.1] * 77)) == 1_000_003


def test_chances_follow_their_weights():
    rng, chances = Random(1), Chances({"a": 3, "b": 1, "c": 0})
    found = Counter(chances.draw(rng) for _ in range(4000))
    assert set(found) == {"a", "b"}
    assert 2.6 < found["a"] / found["b"] < 3.4


def test_ids_are_random_uuids_of_the_seed():
    def draw(seed: int) -> list[str]:
        ids = Ids(Random(seed))
        return [ids() for _ in range(3000)]

    made = draw(1)
    assert made == draw(1)
    assert set(made).isdisjoint(draw(2))
    assert len({UUID(each) for each in made}) == 3000
    assert {(UUID(each).version, UUID(each).variant) for each in made} == {(4, RFC_4122)}
    assert {each[16] for each in made} == set("89ab")


# -- What measuring stands on -------------------------------------------------------------------


def test_a_session_logs_somebody_in(db, settings):
    settings.DEMO = True
    user = make_user("agent")
    said = StringIO()
    call_command("bench_session", user.username, stdout=said)
    client = Client()
    client.cookies["sessionid"] = json.loads(said.getvalue())[user.username]
    assert client.get("/").wsgi_request.user == user


def test_a_session_is_made_in_a_demo_only_and_for_who_is_there(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="demo"):
        call_command("bench_session", "agent")
    settings.DEMO = True
    with pytest.raises(CommandError, match="Nobody is called agent"):
        call_command("bench_session", "agent")


def test_the_floor_reads_one_row_behind_a_log_in(db, settings, client_of):
    settings.ROOT_URLCONF = "dashboard.management.bench.urls"
    settings.MIDDLEWARE = [
        "dashboard.management.bench.floor.CountMiddleware", *settings.MIDDLEWARE
    ]  # fmt: skip
    client = client_of("agent")
    reference()
    address = f"/floor/{Subject.objects.first().pk}/"
    counted = client.get(address, headers={"X-Count": "1"})
    assert (counted.status_code, counted.headers["X-Statements"]) == (200, "3")
    assert 2900 < len(counted.content) < 3100
    assert "X-Statements" not in client.get(address).headers
    assert Client().get(address).status_code == 302


@pytest.mark.postgresql
def test_the_planner_is_told_not_to_think_too_long(db):
    with connection.cursor() as cursor:
        for name, value in (("join_collapse_limit", "6"), ("jit", "off")):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == (value,)
