"""The rows of the list of callbacks as markup: one function per column (kcc.organisation.cells)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.callbacks.rows import Row
from contacts.models.callback import CallbackStatus, Result
from kcc.lib.markup import NOTHING, Markup
from kcc.lib.markup import status as mark
from kcc.lib.templatetags.kcc import icon, phone
from kcc.organisation.cells import SMALL, Look, Rows, cut, small

NUMBER = Markup('<th scope="row">{}{}</th>')
LINK = Markup('<a href="{}?{}" class="nowrap" data-row>{}</a>')
TAG = Markup(' <span class="tag">{}</span>')
ABOUT = Markup('<td class="about" data-label="{}"><div>{}{}</div></td>')
WHO = Markup('<td class="who" data-label="{}"><div>{}</div></td>')
REACHED = Markup("{}<small>{}{}</small>")
PHONE = Markup('{} <span class="nowrap">{}</span>')
BESIDE = Markup("{} {}")
BEST = Markup(" · {}")
IN_DIV = Markup('<td data-label="{}"><div>{}{}</div></td>')
DUE = Markup('<td class="due" data-label="{}">{}</td>')
NOWRAP = Markup('<span class="nowrap">{}</span>')
STILL = Markup('<div><span class="status">{}</span><small class="nowrap">{}</small></div>')
MARKED = Markup("<div>{}{}</div>")
LATE = Markup('<small><span class="nowrap">{}</span>{}</small>')
SERIOUS = Markup(" · <b>{}</b>")
TRIED = Markup('<small class="nowrap">{}</small>')
WRITTEN = {"letter": "file-text"}


def number(row: Row, look: Look, label):
    shown = row.number
    if row.personal:
        address = look.address("contacts:callback", row.public_id)
        shown = LINK(address, look.query or "state=open", row.number)
    return NUMBER(shown, TAG(look.words.urgent) if row.urgent else NOTHING)


def subject(row: Row, look: Look, label):
    return ABOUT(label, row.subject, small(cut(row.text, 70)))


def customer(row: Row, look: Look, label):
    if not row.personal:
        return WHO(label, NOTHING)
    who = look.status("", look.words.confidential) if row.secret else row.who or look.words.unknown
    if row.answer_by == "phone":
        way = PHONE(icon("phone"), phone(row.phone))
    elif row.answer_by == "email":
        way = BESIDE(icon("mail"), row.email)
    else:
        mark = icon(WRITTEN.get(row.answer_by, "message"))
        way = BESIDE(mark, cut(row.reply_to, 40) or row.answer_label)
    best = BEST(str(row.best_time).lower()) if row.best_time else NOTHING
    return WHO(label, REACHED(who, way, best))


def status(row: Row, look: Look, label):
    return look.once(_status, label, row.status, row.status_kind, row.of.result, row.attempts)


def _status(label, status: str, kind: str, result: str, attempts: int):
    below = NOTHING
    if result:
        below = SMALL(Result(result).label)
    elif attempts:
        words = ngettext("%(attempts)s attempt", "%(attempts)s attempts", attempts)
        below = TRIED(words % {"attempts": attempts})
    return IN_DIV(label, mark(kind, CallbackStatus(status).label), below)


def due(row: Row, look: Look, label):
    if not row.is_open:
        return DUE(label, NOWRAP(look.moment(row.due_at)))
    if row.waiting_until and not row.due.late:
        until = look.words.until % {"day": look.day(row.waiting_until)}
        return DUE(label, STILL(_("stands still"), until))
    below = NOTHING
    if row.due.late:
        serious = SERIOUS(look.words.serious) if row.serious else NOTHING
        below = LATE(look.moment(row.due_at), serious)
    return DUE(label, MARKED(look.promise(row.due_at, row.due), below))


CELLS = {
    "number": number,
    "subject": subject,
    "customer": customer,
    "answer_by": lambda row, look, label: look.plain(label, row.answer_label),
    "department": lambda row, look, label: look.place(label, row.department, row.team),
    "handler": lambda row, look, label: look.handler(label, row.handler),
    "status": status,
    "due": due,
    "waiting": lambda row, look, label: look.nowrap(label, look.day(row.waiting_until)),
    "asked": lambda row, look, label: look.nowrap(label, look.moment(row.requested_at)),
    "asked_by": lambda row, look, label: look.wrap(label, row.asked_by),
    "attempts": lambda row, look, label: look.number(label, row.attempts),
    "repeats": lambda row, look, label: look.times(label, row.repeats),
    "priority": lambda row, look, label: look.plain(label, row.priority_label),
    "result": lambda row, look, label: look.plain(label, row.result_label or "–"),
    "closed": lambda row, look, label: look.nowrap(label, look.moment(row.closed_at)),
}
ROWS = Rows("callback", "contacts:callback-claim", CELLS)
