"""How the contact centre does: what comes in, what is answered at once, and how busy it is."""

from dataclasses import dataclass
from functools import cached_property

from django.shortcuts import render
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from dashboard import figures, scopes, show, words
from dashboard.audience import READS_ORGANISATION
from dashboard.board import Board
from dashboard.exports import table_response
from dashboard.figures import Figure, Value
from dashboard.load import contacts_by_hour, people_busy
from dashboard.parts import scorecard
from dashboard.scopes import Scope
from dashboard.show import Column, Row, Table
from dashboard.tallies.counts import Counts
from dashboard.telephony.selectors import exchange
from dashboard.views.page import Page, tabs
from kcc.lib.paper.pictures import line
from kcc.lib.paper.shape import HeatMap
from kcc.lib.periods import local_day
from kcc.lib.templatetags.kcc import percent
from kcc.organisation.access import role_required

SCORED = (
    figures.CONTACTS, figures.DIRECT, figures.DIRECT_NET, figures.REPEATS, figures.TRANSFERRED,
    figures.STATUS_QUESTIONS, figures.COMPLETE, figures.HANDLING_TIME,
)  # fmt: skip
TRANSFERS = (
    figures.TRANSFERRED, figures.WARM, figures.TRANSFER_REACHED, figures.TRANSFER_WAIT,
)  # fmt: skip
TIMES = (figures.TALK_TIME, figures.WRAP_UP_TIME, figures.HANDLING_TIME)
QUALITY = (
    figures.COMPLETE, figures.LINKED, figures.STATUS_LINKED, figures.MISROUTED, figures.PROACTIVE,
)  # fmt: skip
TELEPHONE = (figures.TELEPHONE_LEVEL, figures.TELEPHONE_LOST, figures.TELEPHONE_WAIT)
MOST_SUBJECTS = 15


@require_safe
@role_required(*READS_ORGANISATION)
def centre(request):
    page = Page(request)
    scope = page.filters.within(scopes.organisation(page.access, page.departments))
    view = View(page, scope)
    place = _("contact centre")
    response = table_response(request, view.tables, page.filters, place)
    return response or render(request, "dashboard/centre.html", view.context())


@dataclass
class View:
    page: Page
    scope: Scope

    def __post_init__(self):
        self.board: Board = self.page.board(self.scope, breakdowns=True, everything=True)
        self.links = self.page.links.of(self.scope)
        self.names = self.page.filters.names

    # -- Tables --------------------------------------------------------------------------------

    @property
    def tables(self) -> list[Table]:
        found = [
            self.channels, self.transfers, self.telephone, self.times, self.subjects, self.quality,
            self.months, *(each.table for each in (self.contacts_map, self.people_map) if each),
        ]  # fmt: skip
        return [each for each in found if each]

    @cached_property
    def channels(self) -> Table:
        """How people reached us, in the order of the list of channels."""
        told = self.board.told.channels
        found = [
            (named, told[pk]) for pk, named in self.names.channels.items() if told[pk]["contacts"]
        ]
        total = Counts.total(counts for _named, counts in found)
        bars = show.with_bars(
            [
                show.count_cell(
                    counts["contacts"], self.links.rows(figures.CONTACTS, channel=named.code)
                )
                for named, counts in found
            ]
        )
        return Table(
            "channels",
            _("How people contact us"),
            [
                Column(_("Channel"), numeric=False),
                Column(str(figures.CONTACTS.name)),
                Column(_("Share")),
                Column(str(figures.DIRECT.name)),
                show.column_of(figures.TALK_TIME),
                show.column_of(figures.WRAP_UP_TIME),
            ],
            [
                Row(
                    [
                        show.text_cell(named.name),
                        bar,
                        show.share_cell(counts["contacts"], total["contacts"]),
                        *self._of_channel(counts, named.code),
                    ]
                )
                for (named, counts), bar in zip(found, bars, strict=True)
            ],
            nothing=_("Nobody contacted us in this period."),
        )

    def _of_channel(self, counts: Counts, code: str) -> list:
        def cell(figure: Figure, value: Value | None):
            return show.cell(value, self.links.rows(figure, channel=code))

        times = [(each, each.value(counts)) for each in (figures.TALK_TIME, figures.WRAP_UP_TIME)]
        return [
            cell(figures.DIRECT, figures.DIRECT.value(counts)),
            # Of e-mail no talking is kept: that is nothing, and not 0 s.
            *(cell(figure, value if value.part else None) for figure, value in times),
        ]

    @cached_property
    def subjects(self) -> Table:
        """The subjects of which most questions were not answered at once."""
        told, before = self.board.told.subjects, self.board.told.subjects_before
        left = {
            pk: counts["questions"] - counts["direct"]
            for pk, counts in told.items()
            if pk in self.names.subjects and counts["questions"] > counts["direct"]
        }
        chosen = sorted(left, key=lambda pk: (-left[pk], self.names.subjects[pk].name))
        return Table(
            "subjects",
            _("Questions the first line could not finish"),
            [
                Column(_("Subject"), numeric=False),
                Column(_("Not finished")),
                Column(str(figures.QUESTIONS.name)),
                Column(str(figures.DIRECT.name)),
                Column(pgettext("difference", "Change")),
            ],
            [self._subject(pk, left[pk], told[pk], before[pk]) for pk in chosen[:MOST_SUBJECTS]],
            note=_("the subjects with the most of them"),
            nothing=_("Every question was answered at once in this period."),
        )

    def _subject(self, pk: int, left: int, counts: Counts, before: Counts) -> Row:
        named = self.names.subjects[pk]
        value = figures.DIRECT.value(counts)
        compared = self.board.asked.compare is not None
        return Row(
            [
                show.text_cell(named.name),
                show.count_cell(left, self.links.rest(figures.DIRECT, subject=named.code)),
                show.count_cell(
                    counts["questions"], self.links.rows(figures.QUESTIONS, subject=named.code)
                ),
                show.cell(value, self.links.rows(figures.DIRECT, subject=named.code)),
                show.change_cell(value, figures.DIRECT.value(before) if compared else None),
            ]
        )

    @cached_property
    def transfers(self) -> Table:
        return self._list("transfers", _("Putting through"), TRANSFERS)

    @cached_property
    def times(self) -> Table:
        note = _("no target: a conversation takes the time it needs")
        return self._list("times", _("Time per contact"), TIMES, note=note)

    @cached_property
    def quality(self) -> Table:
        return self._list("quality", _("How well contacts are recorded"), QUALITY)

    @cached_property
    def telephone(self) -> Table | None:
        """Only where reports of the telephone exchange are read. The exchange knows no channels,
        subjects or domains: then it is left out."""
        if self.page.filters.is_narrow:
            return None
        told = exchange(self.page.asked.span, compare=self.page.asked.compare)
        if not told.is_known:
            return None
        return Table(
            "telephone",
            _("On the telephone"),
            self._heads(),
            [
                self._values(figure, figure.value(told.now), figure.value(told.before))
                for figure in TELEPHONE
            ],
            note=_("from the reports of the telephone exchange"),
        )

    def _list(self, slug: str, title: str, chosen, *, note: str = "") -> Table:
        """Figures under each other."""
        rows = [
            self._values(figure, self.board.value(figure), self.board.before(figure))
            for figure in chosen
        ]
        return Table(slug, title, self._heads(), rows, note=note)

    def _heads(self) -> list[Column]:
        return [
            Column(_("Figure"), numeric=False),
            Column(_("Value")),
            Column(_("Part")),
            Column(_("Of")),
            Column(_("Target")),
            Column(pgettext("difference", "Change")),
        ]

    def _values(self, figure: Figure, value: Value, before: Value | None) -> Row:
        compared = self.page.asked.compare is not None
        return Row(
            [
                show.text_cell(figure.name),
                show.cell(value, self.links.rows(figure)),
                *self._of(value),
                show.text_cell(show.norm_text(figure)),
                show.change_cell(value, before if compared else None),
            ]
        )

    def _of(self, value: Value) -> list:
        """Part and whole, of a share; of a mean over how many it is."""
        figure = value.figure
        part = show.count_cell(None)
        if show.is_share(figure):
            part = show.count_cell(value.part, self.links.rows(figure))
        return [part, show.count_cell(value.whole, self.links.whole(figure))]

    @cached_property
    def months(self) -> Table:
        chosen = (figures.CONTACTS, figures.DIRECT, figures.DIRECT_NET, figures.REPEATS,
                  figures.TRANSFERRED, figures.HANDLING_TIME)  # fmt: skip
        return self.page.months(self.board, chosen)

    # -- Pictures ------------------------------------------------------------------------------

    @cached_property
    def contacts_map(self) -> HeatMap | None:
        counts = contacts_by_hour(self.board.told.hours)
        return show.heat_map("load-contacts", _("Contacts by weekday and hour"), counts)

    @cached_property
    def people_map(self) -> HeatMap | None:
        mean = self.board.mean_seconds()
        span, today = self.page.asked.span, local_day(self.page.now)
        busy = people_busy(self.board.told.hours, span=span, today=today, mean_seconds=mean)
        title = _("People busy by weekday and hour")
        return show.heat_map("load-people", title, busy, decimals=1)

    def at_once(self) -> dict | None:
        """The line of what was answered at once through the months, beside its table."""
        trend = self.board.trend(figures.DIRECT)
        drawn = line(
            [None if each.few or each.number is None else each.number for each in trend],
            figures.DIRECT.norm.good,
        )
        if drawn is None:
            return None
        months = self.board.months
        return {
            "line": drawn,
            "label": _(
                "Answered at once by month, from %(first)s to %(last)s; the numbers are in the "
                "table below"
            ) % {
                "first": words.short_month_name(months[0]),
                "last": words.short_month_name(months[-1]),
            },
            "names": [
                (place, format_date(months[int(place.value)].first_day, "b"))
                for place in drawn.places
            ],
            "marks": [(tick, percent(tick.value, 0)) for tick in drawn.ticks],
        }  # fmt: skip

    # -- The page ------------------------------------------------------------------------------

    def context(self) -> dict:
        return {
            "title": _("Contact centre"),
            "lead": words.lead(self.board),
            "filters": self.page.filters,
            "tabs": tabs(self.page, "centre"),
            "tiles": scorecard.period_tiles(self.board, self.links, SCORED),
            "compared": self.page.compared,
            "channels": self.channels,
            "transfers": self.transfers,
            "times": self.times,
            "telephone": self.telephone,
            "subjects": self.subjects,
            "quality": self.quality,
            "months": self.months,
            "contacts_map": self.contacts_map,
            "people_map": self.people_map,
            "at_once": self.at_once(),
        }
