"""Calendars and moments that the tests of business time stand on, known and drawn by hypothesis."""

from datetime import UTC, date, datetime, time

from hypothesis import settings
from hypothesis import strategies as st

from kcc.organisation.opening import AMSTERDAM
from kcc.organisation.worktime import OpeningCalendar

# Recognised holidays and days equated with them, on weekdays (Algemene termijnenwet, 2026–2028).
CLOSED = {
    date(2026, 1, 1): "Nieuwjaarsdag",
    date(2026, 1, 2): "Gelijkgestelde dag",
    date(2026, 4, 3): "Goede vrijdag",
    date(2026, 4, 6): "Tweede paasdag",
    date(2026, 4, 27): "Koningsdag",
    date(2026, 5, 5): "Bevrijdingsdag",
    date(2026, 5, 14): "Hemelvaartsdag",
    date(2026, 5, 15): "Gelijkgestelde dag",
    date(2026, 5, 25): "Tweede pinksterdag",
    date(2026, 12, 25): "Eerste kerstdag",
    date(2027, 1, 1): "Nieuwjaarsdag",
    date(2027, 3, 26): "Goede vrijdag",
    date(2027, 3, 29): "Tweede paasdag",
    date(2027, 4, 27): "Koningsdag",
    date(2027, 5, 5): "Bevrijdingsdag",
    date(2027, 5, 6): "Hemelvaartsdag",
    date(2027, 5, 7): "Gelijkgestelde dag",
    date(2027, 5, 17): "Tweede pinksterdag",
}
OFFICE = ((time(8, 30), time(17, 0)),)
PHONE = OpeningCalendar(weekly=(OFFICE,) * 5 + ((), ()), closed_days=CLOSED)
COUNTER = OpeningCalendar(
    weekly=(
        *((((time(9, 0), time(17, 0)),),) * 3),
        ((time(9, 0), time(20, 0)),),
        ((time(9, 0), time(12, 0)), (time(13, 0), time(17, 0))),
        ((time(10, 0), time(13, 0)),),
        (),
    ),
    exceptions={
        date(2026, 12, 24): ((time(9, 0), time(16, 0)),),
        date(2026, 12, 31): (),
        date(2026, 4, 3): ((time(10, 0), time(12, 0)),),  # Good Friday: a closing day, yet open
    },
    closed_days=CLOSED,
)


def at(year, month, day, hour=0, minute=0, second=0, fold=0):
    """A moment by the clock on the wall in Amsterdam."""
    return datetime(year, month, day, hour, minute, second, tzinfo=AMSTERDAM, fold=fold).astimezone(
        UTC
    )


CLOCK = st.integers(min_value=0, max_value=287).map(lambda n: time(n // 12, n % 12 * 5))


@st.composite
def intervals(draw):
    clocks = sorted(draw(st.sets(CLOCK, max_size=4)))
    return tuple(zip(clocks[::2], clocks[1::2], strict=False))


@st.composite
def calendars(draw):
    weekly = [draw(intervals()) for _ in range(7)]
    weekly[draw(st.integers(0, 4))] = OFFICE  # so that there is always a working day to come
    days = st.dates(date(2025, 12, 1), date(2027, 2, 1))
    return OpeningCalendar(
        weekly=tuple(weekly),
        exceptions=draw(st.dictionaries(days, intervals(), max_size=3)),
        closed_days=draw(st.dictionaries(days, st.just("dicht"), max_size=5)),
    )


MOMENTS = st.datetimes(datetime(2025, 12, 1), datetime(2027, 1, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
TERMS = st.integers(min_value=0, max_value=40)
law = settings(max_examples=100, deadline=None)
