"""Who works at the municipality of Lindenwaard: some sixty people, and the accounts of the demo."""

from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from dashboard.management.demo.names import FAMILY, MEN, WOMEN
from kcc.lib.text import fold
from kcc.organisation.demo import DEMO_PASSWORD, SECOND_OFFICER, TEAM_LEAD, username_of
from kcc.organisation.models import Department, Membership, Role, Team, User

AGENTS = 10
HANDLERS = {"vergunningen": 5, "burgerzaken": 3, "openbare-ruimte": 3, "zorg": 3, "belastingen": 2}
# Name, role and department of the accounts on the log-in page. head2 shows that another
# department's head sees nothing of vergunningen.
ACCOUNTS = (
    ("agent", "Sanne", "Mulder", Role.AGENT, None),
    (username_of(Role.KCC_LEAD), "Karin", "de Boer", Role.KCC_LEAD, None),
    ("handler", "Jeroen", "Bakker", Role.HANDLER, "vergunningen"),
    (TEAM_LEAD, "Fatima", "el Amrani", Role.HANDLER, "vergunningen"),
    ("head", "Rob", "Smit", Role.HEAD, "vergunningen"),
    ("head2", "Ingrid", "van Leeuwen", Role.HEAD, "burgerzaken"),
    ("manager", "Esther", "Hoekstra", Role.MANAGER, None),
    ("board", "Willem", "van der Linden", Role.BOARD, None),
    (username_of(Role.ADMINISTRATOR), "Tim", "Veenstra", Role.ADMINISTRATOR, None),
    (username_of(Role.PRIVACY_OFFICER), "Marieke", "Prins", Role.PRIVACY_OFFICER, None),
    (SECOND_OFFICER, "Hanneke", "Visser", Role.PRIVACY_OFFICER, None),
)


@dataclass
class Staff:
    """Who can do what, by department."""

    agents: list[User] = field(default_factory=list)
    handlers: dict[str, list[User]] = field(default_factory=dict)
    heads: dict[str, User] = field(default_factory=dict)
    teams: dict[str, list[Team]] = field(default_factory=dict)


def hire(rng) -> Staff:
    """Make everybody in three statements."""
    departments = {row.slug: row for row in Department.objects.order_by("slug")}
    teams = {slug: [] for slug in departments}
    for team in Team.objects.select_related("department").order_by("department__slug", "slug"):
        teams[team.department.slug].append(team)
    jobs = _jobs(departments)
    people = _people(rng, jobs)
    User.objects.bulk_create(people)
    memberships = []
    staff = Staff(teams=teams, handlers={slug: [] for slug in departments})
    for user, (_, role, slug) in zip(people, jobs, strict=True):
        team = rng.choice(teams[slug]) if role == Role.HANDLER and teams[slug] else None
        department = departments[slug] if slug else None
        # Somebody leads each department from within; in the big ones that is an account.
        leads = role == Role.HANDLER and (
            user.username == TEAM_LEAD if slug == "vergunningen" else not staff.handlers[slug]
        )
        memberships.append(
            Membership(
                user=user,
                role=role,
                department=department,
                leads=leads,
                team=None if leads else team,
            )
        )
        if role in (Role.AGENT, Role.KCC_LEAD):
            staff.agents.append(user)
        elif role == Role.HANDLER:
            staff.handlers[slug].append(user)
        elif role == Role.HEAD:
            staff.heads[slug] = user
    Membership.objects.bulk_create(memberships)
    return staff


def _jobs(departments) -> list[tuple[str | None, str, str | None]]:
    """(user name of an account or None, role, department) of everybody."""
    jobs = [(username, role, slug) for username, _, _, role, slug in ACCOUNTS]
    jobs += [(None, Role.AGENT, None)] * (AGENTS - 1)
    for slug in departments:
        heads = [job for job in jobs if job[1:] == (Role.HEAD, slug)]
        jobs += [(None, Role.HEAD, slug)] * (1 - len(heads))
        there = [job for job in jobs if job[1:] == (Role.HANDLER, slug)]
        jobs += [(None, Role.HANDLER, slug)] * (HANDLERS.get(slug, 1) - len(there))
    return jobs


def _people(rng, jobs) -> list[User]:
    # One hash for all accounts: hashing is slow on purpose, and this password protects nothing.
    known = {row[0]: row for row in ACCOUNTS}
    password, taken, people = make_password(DEMO_PASSWORD), set(known), []
    for username, role, _ in jobs:
        if username:
            first, last = known[username][1:3]
        else:
            username, first, last = _somebody(rng, taken)
        taken.add(username)
        people.append(
            User(
                username=username,
                first_name=first,
                last_name=last,
                email=f"{username}@lindenwaard.example",
                phone=f"{rng.randrange(2000, 3999)}",
                password=password if username in known else make_password(None),
                is_staff=role == Role.ADMINISTRATOR,
            )
        )
    return people


def _somebody(rng, taken) -> tuple[str, str, str]:
    while True:
        first, (prefix, family) = rng.choice(MEN + WOMEN), rng.choice(FAMILY)
        last = f"{prefix} {family}".strip()
        username = f"{first[0]}.{last}".replace(" ", "").replace("'", "")
        username = fold(username)
        if username not in taken:
            return username, first, last
