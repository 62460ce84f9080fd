"""The names on every list: departments, teams and colleagues, kept by each process (kcc.lib.kept).

Joined to every row they cost more than the rows themselves: the database has to find the best order
for ten tables, and Django makes an object of each. What decides about rights (who works where,
which department is the contact centre) is asked of the database by who decides.
"""

from collections.abc import Iterable

from kcc.lib.kept import Kept
from kcc.organisation.models import Department, Team, User

# What a row calls them.
PEOPLE = (
    "assignee", "handler", "requested_by", "registered_by", "agent", "by", "added_by", "made_by",
    "done_by", "closed_by",
)  # fmt: skip


def _read() -> dict[str, dict]:
    """By the name of the relation and the key of the row; of people only how they are called.
    Three statements."""
    departments = Department.objects.select_related("domain").order_by("name")
    teams = Team.objects.order_by("name")
    people = User.objects.only("public_id", "username", "first_name", "last_name").order_by()
    # Nobody is nobody, and nowhere is nowhere.
    known = {None: None} | {row.pk: row for row in people}
    places = {row.pk: row for row in departments}
    return {
        "department": places,
        **dict.fromkeys(("transfer_department", "repeat_department"), {None: None} | places),
        "team": {None: None} | {row.pk: row for row in teams},
        **dict.fromkeys(PEOPLE, known),
    }


directory = Kept(_read)


def name_all(rows: Iterable, *names: str) -> None:
    """Give each row its department, team and people, by the names of these relations."""
    name_by(directory, rows, *names)


def name_by(kept: Kept, rows: Iterable, *names: str) -> None:
    """Give each row what these relations lead to; what is not known yet is read at once, and what
    was removed since the row was read leads nowhere."""
    for name in names:
        field, known = f"{name}_id", kept()[name]
        if any(getattr(row, field) not in known for row in rows):
            kept.forget()
            known = kept()[name]
        for row in rows:
            setattr(row, name, known.get(getattr(row, field)))
