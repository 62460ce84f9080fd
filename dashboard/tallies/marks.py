"""Which tallies can be relied on: those of settled days, but for what was written about since."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from functools import lru_cache

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    DateTimeField,
    IntegerField,
    Max,
    Min,
    Q,
    Value,
)
from django.db.models.functions import Coalesce, TruncDate

from dashboard.models import Mark, SettledDay
from dashboard.models.tallies import Facts
from dashboard.spans import Span
from dashboard.tallies.live import Live, Some
from kcc.lib.periods import ZONE
from kcc.lib.prepared import Slot, Statement, prepared

MARK = -1
# More departments and days than these are not told apart: as many conditions take longer.
MOST_APART = 300


def what_to_count(question) -> Live:
    """What a question (dashboard.tallies.reading) cannot read from the tallies. One statement as
    long as no day is missing between those that are settled, and to be made before any tally is
    read: a day that is settled meanwhile is counted once more, never forgotten."""
    reach, marks, settled = question.reach, [], (0, None, None)
    asked = {name: getattr(reach, name) for name in ("first", "last", "since", "until")}
    for number, first, last, department, facts in _which_days().rows(asked):
        if number != MARK:
            settled = number, first, last
        elif question.wants(first):
            marks.append((first, department, facts))
    days = {day for day in _unsettled(reach, settled) if question.wants(day)}
    found = _by_facts(days, marks, question.departments)
    if question.everything and question.departments is not None:
        timed = {day for day, _place, facts in marks if facts in (0, Facts.QUESTIONS)} | days
        return Live(found, frozenset(day for day in timed if day in question.span))
    return Live(found)


def _by_facts(days: set[date], marks: list, departments: Collection[int] | None) -> dict:
    """The unsettled days, and beside them what is marked of these departments."""
    found: dict[Facts, dict[date, Some]] = {facts: dict.fromkeys(days) for facts in Facts}
    apart = defaultdict(set)
    for day, department, facts in marks:
        for each in (Facts(facts),) if facts else Facts:
            if not department:
                found[each][day] = None
            elif day not in days and (departments is None or department in departments):
                apart[each, day].add(department)
    many = sum(map(len, apart.values())) > MOST_APART
    # Of one department there are no others to be told apart from.
    alone = departments is not None and len(departments) == 1
    for (facts, day), places in apart.items():
        if day not in found[facts]:
            found[facts][day] = None if many or alone else frozenset(places)
    return found


def _unsettled(reach: Span, settled: tuple) -> set[date]:
    """The days that are not among the settled: (how many, first, last) of those. Days to come are
    never settled; they lie beside today, and looking for them costs nothing."""
    number, first, last = settled
    days = set(reach.days)
    if not number:
        return days
    if number == (last - first).days + 1:
        return {day for day in days if not first <= day <= last}
    known = SettledDay.objects.filter(day__gte=reach.first, day__lte=reach.last)
    return days - set(known.values_list("day", flat=True))


@lru_cache(maxsize=1)
def _which_days() -> Statement:
    """How many days are settled, the first and the last of them; and below it what is marked: day,
    department and facts, 0 for all of them."""
    among = Q(day__gte=Slot("first", DateField()), day__lte=Slot("last", DateField()))
    moment = DateTimeField()
    then = Q(at__gte=Slot("since", moment), at__lt=Slot("until", moment))
    nothing, big = Value(0, IntegerField()), Value(0, BigIntegerField())
    settled = SettledDay.objects.filter(among).order_by().annotate(one=Value(1)).values("one")
    told = settled.annotate(
        number=Count("day"), low=Min("day"), high=Max("day"), place=big, kind=nothing
    )
    day = Coalesce("day", TruncDate("at", tzinfo=ZONE))
    marks = Mark.objects.filter(among | then).order_by().annotate(
        number=Value(MARK, IntegerField()), low=day, high=day,
        place=Coalesce("department", big), kind=Coalesce("facts", nothing),
    )  # fmt: skip
    columns = "number", "low", "high", "place", "kind"
    of_days = told.values_list(*columns)
    return prepared(of_days.union(marks.values_list(*columns).distinct(), all=True))
