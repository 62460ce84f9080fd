"""Statements that are said with the ORM once per process and kept as text: only values change.

Saying a statement of some hundred conditions takes Django longer than the database needs to answer
it (measured, the counts of a day: 13 ms to compile, 7 ms to plan and run). A `Slot` stands where a
value comes; everything else in the statement has to be the same each time, so whatever else it
depends on belongs in the key of the cache around it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import DateField, DateTimeField, Expression, Field, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable

from kcc.lib.periods import local_day, start_of


class Slot(Expression):
    """The place of a value, in a condition or as a column. The same name is the same value."""

    def __init__(self, name: str, output_field: Field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Slots(Expression):
    """The place of so many values, for an `__in`: of the slots name_0, name_1, …"""

    def __init__(self, name: str, size: int, output_field: Field):
        super().__init__(output_field=output_field)
        self.name, self.size = name, size

    def as_sql(self, compiler, connection):
        slots = [Slot(f"{self.name}_{at}", self.output_field) for at in range(self.size)]
        return f"({', '.join(['%s'] * self.size)})", slots


@dataclass(frozen=True)
class Statement:
    sql: str
    parameters: tuple
    # (number of a column, its expression, what the database gives into what we use): on PostgreSQL
    # there is nothing to do, on SQLite a day is a text. What only makes a number of a number is
    # left out.
    converters: tuple = ()

    def filled(self, values: Mapping[str, object]) -> list:
        return [
            each.output_field.get_db_prep_value(values[each.name], connection)
            if isinstance(each, Slot)
            else each
            for each in self.parameters
        ]

    def rows(self, values: Mapping[str, object]) -> list[Sequence]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.filled(values))
            found = cursor.fetchall()
        if self.converters:
            found = [list(row) for row in found]
            for number, expression, convert in self.converters:
                for row in found:
                    row[number] = convert(row[number], expression, connection)
        return found


def prepared(rows: QuerySet, at: "Moment | None" = None) -> Statement:
    """The statement of a query of plain columns (values_list). With `at` what was said of that
    moment holds for any."""
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, parameters = compiler.as_sql()
    converters = (
        (number, expression, convert)
        for number, (expression, *_rest) in enumerate(compiler.select)
        for convert in connection.ops.get_db_converters(expression)
    )
    return Statement(sql, tuple(at.slotted(parameters) if at else parameters), tuple(converters))


class Moment:
    """A moment that stands for any other, for conditions that reckon with it: `now` itself, its
    local day, the moment that day ends, and the day a week later. Nothing else in such a condition
    may depend on it."""

    # No row is from that time, so its values are known among all others.
    now = datetime(1953, 3, 1, 12, 34, 56, 789, tzinfo=UTC)

    def slotted(self, parameters: Iterable) -> Iterator:
        kinds = {
            name: DateTimeField() if isinstance(value, datetime) else DateField()
            for name, value in values_at(self.now).items()
        }
        known = {
            kinds[name].get_db_prep_value(value, connection): Slot(name, kinds[name])
            for name, value in values_at(self.now).items()
        }
        # SQLite has its moments as text; elsewhere a text is what somebody typed.
        moments = str | date if connection.vendor == "sqlite" else date
        for each in parameters:
            may_be = isinstance(each, moments)
            slot = known.get(each) if may_be else None
            if may_be and slot is None and str(each).startswith(("1952-", "1953-", "1954-")):
                raise RuntimeError("This condition reckons with another moment than values_at.")
            yield slot or each


def values_at(now: datetime) -> dict[str, object]:
    """What fills the slots of `Moment`."""
    today = local_day(now)
    return {
        "now": now,
        "today": today,
        "tomorrow": start_of(today + timedelta(days=1)),
        "in_a_week": today + timedelta(days=7),
    }


class Models:
    """What a queryset gives (whole rows with everything it joined and annotated, or the tuples of a
    values_list) by a statement that is said once. It keeps Django's compiler, which knows how to
    make objects of a row, and asks it again with other values. Measured for a page of callbacks: 3
    of 5 ms of the processor went into saying the same statement once more.
    """

    def __init__(self, rows: QuerySet, at: Moment | None = None):
        self._using, self._iterable = rows.db, rows._iterable_class
        if self._iterable not in (ModelIterable, ValuesListIterable):
            raise TypeError("A statement that is said once gives whole rows or values_list().")
        if rows._prefetch_related_lookups:
            raise TypeError("A statement that is said once prefetches nothing.")
        self._compiler = rows.query.get_compiler(rows.db)
        try:
            self._sql, parameters = self._compiler.as_sql()
        except EmptyResultSet:
            # It asks for what cannot be: of no department at all.
            self._sql, parameters = "", ()
        self._statement = Statement(self._sql, tuple(at.slotted(parameters) if at else parameters))
        # That of this thread, which may end: nothing of it is kept.
        self._compiler.connection = None

    def rows(self, values: Mapping[str, object]) -> list:
        if not self._sql:
            return []
        filled = self._statement.filled(values)
        # A compiler remembers what it asked, and two threads may ask at once.
        compiler = copy(self._compiler)
        compiler.connection = connections[self._using]
        compiler.as_sql = lambda *_args, **_kwargs: (self._sql, filled)
        if self._iterable is ValuesListIterable:
            return list(compiler.results_iter(tuple_expected=True))
        # As much of a queryset as ModelIterable looks at.
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked = SimpleNamespace(db=self._using, query=query, _known_related_objects={})
        return list(ModelIterable(asked))
