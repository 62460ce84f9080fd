"""The list of callbacks as a sheet: the same rows, the same columns."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from contacts.callbacks.selectors import Row
from kcc.lib.periods import ZONE
from kcc.lib.templatetags.kcc import phone


def _moment(at) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def sheet(rows: Iterable[Row], *, personal: bool) -> tuple[list[str], Iterable[list]]:
    """Head and lines. Who called, the number and the words only when `personal`, and then still
    empty for rows whose person may not be shown."""
    head = [
        _("Number"), _("Subject"), _("Department"), _("Team"), _("Handler"), _("Status"),
        _("Asked"), _("Promised"), _("Working days late"), _("Attempts"), _("Repeats"),
        _("Urgent"),
    ]  # fmt: skip
    if personal:
        head += [_("Customer"), _("Telephone"), _("Best time"), _("Question")]
    return head, (_line(row, personal) for row in rows)


def _line(row: Row, personal: bool) -> list:
    line = [
        row.number, row.subject, row.department, row.team, row.handler, row.status_label,
        _moment(row.requested_at), _moment(row.promised_at),
        row.due.days if row.is_open and row.due.late else None,
        row.attempts, row.repeats, _("yes") if row.urgent else "",
    ]  # fmt: skip
    if personal:
        who = _("confidential") if row.secret else row.who
        line += [who, phone(row.phone), row.best_time, row.text]
    return line
