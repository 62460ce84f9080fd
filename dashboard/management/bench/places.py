"""Forty departments, what they are asked about, and the three hundred people who work there."""

from datetime import date
from pathlib import Path
from random import Random

import yaml
from django.contrib.auth.hashers import make_password

from contacts.models import Subject
from dashboard.management.demo.names import FAMILY, MEN, WOMEN
from kcc.lib.text import fold
from kcc.organisation.demo import username_of
from kcc.organisation.dutch_holidays import statutory_days
from kcc.organisation.models import ClosingDay, Department, Domain, Membership, Role, Team, User

DEPARTMENTS = yaml.safe_load((Path(__file__).parent / "afdelingen.yaml").read_text("utf-8"))
PEOPLE = 300
AGENTS = 70
# One of each, by the names the demo gives them; who measures logs in as these.
ALONE = (Role.KCC_LEAD, Role.MANAGER, Role.BOARD, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)
# The department of the accounts "handler" and "head".
BUSIEST = "vergunningen"


def lay_out(rng: Random, first_day: date, last_day: date) -> None:
    """Beside the start data, everything that is there before anybody calls."""
    _close_holidays(range(first_day.year - 1, last_day.year + 2))
    _add_departments()
    _hire(rng)


def _close_holidays(years: range) -> None:
    known = set(ClosingDay.objects.values_list("date", flat=True))
    ClosingDay.objects.bulk_create(
        ClosingDay(date=day, name=name, kind=ClosingDay.Kind.HOLIDAY)
        for day, name in statutory_days(years).items()
        if day.year in years and day not in known
    )


def _add_departments() -> None:
    domains = {domain.slug: domain for domain in Domain.objects.all()}
    models = {subject.code: subject for subject in Subject.objects.all()}
    made = Department.objects.bulk_create(
        Department(slug=row["slug"], name=row["naam"], domain=domains[row["domein"]])
        for row in DEPARTMENTS
    )
    by_slug = {department.slug: department for department in made}
    Team.objects.bulk_create(
        Team(department=by_slug[row["slug"]], slug=fold(name).replace(" ", "-"), name=name)
        for row in DEPARTMENTS
        for name in row["groepen"]
    )
    Subject.objects.bulk_create(
        _subject(row, number, name, by_slug[row["slug"]], models[row["als"]])
        for row in DEPARTMENTS
        for number, name in enumerate(row["onderwerpen"], start=1)
    )


def _subject(row: dict, number: int, name: str, department, model: Subject) -> Subject:
    """As `model`, whose talks are borrowed too: the code says which one that is."""
    return Subject(
        code=f"{row['als']}-{row['slug']}-{number}",
        name=name,
        domain=department.domain,
        department=department,
        case_type_id=model.case_type_id,
        first_line=model.first_line,
        answer=model.answer,
        search_text=fold(name),
        repeat_window_days=model.repeat_window_days,
        address_bound=model.address_bound,
    )


def _jobs() -> list[tuple[str, Role, str | None]]:
    """(user name, role, department) of everybody; the rest of the three hundred are employees."""
    slugs = list(Department.objects.order_by("slug").values_list("slug", flat=True))
    jobs = [(username_of(role), role, None) for role in ALONE]
    jobs += [("agent", Role.AGENT, None), ("handler", Role.HANDLER, BUSIEST)]
    jobs += [(f"agent-{number}", Role.AGENT, None) for number in range(2, AGENTS + 1)]
    jobs += [("head" if slug == BUSIEST else f"head-{slug}", Role.HEAD, slug) for slug in slugs]
    left = PEOPLE - len(jobs)
    places = [slugs[number % len(slugs)] for number in range(left)]
    return jobs + [(f"employee-{n}", Role.HANDLER, slug) for n, slug in enumerate(places, start=1)]


def _hire(rng: Random) -> None:
    departments = {department.slug: department for department in Department.objects.all()}
    teams: dict[int, list[Team]] = {}
    for team in Team.objects.order_by("pk"):
        teams.setdefault(team.department_id, []).append(team)
    jobs = _jobs()
    people = User.objects.bulk_create([_person(rng, username) for username, _role, _slug in jobs])
    memberships = []
    for user, (_username, role, slug) in zip(people, jobs, strict=True):
        department = departments[slug] if slug else None
        there = teams.get(department.pk, []) if role == Role.HANDLER else []
        team = rng.choice(there) if there else None
        memberships.append(Membership(user=user, role=role, department=department, team=team))
    Membership.objects.bulk_create(memberships)


def _person(rng: Random, username: str) -> User:
    """Without a password that works: nobody can log in by the form."""
    prefix, family = rng.choice(FAMILY)
    return User(
        username=username,
        first_name=rng.choice(MEN + WOMEN),
        last_name=f"{prefix} {family}".strip(),
        email=f"{username}@lindenwaard.example",
        password=make_password(None),
    )
