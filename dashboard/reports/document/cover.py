"""What stands on top: of what and of when, who made it known, and what it comes down to."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard import words
from dashboard.changes import largest
from dashboard.figures import Unit
from dashboard.reports.document.source import Source, full_day
from dashboard.stock.work import Kind
from kcc.lib.templatetags.kcc import number


def title(source: Source) -> str:
    return source.frozen.scope.name or _("The whole organisation")


def subtitle(source: Source) -> str:
    if source.frozen.kind == "year":
        return _("Year report %(year)s") % {"year": source.period}
    return _("Monthly report %(period)s") % {"period": source.period}


def facts(source: Source) -> list[tuple[str, str]]:
    added, domain = source.words, source.frozen.scope.domain
    found = [(_("Period"), source.period)]
    if domain:
        found.append((_("Domain"), domain.name))
    if added.published_on is None:
        found.append((_("Published on"), _("not published yet")))
    elif added.version == 1:
        found.append((_("Published on"), full_day(added.published_on)))
    else:
        found.append((_("Revised on"), full_day(added.published_on)))
    if added.version > 1:
        found.append((_("Version"), number(added.version)))
        found.append((_("Why there is another version"), added.reason))
    if added.contact:
        found.append((_("Contact person"), added.contact))
    return found


def lead(source: Source) -> list[str]:
    """What was open, the three largest changes, and what the repeats cost."""
    board, stock, history = source.board, source.frozen.stock, source.frozen.history
    pairs = words.compared(board, stock, history)
    if not source.counts_before["contacts"]:
        # Before anything was counted: against nothing everything is more.
        pairs = [pair for pair in pairs if pair[0].figure.unit != Unit.COUNT]
    told = [words.changed(each, board, history) for each in largest(pairs)]
    if not told:
        told = [_quiet(source)]
    return [each for each in (was_open(source), *told, words.cost(board)) if each]


def was_open(source: Source) -> str:
    called, handled = (source.frozen.stock.of(kind) for kind in Kind)
    if not called.open and not handled.open:
        return _("At the end of %(period)s nothing was open.") % {"period": source.period}
    late = called.overdue + handled.overdue
    told = {
        "period": source.period,
        "callbacks": ngettext("%(count)s callback", "%(count)s callbacks", called.open)
        % {"count": number(called.open)},
        "cases": ngettext("%(count)s case", "%(count)s cases", handled.open)
        % {"count": number(handled.open)},
        "late": number(late),
    }
    if not late:
        return (
            _("At the end of %(period)s %(callbacks)s and %(cases)s were open, nothing was late.")
            % told
        )
    return (
        _("At the end of %(period)s %(callbacks)s and %(cases)s were open, %(late)s of them late.")
        % told
    )


def _quiet(source: Source) -> str:
    if not any(source.counts.values()):
        return _("In %(period)s nobody contacted us about this.") % {"period": source.period}
    if not any(source.counts_before.values()):
        return ""
    return _("Little changed since %(before)s.") % {"before": source.before}
