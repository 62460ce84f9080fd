"""Reasons in words, and through JSON and back."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from kcc.organisation.explain import explain, steps_as_data, steps_from_data
from kcc.organisation.worktime import Step

AT = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)
STEPS = (
    Step("working_days", {"count": 2}),
    Step("received", {"at": AT}),
    Step("counted_from", {"at": datetime(2026, 11, 23, 7, 30, tzinfo=UTC)}),
    Step("closes", {"at": datetime(2026, 11, 25, 16, 0, tzinfo=UTC)}),
    Step("closing_day", {"date": date(2026, 11, 24), "name": "Heidag"}),
    Step("shifted", {"date": date(2026, 12, 25), "to": date(2026, 12, 28), "name": "Kerst"}),
)


def test_steps_survive_json():
    assert steps_from_data(json.loads(json.dumps(steps_as_data(STEPS)))) == STEPS


def test_steps_as_data_writes_hours_as_a_number():
    steps = (Step("working_hours", {"hours": Decimal("4")}), Step("x", {"hours": Decimal("0.5")}))
    assert [row["hours"] for row in steps_as_data(steps)] == [4, 0.5]


def test_explain_reads_steps_and_stored_steps_alike():
    with translation.override("en"):
        line = explain(STEPS)
        assert explain(steps_as_data(STEPS)) == line
    assert line == (
        "2 working days, received Fri 20 Nov 16:40, counts from Mon 23 Nov 08:30, closes 17:00, "
        "Tue 24 Nov closed (Heidag), moved over Kerst to Mon 28 Dec"
    )


def test_explain_leaves_out_what_it_does_not_know():
    assert explain([{"code": "of the future", "x": 1}]) == ""


@pytest.mark.parametrize(
    ("code", "params", "words"),
    [
        ("working_days", {"count": 0}, "the same day"),
        ("working_days", {"count": 1}, "1 working day"),
        ("working_hours", {"hours": 1}, "1 opening hour"),
        ("working_hours", {"hours": Decimal("1.5")}, "1.5 opening hours"),
        ("term", {"amount": 1, "unit": "months"}, "1 month"),
        ("term", {"amount": 56, "unit": "days"}, "56 days"),
        ("term", {"amount": 8, "unit": "weeks"}, "8 weeks"),
        ("term", {"amount": 1, "unit": "years"}, "1 year"),
        ("term", {"amount": 10, "unit": "working_days"}, "10 working days"),
        ("counted_after", {"date": date(2026, 11, 20)}, "received Fri 20 Nov"),
        ("ends", {"date": date(2026, 12, 25)}, "ends Fri 25 Dec"),
        ("closing_day", {"date": date(2026, 12, 31), "name": ""}, "Thu 31 Dec closed"),
        (
            "shifted",
            {"date": date(2026, 11, 21), "to": date(2026, 11, 23), "name": ""},
            "moved over the weekend to Mon 23 Nov",
        ),
        (
            "extended",
            {"to": date(2026, 12, 29)},
            "extended to Tue 29 Dec so that it has two working days",
        ),
        ("not_shifted", {}, "too long a term to move"),
    ],
)
def test_explain_each_step(code, params, words):
    with translation.override("en"):
        assert explain([Step(code, params)]) == words
