"""The rows of the list of cases as markup: one function per column (kcc.organisation.cells)."""

from django.utils.translation import gettext as _

from cases.rows import Row
from cases.terms.marks import decided
from kcc.lib.markup import NOTHING, Markup
from kcc.organisation.cells import PLAIN, Look, Rows, cut, small

NUMBER = Markup('<th scope="row">{}{}</th>')
LINK = Markup('<a href="{}{}" class="nowrap" data-row>{}</a>')
QUERY = Markup("?{}")
NOWRAP = Markup('<span class="nowrap">{}</span>')
TAG = Markup(' <span class="tag">{}</span>')
ABOUT = Markup('<td class="about" data-label="{}"><div>{}{}{}</div></td>')
WHO = Markup('<td class="who" data-label="{}">{}</td>')
STATE = Markup('<td class="state" data-label="{}">{}</td>')
DUE = Markup('<td class="due" data-label="{}">{}</td>')
MARKED = Markup("<div>{}{}</div>")
DAY = Markup('<small class="nowrap">{}</small>')
LATE = Markup('<small><span class="nowrap">{}</span>{}</small>')
SERIOUS = Markup(" · <b>{}</b>")
ALSO = Markup(" · {}")


def number(row: Row, look: Look, label):
    shown = NOWRAP(row.number)
    if row.personal:
        address = look.address("cases:detail", row.public_id)
        shown = LINK(address, QUERY(look.query) if look.query else NOTHING, row.number)
    return NUMBER(shown, TAG(str(row.priority_label).lower()) if row.priority else NOTHING)


def type_of(row: Row, look: Look, label):
    mark = TAG(look.words.confidential) if row.confidential else NOTHING
    return ABOUT(label, row.case_type, mark, small(cut(row.text, 70)))


def due(row: Row, look: Look, label):
    return DUE(label, term(row, look))


def term(row: Row, look: Look):
    """How its term stands."""
    if not row.is_open:
        return NOWRAP(look.day(row.due_on))
    if row.decided_on:
        mark = decided(row.days_decided_late, short=True)
        return MARKED(mark, DAY(look.day(row.decided_on)))
    if row.suspended_on and not row.is_late:
        until = NOTHING
        if row.suspended_until:
            until = DAY(look.words.until % {"day": look.day(row.suspended_until)})
        return MARKED(look.status("", _("suspended")), until)
    below = NOTHING
    if row.is_late:
        also = NOTHING
        if row.serious:
            also = SERIOUS(look.words.serious)
        elif row.suspended_on:
            also = ALSO(_("suspended"))
        below = LATE(look.day(row.due_on), also)
    return MARKED(look.term(row.due_on, row.due), below)


def suspended(row: Row, look: Look, label):
    words = look.day(row.suspended_until) or (_("no day set") if row.suspended_on else "")
    return look.nowrap(label, words)


def norm(row: Row, look: Look, label):
    if row.norm_late:
        return PLAIN(label, look.status("warn", look.words.norm_passed))
    return PLAIN(label, NOWRAP(look.day(row.norm_due_at)))


CELLS = {
    "number": number,
    "type": type_of,
    "customer": lambda row, look, label: WHO(label, row.who or "–"),
    "subject": lambda row, look, label: look.wrap(label, row.subject),
    "location": lambda row, look, label: look.wrap(label, row.location),
    "department": lambda row, look, label: look.place(label, row.department, row.team),
    "handler": lambda row, look, label: look.handler(label, row.handler),
    "status": lambda row, look, label: STATE(label, look.status(row.status_kind, row.status)),
    "due": due,
    "suspended": suspended,
    "norm": norm,
    "registered": lambda row, look, label: look.nowrap(label, look.day(row.registered_at)),
    "registered_by": lambda row, look, label: look.wrap(label, row.registered_by),
    "repeats": lambda row, look, label: look.times(label, row.repeats),
    "priority": lambda row, look, label: look.plain(label, row.priority_label),
    "result": lambda row, look, label: look.plain(label, row.result or "–"),
    "closed": lambda row, look, label: look.nowrap(label, look.day(row.closed_at)),
}
ROWS = Rows("case", "cases:claim", CELLS)
