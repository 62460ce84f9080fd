"""What each employee of a department has open now. Nothing of it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Count, IntegerField, Min, QuerySet, Value
from django.db.models.functions import Coalesce

from cases import selectors as cases
from contacts.callbacks import selectors as callbacks
from dashboard.employees.consents import SMALLEST_GROUP
from dashboard.stock.work import Kind, Work
from kcc.lib.periods import local_day
from kcc.organisation.access import Access
from kcc.organisation.choosing import colleagues
from kcc.organisation.models import Department, User
from kcc.organisation.worklist import State

NOBODY = 0
ROOMS = {
    Kind.CALLBACKS: (callbacks, "assignee_id", "requested_at"),
    Kind.CASES: (cases, "handler_id", "registered_at"),
}


@dataclass(frozen=True)
class Held:
    """`people` by name, everybody who works there; their open work by kind, theirs by id. Work of
    who works there no longer is told together, without a name."""

    people: Sequence[User]
    works: dict[tuple[Kind, int], Work]

    def of(self, kind: Kind, person: int) -> Work:
        return self.works.get((kind, person), Work())

    @property
    def elsewhere(self) -> dict[Kind, Work]:
        known = {NOBODY, *(each.pk for each in self.people)}
        return {
            kind: Work.total(
                work
                for (each, person), work in self.works.items()
                if each == kind and person not in known
            )
            for kind in Kind
        }

    @property
    def together(self) -> dict[Kind, Work]:
        return {
            kind: Work.total(work for (each, _), work in self.works.items() if each == kind)
            for kind in Kind
        }


def held(access: Access, user, department: Department, *, now: datetime) -> Held | None:
    """None for a group that is too small to show anybody of. Two statements."""
    people = sorted(colleagues([department]), key=_by_name)
    if len(people) < SMALLEST_GROUP:
        return None
    parts = [_by_person(kind, access, user, department, now) for kind in Kind]
    works = {
        (Kind(kind), person): Work(
            open=number, overdue=late, serious=serious, oldest_on=local_day(first)
        )
        for kind, person, number, late, serious, first in parts[0].union(parts[1], all=True)
    }
    return Held(people, works)


def _by_name(person: User) -> tuple[str, str, int]:
    return person.last_name.casefold(), person.first_name.casefold(), person.pk


def _by_person(kind: Kind, access: Access, user, department: Department, now) -> QuerySet:
    """(kind, id of who does it or 0, open, late, seriously late, when the first came in), with the
    conditions of the worklist."""
    room, worker, received = ROOMS[kind]
    columns = {
        "e_kind": Value(kind.value, output_field=CharField()),
        "e_person": Coalesce(worker, Value(NOBODY), output_field=IntegerField()),
    }
    counts = {
        "e_open": Count("pk"),
        "e_late": Count("pk", filter=room.state_q(State.OVERDUE, now=now)),
        "e_serious": Count("pk", filter=room.state_q(State.SERIOUS, now=now)),
        "e_first": Min(received),
    }
    rows = room.worklist(access, user).open().filter(department=department).order_by()
    return rows.values(**columns).annotate(**counts).values_list(*columns, *counts)
