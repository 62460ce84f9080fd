"""What people contacted us about, how, how often again, and what they thought of it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard import figures, show
from dashboard.reports.document.lists import figure_table, of_something
from dashboard.reports.document.promises import WRITTEN, written
from dashboard.reports.document.source import Source
from dashboard.show import Column, Row, Table
from kcc.lib.paper.shape import Section
from kcc.lib.templatetags.kcc import number

REPEATED = (figures.REPEATS, figures.STATUS_QUESTIONS)
FIRST_CONTACT = (figures.DIRECT, figures.DIRECT_NET, figures.TRANSFERRED, figures.WARM)
# Asked about less often, a subject that is never finished says little.
LEAST = figures.FEW
MOST = 15


def repeats(source: Source) -> Section:
    blocks = []
    if pairs := of_something(source.pair(each) for each in REPEATED):
        blocks.append(figure_table("repeats", _("How many came back"), pairs))
    if source.counts["repeats"]:
        blocks += [source.parts.reasons(), source.parts.repeated_subjects()]
    return Section(
        "repeats",
        _("Repeat contacts"),
        source.parts.repeats_cost() or _("No confirmed repeat contacts in this period."),
        blocks=blocks,
        figures=(*REPEATED, figures.REPEAT_TIME),
    )


# -- Subjects -------------------------------------------------------------------------------------


def subjects(source: Source) -> Section:
    blocks = []
    if source.counts["questions"]:
        pairs = of_something(source.pair(each) for each in FIRST_CONTACT)
        blocks = [
            figure_table("first-contact", _("At the first contact"), pairs),
            source.parts.subjects(),
            _unfinished(source),
        ]
    return Section(
        "subjects",
        _("Subjects"),
        _asked(source),
        blocks=blocks,
        figures=(figures.QUESTIONS, *FIRST_CONTACT),
    )


def _asked(source: Source) -> str:
    count = source.counts["questions"]
    if not count:
        return _("Nobody asked anything in this period.")
    told = ngettext(
        "%(count)s question came in (%(period)s: %(before)s).",
        "%(count)s questions came in (%(period)s: %(before)s).",
        count,
    )
    return told % {
        "count": number(count),
        "period": source.before,
        "before": number(source.counts_before["questions"]),
    }


def _unfinished(source: Source) -> Table:
    """Subjects of which not one question was answered at once."""
    names, told = source.frozen.names.subjects, source.board.told.subjects
    found = [
        (-counts["questions"], names[pk].name)
        for pk, counts in told.items()
        if pk in names and counts["questions"] >= LEAST and not counts["direct"]
    ]
    return Table(
        "never-at-once",
        _("Never answered at once"),
        [Column(_("Subject"), numeric=False), Column(_("Questions"))],
        [
            Row([show.text_cell(name), show.count_cell(-count)])
            for count, name in sorted(found)[:MOST]
        ],
        note=_("subjects with %(least)s questions or more") % {"least": LEAST},
        nothing=_(
            "Of every subject with %(least)s questions or more at least one was answered at once."
        )
        % {"least": LEAST},
        css="narrow",
    )


# -- Channels -------------------------------------------------------------------------------------


def channels(source: Source) -> Section:
    blocks = []
    if source.counts["questions"]:
        blocks.append(source.parts.channels())
    if found := written(source):
        blocks.append(found)
    if load := source.parts.load():
        blocks.append(load)
    return Section(
        "channels",
        _("Channels"),
        "" if blocks else _("Nobody asked anything in this period."),
        blocks=blocks,
        figures=(figures.QUESTIONS, figures.DIRECT, *WRITTEN),
    )


# -- Satisfaction ---------------------------------------------------------------------------------


def satisfaction(source: Source) -> Section:
    value, before = source.pair(figures.SATISFACTION)
    blocks = []
    if value.whole and not value.few:
        pairs = [(value, before)]
        blocks = [figure_table("satisfaction", _("The mark"), pairs), source.parts.scores()]
    return Section(
        "satisfaction",
        _("Customer satisfaction"),
        _answered(value.whole),
        blocks=blocks,
        figures=(figures.SATISFACTION,),
    )


def _answered(count: int | None) -> str:
    if not count:
        return _("Nobody gave a mark in this period.")
    told = ngettext(
        "%(count)s person gave a mark.", "%(count)s people gave a mark.", count
    ) % {"count": number(count)}  # fmt: skip
    if count >= figures.SATISFACTION.least:
        return told
    few = _("A mean is told from %(least)s answers on.") % {"least": figures.SATISFACTION.least}
    return f"{told} {few}"
