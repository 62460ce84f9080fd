"""What the worklists of callbacks and cases share: their views, and who sees how much of them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from kcc.lib.periods import local_day
from kcc.organisation.access import Access
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import Role
from kcc.organisation.places import Places, places
from kcc.organisation.worktime import is_working_day

# See every row, and no person in any of them unless another role shows it.
OVERSEERS = (Role.MANAGER, Role.BOARD)


class State(models.TextChoices):
    """The views of a worklist, and what the numbers of the dashboard open. All but OPEN and ASKED
    hold only what is still open; OPEN holds what the other filters ask for, which is that too
    unless they name a closed status; ASKED holds what this person promised, whatever became of
    it."""

    MINE = "mine", _("Mine")
    TEAM = "team", _("My team")
    DEPARTMENT = "department", _("My department")
    OPEN = "open", _("Everything")
    UNASSIGNED = "unassigned", _("Nobody's yet")
    OVERDUE = "overdue", _("Late")
    DUE_TODAY = "due_today", _("Due today")
    DUE_SOON = "due_soon", _("Due within a week")
    SERIOUS = "serious", _("Seriously late")
    WAITING = "waiting", _("Waiting for the customer")
    ASKED = "asked", _("Asked by me")
    # No tab of their own: what the numbers of the tracker open.
    LATE = "late", _("Late, not seriously")
    DUE_TOMORROW = "due_tomorrow", _("Due the next working day")
    DUE_LATER = "due_later", _("Due later")


WITHOUT_A_TAB = (State.LATE, State.DUE_TOMORROW, State.DUE_LATER)
# Whose work it is: the tabs. Everything else says how it stands, and narrows each of the tabs: an
# address that says only ?state=overdue means all that is late, ?of=mine&state=overdue of mine.
WHOSE = (State.MINE, State.TEAM, State.DEPARTMENT, State.OPEN, State.ASKED)
# The colour of what should not be.
KINDS = {State.OVERDUE: "late", State.SERIOUS: "late", State.LATE: "late", State.DUE_TODAY: "warn"}
# Longer without a working day, and the next day is the next one.
FURTHEST = 14


def next_working_day(now: datetime) -> date:
    """The first working day of the municipality after today. On a Friday that is Monday, so that
    "tomorrow" is the next day on which somebody can do something about it."""
    today, calendar = local_day(now), calendar_for()
    days = (today + timedelta(days=ahead) for ahead in range(1, FURTHEST))
    return next((day for day in days if is_working_day(calendar, day)), today + timedelta(days=1))


def visible_rows(rows: QuerySet, access: Access, user) -> QuerySet:
    """The rows this person may see in a list: all of them for who oversees the work."""
    return rows if access.has(*OVERSEERS) else rows.visible_to(access, user)


def person_shown(access: Access, user, model):
    """The annotation `personal`: may the person behind the row be shown? Overseers see rows that
    they could not open; for everybody else the row itself is the permission."""
    if not access.has(*OVERSEERS):
        return Value(True, output_field=models.BooleanField())
    return Exists(model.objects.visible_to(access, user).filter(pk=OuterRef("pk")))


def to_sort(
    rows: QuerySet,
    access: Access,
    user,
    columns: Mapping[str, Callable[[Access], object]],
    order: Iterable[str] | None,
    *,
    repeats: bool = True,
) -> QuerySet:
    """These rows with who may be shown, and those of `columns` that the order sorts by: all of them
    without an order, and the number of repeats when it is shown."""
    wanted = columns.keys()
    if order is not None:
        sorted_by = {name.removeprefix("-") for name in order}
        wanted &= sorted_by | {"repeats"} if repeats else sorted_by
    # First who is shown: the name to sort by asks for it.
    rows = rows.annotate(personal=person_shown(access, user, rows.model))
    return rows.annotate(**{name: columns[name](access) for name in columns if name in wanted})


def own_department(access: Access) -> Q:
    """Where this person works; an agent works in the contact centre."""
    own = Q(department_id__in=access.department_ids)
    return own | Q(department__is_contact_centre=True) if access.front_office else own


def in_place(rows: QuerySet, department: str | None, domain: str | None) -> QuerySet:
    """Of this department and this domain, both slugs; None does not narrow."""
    if department:
        rows = rows.filter(department__slug=department)
    if domain:
        rows = rows.filter(department__domain__slug=domain)
    return rows


def name_of(person: str) -> Concat:
    """A column to sort by without nulls: last name, first name; empty for nobody."""
    return Concat(
        Coalesce(f"{person}__last_name", Value("")),
        Value(" "),
        Coalesce(f"{person}__first_name", Value("")),
    )


def sees_everywhere(access: Access) -> bool:
    return access.front_office or access.has(*OVERSEERS)


def sees_many_departments(access: Access) -> bool:
    return sees_everywhere(access) or len(access.department_ids) > 1


def places_for(access: Access) -> Places:
    """The departments this person can find work of. One statement."""
    return places(None if sees_everywhere(access) else access.department_ids)


def views_for(access: Access, asked: str, views: Mapping[State, str]) -> list[tuple[str, str]]:
    """The views of this person, of those the work has: state and name. For who works in a
    department only, everything there is to see is of the own department. What the tracker counts
    is a view when the address asks for it."""
    gone = {state for state in WITHOUT_A_TAB if state != asked}
    if not access.front_office:
        gone |= {State.DEPARTMENT, State.ASKED}
    if not access.team_ids:
        gone.add(State.TEAM)
    if not access.sees_customers:
        gone.add(State.MINE)
    names = {state.value: name for state, name in views.items() if state not in gone}
    if not sees_everywhere(access):
        names[State.OPEN.value] = State.DEPARTMENT.label
    return list(names.items())
