"""Statements that are said once: the same rows as when they are said each time."""

from datetime import date, timedelta

import pytest
from django.db.models import DateField, Q

from contacts.callbacks.selectors import every_callback, state_q
from kcc.lib.prepared import Moment, Slot, prepared, values_at
from kcc.organisation.models import ClosingDay
from kcc.organisation.worklist import State
from tests.factories import NOW, make_callback, reference

pytestmark = pytest.mark.django_db


def test_only_the_values_change():
    wanted = Q(date__gte=Slot("first", DateField()), date__lte=Slot("last", DateField()))
    statement = prepared(ClosingDay.objects.filter(wanted).order_by("date").values_list("date"))
    days = [date(2026, 5, number) for number in (4, 11, 18)]
    ClosingDay.objects.all().delete()
    for day in days:
        ClosingDay.objects.create(date=day, name="Vrij")
    for first, last in ((days[0], days[1]), (days[1], days[2]), (days[2], days[0])):
        rows = [day for (day,) in statement.rows({"first": first, "last": last})]
        assert rows == [day for day in days if first <= day <= last]


@pytest.mark.parametrize("state", [State.OVERDUE, State.SERIOUS, State.DUE_TODAY])
def test_a_condition_said_of_one_moment_holds_for_any(state):
    department = reference().department["vergunningen"]
    for hours in (-200, -30, -1, 1, 4, 30):
        make_callback(department=department, due=NOW + timedelta(hours=hours))
    at = Moment()
    statement = prepared(
        every_callback().filter(state_q(state, now=at.now)).order_by("pk").values_list("pk"), at
    )
    for now in (NOW - timedelta(days=10), NOW, NOW + timedelta(hours=2), NOW + timedelta(days=2)):
        rows = every_callback().filter(state_q(state, now=now)).order_by("pk").values_list("pk")
        assert [tuple(row) for row in statement.rows(values_at(now))] == list(rows)


def test_a_condition_that_reckons_with_another_moment_is_refused():
    at = Moment()
    rows = every_callback().filter(due_at__lte=at.now + timedelta(days=3)).values_list("pk")
    with pytest.raises(RuntimeError, match="another moment"):
        prepared(rows, at)
