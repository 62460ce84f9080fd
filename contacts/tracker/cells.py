"""The tables of the tracker as markup: the forecast, and the running terms by urgency."""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.tracker.forecast import Cell, Group, Line
from contacts.tracker.selectors import Clock
from kcc.lib.markup import NOTHING, Markup, status, together
from kcc.lib.templatetags.kcc import number
from kcc.organisation.cells import LEVEL, QUIET, Look, Words

# -- The forecast
LINE = Markup("<tr>{}{}</tr>\n")
NAME = Markup('<th scope="row">{}</th>')
COUNT = Markup('<td class="num{}" data-label="{}: {}">{}</td>')
FIRST = SafeString(" first")
LINK = Markup('<a href="{}">{}</a>')
LATE_LINK = Markup('<a class="status late" href="{}">{}</a>')

# -- The running terms
BODY = Markup("<tbody>\n{}{}{}</tbody>\n")
GROUP = Markup('<tr class="group"><th scope="rowgroup" colspan="6">{} {}</th></tr>\n')
COUNTS = Markup('<span class="counts">{}{}{}</span>')
MORE = Markup('<tr class="more"><td colspan="6">{} {} {}</td></tr>\n')
ROW = Markup('<tr{} id="clock-{}">{}{}{}{}{}{}</tr>\n')
NUMBER = Markup('<th scope="row" class="nowrap">{}{}</th>')
TAG = Markup(' <span class="tag">{}</span>')
ABOUT = Markup('<td class="about" data-label="{}"><div>{}</div></td>')
PLACE = Markup('<td class="place" data-label="{}"><div>{}{}</div></td>')
HANDLER = Markup('<td data-label="{}">{}</td>')
DUE = Markup('<td data-label="{}"><div>{}{}</div></td>')
BELOW = Markup("<br><small>{}</small>")
MOMENT = Markup('<br><small class="nowrap">{}</small>')
PASSED = Markup('<td data-label="{}" class="passed">{}</td>')
METER = Markup(
    '<span class="nowrap"><svg class="meter" viewBox="0 0 100 8" preserveAspectRatio="none"'
    ' aria-hidden="true"><rect class="whole" width="100" height="8"/>'
    '<rect class="part {}" width="{}" height="8"/></svg> <span class="tab">{} {}</span></span>'
)
TIMES, PER_CENT = SafeString("×"), SafeString("%")
ADDRESSES = {"callback": "contacts:callback", "case": "cases:detail"}


class Told(Words):
    """And what only the tracker says."""

    def __init__(self):
        super().__init__()
        self.about, self.department = _("About"), _("Department")
        self.handler, self.due, self.part = _("Handler"), _("Due"), _("Part of the term")
        self.stands_still, self.stopped_late = _("stands still"), _("was late before it stopped")
        self.decided, self.service_norm = _("decided"), _("service norm passed")


def look() -> Look:
    """How the rows of one page look."""
    return Look(columns=(), says=Told)


# -- The forecast -----------------------------------------------------------------------------


def forecast(lines: Iterable[Line]) -> SafeString:
    callbacks, cases = _("Callbacks"), _("Cases")
    return together(
        LINE(
            NAME(LINK(line.url, line.name) if line.url else line.name),
            together([*_numbers(line.callbacks, callbacks), *_numbers(line.cases, cases)]),
        )
        for line in lines
    )


def _numbers(cells: Iterable[Cell], kind: str) -> Iterable[SafeString]:
    for place, cell in enumerate(cells):
        yield COUNT(NOTHING if place else FIRST, kind, cell.label, _number(cell))


def _number(cell: Cell) -> SafeString:
    if not cell.count:
        return QUIET("0")
    return (LATE_LINK if cell.late else LINK)(cell.url, cell.count)


# -- The running terms ------------------------------------------------------------------------


def bodies(groups: Iterable[Group], look: Look) -> SafeString:
    return together(_body(group, look) for group in groups)


def _body(group: Group, look: Look) -> SafeString:
    is_marked = group.level and group.count
    label = status(group.level, group.label) if is_marked else group.label
    counts, more = _counts(group), NOTHING
    if group.more:
        words = ngettext("And %(more)s more.", "And %(more)s more.", group.more)
        more = MORE(words % {"more": group.more}, _("All of them:"), counts)
    return BODY(GROUP(label, counts), together([_row(clock, look) for clock in group.clocks]), more)


def _counts(group: Group) -> SafeString:
    callbacks, cases = group.callbacks.count, group.cases.count
    words = ngettext(
        "%(number)s callback or question", "%(number)s callbacks and questions", callbacks
    )
    also = ngettext("%(number)s case", "%(number)s cases", cases)
    return COUNTS(
        NOTHING if group.count else QUIET(_("none")),
        LINK(group.callbacks.url, words % {"number": callbacks}) if callbacks else NOTHING,
        LINK(group.cases.url, also % {"number": cases}) if cases else NOTHING,
    )


def _row(clock: Clock, look: Look) -> SafeString:
    words, level = look.words, clock.level
    shown = clock.number
    if clock.public_id:
        shown = LINK(look.address(ADDRESSES[clock.kind], clock.public_id), shown)
    return ROW(
        look.once(LEVEL, level) if level else NOTHING,
        clock.number,
        NUMBER(shown, look.once(TAG, words.urgent) if clock.urgent else NOTHING),
        look.once(ABOUT, words.about, clock.what),
        look.once(_place, words.department, clock.department, clock.team),
        look.once(_handler, words.handler, clock.handler, words.nobody),
        DUE(words.due, *_due(clock, look)),
        look.once(_passed, words.part, clock.passed, clock.drawn, clock.times, level),
    )


def _place(label: str, department: str, team: str) -> SafeString:
    return PLACE(label, department, BELOW(team) if team else NOTHING)


def _handler(label: str, name: str, nobody: str) -> SafeString:
    return HANDLER(label, name or QUIET(nobody))


def _due(clock: Clock, look: Look) -> tuple[SafeString, SafeString]:
    """When it ends, and what is told below."""
    words = look.words
    if clock.waits:
        until = words.stands_still
        if clock.waits_until:
            until = words.until % {"day": look.day(clock.waits_until)}
        below = look.once(BELOW, words.stopped_late) if clock.stopped_late else NOTHING
        return look.status("", until), below
    if clock.decided_on:
        return look.status("ok", words.decided), NOTHING
    if clock.kind == "case":
        return _due_day(clock, look)
    below = MOMENT(look.moment(clock.at)) if clock.due.late else NOTHING
    return look.promise(clock.at, clock.due), below


def _due_day(clock: Clock, look: Look) -> tuple[SafeString, SafeString]:
    norm = look.once(BELOW, look.words.service_norm) if clock.norm_late else NOTHING
    day = look.once(MOMENT, look.day(clock.day)) if clock.due.short else NOTHING
    below = day if clock.due.late else together([day, norm])
    return look.term(clock.day, clock.due), below


def _passed(label: str, passed: int | None, drawn: int, times: int | None, level: str):
    if passed is None:
        return PASSED(label, "–")
    told, unit = (times, TIMES) if times else (passed, PER_CENT)
    return PASSED(label, METER(level, drawn, number(told), unit))
