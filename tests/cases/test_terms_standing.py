"""How a term stands: the same in a query and for one case, and each open case counted once."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import overdue
from cases.models import Case
from cases.terms.standing import (
    Stand,
    days_decided_late,
    due_of,
    is_overdue,
    stand,
    term_passed,
)
from kcc.organisation.due import Due
from tests.factories import NOW, make_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = NOW.date()

CONDITIONS = {
    Stand.SERIOUS: overdue.serious_q(TODAY),
    Stand.LATE: overdue.late_q(TODAY),
    Stand.RUNNING: overdue.due_q(TODAY),
    Stand.WAITING: overdue.waiting_q(),
    Stand.MET: overdue.met_q(),
}
AROUND = st.integers(-3, 3).map(lambda days: TODAY + days * DAY)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    due_on=AROUND,
    later=st.integers(0, 3),
    suspended_on=st.none() | AROUND,
    decided_on=st.none() | AROUND,
    closed=st.booleans(),
)
def test_a_query_and_one_case_say_the_same(due_on, later, suspended_on, decided_on, closed):
    case = Case.objects.first() or make_case()
    values = {
        "due_on": due_on,
        "serious_on": due_on + later * DAY,
        "suspended_on": suspended_on,
        "decided_on": decided_on,
    }
    if closed:
        values |= {"closed_at": NOW, "result": case.case_type.result_types.first()}
    else:
        values |= {"closed_at": None, "result": None}
    Case.objects.filter(pk=case.pk).update(**values)
    case.refresh_from_db()
    found = [name for name, q in CONDITIONS.items() if Case.objects.filter(q).exists()]
    assert found == ([] if closed else [stand(case, TODAY)])
    assert Case.objects.filter(overdue.overdue_q(TODAY)).exists() == is_overdue(case, TODAY)
    assert due_of(case, NOW).late == is_overdue(case, TODAY)


def case_with(**values):
    case = make_case()
    for name, value in values.items():
        setattr(case, name, value)
    return case


@pytest.mark.parametrize(
    ("values", "day", "passed"),
    [
        ({"due_on": TODAY}, TODAY, False),
        ({"due_on": TODAY}, TODAY + DAY, True),
        # Stood still before it ended: it has not passed, however long ago that was.
        ({"due_on": TODAY, "suspended_on": TODAY}, TODAY + 90 * DAY, False),
        ({"due_on": TODAY, "suspended_on": TODAY + DAY}, TODAY + DAY, True),
    ],
)
def test_whether_the_term_had_passed(values, day, passed):
    assert term_passed(case_with(**values), day) == passed


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"due_on": TODAY + 30 * DAY}, Due(False, False, 30)),
        ({"due_on": TODAY + 7 * DAY}, Due(False, True, 7)),
        # Monday: one working day.
        ({"due_on": TODAY - DAY}, Due(True, False, 1)),
        # Nothing is soon or late any more.
        ({"due_on": TODAY - DAY, "decided_on": TODAY}, Due(False, False, 0)),
        ({"due_on": TODAY - DAY, "closed_at": NOW}, Due(False, False, 0)),
        # What is left when the clock goes on: today and tomorrow.
        ({"due_on": TODAY + DAY, "suspended_on": TODAY}, Due(False, False, 2)),
        ({"due_on": TODAY - DAY, "suspended_on": TODAY}, Due(True, False, 1)),
    ],
)
def test_how_the_end_looks(values, expected):
    assert due_of(case_with(**values), NOW) == expected


@pytest.mark.parametrize(
    ("decided_on", "days"),
    [
        (None, None),
        (TODAY - timedelta(days=8), None),
        (TODAY, 5),
        (TODAY - timedelta(days=6), 1),
    ],
)
def test_how_late_it_was_decided(decided_on, days):
    case = case_with(due_on=TODAY - timedelta(days=7), decided_on=decided_on)
    assert days_decided_late(case) == days
