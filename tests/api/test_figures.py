"""Figures over the API: the same numbers as on the pages."""

from datetime import timedelta

import pytest

from dashboard.figures import FIGURES
from dashboard.models import Snapshot, TelephonyFile, TelephonyHour
from tests.dashboard.history import make_history
from tests.factories import NOW, make_contact, make_department, make_user, reference
from tests.statements import statements

V1 = "/api/v1/figures"


def value(part, whole, number, *, rating=None, few=False, provisional=False):
    return {
        "part": part, "whole": whole, "number": number, "rating": rating, "few": few,
        "provisional": provisional,
    }  # fmt: skip


def test_what_the_figures_mean(program_of):
    found = program_of("board").get(V1).json()["results"]
    assert [each["slug"] for each in found] == [figure.slug for figure in FIGURES]
    direct = next(each for each in found if each["slug"] == "direct")
    assert direct | {"sentence": ""} == {
        "slug": "direct",
        "name": direct["name"],
        "sentence": "",
        "unit": "share",
        "basis": "start",
        "norm": {"good": 0.8, "near": 0.6, "lowerIsBetter": False},
        "shareOf": direct["shareOf"],
        "least": 5,
        "kpi": "fcr_pct",
    }


def test_one_figure_of_everything(program_of):
    make_history()
    told = program_of("manager").get(V1 + "/direct?period=2026-11").json()
    assert told["period"] == {"first": "2026-11-01", "last": "2026-11-30"}
    assert told["before"]["period"] == {"first": "2026-10-01", "last": "2026-10-10"}
    assert told["department"] is None
    assert [each["month"] for each in told["months"]][::12] == ["2025-11", "2026-11"]
    assert told["months"][-1]["value"] == told["value"]
    parts = [each["value"]["part"] for each in told["departments"]]
    assert sum(parts) == told["value"]["part"]
    whole = sum(each["value"]["whole"] for each in told["departments"])
    assert told["value"] == value(
        told["value"]["part"], whole, told["value"]["part"] / whole, rating=told["value"]["rating"]
    )


def test_one_department_and_a_filter(program_of):
    for _ in range(6):
        make_contact(subject="BZ01", at=NOW)
    make_contact(subject="VG01", at=NOW)
    told = program_of("manager").get(V1 + "/direct?department=burgerzaken&compare=none").json()
    assert told["department"] == {"slug": "burgerzaken", "name": "Burgerzaken"}
    assert (told["before"], told["value"]) == (None, value(6, 6, 1, rating="good"))
    of_domain = program_of("manager").get(V1 + "/direct?domain=vergunningen").json()
    assert of_domain["value"] == value(1, 1, None, few=True)
    assert [each["department"]["slug"] for each in of_domain["departments"]] == ["vergunningen"]
    assert program_of("manager").get(V1 + "/questions?subject=VG01,BZ02").json()["value"] == value(
        1, None, 1
    )


def test_no_mean_of_too_few_is_told(program_of):
    make_contact(subject="BZ01", at=NOW, talk_seconds=100)
    told = program_of("manager").get(V1 + "/handling-time").json()["value"]
    assert (told["part"], told["number"], told["whole"], told["few"]) == (None, None, 1, True)


def test_what_is_open_now(program_of):
    make_history()
    ref = reference()
    Snapshot.objects.create(
        day=NOW.date().replace(day=1) - timedelta(days=1), kind="callbacks", open=4,
        department=ref.department["burgerzaken"], overdue=1, serious=0, waiting=0, unassigned=2,
        median_age=2, reckoned=False, made_at=NOW,
    )  # fmt: skip
    told = program_of("manager").get(V1 + "/late_callbacks").json()
    assert told["period"] is None
    assert told["before"]["period"] == {"first": "2026-10-31", "last": "2026-10-31"}
    assert told["before"]["value"] == value(1, 4, 1)
    assert [each["month"] for each in told["months"]] == ["2026-10", "2026-11"]
    assert sum(each["value"]["part"] for each in told["departments"]) == told["value"]["part"]
    # What an agent counts leaves out what is confidential; the evenings do not.
    agent = program_of("agent").get(V1 + "/open_callbacks").json()
    everything = program_of("manager").get(V1 + "/open_callbacks").json()
    assert (agent["months"], agent["before"]) == ([], None)
    assert agent["value"]["part"] == everything["value"]["part"] - 1


def test_what_repeats_cost(program_of):
    make_history()
    told = program_of("manager").get(V1 + "/repeat_time?period=2026-11").json()
    assert told["value"]["part"] > 0
    assert (told["months"], told["before"]) == ([], None)


def test_the_exchange_is_of_the_whole_organisation(program_of):
    file = TelephonyFile.objects.create(
        name="a.csv", sha256="0", read_at=NOW, rows=1, first_day=NOW.date(), last_day=NOW.date()
    )
    TelephonyHour.objects.create(
        day=NOW.date(), hour=9, offered=10, answered=9, in_time=8, abandoned=1, file=file
    )
    board = program_of("board")
    told = board.get(V1 + "/telephone-level").json()
    assert (told["value"], told["departments"]) == (value(8, 10, 0.8, rating="good"), [])
    assert program_of("manager").get(
        V1 + "/telephone-level?department=burgerzaken"
    ).status_code == 404  # fmt: skip
    reference()
    assert program_of("head").get(V1 + "/telephone-level").status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("period=2026-13", ["period"]),
        ("from=2026-11-05&to=2026-11-03", ["to"]),
        ("compare=x&channel=x", ["channel", "compare"]),
        ("subject=x&domain=x", ["domain", "subject"]),
    ],
)
def test_what_cannot_be_read_is_named(program_of, query, names):
    answer = program_of("manager").get(f"{V1}/direct?{query}")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert sorted(each["name"] for each in answer.json()["invalidParams"]) == names


def test_what_does_not_fit_a_figure_is_named(program_of):
    for slug in ("overdue", "telephone-lost"):
        answer = program_of("manager").get(f"{V1}/{slug}?channel=telefoon")
        assert [each["name"] for each in answer.json()["invalidParams"]] == ["channel"]


@pytest.mark.parametrize("path", ["/no-such-figure", "/direct?department=nergens"])
def test_what_is_not_there(program_of, path):
    assert program_of("manager").get(V1 + path).status_code == 404


def test_a_head_reads_the_own_department_only(program_of):
    burgerzaken = make_department("burgerzaken")
    make_contact(subject="BZ01", at=NOW)
    make_contact(subject="VG01", at=NOW)
    head = program_of("head", department=burgerzaken)
    assert head.get(V1 + "/questions").json()["value"]["part"] == 1
    assert head.get(V1 + "/questions?department=burgerzaken").status_code == 200
    assert head.get(V1 + "/questions?department=vergunningen").status_code == 404
    # The board sees departments side by side, and none alone.
    board = program_of("board")
    assert len(board.get(V1 + "/questions").json()["departments"]) == 3
    assert board.get(V1 + "/questions?department=burgerzaken").status_code == 404


@pytest.mark.parametrize(("slug", "number"), [("direct", 6), ("overdue", 5), ("repeat_time", 6)])
def test_it_costs_the_same_however_many_departments(program_of, slug, number):
    make_contact(subject="BZ01", at=NOW)
    program = program_of(None, user=make_user("manager"))
    program.get(f"{V1}/{slug}")
    for more in ((), ("parkeren", "belastingen", "archief")):
        for name in more:
            make_contact(department=make_department(name), at=NOW)
        with statements() as ran:
            assert program.get(f"{V1}/{slug}").status_code == 200
        assert len(ran) == number
