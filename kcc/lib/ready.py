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

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Field, QuerySet

from kcc.lib.prepared import Models, Slot, Slots

# Of one question: as many as there are kinds of access on a busy day.
MOST = 100


class Ready:
    """`make(*shape, **places)` answers the queryset; `fields` says of what kind each value is. A
    list is a place for as many values."""

    def __init__(self, make: Callable[..., QuerySet], **fields: Field):
        self._make, self._fields = make, fields
        self._made: OrderedDict[tuple, Models] = OrderedDict()
        self._lock = Lock()

    def __call__(self, *shape, **values) -> list:
        sizes = {name: _size(value) for name, value in values.items()}
        key = (shape, *sizes.items())
        # Looked up once, and dropped only when it is there: other threads drop and add meanwhile.
        made = self._made.get(key)
        if made is None:
            made = self._compiled(shape, sizes)
            with self._lock:
                while len(self._made) >= MOST:
                    self._made.popitem(last=False)
                self._made[key] = made
        return made.rows(dict(_single(values)))

    def _compiled(self, shape, sizes) -> Models:
        places = {
            name: Slot(name, self._fields[name])
            if size is None
            else Slots(name, size, self._fields[name])
            for name, size in sizes.items()
        }
        return Models(self._make(*shape, **places).using(DEFAULT_DB_ALIAS))


def _size(value) -> int | None:
    return len(value) if isinstance(value, list | tuple) else None


def _single(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """By the names of slots: those of a list have a number behind its name."""
    for name, value in values.items():
        if isinstance(value, list | tuple):
            yield from ((f"{name}_{at}", each) for at, each in enumerate(value))
        else:
            yield name, value


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
