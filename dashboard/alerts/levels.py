"""How high a figure stands on each of some days, for who watches it.

What happened in a period is told over the thirty days up to and with that day, so that one quiet
day says nothing; what was open as it was kept that evening. Shares are in per cent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum

from dashboard import figures
from dashboard.figures import Basis, Figure, Unit
from dashboard.models import Snapshot
from dashboard.spans import Span
from dashboard.tallies.counts import Counts
from dashboard.tallies.reading import read_days
from dashboard.telephony.selectors import exchange_days

WINDOW = timedelta(days=29)  # with the day itself thirty
# What a share of the open work is called in the snapshots.
STOCK = {figures.OVERDUE: "overdue", figures.SERIOUS: "serious", figures.UNASSIGNED: "unassigned"}
WATCHED = tuple(
    figure for figure in (*STOCK, *figures.PERIOD) if figure.norm and not figure.of_teams_only
)


@dataclass(frozen=True)
class Level:
    """None: nothing to divide by, or too few to say anything."""

    number: float | None

    def is_past(self, threshold: float, *, lower_is_better: bool) -> bool | None:
        """None when there is nothing to say."""
        if self.number is None:
            return None
        return self.number > threshold if lower_is_better else self.number < threshold


NOTHING = Level(None)


def norm_of(figure: Figure) -> float:
    """In the unit people write it in: 90 of a share, 8 of a mark."""
    return figure.norm.good * (1 if figure.unit in (Unit.MARK, Unit.NUMBER) else 100)


def levels(
    figure: Figure, department: int | None, days: Sequence[date], *, now: datetime
) -> dict[date, Level]:
    """Of one department (id), or of everything. At most three statements."""
    if not days:
        return {}
    if figure in STOCK:
        return _of_stock(figure, department, days)
    reach = Span(days[0] - WINDOW, days[-1])
    if figure.basis == Basis.IMPORTED:
        # The exchange knows no departments.
        counts = exchange_days(reach) if department is None else {}
    else:
        counts = read_days(reach, [department] if department else None, now=now)
    return {day: _of_window(figure, counts, day) for day in days}


def _of_window(figure: Figure, counts: dict[date, Counts], day: date) -> Level:
    window = Span(day - WINDOW, day)
    value = figure.value(Counts.total(counts[each] for each in window.days if each in counts))
    if value.number is None or value.few:
        return NOTHING
    return Level(value.number * (1 if figure.unit in (Unit.MARK, Unit.NUMBER) else 100))


def _of_stock(figure: Figure, department: int | None, days: Sequence[date]) -> dict[date, Level]:
    rows = Snapshot.objects.filter(day__gte=days[0], day__lte=days[-1])
    if department:
        rows = rows.filter(department_id=department)
    summed = rows.order_by().values("day").annotate(part=Sum(STOCK[figure]), whole=Sum("open"))
    found = {row["day"]: (row["part"], row["whole"]) for row in summed}
    told = {}
    for day in days:
        part, whole = found.get(day, (0, 0))
        told[day] = Level(100 * part / whole) if whole >= figure.least else NOTHING
    return told
