"""The sentence on top of a page: what the numbers under it come down to."""

from functools import lru_cache

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from dashboard import figures
from dashboard.board import Board
from dashboard.changes import Change, largest
from dashboard.kinds import Basis, Value
from dashboard.periods import name_of
from dashboard.ranking import Ranking
from dashboard.show import text
from dashboard.spans import month_of
from dashboard.stock.history import History
from dashboard.stock.work import Kind, Stock
from kcc.lib.periods import Month
from kcc.lib.templatetags.kcc import duration, number, percent


def short_month_name(month: Month) -> str:
    """nov 2026; with a capital in English."""
    return _short_name(month, get_language())


@lru_cache(maxsize=256)
def _short_name(month: Month, language: str) -> str:
    return format_date(month.first_day, "M Y" if language == "en" else "b Y")


def month_name(month: Month) -> str:
    """November 2026, in the language of the page."""
    return format_date(month.first_day, "F Y")


# -- What changed, and what is open ---------------------------------------------------------------

# How each figure is told when it rose and when it fell; those not here are told by nobody. Kindly:
# what happened, and nobody's fault.
SENTENCES = {
    figures.OPEN.slug: (
        gettext_lazy("More is open: %(now)s (%(period)s: %(before)s)."),
        gettext_lazy("Less is open: %(now)s (%(period)s: %(before)s)."),
    ),
    figures.OVERDUE.slug: (
        gettext_lazy("More work is late: %(now)s (%(period)s: %(before)s)."),
        gettext_lazy("Less work is late: %(now)s (%(period)s: %(before)s)."),
    ),
    figures.CONTACTS.slug: (
        gettext_lazy("More people contacted us: %(now)s contacts (%(period)s: %(before)s)."),
        gettext_lazy("Fewer people contacted us: %(now)s contacts (%(period)s: %(before)s)."),
    ),
    figures.DIRECT.slug: (
        gettext_lazy("More questions were answered at once: %(now)s (%(period)s: %(before)s)."),
        gettext_lazy("Fewer questions were answered at once: %(now)s (%(period)s: %(before)s)."),
    ),
    figures.REPEATS.slug: (
        gettext_lazy("More people had to come back: %(now)s (%(period)s: %(before)s)."),
        gettext_lazy("Fewer people had to come back: %(now)s (%(period)s: %(before)s)."),
    ),
    figures.STATUS_QUESTIONS.slug: (
        gettext_lazy("More people asked how it was going: %(now)s (%(period)s: %(before)s)."),
        gettext_lazy("Fewer people asked how it was going: %(now)s (%(period)s: %(before)s)."),
    ),
    figures.TRANSFERRED.slug: (
        gettext_lazy("More calls were put through: %(now)s (%(period)s: %(before)s)."),
        gettext_lazy("Fewer calls were put through: %(now)s (%(period)s: %(before)s)."),
    ),
    figures.KEPT.slug: (
        gettext_lazy("More callbacks were in time: %(now)s (%(period)s: %(before)s)."),
        gettext_lazy("Fewer callbacks were in time: %(now)s (%(period)s: %(before)s)."),
    ),
    figures.EMAIL_KEPT.slug: (
        gettext_lazy("More e-mail was answered in time: %(now)s (%(period)s: %(before)s)."),
        gettext_lazy("Less e-mail was answered in time: %(now)s (%(period)s: %(before)s)."),
    ),
    figures.MISROUTED.slug: (
        gettext_lazy(
            "More questions went to the wrong department: %(now)s (%(period)s: %(before)s)."
        ),
        gettext_lazy(
            "Fewer questions went to the wrong department: %(now)s (%(period)s: %(before)s)."
        ),
    ),
    figures.CASES_ON_TIME.slug: (
        gettext_lazy("More cases were closed within their term: %(now)s (%(period)s: %(before)s)."),
        gettext_lazy(
            "Fewer cases were closed within their term: %(now)s (%(period)s: %(before)s)."
        ),
    ),
    figures.SATISFACTION.slug: (
        gettext_lazy("Customers gave a higher mark: %(now)s (%(period)s: %(before)s)."),
        gettext_lazy("Customers gave a lower mark: %(now)s (%(period)s: %(before)s)."),
    ),
}
TOLD = tuple(figures.BY_SLUG[slug] for slug in SENTENCES)
OF_PERIOD = tuple(figure for figure in TOLD if figure.basis != Basis.NOW)
OF_NOW = tuple(figure for figure in TOLD if figure.basis == Basis.NOW)


def lead(board: Board, stock: Stock | None = None, history: History | None = None) -> str:
    """The sentences on top of a page: what is open now, the three largest changes, and what the
    repeats cost. What is open (`stock`) is compared with the end of last month (`history`)."""
    sentences = [
        open_now(stock) if stock else "",
        *(changed(each, board, history) for each in largest(compared(board, stock, history))),
        cost(board),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def compared(
    board: Board, stock: Stock | None = None, history: History | None = None
) -> list[tuple[Value, Value | None]]:
    """What there is a sentence for, now and before."""
    pairs = [(board.value(figure), board.before(figure)) for figure in OF_PERIOD]
    if stock and history:
        pairs += [(stock.value(figure), history.last_month(figure)) for figure in OF_NOW]
    return pairs


def open_now(stock: Stock) -> str:
    callbacks, cases = (stock.of(kind) for kind in Kind)
    if not callbacks.open and not cases.open:
        return _("Nothing is open.")
    called = ngettext("%(count)s callback", "%(count)s callbacks", callbacks.open)
    handled = ngettext("%(count)s case", "%(count)s cases", cases.open)
    late = callbacks.overdue + cases.overdue
    parts = {
        "callbacks": called % {"count": number(callbacks.open)},
        "cases": handled % {"count": number(cases.open)},
        "late": number(late),
    }
    if not late:
        return _("%(callbacks)s and %(cases)s are open, nothing is late.") % parts
    return _("%(callbacks)s and %(cases)s are open, %(late)s of them late.") % parts


def changed(change: Change, board: Board, history: History | None) -> str:
    """A change of one of TOLD in a sentence."""
    more, less = SENTENCES[change.figure.slug]
    return (more if change.is_more else less) % {
        "now": joined(text(change.now)),
        "before": joined(text(change.before)),
        "period": _then(change, board, history),
    }


def _then(change: Change, board: Board, history: History | None) -> str:
    if change.figure.basis != Basis.NOW:
        return name_of(board.asked.compare)
    return _("end of %(month)s") % {"month": _month_compared(history)}


def about_open(history: History | None) -> str:
    """What the tiles of what is open leave out of the filters, and what they are against."""
    if history is None:
        return _("What is open is how it stands now, for all channels and subjects.")
    return _(
        "What is open is how it stands now, for all channels and subjects; "
        "against the end of %(month)s."
    ) % {"month": _month_compared(history)}


def _month_compared(history: History) -> str:
    return month_name(month_of(history.compared_on))


def cost(board: Board) -> str:
    """What repeats cost the contact centre in the period; empty when that is not known."""
    seconds = board.repeat_seconds()
    if not seconds:
        return ""
    return _("Repeat contacts cost the contact centre %(time)s in this period.") % {
        "time": joined(duration(seconds))
    }


def standing(ranking: Ranking, department: int) -> str:
    """Where a department stands among all of them; empty for who is not ranked. By the end of
    yesterday, for only then everybody sees the same."""
    place = ranking.place(department)
    if place is None:
        return ""
    return _(
        "At the end of yesterday this department was number %(place)s of %(of)s by the share of "
        "open work that is late: %(share)s. The best has %(best)s, the median is %(median)s."
    ) % {
        "place": place.position,
        "of": place.of,
        "share": joined(percent(place.share, 0)),
        "best": joined(percent(ranking.best, 0)),
        "median": joined(percent(ranking.median, 0)),
    }


def joined(words: str) -> str:
    """A number stays on one line with its unit."""
    return words.replace(" ", "\u00a0")
