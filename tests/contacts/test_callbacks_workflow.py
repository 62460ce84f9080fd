"""The life of a callback as data."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest

from contacts.callbacks import workflow
from contacts.callbacks.workflow import (
    CLOSED,
    FREE,
    OPEN,
    RULES,
    RUNNING,
    Act,
    Missing,
    acts,
    missing_before_giving_up,
)
from contacts.models.callback import (
    FREE_STATUSES,
    OPEN_STATUSES,
    TAKEN_STATUSES,
    CallbackStatus,
)
from kcc.organisation.access import Access
from kcc.organisation.standing import Standing, standings

CHIEF, DEPARTMENT, LEAD, AGENT = (
    Standing.CHIEF,
    Standing.DEPARTMENT,
    Standing.LEAD,
    Standing.FRONT_OFFICE,
)


def access(*roles, departments=(), chief=()):
    return Access(frozenset(roles), frozenset(departments), chief_ids=frozenset(chief))


def test_the_statuses_are_those_of_the_model():
    assert set(CallbackStatus.values) == OPEN | CLOSED
    assert set(OPEN_STATUSES) == OPEN
    assert set(FREE_STATUSES) == FREE
    assert RUNNING | {workflow.WAITING} == OPEN
    assert set(TAKEN_STATUSES) == OPEN - FREE
    assert list(RULES) == list(Act)


# What each may do in each status, a letter per act: everything that may be done, and nothing else.
LETTERS = {
    "c": Act.CLAIM,
    "a": Act.ASSIGN,
    "r": Act.RELEASE,
    "t": Act.ATTEMPT,
    "w": Act.WAIT,
    "g": Act.RESUME,
    "x": Act.CLOSE,
    "u": Act.GIVE_UP,
    "l": Act.LAPSE,
    "p": Act.REROUTE,
    "o": Act.REOPEN,
    "n": Act.NOTE,
}
MAY = {
    #              department    lead       front office
    "new":         ("catwxulpn", "axlpn",   "xn"),
    "rerouted":    ("catwxulpn", "axlpn",   "xn"),
    "reopened":    ("catwxulpn", "axlpn",   "xn"),
    "claimed":     ("artwxulpn", "arxlpn",  "xn"),
    "attempted":   ("artwxulpn", "arxlpn",  "xn"),
    "waiting":     ("atgxulpn",  "agxlpn",  "gxn"),
    "done":        ("on",        "on",      "on"),
    "not_reached": ("on",        "on",      "on"),
    "lapsed":      ("on",        "on",      "on"),
}  # fmt: skip


def test_the_table_has_every_status_and_every_act():
    assert set(MAY) == set(CallbackStatus.values)
    assert list(LETTERS.values()) == list(Act)


@pytest.mark.parametrize("status", MAY)
@pytest.mark.parametrize("who", [DEPARTMENT, LEAD, AGENT])
def test_what_each_may_do_in_each_status(status, who):
    letters = MAY[status][[DEPARTMENT, LEAD, AGENT].index(who)]
    assert acts(status, {who}) == tuple(LETTERS[letter] for letter in letters)


@pytest.mark.parametrize("status", MAY)
def test_who_divides_the_work_only_may_do_nothing_by_that_alone(status):
    assert acts(status, {CHIEF}) == acts(status, set()) == ()


@pytest.mark.parametrize("status", MAY)
def test_what_is_answered_in_writing_is_not_called(status):
    written = acts(status, set(Standing), by_phone=False)
    assert set(acts(status, set(Standing))) - set(written) == (
        {Act.ATTEMPT, Act.GIVE_UP} if status in OPEN else set()
    )


@pytest.mark.parametrize("act", Act)
def test_an_act_leads_to_a_status_that_is_there(act):
    rule = RULES[act]
    assert rule.before <= set(CallbackStatus.values)
    assert rule.after in {None, *CallbackStatus.values}
    assert rule.after in CLOSED or act not in {Act.CLOSE, Act.GIVE_UP, Act.LAPSE}


@pytest.mark.parametrize(
    ("person", "contact_centre", "expected"),
    [
        (access("handler", departments=[7]), False, {DEPARTMENT}),
        (access("head", departments=[7, 8], chief=[7]), False, {CHIEF, DEPARTMENT}),
        (access("head", departments=[7, 8], chief=[8]), False, {DEPARTMENT}),
        (access("handler", departments=[8]), False, set()),
        (access("agent"), False, {AGENT}),
        (access("agent"), True, {AGENT, DEPARTMENT}),
        (access("kcc_lead"), False, {AGENT, LEAD}),
        (access("kcc_lead"), True, {AGENT, LEAD, DEPARTMENT, CHIEF}),
        (access("manager"), True, set()),
        (access("board"), True, set()),
    ],
)
def test_in_which_quality_somebody_looks(person, contact_centre, expected):
    assert standings(person, department_id=7, contact_centre=contact_centre) == expected


def tried(*moments):
    found = [datetime(2026, 11, day, hour) for day, hour in moments]
    return missing_before_giving_up(
        found, working_days={date(2026, 11, 10), date(2026, 11, 11), date(2026, 11, 12)}
    )


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        ([], (Missing.ATTEMPTS, Missing.DAYS, Missing.PARTS)),
        ([(10, 9), (11, 14)], (Missing.ATTEMPTS,)),
        ([(10, 9), (10, 14), (10, 18)], (Missing.DAYS,)),
        ([(10, 9), (11, 10), (12, 11)], (Missing.PARTS,)),
        # Sunday is a day, but not a working day.
        ([(10, 9), (10, 14), (15, 11)], (Missing.DAYS,)),
        ([(10, 9), (10, 14), (11, 11)], ()),
        ([(10, 11), (11, 12), (11, 12)], ()),
        ([(10, 16), (11, 16), (12, 17)], ()),
    ],
)
def test_what_is_needed_before_giving_up(moments, expected):
    assert tried(*moments) == expected


def test_access_is_asked_and_nothing_else():
    nobody = SimpleNamespace(
        department_ids=frozenset(),
        chief_ids=frozenset(),
        front_office=False,
        has=lambda role: False,
    )
    assert standings(nobody, department_id=1, contact_centre=True) == frozenset()
