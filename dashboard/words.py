"""The sentence on top of a page: what the numbers under it come down to."""

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dashboard.selectors import Overview
from kcc.lib.periods import Month
from kcc.lib.templatetags.kcc import duration


def short_month_name(month: Month) -> str:
    """nov 2026; with a capital in English."""
    return format_date(month.first_day, "M Y" if get_language() == "en" else "b Y")


def month_name(month: Month) -> str:
    """November 2026, in the language of the page."""
    return format_date(month.first_day, "F Y")


def summary(found: Overview, *, this_month: Month) -> str:
    sentences = [*_open_sentences(found), _most_late(found), _cost(found, this_month)]
    return " ".join(sentence for sentence in sentences if sentence)


def _open_sentences(found: Overview):
    if not (found.callbacks.open or found.cases.open):
        yield _("Nothing is open.")
        return
    yield ngettext(
        "%(count)d callback is open, %(late)d late.",
        "%(count)d callbacks are open, %(late)d late.",
        found.callbacks.open,
    ) % {"count": found.callbacks.open, "late": found.callbacks.overdue}
    yield ngettext(
        "%(count)d case is open, %(late)d late.",
        "%(count)d cases are open, %(late)d late.",
        found.cases.open,
    ) % {"count": found.cases.open, "late": found.cases.overdue}


def _most_late(found: Overview) -> str:
    """Only when there is something to compare."""
    late = [standing for standing in found.standings if standing.overdue]
    if len(late) < 2:
        return ""
    worst = max(late, key=lambda standing: standing.overdue)
    return _("Most of what is late is with %(department)s: %(count)d.") % {
        "department": worst.department.name,
        "count": worst.overdue,
    }


def _cost(found: Overview, this_month: Month) -> str:
    seconds = found.flow.repeat_seconds(found.mean_seconds)
    if not seconds:
        return ""
    if found.month == this_month:
        sentence = _("Repeat contacts cost the contact centre %(time)s this month.")
    else:
        sentence = _("Repeat contacts cost the contact centre %(time)s in %(month)s.")
    # A number stays on one line with its unit.
    time = duration(seconds).replace(" ", "\u00a0")
    return sentence % {"time": time, "month": month_name(found.month)}
