"""Rows chosen in a list, and colleagues to choose from in a form."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet

from kcc.organisation.access import FRONT_OFFICE
from kcc.organisation.away import name_with_absence
from kcc.organisation.models import DEPARTMENT_ROLES, Department, Membership, User


def read_picks(values: Iterable[str]) -> list[tuple[UUID, int]]:
    """Public id and version of each; what cannot be read was not written by our page."""
    picks = {}
    for value in values:
        key, _colon, version = value.partition(":")
        try:
            picks[UUID(key)] = int(version)
        except ValueError:
            continue
    return list(picks.items())


def colleagues(departments: Iterable[Department]) -> QuerySet[User]:
    """Who picks up the work of one of these departments, by name."""
    departments = list(departments)
    members = Q(role__in=DEPARTMENT_ROLES, department__in=departments)
    if any(department.is_contact_centre for department in departments):
        members |= Q(role__in=FRONT_OFFICE)
    found = Membership.objects.filter(members, user__is_active=True)
    return User.objects.filter(pk__in=found.values("user_id"))


class PeopleField(forms.ModelChoiceField):
    """Colleagues from `with_absence`: who is away can be chosen, and is marked."""

    def label_from_instance(self, person):
        return name_with_absence(person, away=person.away, until=person.away_until)
