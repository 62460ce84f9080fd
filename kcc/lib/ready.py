"""Statements that are made once: the same question with other values.

Django makes the SQL of a queryset anew each time: 1 to 3 ms of the processor for the statements of
a search, which take the database less. A `Ready` has a queryset made with a place for each value,
keeps its SQL in the process, and asks it with the values. What comes back is the same as of the
queryset: whole rows, with what was joined and counted.

    at_number = Ready(lambda access, *, user, phone: (
        Contact.objects.visible_to(access, user).filter(phone=phone)
    ), user=BigIntegerField(), phone=CharField())
    at_number(access, user=user.pk, phone="+31…")

What stands before the values shapes the statement (hashable; who may see what, how many are
wanted), and belongs to what it is kept by: other rights are another statement.
"""

import copy
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from types import SimpleNamespace

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Field, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable

# Of one question: as many as there are kinds of access on a busy day.
MOST = 100


class Place(Expression):
    """Where a value comes, or `size` values for an `__in`. In a queryset it is used as the value
    itself would be."""

    def __init__(self, name: str, size: int | None, field: Field):
        super().__init__(output_field=field)
        self.name, self.size = name, size

    @property
    def identity(self):
        return (Place, self.name, self.size)

    def as_sql(self, compiler, connection):
        if self.size is None:
            return "%s", [_Parameter(self.name, None, self.output_field)]
        parameters = [_Parameter(self.name, at, self.output_field) for at in range(self.size)]
        return f"({', '.join(['%s'] * self.size)})", parameters


@dataclass(frozen=True)
class _Parameter:
    """Among the parameters of a statement: which value comes here."""

    name: str
    at: int | None
    field: Field

    def of(self, values: dict, connection):
        value = values[self.name]
        value = value if self.at is None else value[self.at]
        return self.field.get_db_prep_value(value, connection)


class Ready:
    """`make(*shape, **places)` answers the queryset; `fields` says of what kind each value is. A
    list is a place for as many values."""

    def __init__(self, make: Callable[..., QuerySet], **fields: Field):
        self._make, self._fields = make, fields
        self._made: OrderedDict[tuple, _Made | None] = OrderedDict()
        self._lock = Lock()

    def __call__(self, *shape, using: str = "default", **values) -> list:
        sizes = {name: _size(value) for name, value in values.items()}
        key = (using, connections[using].vendor, shape, *sizes.items())
        # Looked up once, and dropped only when it is there: other threads drop and add meanwhile.
        made = self._made.get(key, self)
        if made is self:
            made = self._compiled(shape, sizes, using)
            with self._lock:
                while len(self._made) >= MOST:
                    self._made.popitem(last=False)
                self._made[key] = made
        return [] if made is None else made.rows(values)

    def _compiled(self, shape, sizes, using):
        places = {name: Place(name, size, self._fields[name]) for name, size in sizes.items()}
        try:
            return _Made(self._make(*shape, **places).using(using), using)
        except EmptyResultSet:
            return None


def _size(value) -> int | None:
    return len(value) if isinstance(value, list | tuple) else None


class _Made:
    def __init__(self, rows: QuerySet, using: str):
        self._using, self._iterable = using, rows._iterable_class
        if self._iterable not in (ModelIterable, ValuesListIterable):
            raise TypeError("A ready statement gives whole rows or values_list().")
        if rows._prefetch_related_lookups:
            raise TypeError("A ready statement prefetches nothing.")
        self._compiler = rows.query.get_compiler(using)
        self._sql, self._places = self._compiler.as_sql()
        # That of this thread, which may end: nothing of it is kept.
        self._compiler.connection = None

    def rows(self, values: dict) -> list:
        connection = connections[self._using]
        filled = tuple(
            each.of(values, connection) if isinstance(each, _Parameter) else each
            for each in self._places
        )
        # A copy of its own: two threads may ask at once, each over its own connection.
        compiler = copy.copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_kwargs: (self._sql, filled)
        if self._iterable is ValuesListIterable:
            return list(compiler.results_iter(tuple_expected=True))
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked = SimpleNamespace(db=self._using, query=query, _known_related_objects={})
        return list(ModelIterable(asked))


def filled_up(values: Iterable, *sizes: int) -> list:
    """The same values, the last one repeated up to one of these sizes: a list in a statement then
    has few lengths, so that few statements are made. Not for an empty list."""
    values = list(values)
    size = next((size for size in sizes if size >= len(values)), len(values))
    return values + values[-1:] * (size - len(values))


def give(parents: Iterable, name: str, children: Iterable, key: str) -> None:
    """What prefetch_related would: `parent.name.all()` is the children whose `key` is its id, in
    their order, without a statement."""
    found: dict = {}
    for child in children:
        found.setdefault(getattr(child, key), []).append(child)
    for parent in parents:
        related = parent._meta.get_field(name).related_model
        rows = QuerySet(related)
        rows._result_cache = found.get(parent.pk, [])
        rows._prefetch_done = True
        if not hasattr(parent, "_prefetched_objects_cache"):
            parent._prefetched_objects_cache = {}
        parent._prefetched_objects_cache[name] = rows
