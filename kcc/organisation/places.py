"""Departments and teams to choose from in the filters of a list."""

from collections.abc import Collection
from dataclasses import dataclass, field

from kcc.organisation.models import Department


@dataclass(frozen=True)
class Places:
    """Names by slug; teams by the name of their department, each (public id, name)."""

    domains: dict[str, str] = field(default_factory=dict)
    departments: dict[str, str] = field(default_factory=dict)
    teams: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def department_choices(self) -> list[tuple[str, str]]:
        return list(self.departments.items())

    @property
    def domain_choices(self) -> list[tuple[str, str]]:
        return sorted(self.domains.items(), key=lambda choice: choice[1])

    @property
    def team_choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """In groups, one per department."""
        return list(self.teams.items())


def places(department_ids: Collection[int] | None = None) -> Places:
    """These departments with their teams, or all; also those no longer in use, for old work may
    still be waiting there. One statement."""
    rows = Department.objects.order_by("name", "teams__name")
    if department_ids is not None:
        rows = rows.filter(pk__in=department_ids)
    found = Places()
    for slug, name, domain, domain_name, team, team_name in rows.values_list(
        "slug", "name", "domain__slug", "domain__name", "teams__public_id", "teams__name"
    ):
        found.departments[slug] = name
        found.domains[domain] = domain_name
        if team:
            found.teams.setdefault(name, []).append((str(team), team_name))
    return found
