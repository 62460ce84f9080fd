"""What people added to a report, written down and read back."""

from datetime import date

import pytest

from dashboard.reports.words import Action, Words
from tests.dashboard.reports.figured import AGREED, WORDS

pytestmark = pytest.mark.once


@pytest.mark.parametrize("words", [Words(), WORDS, Words(version=2, reason="Beter geteld")])
def test_words_come_back_as_they_were(words):
    assert Words.from_json(words.as_json()) == words


def test_what_is_not_there_is_not_written():
    assert Words().as_json() == {"version": 1}
    assert Words(actions_new=[Action(text="Bellen")]).as_json() == {
        "version": 1,
        "actions_new": [{"text": "Bellen", "state": "open"}],
    }


def test_what_nobody_knows_any_more_is_left_out():
    told = {"comment": "Goed", "colour": "red", "actions_new": [{"text": "Bellen", "mood": "ok"}]}
    assert Words.from_json(told) == Words(comment="Goed", actions_new=(Action(text="Bellen"),))


def test_without_owners_everything_else_stays():
    found = WORDS.without_owners()
    assert [each.owner for each in found.actions_before] == ["", ""]
    assert [each.text for each in found.actions_before] == [each.text for each in AGREED]
    assert found.comment == WORDS.comment


@pytest.mark.parametrize(
    ("action", "late"),
    [
        (Action(text="a", due_on=date(2026, 11, 3)), True),
        (Action(text="a", due_on=date(2026, 11, 4)), False),
        (Action(text="a", due_on=date(2026, 11, 3), state="done"), False),
        (Action(text="a"), False),
    ],
)
def test_an_action_is_late_after_its_day_while_it_is_open(action, late):
    assert action.is_late(date(2026, 11, 4)) is late
