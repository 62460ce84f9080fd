"""What was promised: callbacks by the weekday they were due, and answers in writing."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboard import figures, show
from dashboard.reports.document.lists import counted_table, figure_table, of_something
from dashboard.reports.document.source import Source
from dashboard.show import Table
from dashboard.words import joined
from kcc.lib.paper.shape import Section
from kcc.lib.templatetags.kcc import number

FIGURES = (figures.KEPT, figures.ATTEMPTS, figures.MISROUTED)
WRITTEN = (figures.EMAIL_KEPT, figures.LETTER_KEPT, figures.SOCIAL_KEPT)


def section(source: Source) -> Section:
    blocks, pairs = [], of_something(source.pair(each) for each in FIGURES)
    if pairs:
        blocks = [_counts(source), figure_table("callback-figures", _("How callbacks went"), pairs)]
    if source.counts["phone_due"]:
        blocks.append(source.parts.weekdays())
    return Section("callbacks", _("Callbacks"), _intro(source), blocks=blocks, figures=FIGURES)


def _intro(source: Source) -> str:
    value = source.board.value(figures.KEPT)
    if not value.whole:
        return _("No callback was due in this period.")
    if value.few:
        return _("%(count)s callbacks were due in this period, %(kept)s were kept.") % {
            "count": number(value.whole),
            "kept": number(value.part),
        }
    return _("Of %(count)s callbacks that were due %(share)s were kept.") % {
        "count": number(value.whole),
        "share": joined(show.text(value)),
    }


def _counts(source: Source) -> Table:
    now, before = source.counts, source.counts_before
    unreached, unreached_before = source.frozen.given_up

    def line(name: str, wanted: str) -> tuple[str, int, int]:
        return name, now[wanted], before[wanted]

    def broken(counts) -> int:
        return counts["phone_due"] - counts["phone_kept"]

    return counted_table(
        "callbacks",
        _("How many callbacks"),
        [
            line(_("Asked for, in writing too"), "asked"),
            line(_("Callbacks that were due"), "phone_due"),
            line(pgettext("promises", "Kept"), "phone_kept"),
            (pgettext("promises", "Broken"), broken(now), broken(before)),
            (
                _("Called back, the customer was reached"),
                now["answered"] - unreached,
                before["answered"] - unreached_before,
            ),
            (_("Given up after trying, nobody was reached"), unreached, unreached_before),
            line(_("Calls made for them"), "attempts"),
        ],
        now=source.period,
        before=source.before,
    )


def written(source: Source) -> Table | None:
    """Promises in writing, by how they were made; None when there were none."""
    pairs = of_something(source.pair(each) for each in WRITTEN)
    return figure_table("in-time", _("Answered in time"), pairs) if pairs else None
