"""The periods a page can be asked for: what they are called, and which days they are."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dashboard.spans import ONE_DAY, Span, last_months, month_of
from kcc.lib.periods import Month

THIS_MONTH = "this_month"
# Nothing was counted before, and no page reads more days at once.
FIRST_DAY = date(2000, 1, 1)
MOST_DAYS = 3700  # ten years and a little


def _months(first: Month, last: Month) -> Span:
    return Span(first.first_day, last.last_day)


def _quarter(day: date) -> Span:
    first = Month(day.year, (day.month - 1) // 3 * 3 + 1)
    return _months(first, first.next.next)


def _year(number: int) -> Span:
    return _months(Month(number, 1), Month(number, 12))


PRESETS: dict[str, tuple[str, Callable[[date], Span]]] = {
    THIS_MONTH: (_("This month"), lambda day: Span.of_month(month_of(day))),
    "last_month": (_("Last month"), lambda day: Span.of_month(month_of(day).previous)),
    "last_30_days": (_("Last 30 days"), lambda day: Span(day - timedelta(days=29), day)),
    "this_quarter": (_("This quarter"), _quarter),
    "last_quarter": (_("Last quarter"), lambda day: _quarter(_quarter(day).first - ONE_DAY)),
    "this_year": (_("This year"), lambda day: _year(day.year)),
    "last_year": (_("Last year"), lambda day: _year(day.year - 1)),
    "last_12_months": (
        _("Last 12 months"),
        lambda day: _months(last_months(12, until=month_of(day))[0], month_of(day)),
    ),
}


def span_of(text: str, today: date) -> Span:
    """The days of a preset or of a month as 2026-11; ValueError for anything else."""
    if text in PRESETS:
        return PRESETS[text][1](today)
    return Span.of_month(Month.parse(text))


def refusal(span: Span, today: date) -> str:
    """Why these days cannot be shown; empty when they can."""
    if span.first > today:
        return gettext("This period has not begun yet.")
    if span.first < FIRST_DAY:
        return gettext("There are no figures from before 2000.")
    if span.length > MOST_DAYS:
        return gettext("Choose ten years at most.")
    return ""


def compared(span: Span, how: str, today: date) -> Span | None:
    """What it is compared with: the period before it, or the same one a year earlier. Of a period
    that is not over yet only as many days as have passed: half a month is not held against a
    whole one."""
    other = {"previous": span.previous, "year": span.year_before}.get(how)
    if other is None or today >= span.last:
        return other
    passed = today - span.first
    return Span(other.first, min(other.last, other.first + passed))


def name_of(span: Span) -> str:
    """November 2026, October – December 2026, 2026, 1 – 15 November 2026, 24 November 2026."""
    first, last = span.first, span.last
    if span.is_months:
        if (first.year, first.month, last.month) == (last.year, 1, 12):
            return str(first.year)
        return _between(first, last, month="F", year="Y")
    return _between(first, last, month="j F", year="Y")


def _between(first: date, last: date, *, month: str, year: str) -> str:
    whole = f"{month} {year}"
    if format_date(first, whole) == format_date(last, whole):
        return format_date(first, whole)
    start = whole
    if first.year == last.year:
        start = month
        if month != "F" and first.month == last.month:
            start = "j"
    return f"{format_date(first, start)} – {format_date(last, whole)}"
