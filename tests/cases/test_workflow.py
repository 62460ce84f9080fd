"""The life of a case as data."""

import pytest

from cases.workflow import Act, Place, Stage, Step, acts, stage, steps
from kcc.organisation.standing import Standing

DEPARTMENT, LEAD, AGENT = Standing.DEPARTMENT, Standing.LEAD, Standing.FRONT_OFFICE
# What who may do, by where the case stands. Written out: a rule that changes is seen here.
ATTENDING = (
    Act.EDIT, Act.DEFAULT_NOTICE, Act.NOTE, Act.DOCUMENT, Act.ROLE, Act.FOLLOW_CODE,
)  # fmt: skip
WORK = (
    Act.STATUS, Act.HAND_OVER, Act.EDIT, Act.SUSPEND, Act.RESUME, Act.EXTEND, Act.DEFAULT_NOTICE,
    Act.CLOSE, Act.NOTE, Act.TASK, Act.DOCUMENT, Act.ROLE, Act.LINK, Act.FOLLOW_CODE,
)  # fmt: skip
DIVIDING = (
    Act.HAND_OVER, Act.EDIT, Act.DEFAULT_NOTICE, Act.NOTE, Act.TASK, Act.DOCUMENT, Act.ROLE,
    Act.LINK, Act.FOLLOW_CODE,
)  # fmt: skip


@pytest.mark.parametrize(
    ("closed", "handled", "expected"),
    [
        (False, False, Stage.FREE), (False, True, Stage.TAKEN),
        (True, True, Stage.CLOSED), (True, False, Stage.CLOSED),
    ],
)  # fmt: skip
def test_where_a_case_stands(closed, handled, expected):
    assert stage(closed=closed, handled=handled) == expected


@pytest.mark.parametrize(
    ("now", "who", "expected"),
    [
        (Stage.FREE, {DEPARTMENT}, (Act.CLAIM, *WORK)),
        (Stage.TAKEN, {DEPARTMENT}, (Act.TAKE_OVER, Act.RELEASE, *WORK)),
        (Stage.TAKEN, {LEAD, AGENT}, (Act.RELEASE, *DIVIDING)),
        (Stage.FREE, {LEAD, AGENT}, DIVIDING),
        (Stage.CLOSED, {DEPARTMENT}, (Act.REOPEN, Act.NOTE, Act.LINK)),
        (Stage.CLOSED, {LEAD, AGENT}, (Act.NOTE, Act.LINK)),
        (Stage.CLOSED, {AGENT}, (Act.NOTE,)),
        (Stage.FREE, {AGENT}, ATTENDING),
        (Stage.TAKEN, {AGENT}, ATTENDING),
        (Stage.FREE, set(), ()),
    ],
)
def test_what_may_be_done(now, who, expected):
    assert acts(now, who) == expected


FOUR = [Place(1, False), Place(2, False), Place(3, False), Place(4, True)]


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (1, {2: Step.FORWARD, 3: Step.FORWARD}),
        (2, {1: Step.BACK, 3: Step.FORWARD}),
        (3, {2: Step.BACK}),
        # Reached by closing only, and left by reopening only.
        (4, {3: Step.BACK}),
    ],
)
def test_a_case_goes_forward_or_one_back(current, expected):
    assert steps(current, FOUR) == expected


def test_places_need_not_be_numbered_without_gaps():
    assert steps(20, [Place(10, False), Place(20, False), Place(35, False)]) == {
        10: Step.BACK,
        35: Step.FORWARD,
    }
