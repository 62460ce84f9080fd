"""The columns of the list of callbacks, on screen and in a sheet."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.callbacks.rows import Row
from kcc.lib.columns import Cell, Column
from kcc.lib.templatetags.kcc import phone
from kcc.organisation.access import Access
from kcc.organisation.worklist import State, sees_many_departments


def _who(row: Row) -> str:
    return gettext("confidential") if row.secret else row.who


def _days_late(row: Row) -> int | None:
    return row.due.days if row.is_open and row.due.late else None


COLUMNS = (
    Column(
        "number", _("Number"), fixed=True,
        cells=[
            Cell(_("Number"), lambda row: row.number),
            Cell(_("Urgent"), lambda row: gettext("yes") if row.urgent else ""),
        ],
    ),
    Column(
        "subject", _("Subject"), css="about",
        cells=[
            Cell(_("Subject"), lambda row: row.subject),
            Cell(_("Question"), lambda row: row.text, personal=True),
        ],
    ),
    Column(
        "customer", _("Customer"), personal=True, css="who",
        cells=[
            Cell(_("Customer"), _who, personal=True),
            Cell(_("Telephone"), lambda row: phone(row.phone), personal=True),
            Cell(_("E-mail address"), lambda row: row.email, personal=True),
            Cell(_("Where the answer goes"), lambda row: row.reply_to, personal=True),
            Cell(_("Best time"), lambda row: row.best_time, personal=True),
        ],
    ),
    Column(
        "answer_by", _("How it is answered"),
        cells=[Cell(_("How it is answered"), lambda row: row.answer_label)],
    ),
    Column(
        "department", _("Department"), css="place",
        cells=[
            Cell(_("Department"), lambda row: row.department),
            Cell(_("Team"), lambda row: row.team),
        ],
    ),
    Column("handler", _("Handler"), cells=[Cell(_("Handler"), lambda row: row.handler)]),
    Column(
        "status", _("Status"),
        cells=[
            Cell(_("Status"), lambda row: row.status_label),
            Cell(_("Attempts"), lambda row: row.attempts),
            Cell(_("Result"), lambda row: row.result_label),
        ],
    ),
    Column(
        "due", _("Promise"),
        cells=[
            Cell(_("Answer before"), lambda row: row.due_at),
            Cell(_("Working days late"), _days_late),
            Cell(_("Seriously late"), lambda row: gettext("yes") if row.serious else ""),
        ],
    ),
    Column("waiting", _("Waits until"), cells=[Cell(_("Waits until"), lambda r: r.waiting_until)]),
    Column("asked", _("Asked"), first="-", cells=[Cell(_("Asked"), lambda row: row.requested_at)]),
    Column("asked_by", _("Promised by"), cells=[Cell(_("Promised by"), lambda row: row.asked_by)]),
    Column(
        "attempts", _("Attempts"), first="-", css="num",
        cells=[Cell(_("Attempts"), lambda row: row.attempts)],
    ),
    Column(
        "repeats", _("Repeats"), first="-", css="num",
        cells=[Cell(_("Repeats"), lambda row: row.repeats)],
    ),
    Column(
        "priority", _("Priority"), first="-",
        cells=[Cell(_("Priority"), lambda row: row.priority_label)],
    ),
    Column("result", _("Result"), cells=[Cell(_("Result"), lambda row: row.result_label)]),
    Column("closed", _("Closed"), first="-", cells=[Cell(_("Closed"), lambda row: row.closed_at)]),
)  # fmt: skip


def usual(access: Access, whose: str) -> list[str]:
    """The columns when the address does not choose: what became of it for who promised it, what is
    to be done for everybody else. Attempts and result stand under the status."""
    place = ["department"] if sees_many_departments(access) else []
    # Beside the name stands how to reach the customer; who sees no names sees that on its own.
    who = "customer" if access.sees_customers else "answer_by"
    if whose == State.ASKED:
        return ["number", "subject", who, *place, "status", "due", "asked", "closed"]
    return ["number", "subject", who, *place, "handler", "status", "due", "repeats"]
