"""The columns of the list of cases, on screen and in a sheet."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.rows import Row
from kcc.lib.columns import Cell, Column
from kcc.organisation.access import Access
from kcc.organisation.worklist import State, sees_many_departments


def _days_late(row: Row) -> int | None:
    return row.due.days if row.is_late else None


def _if(true: bool) -> str:
    return gettext("yes") if true else ""


COLUMNS = (
    Column(
        "number", _("Number"), fixed=True,
        cells=[
            Cell(_("Number"), lambda row: row.number),
            Cell(_("Priority"), lambda row: row.priority_label),
        ],
    ),
    Column(
        "type", _("Case type"), css="about",
        cells=[
            Cell(_("Case type"), lambda row: row.case_type),
            Cell(_("Description"), lambda row: row.text, personal=True),
        ],
    ),
    Column(
        "customer", _("Customer"), personal=True, css="who",
        cells=[Cell(_("Customer"), lambda row: row.who, personal=True)],
    ),
    Column("subject", _("Subject"), cells=[Cell(_("Subject"), lambda row: row.subject)]),
    Column(
        "location", _("Place"), personal=True, sort=False,
        cells=[Cell(_("Place"), lambda row: row.location, personal=True)],
    ),
    Column(
        "department", _("Department"), css="place",
        cells=[
            Cell(_("Department"), lambda row: row.department),
            Cell(_("Team"), lambda row: row.team),
        ],
    ),
    Column("handler", _("Handler"), cells=[Cell(_("Handler"), lambda row: row.handler)]),
    Column("status", _("Status"), cells=[Cell(_("Status"), lambda row: row.status)]),
    Column(
        "due", _("Term"),
        cells=[
            Cell(_("Term"), lambda row: row.due_on),
            Cell(_("Working days late"), _days_late),
            Cell(_("Seriously late"), lambda row: _if(row.serious)),
            Cell(_("Decided"), lambda row: row.decided_on),
            Cell(_("Suspended since"), lambda row: row.suspended_on),
        ],
    ),
    Column(
        "suspended", _("Suspended until"),
        cells=[Cell(_("Suspended until"), lambda row: row.suspended_until)],
    ),
    Column("norm", _("Service norm"), cells=[Cell(_("Service norm"), lambda r: r.norm_due_at)]),
    Column(
        "registered", _("Registered"), first="-",
        cells=[Cell(_("Registered"), lambda row: row.registered_at)],
    ),
    Column(
        "registered_by", _("Registered by"),
        cells=[Cell(_("Registered by"), lambda row: row.registered_by)],
    ),
    Column(
        "repeats", _("Repeats"), first="-", css="num",
        cells=[Cell(_("Repeats"), lambda row: row.repeats)],
    ),
    Column(
        "priority", _("Priority"), first="-",
        cells=[Cell(_("Priority"), lambda row: row.priority_label)],
    ),
    Column("result", _("Result"), cells=[Cell(_("Result"), lambda row: row.result)]),
    Column("closed", _("Closed"), first="-", cells=[Cell(_("Closed"), lambda row: row.closed_at)]),
)  # fmt: skip


def usual(access: Access, whose: str) -> list[str]:
    """The columns when the address does not choose: what became of it for who registered it, what
    is to be done for everybody else."""
    place = ["department"] if sees_many_departments(access) else []
    if whose == State.ASKED:
        return ["number", "type", "customer", *place, "status", "due", "registered", "result"]
    return ["number", "type", "customer", *place, "handler", "status", "due", "norm", "repeats"]
