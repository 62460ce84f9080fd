"""To whom a case can be handed over: one choice instead of three that depend on each other."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from cases.models import Case
from kcc.organisation.models import Department, Team, User
from kcc.organisation.reach import reachable, reachable_departments

DEPARTMENT, TEAM, PERSON = "department", "team", "person"


def targets(case: Case) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of (value, label): colleagues where the case is now, then departments with their
    teams. Three statements."""
    people = User.objects.filter(pk__in=reachable(case.department).values("user_id"))
    colleagues = [
        (f"{PERSON}:{user.public_id}", user.get_display_name())
        for user in people
        if user.pk != case.handler_id
    ]
    groups = [(_("Departments and teams"), places())]
    if colleagues:
        groups.insert(0, (_("Colleagues in %(name)s") % {"name": case.department}, colleagues))
    return groups


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
