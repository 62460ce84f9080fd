"""The klantbeeld written in Python: it stands beside every contact that is typed, and every row of
it was five includes (measured on the agent's screen: 2.5 ms of the processor, now 0.4)."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.terms.marks import due_mark
from contacts.klantbeeld.selectors import Klantbeeld, LastContact, OpenCallback, OpenCase
from contacts.models.callback import AnswerBy, CallbackStatus
from contacts.models.contact import Direction
from kcc.lib.addresses import address_of
from kcc.lib.markup import NOTHING, Markup, status, together
from kcc.lib.templatetags.kcc import day, icon, moment_near

LIST = Markup('<ul class="list">{}</ul>')
NONE = Markup('<p class="body quiet">{}</p>')
CONTACT = Markup(
    '<li>\n  <a href="{}">{}</a>\n  <small class="num">{}</small>\n  <small class="full">{}</small>'
    "\n</li>\n"
)
OPEN = Markup(
    '<li>\n  <span class="full line"><a href="{}"><b>{}</b></a>\n  <span class="right">{}</span>'
    '</span>\n  <small class="full">{}</small>\n</li>\n'
)
LINK = Markup(
    ' <button class="btn small icon-only" form="contact" name="action" value="use_case:{}"'
    ' data-key="Alt+c" data-key-label="{}" title="{} (Alt+c)" aria-label="{}">{}</button>'
)
HEAD = Markup(
    '<section class="card" aria-labelledby="beeld-open">\n  <header>\n'
    '    <h2 id="beeld-open">{}</h2>\n    <span class="right">{}\n{}</span>\n  </header>\n'
    "  {}{}\n</section>"
)
MORE = Markup("<footer><small>{}</small></footer>")


def joined(parts) -> str:
    return " · ".join(str(part) for part in parts if part)


# -- How it stands ---------------------------------------------------------------------------------


def promise(at, due) -> SafeString:
    """As components/due.html, in full."""
    return status(due.kind, due.words if due.late else moment_near(at))


def callback_clock(callback, due) -> SafeString:
    """How an answer stands; `due` is of contacts.klantbeeld.clock."""
    if not callback.is_open:
        done = callback.status == CallbackStatus.DONE
        return status("ok" if done else "", callback.get_status_display())
    marks = []
    if callback.status == CallbackStatus.REOPENED:
        marks.append(status("late", callback.get_status_display()))
    if callback.priority:
        level = f"{_('priority:')} {callback.get_priority_display().lower()}"
        marks.append(status("warn", _("urgent") if callback.urgent else level))
    if due.late or not callback.waiting_until:
        marks.append(promise(callback.due_at, due))
    if callback.waiting_until:
        until = {"day": day(callback.waiting_until)}
        marks.append(status("", _("waits for the customer until %(day)s") % until))
    return SafeString(" ".join(marks))


def case_due(case, due) -> SafeString:
    """How its term stands; `due` is that of the case."""
    if not case.is_open:
        return status("ok", case.status.name)
    if case.decided_on:
        late = case.decided_on > case.due_on
        return status("warn", _("decided too late")) if late else status("ok", _("decided"))
    marks = []
    if case.suspended_on:
        until = {"day": day(case.suspended_until)}
        words = _("suspended until %(day)s") % until if case.suspended_until else _("suspended")
        marks.append(status("", words))
    if due.late or not case.suspended_on:
        marks.append(due_mark(case.due_on, due))
    return SafeString(" ".join(marks))


# -- What is open ----------------------------------------------------------------------------------


def open_work(beeld: Klantbeeld, *, nobody: bool = False, cases=None) -> SafeString:
    """`nobody`: there is nobody to look for yet. `cases`
    (contacts.logging.running_cases.RunningCases) gives buttons that choose the one the running
    contact is about."""
    late = ngettext("%(late)s question late", "%(late)s questions late", beeld.callbacks_late)
    late_cases = ngettext("%(late)s case late", "%(late)s cases late", beeld.cases_late)
    rows = [*map(_callback, beeld.callbacks), *(_case(row, cases) for row in beeld.cases)]
    shown = LIST(together(rows)) if rows else NONE(_nothing_open(nobody, beeld.beside))
    more = NOTHING
    if rows and beeld.hidden_open:
        words = ngettext("%(more)s more is open.", "%(more)s more are open.", beeld.hidden_open)
        more = MORE(words % {"more": beeld.hidden_open})
    return HEAD(
        _("Customer overview"),
        status("late", late % {"late": beeld.callbacks_late}) if beeld.callbacks_late else NOTHING,
        status("late", late_cases % {"late": beeld.cases_late}) if beeld.cases_late else NOTHING,
        shown,
        more,
    )


def _nothing_open(nobody: bool, beside: bool) -> str:
    if nobody:
        return _("Fill in a number, a customer or a place to see what is open.")
    if beside:
        return _("No other open questions or cases.")
    return _("No open questions or cases.")


def _callback(row: OpenCallback) -> SafeString:
    one, same = row.callback, ""
    if row.same_number and one.answer_by == AnswerBy.EMAIL:
        same = _("same address, not linked")
    elif row.same_number:
        same = _("same number, not linked")
    below = (
        one.question.subject.name,
        one.department.name,
        _("asked %(day)s") % {"day": day(one.requested_at)},
        _who_has(one),
        same,
    )
    address = address_of("contacts:callback", one.public_id)
    return OPEN(address, one.title, callback_clock(one, row.due), joined(below))


def _who_has(callback) -> str:
    if tries := callback.attempts:
        words = ngettext(
            "%(attempts)s attempt, not reached", "%(attempts)s attempts, not reached", tries
        )
        return words % {"attempts": tries}
    return callback.assignee.get_display_name() if callback.assignee else _("nobody yet")


def _case(row: OpenCase, cases) -> SafeString:
    case = row.case
    mark = NOTHING
    if cases and case.public_id in cases.about:
        mark = together([" ", status("ok", _("this contact"))])
    elif cases:
        label = _("This is about case %(number)s") % {"number": case.number}
        mark = LINK(case.public_id, label, _("It is about this"), label, icon("link"))
    below = (
        case.case_type.name,
        case.status.name,
        case.handler.get_display_name() if case.handler else case.department.name,
        _("service norm passed") if row.norm_late and not row.due.late else "",
    )
    return OPEN(
        address_of("cases:detail", case.public_id),
        _("Case %(number)s") % {"number": case.number},
        together([case_due(case, row.due), mark]),
        joined(below),
    )


# -- The last contacts -----------------------------------------------------------------------------


def last_contacts(rows: list[LastContact], *, nobody: bool = False) -> SafeString:
    if not rows:
        return NONE(_("Nobody is known yet.") if nobody else _("No contacts yet."))
    return LIST(together(map(_contact, rows)))


def _contact(row: LastContact) -> SafeString:
    one, below = row.contact, [row.contact.channel.name]
    if one.direction != Direction.INBOUND:
        below.append(one.get_direction_display().lower())
    for question in row.questions:
        below.append(question.outcome.name)
        if question.repeat_state == "confirmed":
            below.append(_("repeat contact"))
    if one.confidential:
        below.append(_("confidential"))
    if row.same_number:
        below.append(_("same number, not linked"))
    return CONTACT(
        address_of("contacts:detail", one.public_id),
        ", ".join(question.subject.name for question in row.questions),
        day(one.started_at),
        joined(below),
    )
