"""Calendars and norms from the rows, and the promise made of them."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation

from kcc.lib.errors import DomainError
from kcc.organisation import calendars
from kcc.organisation.models import (
    Channel,
    ClosingDay,
    OpeningException,
    OpeningHours,
    ServiceNorm,
)
from tests.factories import make_department

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Amsterdam")
CALLBACK, EMAIL = ServiceNorm.Kind.CALLBACK, ServiceNorm.Kind.EMAIL


def at(*parts):
    return datetime(*parts, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def forgotten():
    calendars.forget()
    yield
    calendars.forget()


@pytest.fixture
def phone():
    return Channel.objects.create(code="telefoon", name="Telefoon", kind=Channel.Kind.VOICE)


@pytest.fixture
def counter():
    """Open on Thursday evening and on Saturday."""
    row = Channel.objects.create(code="balie", name="Balie", kind=Channel.Kind.COUNTER)
    for weekday, opens, closes in ((3, time(9), time(20)), (5, time(10), time(13))):
        OpeningHours.objects.create(channel=row, weekday=weekday, opens=opens, closes=closes)
    return row


@pytest.fixture
def hours(db):
    for weekday in range(5):
        OpeningHours.objects.create(weekday=weekday, opens=time(8, 30), closes=time(17))


def norm(kind=CALLBACK, amount=2, unit="working_days", valid_from=date(2026, 1, 1), **values):
    return ServiceNorm.objects.create(
        kind=kind, amount=amount, unit=unit, valid_from=valid_from, **values
    )


# --- Calendars ------------------------------------------------------------------------------------


def test_a_channel_without_hours_has_those_of_the_organisation(hours, phone):
    assert calendars.calendar_for("telefoon") is calendars.calendar_for()
    assert calendars.calendar_for().intervals_on(date(2026, 11, 20)) == ((time(8, 30), time(17)),)


def test_a_channel_with_hours_has_only_its_own(hours, counter):
    calendar = calendars.calendar_for("balie")
    assert calendar.intervals_on(date(2026, 11, 19)) == ((time(9), time(20)),)
    assert calendar.intervals_on(date(2026, 11, 20)) == ()


def test_the_organisation_is_open_in_its_hours_and_never_without_any(counter):
    moments = (at(2026, 6, 15, 9), at(2026, 6, 15, 18), at(2026, 6, 18, 19), at(2026, 6, 20, 11))
    assert [calendars.open_at(moment) for moment in moments] == [False] * 4
    for weekday in range(5):
        OpeningHours.objects.create(weekday=weekday, opens=time(8, 30), closes=time(17))
    calendars.forget()
    assert [calendars.open_at(moment) for moment in moments] == [True, False, False, False]


def test_an_exception_of_the_organisation_holds_for_every_channel(hours, counter):
    OpeningException.objects.create(
        date=date(2026, 12, 24), opens=time(9), closes=time(16), name="Kerstavond"
    )
    OpeningException.objects.create(date=date(2026, 12, 31), name="Oudejaarsdag")
    OpeningException.objects.create(
        channel=counter, date=date(2026, 12, 31), opens=time(9), closes=time(12), name="Oud jaar"
    )
    short, closed = date(2026, 12, 24), date(2026, 12, 31)
    assert calendars.calendar_for().intervals_on(short) == ((time(9), time(16)),)
    assert calendars.calendar_for("balie").intervals_on(short) == ((time(9), time(16)),)
    assert calendars.calendar_for().intervals_on(closed) == ()
    assert calendars.calendar_for("balie").intervals_on(closed) == ((time(9), time(12)),)


def test_a_holiday_on_which_we_work_is_no_closing_day(hours):
    ClosingDay.objects.create(date=date(2026, 4, 3), name="Goede vrijdag", kind="holiday")
    ClosingDay.objects.create(
        date=date(2026, 5, 5), name="Bevrijdingsdag", kind="holiday", closed=False
    )
    assert calendars.calendar_for().closed_days == {date(2026, 4, 3): "Goede vrijdag"}


def test_overlapping_hours_mean_open_all_along(hours):
    OpeningHours.objects.create(weekday=0, opens=time(12), closes=time(19))
    assert calendars.calendar_for().intervals_on(date(2026, 11, 23)) == ((time(8, 30), time(19)),)


def test_statutory_holidays_leave_out_local_days_and_take_in_entered_ones(hours):
    ClosingDay.objects.create(date=date(2026, 9, 1), name="Kermis", kind="local")
    ClosingDay.objects.create(date=date(2029, 5, 11), name="Nieuw besluit", kind="equated")
    with time_machine.travel(datetime(2026, 11, 10, tzinfo=UTC), tick=False):
        days = calendars.statutory_holidays()
    assert date(2026, 9, 1) not in days
    assert days[date(2029, 5, 11)] == "Nieuw besluit"
    # Computed, also when nobody entered it; a holiday on which we work still shifts a term.
    assert days[date(2026, 5, 5)] == "Bevrijdingsdag"


def test_four_statements_in_a_minute_whatever_is_asked(hours, counter, django_assert_num_queries):
    norm()
    with django_assert_num_queries(4):
        calendars.calendar_for()
    with django_assert_num_queries(0):
        calendars.calendar_for("balie")
        calendars.statutory_holidays()
        calendars.promise(kind=CALLBACK, received=at(2026, 11, 20, 11))


def test_a_change_shows_when_forgotten_or_after_a_minute(hours, monkeypatch):
    day = date(2026, 11, 20)
    calendars.calendar_for()
    OpeningHours.objects.filter(weekday=4).update(closes=time(12))
    assert calendars.calendar_for().intervals_on(day) == ((time(8, 30), time(17)),)
    late = calendars.clock.monotonic() + 61
    monkeypatch.setattr(calendars.clock, "monotonic", lambda: late)
    assert calendars.calendar_for().intervals_on(day) == ((time(8, 30), time(12)),)
    OpeningHours.objects.filter(weekday=4).delete()
    calendars.forget()
    assert calendars.calendar_for().intervals_on(day) == ()


# --- Norms ----------------------------------------------------------------------------------------


# What a norm can hold for, the weightier the more specific: a code of 0–7 says which of them.
SUBJECT, DEPARTMENT, CHANNEL = 4, 2, 1


def place(code, subject, department, channel):
    return {
        "subject": subject if code & SUBJECT else None,
        "department": department if code & DEPARTMENT else None,
        "channel": channel if code & CHANNEL else None,
    }


def test_the_most_specific_norm_wins_whichever_there_are():
    here = (SimpleNamespace(code="VG01"), SimpleNamespace(pk=7), SimpleNamespace(pk=3))
    elsewhere = (SimpleNamespace(code="BZ01"), SimpleNamespace(pk=8), SimpleNamespace(pk=4))
    norms = {}
    for code in range(8):
        of = place(code, *here)
        norms[code] = calendars.Norm(
            pk=code, kind=CALLBACK, amount=1, unit="working_days", target_percentage=80,
            valid_from=date(2026, 1, 1),
            department_id=of["department"] and of["department"].pk,
            channel_id=of["channel"] and of["channel"].pk,
            subject_code=of["subject"].code if of["subject"] else "",
        )  # fmt: skip
    day = date(2026, 11, 20)
    for present in range(1, 2**8):
        some = {code: norm for code, norm in norms.items() if present >> code & 1}
        for asked in range(8):
            fitting = [code for code in some if code & asked == code]
            best = calendars.best_norm(some.values(), kind=CALLBACK, day=day, **place(asked, *here))
            assert best.pk == max(fitting, default=None), (present, asked)
        away = calendars.best_norm(some.values(), kind=CALLBACK, day=day, **place(7, *elsewhere))
        assert away.pk == (0 if 0 in some else None)
        assert calendars.best_norm(some.values(), kind=EMAIL, day=day).pk is None


def test_norm_for_reads_what_a_norm_holds_for(phone, counter):
    parking, taxes = make_department("parkeren"), make_department("belastingen")
    permit = SimpleNamespace(code="P01")
    norm(amount=2)
    norm(amount=3, channel=phone)
    norm(amount=4, department=parking)
    norm(amount=5, subject_code="P01")
    found = [
        calendars.norm_for(
            kind=CALLBACK, at=at(2026, 11, 20, 11), department=d, channel=c, subject=s
        ).amount
        for d, c, s in [
            (None, None, None),
            (taxes, counter, None),
            (taxes, phone, None),
            (parking, phone, None),
            (taxes, counter, permit),
            (parking, phone, permit),
        ]
    ]
    assert found == [2, 2, 3, 4, 5, 5]


@pytest.mark.parametrize(
    ("moment", "amount"),
    [
        (at(2025, 12, 31, 23, 59), 2),  # before the first there is only the one built in
        (at(2026, 6, 30, 23, 59), 3),
        (at(2026, 7, 1, 0, 0), 1),
        (at(2026, 11, 30, 12, 0), 1),
        # A norm for December only; after its last day the one before it holds again.
        (at(2026, 12, 1, 0, 0), 5),
        (at(2026, 12, 31, 23, 59), 5),
        (at(2027, 1, 1, 0, 0), 1),
        # The last day of all.
        (at(2027, 6, 30, 23, 59), 1),
        (at(2027, 7, 1, 0, 0), 3),
    ],
)
def test_a_norm_holds_from_its_first_day_to_its_last(moment, amount):
    norm(amount=3)
    norm(amount=1, valid_from=date(2026, 7, 1), valid_until=date(2027, 6, 30))
    norm(amount=5, valid_from=date(2026, 12, 1), valid_until=date(2026, 12, 31))
    assert calendars.norm_for(kind=CALLBACK, at=moment).amount == amount


def test_a_specific_norm_wins_from_a_newer_general_one(phone):
    norm(amount=3, channel=phone)
    norm(amount=1, valid_from=date(2026, 7, 1))
    found = calendars.norm_for(kind=CALLBACK, at=at(2026, 11, 20, 11), channel=phone)
    assert found.amount == 3


def test_a_new_norm_shows_when_forgotten_or_after_a_minute(monkeypatch):
    norm(amount=3)
    asked = {"kind": CALLBACK, "at": at(2026, 11, 20, 11)}
    assert calendars.norm_for(**asked).amount == 3
    norm(amount=1, valid_from=date(2026, 7, 1))
    assert calendars.norm_for(**asked).amount == 3
    late = calendars.clock.monotonic() + calendars.TTL + 1
    monkeypatch.setattr(calendars.clock, "monotonic", lambda: late)
    assert calendars.norm_for(**asked).amount == 1
    ServiceNorm.objects.filter(amount=1).delete()
    calendars.forget()
    assert calendars.norm_for(**asked).amount == 3


@pytest.mark.parametrize(
    ("kind", "amount", "unit"),
    [
        (CALLBACK, 2, "working_days"),
        (ServiceNorm.Kind.CALLBACK_URGENT, 4, "working_hours"),
        (ServiceNorm.Kind.LETTER, 15, "working_days"),
    ],
)
def test_without_a_row_the_built_in_norm_holds(kind, amount, unit):
    found = calendars.norm_for(kind=kind, at=at(2026, 11, 20, 11))
    assert (found.pk, found.amount, found.unit) == (None, amount, unit)


# --- Promises -------------------------------------------------------------------------------------


def test_promise_of_two_working_days(hours):
    row = norm()
    ClosingDay.objects.create(date=date(2026, 12, 25), name="Eerste kerstdag", kind="holiday")
    promise = calendars.promise(kind=CALLBACK, received=at(2026, 12, 23, 16, 40))
    assert (promise.moment, promise.norm.pk) == (at(2026, 12, 28, 17), row.pk)
    with translation.override("en"):
        assert promise.explanation == (
            "2 working days, received Wed 23 Dec 16:40, closes 17:00, "
            "Fri 25 Dec closed (Eerste kerstdag)"
        )
    assert promise.steps == [
        {"code": "working_days", "count": 2},
        {"code": "received", "at": "2026-12-23T15:40:00+00:00"},
        {"code": "closes", "at": "2026-12-28T16:00:00+00:00"},
        {"code": "closing_day", "date": "2026-12-25", "name": "Eerste kerstdag"},
    ]


def test_promise_of_opening_hours(hours):
    norm(ServiceNorm.Kind.CALLBACK_URGENT, 4, "working_hours")
    promise = calendars.promise(
        kind=ServiceNorm.Kind.CALLBACK_URGENT, received=at(2026, 11, 20, 15)
    )
    assert promise.moment == at(2026, 11, 23, 10, 30)


def test_a_callback_is_made_in_the_hours_of_the_organisation(hours, counter):
    norm()
    norm(EMAIL)
    evening = at(2026, 11, 19, 19)  # Thursday, the counter is still open
    callback = calendars.promise(kind=CALLBACK, received=evening, channel=counter)
    assert callback.moment == at(2026, 11, 24, 17)
    # What is answered over the channel follows the hours of the channel: Thursdays until eight.
    answer = calendars.promise(kind=EMAIL, received=evening, channel=counter)
    assert answer.moment == at(2026, 12, 3, 20)


def test_promise_by_a_norm_that_is_not_kept(hours):
    """What another norm would give, without a row for it."""
    row = calendars.Norm(None, CALLBACK, None, None, 1, "working_hours", 80, date(2026, 1, 1))
    promise = calendars.promise_by(row, received=at(2026, 11, 20, 16, 30))
    assert promise.moment == at(2026, 11, 23, 9)
    assert (promise.clock.term_seconds, promise.clock.serious_at) == (3600, at(2026, 11, 23, 11))


def test_no_promise_without_opening_hours():
    with pytest.raises(DomainError):
        calendars.promise(kind=CALLBACK, received=at(2026, 11, 20, 11))


# --- Terms of cases -------------------------------------------------------------------------------


def test_term_end_in_calendar_days_follows_the_law(hours):
    end, steps = calendars.term_end(
        received=at(2026, 10, 30, 12), term="P56D", working_days=False, shifts=True
    )
    assert end == date(2026, 12, 28)
    assert [step["code"] for step in steps] == ["term", "counted_after", "ends", "shifted"]


def test_term_end_in_working_days_follows_the_opening_calendar(hours):
    ClosingDay.objects.create(date=date(2026, 11, 24), name="Heidag", kind="local")
    end, steps = calendars.term_end(
        received=at(2026, 11, 20, 18), term="P3D", working_days=True, shifts=False
    )
    assert end == date(2026, 11, 27)
    assert steps[-1] == {"code": "closing_day", "date": "2026-11-24", "name": "Heidag"}


@pytest.mark.parametrize(
    ("received", "norm", "working_days", "moment"),
    [
        (at(2026, 11, 20, 11), "P3D", True, at(2026, 11, 25, 17)),
        (at(2026, 11, 20, 11), "P42D", False, at(2027, 1, 1, 17)),
        # Ends on Sunday: has to be kept on Friday.
        (at(2026, 11, 15, 11), "P14D", False, at(2026, 11, 27, 17)),
        # Nothing between receipt and the end: closing time of the day it counts from.
        (at(2026, 11, 20, 18), "P1D", False, at(2026, 11, 23, 17)),
    ],
)
def test_norm_end(hours, received, norm, working_days, moment):
    due = calendars.norm_end(received=received, norm=norm, working_days=working_days)
    assert due.moment == moment
