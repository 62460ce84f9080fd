"""The columns of the list of cases, on screen and in a sheet."""

from django.utils.translation import gettext_lazy as _

from cases.selectors import Row
from kcc.lib.columns import Cell, Column
from kcc.organisation.access import Access
from kcc.organisation.worklist import State, sees_many_departments


def _days_late(row: Row) -> int | None:
    return row.due.days if row.is_open and row.due.late else None


COLUMNS = (
    Column("number", _("Number"), fixed=True, cells=[Cell(_("Number"), lambda row: row.number)]),
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
        ],
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
