"""The life of a callback as data."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest

from contacts.callbacks.workflow import (
    CLAIMED,
    DONE,
    NEW,
    NOT_REACHED,
    OPEN,
    RULES,
    Act,
    Missing,
    acts,
    missing_before_giving_up,
)
from contacts.models.callback import OPEN_STATUSES, CallbackStatus
from kcc.organisation.access import Access
from kcc.organisation.standing import Standing, standings

DEPARTMENT, LEAD, AGENT = Standing.DEPARTMENT, Standing.LEAD, Standing.FRONT_OFFICE
ALL = [Act.CLAIM, Act.RELEASE, Act.ATTEMPT, Act.CLOSE, Act.GIVE_UP, Act.REROUTE, Act.NOTE]


def access(*roles, departments=()):
    return Access(frozenset(roles), frozenset(departments))


def test_the_statuses_are_those_of_the_model():
    assert {NEW, CLAIMED, DONE, NOT_REACHED} == set(CallbackStatus.values)
    assert set(OPEN_STATUSES) == OPEN
    assert list(RULES) == ALL


@pytest.mark.parametrize(
    ("status", "who", "expected"),
    [
        (NEW, {DEPARTMENT}, (Act.CLAIM, Act.ATTEMPT, Act.CLOSE, Act.GIVE_UP, Act.REROUTE,
                             Act.NOTE)),
        (CLAIMED, {DEPARTMENT}, (Act.RELEASE, Act.ATTEMPT, Act.CLOSE, Act.GIVE_UP, Act.REROUTE,
                                 Act.NOTE)),
        (CLAIMED, {LEAD, AGENT}, (Act.RELEASE, Act.CLOSE, Act.REROUTE, Act.NOTE)),
        (NEW, {LEAD, AGENT}, (Act.CLOSE, Act.REROUTE, Act.NOTE)),
        (NEW, {AGENT}, (Act.CLOSE, Act.NOTE)),
        (CLAIMED, {AGENT}, (Act.CLOSE, Act.NOTE)),
        (DONE, {DEPARTMENT, LEAD, AGENT}, (Act.NOTE,)),
        (NOT_REACHED, {DEPARTMENT}, (Act.NOTE,)),
        (NEW, set(), ()),
    ],
)  # fmt: skip
def test_what_may_be_done(status, who, expected):
    assert acts(status, who) == expected


@pytest.mark.parametrize(
    ("person", "contact_centre", "expected"),
    [
        (access("handler", departments=[7]), False, {DEPARTMENT}),
        (access("head", departments=[7, 8]), False, {DEPARTMENT}),
        (access("handler", departments=[8]), False, set()),
        (access("agent"), False, {AGENT}),
        (access("agent"), True, {AGENT, DEPARTMENT}),
        (access("kcc_lead"), False, {AGENT, LEAD}),
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
    nobody = SimpleNamespace(department_ids=frozenset(), front_office=False, has=lambda role: False)
    assert standings(nobody, department_id=1, contact_centre=True) == frozenset()
