"""The rows behind a figure: those of its measure, in the period, place and filters of its page.

They are made with the condition the tallies count with (dashboard.measures), so the number on the
page is the number of rows here, for everybody who may open them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from contacts.history import selectors as history
from dashboard.asked import FigureFilters
from dashboard.figures import Figure
from dashboard.measures import MEASURES, Measure, Source
from dashboard.rows.links import PART, REST
from dashboard.scopes import Kind, Scope, open_only
from dashboard.spans import Span
from kcc.lib.paging import Page, keyset_page
from kcc.organisation.access import Access
from kcc.organisation.directory import name_all

# Of a longer period the rows are not added up: the figure itself says how many there are.
MOST_DAYS_ADDED_UP = 400
AT_ONCE = 500
# Work that waits with a team; other rows know departments only.
OF_TEAMS = ("callback", "case")
# What a row shows, without a further statement; the names that every process keeps come after it.
LOADED = {
    "question": ("contact", "outcome"),
    "callback": ("question__contact",),
    "case": ("case_type", "status", "result"),
    "answer": (),
}


@dataclass(frozen=True)
class Total:
    rows: int
    # Of what the measure sums; None when it counts rows.
    amount: int | None = None


@dataclass(frozen=True, kw_only=True)
class Behind:
    """The rows of one side of a figure. `scope` is what this person sees of the place."""

    figure: Figure
    side: str
    scope: Scope
    span: Span
    filters: FigureFilters
    access: Access
    user: object
    now: datetime

    @cached_property
    def measures(self) -> list[Measure]:
        names = self.figure.part if self.side == PART else self.figure.whole
        return [MEASURES[name] for name in names]

    @property
    def source(self) -> Source:
        return self.measures[0].source

    @property
    def kind(self) -> str:
        """What a row is: question, callback, case, answer or hour."""
        return self.source.kind

    @property
    def sums(self) -> list:
        """The columns that are added up; nothing when rows are counted."""
        return [measure.sums for measure in self.measures if measure.sums is not None]

    @property
    def knows_place(self) -> bool:
        """Contacts wait with no team."""
        return self.scope.kind is not Kind.TEAM or self.kind in OF_TEAMS

    @property
    def leaves_out(self) -> bool:
        """This person's numbers hold nothing confidential of other departments."""
        hidden = open_only(self.access, self.scope.departments)
        return bool(hidden) and self.source.confidential is not None

    def rows(self) -> QuerySet:
        found = self.source.on([self.span], self.now).filter(_any_of(self.measures))
        if self.side == REST:
            found = _without(found, [MEASURES[name] for name in self.figure.part])
        found = in_scope(found, self.source, self.scope, self.access)
        return self.filters.found.narrowed(found, self.source)

    def total(self) -> Total | None:
        """One statement; None of a long period."""
        if self.span.length > MOST_DAYS_ADDED_UP:
            return None
        amounts = {f"t_{at}": Coalesce(Sum(each), 0) for at, each in enumerate(self.sums)}
        told = self.rows().aggregate(t_rows=Count("pk"), **amounts)
        return Total(told.pop("t_rows"), sum(told.values()) if amounts else None)

    def page(self, params) -> Page:
        """The latest first. Two statements, one more for a later page: with all that a row shows in
        one statement every row of the period would be read and sorted whole."""
        rows = self.rows().only("public_id")
        page = keyset_page(rows, order=self._order, params=params)
        return Page(list(self._loaded(page.items)), page.next, page.previous)

    def every_row(self) -> Iterator:
        """All of them, for a file."""
        rows = self.rows().only("pk").order_by(*self._order).iterator(chunk_size=AT_ONCE)
        while some := list(islice(rows, AT_ONCE)):
            yield from self._loaded(some)

    @property
    def _order(self) -> list[str]:
        source = self.source
        if self.kind == "question":
            return ["-contact__local_day", "-contact__started_at", "-pk"]
        return [f"-{source.day or source.at}", "-pk"]

    def _loaded(self, some) -> Iterator:
        """These rows with what is shown of them, in the same order: `amount`, whether it `opens`
        for this person, and the department it counts for as `counted_for`."""
        if not some:
            return
        kind, place = self.kind, self.source.department.removesuffix("_id")
        rows = some[0].__class__.objects.filter(pk__in=[row.pk for row in some])
        rows = rows.select_related(*LOADED[kind]).annotate(
            opens=self._opens(rows.model, kind), amount=self._amount()
        )
        name_all(rows, place, *(["team"] if kind in OF_TEAMS else []))
        found = {row.pk: row for row in rows}
        for row in some:
            whole = found[row.pk]
            whole.counted_for = getattr(whole, place)
            yield whole

    def _amount(self):
        columns = [F(each) if isinstance(each, str) else each for each in self.sums]
        if not columns:
            return Value(None, IntegerField())
        return sum((Coalesce(each, 0) for each in columns[1:]), Coalesce(columns[0], 0))

    def _opens(self, model, kind: str):
        """May this person open what the row is about? An answer opens nothing: whoever gave a mark
        is not looked up."""
        this = OuterRef("pk")
        if kind == "question":
            return Exists(model.objects.filter(history.visible(self.access, self.user), pk=this))
        if kind == "answer":
            return Value(False, BooleanField())
        return Exists(model.objects.visible_to(self.access, self.user).filter(pk=this))


def _any_of(measures: list[Measure]) -> Q:
    wanted = Q()
    for measure in measures:
        wanted |= measure.condition or Q(pk__isnull=False)
    return wanted


def _without(rows: QuerySet, measures: list[Measure]) -> QuerySet:
    """A condition that is unknown, for something is missing, is not met: so it is left over too,
    which NOT would not say."""
    met = Case(When(_any_of(measures), then=True), default=False, output_field=BooleanField())
    return rows.alias(in_part=met).filter(in_part=False)


def in_scope(rows: QuerySet, source: Source, scope: Scope, access: Access) -> QuerySet:
    """The rows of these departments or this team; without what this person's numbers leave out."""
    column = source.department
    if scope.is_everything:
        rows = rows.filter(**{f"{column}__isnull": False})
    else:
        rows = rows.filter(**{f"{column}__in": scope.ids})
    hidden = open_only(access, scope.departments)
    if hidden and source.confidential is not None:
        rows = rows.exclude(source.confidential & Q(**{f"{column}__in": hidden}))
    return rows.filter(team=scope.team) if scope.kind is Kind.TEAM else rows
