"""Rows of a worklist as markup. A list has a function for each of its columns, which is given the
row, how the page looks, and the label of the column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from html import escape
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kcc.lib.addresses import addresses_of
from kcc.lib.columns import Column
from kcc.lib.markup import NOTHING, Markup, status, together
from kcc.lib.secret import FIELD
from kcc.lib.templatetags.kcc import written_day
from kcc.organisation.due import Due

ROW = Markup('<tr{} id="{}-{}">{}{}{}{}</tr>\n')
LINE = Markup("<tr>{}</tr>\n")
LEVEL = Markup(' class="{}"')
PICK = Markup('<td class="pick">{}</td>')
BOX = Markup('<input type="checkbox" form="bulk" name="pick" value="{}:{}" aria-label="{}">')
WHY = Markup('<td data-label="{}">{}</td>')
CLAIM = Markup(
    '<td><form method="post" action="{0}" hx-post="{0}" hx-target="closest tr"'
    ' hx-swap="outerHTML" data-once><input type="hidden" name="version" value="{1}">{2}'
    '<span class="hide"> {3}</span></button></form></td>'
)
# What all claims of a page have in common.
SENT = Markup('{}<input type="hidden" name="next" value="{}">{}<button class="btn small">{}')
PICKING = SafeString('<input type="hidden" name="picking" value="1">')
NO_ACT = SafeString("<td></td>")
TOKEN = Markup(FIELD)
SMALL = Markup("<small>{}</small>")
WRAP = Markup('<td class="wrap" data-label="{}">{}</td>')
NOWRAP = Markup('<td class="nowrap" data-label="{}">{}</td>')
QUIET = Markup('<span class="quiet">{}</span>')
PLAIN = Markup('<td data-label="{}">{}</td>')
PLACE = Markup('<td class="place" data-label="{}"><div>{}{}</div></td>')
NUM = Markup('<td class="num" data-label="{}">{}</td>')


class Words:
    """What rows say in one language. A list may have more of its own."""

    def __init__(self):
        self.claim, self.nobody = _("Claim"), _("nobody")
        self.select = _("Select %(number)s")
        self.urgent, self.confidential = _("urgent"), _("confidential")
        self.unknown, self.serious, self.until = _("unknown"), _("serious"), _("until %(day)s")
        self.norm_passed, self.found_by = _("norm passed"), _("Found by")
        self.near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}


@cache
def _words(kind: type[Words], _language: str | None) -> Words:
    return kind()


@dataclass(kw_only=True)
class Look:
    """What all rows of a page have in common: their columns, whether people are shown and rows can
    be chosen, the address of the page and its query. Words, days, addresses and cells that many
    rows have are written once."""

    columns: Sequence[Column]
    personal: bool = False
    may_pick: bool = False
    here: str = ""
    query: str = ""
    token: str = ""
    says: type[Words] = Words

    def __post_init__(self):
        self.words, self.zone = _words(self.says, get_language()), timezone.get_current_timezone()
        self.today = timezone.localdate()
        self._days: dict[date, str] = {}
        self._addresses: dict[str, Callable] = {}
        self._cells: dict[tuple, SafeString] = {}

    def once(self, write: Callable[..., SafeString], *values) -> SafeString:
        """`write(*values)`, for a cell that is the same in many rows."""
        key = write, *values
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = write(*values)
        return found

    def address(self, name: str, public_id: UUID) -> str:
        """Of the page of a row."""
        if name not in self._addresses:
            self._addresses[name] = addresses_of(name)
        return self._addresses[name](public_id)

    def day(self, value: date | datetime | None) -> str:
        """As the filter `day`."""
        if not value:
            return ""
        if isinstance(value, datetime):
            value = value.astimezone(self.zone).date()
        found = self._days.get(value)
        if found is None:
            found = self._days[value] = written_day(value, self.today.year)
        return found

    def moment(self, value: datetime | None) -> str:
        """As the filter `moment`."""
        if not value:
            return ""
        value = value.astimezone(self.zone)
        return f"{self.day(value.date())} {value.hour:02}:{value.minute:02}"

    def moment_near(self, value: datetime) -> str:
        """As the filter `moment_near`."""
        value = value.astimezone(self.zone)
        day = value.date()
        word = self.words.near.get((day - self.today).days) or self.day(day)
        return f"{word} {value.hour:02}:{value.minute:02}"

    def status(self, kind: str, text) -> SafeString:
        return self.once(status, kind, text)

    def handler(self, label, name: str) -> SafeString:
        return self.once(_handler, label, name, self.words.nobody)

    def wrap(self, label, text: str) -> SafeString:
        return self.once(WRAP, label, text or "–")

    def nowrap(self, label, text: str) -> SafeString:
        return self.once(NOWRAP, label, text or "–")

    def plain(self, label, text: str) -> SafeString:
        return self.once(PLAIN, label, text)

    def place(self, label, department: str, team: str) -> SafeString:
        return self.once(_place, label, department, team)

    def number(self, label, number: int) -> SafeString:
        return self.once(NUM, label, number or "–")

    def times(self, label, number: int) -> SafeString:
        return self.once(NUM, label, f"{number} ×" if number else "–")

    def promise(self, at: datetime, due: Due) -> SafeString:
        """As components/due.html."""
        return self.status(due.kind, due.short if due.late else self.moment_near(at))

    def term(self, day: date, due: Due) -> SafeString:
        """As components/due_day.html, short."""
        return self.status(due.kind, due.short or self.day(day))


def _handler(label, name: str, nobody: str) -> SafeString:
    return WRAP(label, name or QUIET(nobody))


def _place(label, department: str, team: str) -> SafeString:
    return PLACE(label, department, small(team))


def small(text: str) -> SafeString:
    return SMALL(text) if text else NOTHING


def cut(text: str, length: int) -> str:
    """As the filter `truncatechars`, which takes long to find that most texts are short."""
    if len(text) <= length:
        return text
    # In plain letters there is nothing to compose, and nothing that takes no room.
    return f"{text[: length - 1]}…" if text.isascii() else Truncator(text).chars(length)


def heads(cells: Mapping[str, Callable], look: Look) -> list[tuple[Callable, SafeString]]:
    """How each column of the page is written, with its label."""
    return [(cells[column.name], SafeString(escape(str(column.label)))) for column in look.columns]


@dataclass(frozen=True)
class Rows:
    """How the rows of one list are written. `name` stands in the id of a row, `claim` is the
    address at which one is taken on."""

    name: str
    claim: str
    cells: Mapping[str, Callable]

    def write(self, lines, look: Look) -> SafeString:
        """Lines of a row and the words for why it was found, None in a list that looks for nothing;
        each a row of the table."""
        columns = heads(self.cells, look)
        token = TOKEN(look.token) if look.token else NOTHING
        picking = PICKING if look.may_pick else NOTHING
        sent = SENT(token, look.here, picking, look.words.claim)
        return together(self._row(row, why, look, columns, sent) for row, why in lines)

    def _row(self, row, why: str | None, look: Look, columns, sent):
        return ROW(
            look.once(LEVEL, row.level) if row.level else NOTHING,
            self.name,
            row.public_id,
            _pick(row, look) if look.may_pick else NOTHING,
            together([cell(row, look, label) for cell, label in columns]),
            NOTHING if why is None else WHY(look.words.found_by, why),
            self._act(row, look, sent) if look.personal else NOTHING,
        )

    def _act(self, row, look: Look, sent):
        if not row.may_claim:
            return NO_ACT
        return CLAIM(look.address(self.claim, row.public_id), row.version, sent, row.number)


def _pick(row, look: Look):
    if not row.may_pick:
        return PICK(NOTHING)
    words = look.words.select % {"number": row.number}
    return PICK(BOX(row.public_id, row.version, words))
