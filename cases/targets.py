"""To whom a case can be handed over: one choice instead of three that depend on each other."""

from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from cases.models import Case
from kcc.organisation.away import name_with_absence, with_absence
from kcc.organisation.models import Department, Team, User
from kcc.organisation.reach import reachable, reachable_departments

DEPARTMENT, TEAM, PERSON = "department", "team", "person"


def targets(case: Case, now: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of (value, label): colleagues where the case is now, with a word for who is away, then
    departments with their teams. Three statements."""
    colleagues = [
        (
            f"{PERSON}:{user.public_id}",
            name_with_absence(user, away=user.away, until=user.away_until),
        )
        for user in colleagues_of(case, now)
        if user.pk != case.handler_id
    ]
    groups = [(_("Departments and teams"), places())]
    if colleagues:
        groups.insert(0, (_("Colleagues in %(name)s") % {"name": case.department}, colleagues))
    return groups


def colleagues_of(case: Case, now: datetime):
    """Who can be reached where the case is now, and whether they are away."""
    people = User.objects.filter(pk__in=reachable(case.department).values("user_id"))
    return with_absence(people, now=now).order_by("first_name", "last_name", "pk")


def places() -> list[tuple[str, str]]:
    """The departments with their teams. Two statements."""
    active = Prefetch("teams", Team.objects.filter(active=True).order_by("name"))
    found = []
    for department in reachable_departments().order_by("name").prefetch_related(active):
        found.append((f"{DEPARTMENT}:{department.slug}", department.name))
        found += [
            (f"{TEAM}:{team.public_id}", f"{department.name}, {team.name}")
            for team in department.teams.all()
        ]
    return found


def read_target(value: str) -> dict:
    """The arguments for `hand_over` that a value of `targets` stands for. One statement."""
    kind, _colon, key = value.partition(":")
    if kind == PERSON:
        return {"handler": User.objects.get(public_id=key)}
    if kind == TEAM:
        return {"team": Team.objects.select_related("department").get(public_id=key)}
    return {"department": Department.objects.get(slug=key)}
