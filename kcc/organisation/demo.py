"""The log-ins of the demo town: one account per kind of work, named on the log-in page."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kcc.organisation.models import Role, User

DEMO_PASSWORD = "welkom-in-lindenwaard"  # noqa: S105 - of fictional people; shown on the page

# Of the case that everybody may follow in the demo.
FOLLOW_CODE = "PR0BE-ERZAK"  # shown on the page
# Not a role of its own: a department employee who leads a team.
TEAM_LEAD = "team-lead"
# The one who drew up the destruction list that the account "privacy-officer" decides about.
SECOND_OFFICER = "privacy-officer-2"


@dataclass(frozen=True)
class DemoAccount:
    label: str
    name: str
    username: str
    password: str


def username_of(role: str) -> str:
    """The account that shows `role` in the demo: "kcc_lead" is "kcc-lead"."""
    return role.replace("_", "-")


def demo_accounts() -> list[DemoAccount]:
    """The accounts that are there, in the order of the roles. One statement."""
    wanted = {}
    for role in Role:
        wanted[username_of(role)] = role.label
        if role == Role.HANDLER:
            wanted[TEAM_LEAD] = _("Team lead of a department")
    wanted[SECOND_OFFICER] = _("Second privacy officer")
    users = User.objects.filter(username__in=wanted, is_active=True).in_bulk(field_name="username")
    return [
        DemoAccount(label, users[name].get_display_name(), name, DEMO_PASSWORD)
        for name, label in wanted.items()
        if name in users
    ]
