"""The hours of the telephone exchange behind a figure. It knows lines and no departments: only who
sees everything sees these."""

from collections.abc import Iterator

from django.db.models import Count, QuerySet, Sum

from dashboard.rows.links import PART
from dashboard.rows.selectors import Behind, Total
from dashboard.telephony.selectors import hours_of
from kcc.lib.paging import PAGE_SIZE, Page


class Hours(Behind):
    kind = "hour"
    sums = ("counted",)
    leaves_out = False

    @property
    def knows_place(self) -> bool:
        return self.scope.is_everything

    def rows(self) -> QuerySet:
        rows = hours_of(self.span, self.figure, part=self.side == PART)
        asked = self.filters.form.cleaned_data
        if asked.get("weekday"):
            rows = rows.filter(day__iso_week_day=asked["weekday"])
        return rows if asked.get("hour") in (None, "") else rows.filter(hour=asked["hour"])

    def total(self) -> Total:
        told = self.rows().aggregate(rows=Count("pk"), amount=Sum("counted", default=0))
        return Total(told["rows"], told["amount"])

    def page(self, params) -> Page:
        """By number: of ten years there are no more hours than a database skips in a moment."""
        after, before = (_number(params.get(name, "")) for name in ("after", "before"))
        start = after or max(before - PAGE_SIZE, 0)
        found = list(self.rows()[start : start + PAGE_SIZE + 1])
        later = start + PAGE_SIZE if len(found) > PAGE_SIZE else None
        return Page([_shown(row) for row in found[:PAGE_SIZE]], later, start or None)

    def every_row(self) -> Iterator:
        return map(_shown, self.rows().iterator(chunk_size=500))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _shown(row):
    row.amount, row.opens = row.counted, False
    return row
