"""When a case is due, with the vectors of the domain description."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.deadlines import DeadlinesOfType, deadlines_of
from cases.models import CaseType
from kcc.lib.errors import DomainError
from kcc.organisation.calendars import forget
from kcc.organisation.explain import explain
from kcc.organisation.models import ClosingDay, OpeningHours
from tests.factories import reference

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture(autouse=True)
def town():
    return reference()


def case_type(term="P56D", unit="kalenderdagen", shifts=True, norm="P5D", norm_unit="werkdagen"):
    return CaseType(term=term, term_unit=unit, shifts=shifts, norm=norm, norm_unit=norm_unit)


def due(received, **values):
    return deadlines_of(case_type(**values), datetime(*received, 10, tzinfo=AMSTERDAM)).due_on


@pytest.mark.parametrize(
    ("received", "values", "expected"),
    [
        # Eight weeks end on Christmas Day, a Friday: Monday 28 December.
        ((2026, 10, 30), {"term": "P8W"}, date(2026, 12, 28)),
        ((2026, 10, 30), {"term": "P56D"}, date(2026, 12, 28)),
        ((2026, 10, 30), {"term": "P56D", "shifts": False}, date(2026, 12, 25)),
        # Eight weeks end on Ascension Day, and Friday is an equated day.
        ((2027, 3, 11), {"term": "P8W"}, date(2027, 5, 10)),
        # Longer than twelve weeks: stays on Saturday.
        ((2026, 11, 7), {"term": "P26W"}, date(2027, 5, 8)),
        ((2026, 11, 30), {"term": "P3M"}, date(2027, 3, 1)),
        # Working days of the municipality.
        ((2026, 11, 20), {"term": "P2D", "unit": "werkdagen"}, date(2026, 11, 24)),
        ((2026, 12, 24), {"term": "P2D", "unit": "werkdagen"}, date(2026, 12, 29)),
    ],
)
def test_the_last_day_of_the_term(received, values, expected):
    assert due(received, **values) == expected


def test_a_local_closing_day_does_not_shift_a_statutory_term():
    ClosingDay.objects.create(date=date(2026, 12, 28), name="Brugdag", kind="local")
    assert due((2026, 10, 30)) == date(2026, 12, 28)


def test_the_norm_runs_on_the_opening_calendar():
    received = datetime(2026, 11, 20, 18, 0, tzinfo=AMSTERDAM)
    found = deadlines_of(case_type(norm="P2D"), received)
    # Friday after closing counts from Monday: Wednesday, at closing time.
    assert found.norm_due_at == datetime(2026, 11, 25, 17, 0, tzinfo=AMSTERDAM)


def test_a_norm_in_calendar_days_ends_at_a_closing_time():
    received = datetime(2026, 11, 10, 10, 0, tzinfo=AMSTERDAM)
    found = deadlines_of(case_type(norm="P5D", norm_unit="kalenderdagen"), received)
    # The fifth day is a Sunday: kept on Friday.
    assert found.norm_due_at == datetime(2026, 11, 13, 17, 0, tzinfo=AMSTERDAM)


def test_both_explain_themselves():
    found = deadlines_of(case_type(), datetime(2026, 10, 30, 10, tzinfo=AMSTERDAM))
    assert [step["code"] for step in found.due_steps] == [
        "term", "counted_after", "ends", "shifted",
    ]  # fmt: skip
    assert "Eerste kerstdag" in explain(found.due_steps)
    assert [step["code"] for step in found.norm_steps] == ["working_days", "received", "closes"]


def test_without_opening_hours_nothing_is_promised():
    OpeningHours.objects.all().delete()
    with pytest.raises(DomainError):
        due((2026, 11, 20))


@pytest.mark.parametrize(
    "values",
    [
        {"term": "P10D", "unit": "werkdagen", "norm": "P2D"},
        {"term": "P0D", "unit": "werkdagen", "norm": "P0D"},
        {"term": "P8W", "norm": "P42D", "norm_unit": "kalenderdagen"},
        {"term": "P1D", "shifts": False, "norm": "P1D", "norm_unit": "kalenderdagen"},
    ],
)
def test_many_of_one_type_end_as_each_does_by_itself(values):
    kind = case_type(**values)
    of_type = DeadlinesOfType(kind)
    # Three weeks with Christmas, the clock going back, and one going forward.
    for first in (datetime(2026, 12, 18), datetime(2026, 10, 22), datetime(2027, 3, 25)):
        moment = first.replace(tzinfo=AMSTERDAM)
        for _step in range(250):
            assert of_type.of(moment) == deadlines_of(kind, moment)
            moment += timedelta(minutes=61, seconds=7, microseconds=13)


def test_many_of_one_type_need_opening_hours_too():
    OpeningHours.objects.all().delete()
    forget()
    with pytest.raises(DomainError):
        DeadlinesOfType(case_type()).of(datetime(2026, 11, 20, 10, tzinfo=AMSTERDAM))
