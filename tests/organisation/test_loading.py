"""Start data of the organisation: complete, loaded once, and never over an administrator's edit."""

from datetime import date, time

import pytest

from kcc.organisation import loading
from kcc.organisation.models import (
    Channel,
    ClosingDay,
    Department,
    Domain,
    OpeningHours,
    Origin,
    ServiceNorm,
    Team,
)

pytestmark = pytest.mark.django_db


def made(tallies):
    return {t.model.__name__: (t.created, t.updated, t.unchanged) for t in tallies}


def test_load_makes_every_row_of_the_file():
    assert made(loading.load()) == {
        "Domain": (13, 0, 0),
        "Department": (18, 0, 0),
        "Team": (46, 0, 0),
        "Channel": (9, 0, 0),
        "OpeningHours": (16, 0, 0),
        "ClosingDay": (42, 0, 0),
        "ServiceNorm": (7, 0, 0),
    }


def test_load_makes_two_or_three_teams_per_department():
    loading.load()
    counts = {department.teams.count() for department in Department.objects.all()}
    assert counts == {2, 3}


def test_load_twice_changes_nothing():
    loading.load()
    again = made(loading.load())
    assert {name: row[:2] for name, row in again.items()} == dict.fromkeys(again, (0, 0))
    updated = made(loading.load(update=True))
    assert {name: row[:2] for name, row in updated.items()} == dict.fromkeys(updated, (0, 0))


def test_load_leaves_what_was_edited():
    loading.load()
    Department.objects.filter(slug="afval").update(name="Schoon en heel", active=False)
    OpeningHours.objects.filter(channel=None, weekday=0).update(opens=time(8), closes=time(18))
    ClosingDay.objects.filter(date=date(2026, 4, 3)).update(name="Vrijdag voor Pasen", closed=False)
    ServiceNorm.objects.filter(kind="callback").update(amount=1, valid_from=date(2026, 1, 1))
    again = made(loading.load())
    assert sum(row[0] + row[1] for row in again.values()) == 0
    assert Department.objects.get(slug="afval").name == "Schoon en heel"
    assert OpeningHours.objects.filter(channel=None, weekday=0).count() == 1
    assert ServiceNorm.objects.get(kind="callback").amount == 1


def test_load_makes_only_what_is_missing():
    loading.load()
    Channel.objects.filter(code="whatsapp").delete()
    Team.objects.filter(department__slug="kcc", slug="balie").delete()
    again = made(loading.load())
    assert {name: row[0] for name, row in again.items() if row[0]} == {"Channel": 1, "Team": 1}


def test_load_with_update_puts_the_values_back():
    loading.load()
    Department.objects.filter(slug="afval").update(name="Schoon en heel", active=False)
    OpeningHours.objects.filter(channel=None, weekday=0).update(opens=time(8))
    updated = made(loading.load(update=True))
    assert {name: row[1] for name, row in updated.items() if row[1]} == {
        "Department": 1,
        "OpeningHours": 5,
    }
    department = Department.objects.get(slug="afval")
    # Whether it is in use is not in the file, so it stays the administrator's choice.
    assert (department.name, department.active) == ("Afval en Reiniging", False)
    assert OpeningHours.objects.get(channel=None, weekday=0).opens == time(8, 30)


def test_load_marks_start_data_and_the_one_contact_centre():
    loading.load()
    assert set(Department.objects.values_list("origin", flat=True)) == {Origin.REFERENCE}
    assert [d.slug for d in Department.objects.filter(is_contact_centre=True)] == ["kcc"]
    assert Domain.objects.first().slug == "burgerzaken"


def test_load_closes_on_holidays_and_equated_days():
    loading.load()
    days = ClosingDay.objects.filter(date__year=2026, date__week_day__in=range(2, 7))
    assert " ".join(str(day.date)[5:] for day in days) == (
        "01-01 01-02 04-03 04-06 04-27 05-05 05-14 05-15 05-25 12-25"
    )
    assert ClosingDay.objects.get(date=date(2026, 5, 15)).kind == ClosingDay.Kind.EQUATED


def test_load_costs_the_same_statements_whatever_is_there(django_assert_num_queries):
    loading.load()
    with django_assert_num_queries(10):
        loading.load()
