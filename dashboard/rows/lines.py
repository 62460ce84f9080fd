"""What a row behind a figure shows: what it is about and how it stands, and never a person or a
word of what was said."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from contacts.names.selectors import names
from dashboard.kinds import Unit
from dashboard.measures import REPEATED
from dashboard.rows.links import PART
from dashboard.rows.selectors import Behind
from dashboard.show import hour_text
from dashboard.tables import in_seconds
from kcc.lib.paper.cells import NOTHING
from kcc.lib.paper.tables import Cell, Column, Row, Table
from kcc.lib.sheets import Cell as Raw
from kcc.lib.templatetags.kcc import day, duration, moment, number

TABLE = "rows"


@dataclass(frozen=True)
class Shown:
    """One column: its head, and what of a row stands there."""

    label: str
    value: Callable[[Any], Raw]
    text: Callable[[Raw], str] = str
    numeric: bool = False

    @property
    def column(self) -> Column:
        return Column(str(self.label), numeric=self.numeric)

    def cell(self, row, url: str = "") -> Cell:
        value = self.value(row)
        if value in (None, ""):
            return Cell(NOTHING, url, value="", empty=True)
        return Cell(self.text(value), url, value=value)


def _name(get: Callable[[Any], Any]) -> Callable[[Any], str]:
    """The name of what a row refers to; empty for nothing."""

    def value(row) -> str:
        found = get(row)
        return found.name if found is not None else ""

    return value


def _known(kind: str, key: Callable[[Any], int | None], get: Callable[[Any], Any]):
    """The same of what every process keeps the names of (contacts.names); what is not among them,
    for it was made just now, is read."""
    read = _name(get)

    def value(row) -> str:
        pk = key(row)
        named = getattr(names(), kind).get(pk) if pk else None
        return named.name if named else read(row)

    return value


def _choice(name: str) -> Callable[[Any], str]:
    """What a choice is called, as `get_…_display`, which looks through all of them for each row."""
    return lambda row: _word(type(row), name, getattr(row, name), get_language())


@lru_cache(maxsize=500)
def _word(model, name: str, value, _language: str) -> str:
    return str(dict(model._meta.get_field(name).flatchoices).get(value, value) or "")


# By the moment a source counts by (dashboard.measures.Source.at).
MOMENTS = {
    "requested_at": _("Asked for"),
    "closed_at": _("Closed"),
    "due_at": _("Due"),
    "registered_at": _("Registered"),
}
CONTACT_AT = Shown(_("Contact"), lambda row: row.contact.started_at, moment)
ANSWERED_ON = Shown(_("Day"), lambda row: row.rated_on, day)
REFERENCE = Shown(_("Reference"), lambda row: row.number)
DEPARTMENT = Shown(_("Department"), _name(lambda row: row.counted_for))
TEAM = Shown(_("Team"), _name(lambda row: row.team))
REASON = Shown(
    _("Reason"),
    _known("reasons", lambda row: row.repeat_reason_id, lambda row: row.repeat_reason),
)
SCORE = Shown(_("Mark"), lambda row: row.score, numeric=True)
SUBJECT = Shown(
    _("Subject"), _known("subjects", lambda row: row.subject_id, lambda row: row.subject)
)
KINDS: dict[str, list[Shown]] = {
    "question": [
        CONTACT_AT,
        SUBJECT,
        DEPARTMENT,
        Shown(
            _("Channel"),
            _known("channels", lambda row: row.contact.channel_id, lambda row: row.contact.channel),
        ),
        Shown(_("Outcome"), _name(lambda row: row.outcome)),
    ],
    "callback": [
        REFERENCE,
        Shown(
            _("Subject"),
            _known(
                "subjects", lambda row: row.question.subject_id, lambda row: row.question.subject
            ),
        ),
        DEPARTMENT,
        TEAM,
        Shown(
            _("Channel"),
            _known(
                "channels",
                lambda row: row.question.contact.channel_id,
                lambda row: row.question.contact.channel,
            ),
        ),
        Shown(_("Status"), _choice("status")),
        Shown(_("Result"), _choice("result")),
    ],
    "case": [
        REFERENCE,
        Shown(_("Subject"), lambda row: row.subject_name or row.case_type.name),
        DEPARTMENT,
        TEAM,
        Shown(_("Status"), _name(lambda row: row.status)),
        Shown(_("Result"), _name(lambda row: row.result)),
    ],
    "answer": [
        ANSWERED_ON,
        SUBJECT,
        DEPARTMENT,
        Shown(
            _("Channel"), _known("channels", lambda row: row.channel_id, lambda row: row.channel)
        ),
        SCORE,
    ],
    "hour": [
        Shown(_("Day"), lambda row: row.day, day),
        Shown(_("Hour"), lambda row: row.hour, hour_text),
        Shown(_("Line"), lambda row: row.line),
    ],
}
PAGES = {
    "question": lambda row: reverse("contacts:detail", args=[row.contact.public_id]),
    "callback": lambda row: reverse("contacts:callback", args=[row.public_id]),
    "case": lambda row: reverse("cases:detail", args=[row.public_id]),
}


def columns_of(behind: Behind) -> list[Shown]:
    columns = [*KINDS[behind.kind]]
    if behind.kind in ("callback", "case"):
        at = behind.source.at
        columns.insert(1, Shown(MOMENTS[at], lambda row: getattr(row, at), moment))
    if behind.kind == "question" and behind.source is REPEATED:
        columns.append(REASON)
    # The mark of an answer is what is added up: it is a column already.
    if behind.sums and behind.kind != "answer":
        columns.append(_amount(behind))
    return columns


def adds_times(behind: Behind) -> bool:
    """Of a mean time only the part is time; the whole is of how many."""
    return behind.figure.unit == Unit.SECONDS and behind.side == PART


def _amount(behind: Behind) -> Shown:
    if adds_times(behind):
        return Shown(_("Time"), lambda row: row.amount, duration, numeric=True)
    label = _("Calls") if behind.kind == "hour" else _("Attempts")
    return Shown(label, lambda row: row.amount, number, numeric=True)


def amount_text(behind: Behind, amount: int) -> str:
    """What all rows together come to."""
    if adds_times(behind):
        return duration(amount)
    if behind.kind == "hour":
        return ngettext("%(count)s call", "%(count)s calls", amount) % {"count": number(amount)}
    return number(amount)


def table_of(behind: Behind, rows, *, title: str) -> Table:
    """The rows of one page."""
    columns = columns_of(behind)
    return Table(
        TABLE,
        title,
        [shown.column for shown in columns],
        [_row(behind, columns, row) for row in rows],
        nothing=gettext("Nothing answers these filters."),
        css="behind",
    )


def _row(behind: Behind, columns: list[Shown], row) -> Row:
    url = ""
    # Only who works with customers opens what is behind a row.
    if row.opens and behind.access.sees_customers:
        url = PAGES[behind.kind](row)
    first, *others = columns
    return Row([first.cell(row, url), *(shown.cell(row) for shown in others)])


def head_and_lines(behind: Behind):
    """All rows, for a file."""
    columns = columns_of(behind)
    head = [in_seconds(str(each.label)) if each.text is duration else str(each.label)
            for each in columns]  # fmt: skip
    return head, ([shown.value(row) for shown in columns] for row in behind.every_row())
