"""The rows behind the figures of the telephone exchange: its hours."""

from datetime import date

import pytest
from django.http import Http404
from django.urls import reverse

from dashboard.figures import BY_SLUG, PERIOD
from dashboard.kinds import Basis
from dashboard.rows.links import PART, WHOLE
from dashboard.spans import Span
from dashboard.telephony.selectors import exchange
from tests.dashboard.rows import SPAN, behind, client_for, counted
from tests.factories import make_user, reference

pytestmark = pytest.mark.django_db


def test_the_numbers_of_the_exchange_are_those_of_their_hours(hours):
    manager = make_user("manager")
    numbers = exchange(Span(date(2027, 10, 1), date(2028, 4, 3))).now
    for figure in PERIOD:
        if figure.basis == Basis.IMPORTED:
            value = figure.value(numbers)
            assert counted(behind(manager, figure, PART)) == value.part > 0
            assert counted(behind(manager, figure, WHOLE)) == value.whole > 0


def test_the_hours_go_on_and_back(hours):
    client = client_for(make_user("manager"))
    address = reverse("dashboard:rows", args=["telephone-level", "whole"]) + f"?{SPAN}"
    first = client.get(address).context["page"]
    second = client.get(f"{address}&after={first.next}").context["page"]
    assert (len(first), len(second), second.next) == (25, 5, None)
    back = client.get(f"{address}&before={second.previous}").context["page"]
    assert [row.pk for row in back.items] == [row.pk for row in first.items]
    file = client.get(f"{address}&table=rows&format=csv").getvalue().decode().splitlines()
    assert len(file) == 31


@pytest.mark.parametrize(
    ("side", "lead", "head", "first"),
    [
        (PART, "29 hours, together 7 h 15 min.", "Time", "23 min"),
        (WHOLE, "30 hours, together 270 calls.", "Calls", "9"),
    ],
)
def test_only_the_wait_itself_is_told_as_time(hours, side, lead, head, first):
    user = make_user("manager", language="en")
    address = reverse("dashboard:rows", args=["telephone-wait", side]) + f"?{SPAN}"
    response = client_for(user).get(address)
    table = response.context["table"]
    assert response.context["lead"] == lead
    assert (table.columns[-1].label, table.rows[0].cells[-1].text) == (head, first)
    file = client_for(user).get(f"{address}&table=rows&format=csv").getvalue().decode().splitlines()
    assert file[0].endswith(";Time (seconds)" if side == PART else ";Calls")


def test_an_hour_and_a_weekday_of_the_exchange(hours):
    manager, figure = make_user("manager"), BY_SLUG["telephone-level"]
    # 3 April 2028 is a Monday.
    assert behind(manager, figure, WHOLE, "weekday=1").total().rows == 24
    assert behind(manager, figure, WHOLE, "hour=0").total().rows == 2
    assert behind(manager, figure, WHOLE, "weekday=7&hour=0").total().rows == 1


def test_the_exchange_is_not_of_a_department(hours):
    burgerzaken = reference().department["burgerzaken"]
    with pytest.raises(Http404):
        behind(make_user("manager"), BY_SLUG["telephone-level"], PART, "department=burgerzaken")
    with pytest.raises(Http404):
        behind(make_user("head", department=burgerzaken), BY_SLUG["telephone-level"], PART)
