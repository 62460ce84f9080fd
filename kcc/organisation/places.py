"""Departments and teams to choose from in the filters of a list."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from kcc.lib.kept import Kept
from kcc.lib.options import Options
from kcc.organisation.directory import directory


@dataclass(frozen=True)
class Places:
    """Names by slug; teams by the name of their department, each (public id, name). `keys` gives
    the key of a department by its slug and of a team by its public id."""

    domains: dict[str, str] = field(default_factory=dict)
    departments: dict[str, str] = field(default_factory=dict)
    teams: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)

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

    @cached_property
    def options(self) -> dict[str, Options]:
        """The same, by the name of the filter."""
        return {
            "department": Options(self.department_choices),
            "team": Options(self.team_choices),
            "domain": Options(self.domain_choices),
        }


def places(department_ids: Collection[int] | None = None) -> Places:
    """These departments with their teams, or all; also those no longer in use, for old work may
    still be waiting there. No statement: what the directory knows."""
    wanted = None if department_ids is None else frozenset(department_ids)
    made = _made()
    if wanted not in made:
        made[wanted] = _places(wanted)
    return made[wanted]


# By whose departments: the options of a filter are written once for everybody who has the same.
_made: Kept[dict] = Kept(dict, of=directory)


def _places(wanted: frozenset[int] | None) -> Places:
    known, found = directory(), Places()
    for department in known["department"].values():
        if wanted is None or department.pk in wanted:
            found.departments[department.slug] = department.name
            found.domains[department.domain.slug] = department.domain.name
            found.keys[department.slug] = department.pk
    for department in known["department"].values():
        if department.slug in found.departments:
            teams = [
                team
                for team in known["team"].values()
                if team and team.department_id == department.pk
            ]
            for team in teams:
                found.teams.setdefault(department.name, []).append((str(team.public_id), team.name))
                found.keys[str(team.public_id)] = team.pk
    return found
