"""The list of cases as a sheet: the same rows, the same columns."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cases.selectors import Row
from kcc.lib.periods import ZONE


def _moment(at) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def sheet(rows: Iterable[Row], *, personal: bool) -> tuple[list[str], Iterable[list]]:
    """Head and lines. The customer and the description only when `personal`, and then still empty
    for rows whose person may not be shown."""
    head = [
        _("Number"), _("Case type"), _("Department"), _("Team"), _("Handler"), _("Status"),
        _("Registered"), _("Term"), _("Working days late"), _("Service norm"), _("Repeats"),
    ]  # fmt: skip
    if personal:
        head += [_("Customer"), _("Description")]
    return head, (_line(row, personal) for row in rows)


def _line(row: Row, personal: bool) -> list:
    line = [
        row.number, row.case_type, row.department, row.team, row.handler, row.status,
        _moment(row.registered_at), row.due_on.isoformat(),
        row.due.days if row.is_open and row.due.late else None,
        _moment(row.norm_due_at), row.repeats,
    ]  # fmt: skip
    return [*line, row.who, row.text] if personal else line
