"""How the terms of a case stand, as HTML: the mark, and the list of its days. The parts that few
cases have (suspensions, notices, penalties) stay in the template around it."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kcc.lib.markup import NOTHING, Markup, status
from kcc.lib.templatetags.kcc import day, moment

FACT = Markup("<dt>{}</dt><dd>{}</dd>")
BOLD = Markup("<b>{}</b>")
SMALL = Markup("<br><small>{}</small>")
FACTS = Markup('<dl class="facts">{}{}{}{}</dl>')


def stand_mark(clocks) -> SafeString:
    """How the term stands, in one mark."""
    if clocks.stand == "met":
        return decided(clocks.days_decided_late)
    if clocks.stand == "waiting":
        late = status("late", _("late")) + SafeString(" ") if clocks.overdue else NOTHING
        return late + status("", _("suspended"))
    if clocks.stand == "serious":
        return status("late", _("seriously late"))
    return due_mark(clocks.case.due_on, clocks.due) if clocks.stand != "closed" else NOTHING


def decided(days: int | None, *, short: bool = False) -> SafeString:
    """`days` are working days too late; None when it was in time."""
    return status("ok" if days is None else "warn", decided_words(days, short=short))


def decided_words(days: int | None, *, short: bool = False) -> str:
    if days is None:
        return _("decided")
    if not days:
        return _("decided too late")
    if short:
        return _("decided %(days)s wd late") % {"days": days}
    words = ngettext(
        "decided %(days)s working day late", "decided %(days)s working days late", days
    )
    return words % {"days": days}


def due_mark(on, due) -> SafeString:
    """As components/due_day.html, in full."""
    return status(due.kind, due.words or day(on))


def term_facts(clocks) -> SafeString:
    """When it came in, when its term ends and why, its norm and when it was decided."""
    case = clocks.case
    return FACTS(
        FACT(_("Received"), day(case.registered_at)),
        FACT(_("Term ends"), _end(clocks)),
        FACT(_("Service norm"), _norm(clocks)),
        _last(clocks),
    )


def _small(text: str) -> SafeString:
    return SMALL(text) if text else NOTHING


def _end(clocks) -> SafeString:
    end = BOLD(day(clocks.if_today or clocks.case.due_on))
    if clocks.if_today:
        end += Markup(" {}")(_("if the clock runs again today"))
    return end + _small(clocks.due_why) + _small(clocks.case.case_type.legal_basis)


def _norm(clocks) -> SafeString:
    passed = clocks.norm_runs and clocks.norm.late
    mark = status("warn", _("norm passed")) + SafeString(" ") if passed else NOTHING
    return mark + Markup("{}")(moment(clocks.case.norm_due_at)) + _small(clocks.norm_why)


def _last(clocks) -> SafeString:
    case = clocks.case
    if case.decided_on:
        late = NOTHING
        if clocks.days_decided_late is not None and not case.is_open:
            late = SafeString(" ") + decided(clocks.days_decided_late, short=True)
        why = SMALL(_("The term ends for this case with the decision."))
        return FACT(_("Decided"), Markup("{}{}{}")(day(case.decided_on), late, why))
    if not case.is_open or case.is_suspended:
        return NOTHING
    after = _("after %(day)s") % {"day": day(case.serious_on)}
    why = SMALL(_("three times the term, without the days it stood still"))
    return FACT(_("Seriously late"), Markup("{}{}")(after, why))
