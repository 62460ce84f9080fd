"""The rows of the list of contacts as markup: one function per column (kcc.organisation.cells)."""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from contacts.history.rows import Row
from kcc.lib.markup import NOTHING, Markup, together
from kcc.lib.templatetags.kcc import icon, mmss
from kcc.organisation.cells import LINE, QUIET, Look, Words, heads

MOMENT = Markup(
    '<td data-label="{}" class="nowrap tab"><a href="{}"><time datetime="{}">{}</time></a></td>'
)
WHO = Markup('<td data-label="{}" class="wrap">{}{}</td>')
LOCKED = Markup(' {}<span class="hide">{}</span>')
SUBJECT = Markup('<td data-label="{}" class="wrap"><div>{}{}</div></td>')
NAMED = Markup("<b>{}</b>{}{}")
MARK = Markup(' <span class="status{}">{}</span>')
NOTE = Markup("<br><small>{}</small>")
CHANNEL = Markup('<td data-label="{}">{}{}</td>')
BESIDE = Markup(" <small>{}</small>")
TALK = Markup('<td data-label="{}" class="num">{}</td>')


class ContactWords(Words):
    def __init__(self):
        super().__init__()
        self.locked, self.asks_status = _("confidential contact"), _("status question")
        self.repeat = {"confirmed": (" warn", _("repeat")), "proposed": (" info", _("repeat?"))}
        self.yes, self.no = _("Yes"), _("No")


def moment(row: Row, look: Look, label):
    # Both in the time of the municipality.
    at = row.started_at.astimezone(look.zone)
    address = look.address("contacts:detail", row.contact_id)
    return MOMENT(label, address, at.isoformat(timespec="seconds"), look.moment(at))


def who(row: Row, look: Look, label):
    shown = row.who or QUIET(look.words.unknown)
    if row.secret:
        shown = look.status("", look.words.confidential)
    mark = LOCKED(icon("lock"), look.words.locked) if row.confidential else NOTHING
    return WHO(label, shown, mark)


def subject(row: Row, look: Look, label):
    named = look.once(_named, row.subject, row.repeat, row.asks_status, look.words)
    return SUBJECT(label, named, NOTE(row.note) if row.note else NOTHING)


def _named(subject: str, repeat: str, asks_status: bool, words: ContactWords):
    again = MARK(*words.repeat[repeat]) if repeat in words.repeat else NOTHING
    return NAMED(subject, again, MARK(NOTHING, words.asks_status) if asks_status else NOTHING)


def channel(row: Row, look: Look, label):
    return look.once(_channel, label, row.channel, row.direction, row.direction_label)


def _channel(label, name: str, direction: str, words: str):
    return CHANNEL(label, name, BESIDE(words) if direction != "inbound" else NOTHING)


def asks_status(row: Row, look: Look, label):
    return look.plain(label, look.words.yes if row.asks_status else look.words.no)


def talk(row: Row, look: Look, label):
    return TALK(label, mmss(row.talk_seconds) if row.talk_seconds else "–")


CELLS = {
    "moment": moment,
    "who": who,
    "subject": subject,
    "outcome": lambda row, look, label: look.plain(label, row.outcome),
    "department": lambda row, look, label: look.plain(label, row.department),
    "channel": channel,
    "repeat": lambda row, look, label: look.plain(label, row.repeat_label),
    "asks_status": asks_status,
    "talk": talk,
}


def write(rows: Iterable[Row], columns) -> SafeString:
    look = Look(columns=columns, says=ContactWords)
    cells = heads(CELLS, look)
    return together(
        LINE(together([cell(row, look, label) for cell, label in cells])) for row in rows
    )
