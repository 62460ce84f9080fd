"""What happened in the period, told apart: by weekday, subject, channel, reason, hour and mark."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from dashboard import figures, show
from dashboard.board import Board
from dashboard.figures import FEW, Figure
from dashboard.links import Links
from dashboard.rows.filters import NOTHING
from dashboard.show import Cell, Column, Row, Table
from dashboard.tallies.counts import Counts
from kcc.lib.paper.pictures import columns
from kcc.lib.paper.shape import HeatMap, Picture
from kcc.lib.templatetags.kcc import duration, number

# Rows of a table of subjects; the rest is told together.
MOST = 10


def _picture(
    table: Table, parts, names: Sequence[str], sentence: str, legend=(), *, css: str
) -> Picture:
    found = columns(parts)
    beside = list(zip(found.pillars, names, strict=True)) if found else []
    return Picture(found, beside, sentence, table, legend, css)


class Breakdowns:
    """Of one page. `board` was read with breakdowns."""

    def __init__(self, board: Board, links: Links):
        self.board, self.told, self.links = board, board.told, links
        self.names = links.filters.names

    # -- Callbacks by weekday ------------------------------------------------------------------

    def weekdays(self) -> Picture:
        """Callbacks kept and broken, by the weekday on which they were due."""
        days = [
            weekday
            for weekday in range(1, 8)
            if weekday < 6 or self.told.weekdays[weekday]["phone_due"]
        ]
        counts = {weekday: self.told.weekdays[weekday] for weekday in days}
        parts = [(each["phone_kept"], each["phone_due"] - each["phone_kept"])
                 for each in counts.values()]  # fmt: skip
        total = Counts.total(counts.values())
        names = [show.weekday_short(weekday) for weekday in days]
        return _picture(
            Table(
                "weekdays",
                _("Callbacks kept and broken by weekday"),
                [
                    Column(_("Due on"), numeric=False),
                    Column(pgettext("promises", "Due")),
                    Column(pgettext("promises", "Kept")),
                    Column(pgettext("promises", "Broken")),
                    Column(str(figures.KEPT.name)),
                ],
                [
                    Row([Cell(show.weekday_name(day)), *self._kept(each, weekday=day)])
                    for day, each in counts.items()
                ]
                if total["phone_due"]
                else [],
                foot=Row([Cell(_("Together")), *self._kept(total)]),
                nothing=_("No callback was due in this period."),
                css="narrow",
            ),
            parts,
            names,
            self._kept_sentence(counts),
            [(0, pgettext("promises", "Kept")), (1, pgettext("promises", "Broken"))],
            css="kept",
        )

    def _kept(self, counts: Counts, **place) -> list[Cell]:
        part, whole = counts["phone_kept"], counts["phone_due"]
        kept, due = self.links.rows(figures.KEPT, **place), self.links.whole(figures.KEPT, **place)
        return [
            show.count_cell(whole, due),
            show.count_cell(part, kept),
            show.count_cell(whole - part, self.links.rest(figures.KEPT, **place)),
            show.cell(figures.KEPT.value(counts), kept),
        ]

    def _kept_sentence(self, counts: Mapping[int, Counts]) -> str:
        rated = {
            weekday: figures.KEPT.value(each)
            for weekday, each in counts.items()
            if each["phone_due"] >= FEW
        }
        if len(rated) < 2:
            return ""
        worst = min(rated, key=lambda weekday: rated[weekday].number)
        return _("Least often kept: what was due on %(weekday)s, %(share)s.") % {
            "weekday": show.weekday_name(worst).lower(),
            "share": show.text(rated[worst]),
        }

    # -- Repeats -------------------------------------------------------------------------------

    def repeats_cost(self) -> str:
        """A sentence; "" when nobody had to come back."""
        count = self.told.total()["repeats"]
        if not count:
            return ""
        told = ngettext("%(count)s person had to come back.", "%(count)s people had to come back.",
                        count) % {"count": number(count)}  # fmt: skip
        seconds = self.board.repeat_seconds()
        if not seconds:
            return told
        cost = _("That cost the contact centre %(time)s.") % {
            "time": duration(seconds).replace(" ", "\u00a0")
        }
        return f"{told} {cost}"

    def reasons(self) -> Table:
        names = self.names.reasons
        found = self._sorted(self.told.reasons, "repeats")
        total = sum(each["repeats"] for _pk, each in found)
        counts = [
            show.count_cell(
                each["repeats"],
                self.links.rows(figures.REPEATS, reason=names[pk].code if pk in names else NOTHING),
            )
            for pk, each in found
        ]
        return Table(
            "reasons",
            _("Why people contact us again"),
            [Column(_("Reason"), numeric=False), Column(_("Repeat contacts")), Column(_("Share"))],
            [
                Row([
                    Cell(names[pk].name if pk in names else _("No reason given")),
                    cell,
                    show.share_cell(each["repeats"], total),
                ])
                for (pk, each), cell in zip(found, show.with_bars(counts), strict=True)
            ],
            nothing=_("No confirmed repeat contacts in this period."),
        )  # fmt: skip

    def repeated_subjects(self) -> Table:
        """The subjects people come back about most, with what that cost."""
        found = self._sorted(self.told.repeated_subjects, "repeats")[:MOST]
        mean = self.board.mean_seconds()
        counts = show.with_bars(
            [
                show.count_cell(each["repeats"], self._of_subject(figures.REPEATS, pk))
                for pk, each in found
            ]
        )
        return Table(
            "repeated-subjects",
            _("What people come back about"),
            [
                Column(_("Subject"), numeric=False),
                Column(_("Repeat contacts")),
                show.column_of(figures.REPEAT_TIME),
            ],
            [
                Row([
                    self._subject(pk),
                    cell,
                    show.duration_cell(round(mean * each["repeats"]) if mean else None),
                ])
                for (pk, each), cell in zip(found, counts, strict=True)
            ],
            nothing=_("No confirmed repeat contacts in this period."),
        )  # fmt: skip

    # -- Subjects and channels -----------------------------------------------------------------

    def subjects(self) -> Table:
        """The ten that are asked about most, and the others together."""
        found = self._sorted(self.told.subjects, "questions")
        top, others = found[:MOST], found[MOST:]
        rows = [
            Row([self._subject(pk), *self._subject_cells(each, self.told.subjects_before[pk], pk)])
            for pk, each in top
        ]
        if others:
            together = Counts.total(each for _pk, each in others)
            before = Counts.total(self.told.subjects_before[pk] for pk, _each in others)
            label = ngettext("%(count)s other subject", "%(count)s other subjects", len(others))
            name = Cell(label % {"count": number(len(others))})
            rows.append(Row([name, *self._subject_cells(together, before)]))
        return Table(
            "subjects",
            _("Subjects"),
            [
                Column(_("Subject"), numeric=False),
                Column(_("Questions")),
                Column(pgettext("difference", "Change")),
                Column(str(figures.DIRECT.name)),
                Column(_("Change of that share")),
            ],
            rows,
            nothing=_("Nobody asked anything in this period."),
            note=_("most asked about"),
        )

    def _subject_cells(self, counts: Counts, earlier: Counts, pk: int = 0) -> list[Cell]:
        def url(figure: Figure) -> str:
            return self._of_subject(figure, pk) if pk else ""

        def before(figure: Figure):
            return figure.value(earlier) if self.board.asked.compare else None

        cells = []
        for figure in (figures.QUESTIONS, figures.DIRECT):
            value = figure.value(counts)
            cells += [show.cell(value, url(figure)), show.change_cell(value, before(figure))]
        return cells

    def _subject(self, pk: int) -> Cell:
        """Leads to this page about that subject only."""
        named = self.names.subjects.get(pk)
        if named is None:
            return Cell(_("No subject"), empty=True)
        return Cell(named.name, self.links.here(subject=named.code))

    def _of_subject(self, figure: Figure, pk: int) -> str:
        named = self.names.subjects.get(pk)
        return self.links.rows(figure, subject=named.code) if named else ""

    def channels(self) -> Table:
        found = self._sorted(self.told.channels, "questions")
        total = sum(each["questions"] for _pk, each in found)
        counts = show.with_bars(
            [
                show.count_cell(
                    each["questions"],
                    self._of_channel(figures.QUESTIONS, pk),
                )
                for pk, each in found
            ]
        )
        return Table(
            "channels",
            _("Channels"),
            [
                Column(_("Channel"), numeric=False),
                Column(_("Questions")),
                Column(_("Share")),
                Column(str(figures.DIRECT.name)),
            ],
            [
                Row([
                    self._channel(pk),
                    cell,
                    show.share_cell(each["questions"], total),
                    show.cell(figures.DIRECT.value(each), self._of_channel(figures.DIRECT, pk)),
                ])
                for (pk, each), cell in zip(found, counts, strict=True)
            ],
            nothing=_("Nobody asked anything in this period."),
        )  # fmt: skip

    def _channel(self, pk: int) -> Cell:
        named = self.names.channels.get(pk)
        if named is None:
            return Cell(_("No channel"), empty=True)
        return Cell(named.name, self.links.here(channel=named.code))

    def _of_channel(self, figure: Figure, pk: int) -> str:
        named = self.names.channels.get(pk)
        return self.links.rows(figure, channel=named.code) if named else ""

    # -- Load and satisfaction -----------------------------------------------------------------

    def load(self) -> HeatMap | None:
        """Questions by weekday and hour; None when nothing came in, or when subjects were chosen,
        for hours are not known by subject."""
        if self.board.asked.subjects is not None:
            return None
        counts = {place: each["questions"] for place, each in self.told.hours.items()}
        return show.heat_map(
            "load",
            _("When people contact us"),
            counts,
            note=_("questions by weekday and hour"),
            link=lambda weekday, hour: self.links.rows(
                figures.QUESTIONS, weekday=weekday, hour=hour
            ),
        )

    def scores(self) -> Picture | None:
        """How often each mark was given; None with too few answers to show a spread of."""
        value = self.board.value(figures.SATISFACTION)
        if not value.whole or value.few:
            return None
        counts = [self.told.scores[score]["scores"] for score in range(1, 11)]
        return _picture(
            Table(
                "scores",
                _("How often each mark was given"),
                [Column(_("Mark"), numeric=False), Column(_("Answers")), Column(_("Share"))],
                [
                    Row([
                        Cell(str(score)),
                        show.count_cell(count, self._of_score(score)),
                        show.share_cell(count, sum(counts)),
                    ])
                    for score, count in enumerate(counts, start=1)
                ],
            ),
            [(count,) for count in counts],
            [str(score) for score in range(1, 11)],
            _("On average a %(mark)s, of %(count)s answers.")
            % {"mark": show.text(value), "count": number(value.whole)},
            css="scores",
        )  # fmt: skip

    def _of_score(self, score: int) -> str:
        return self.links.whole(figures.SATISFACTION, score=score)

    @staticmethod
    def _sorted(found: Mapping[int, Counts], measure: str) -> list[tuple[int, Counts]]:
        """Those with anything of it, the most first; among equals as they were made."""
        wanted = [(pk, counts) for pk, counts in found.items() if counts[measure]]
        return sorted(wanted, key=lambda each: (-each[1][measure], each[0]))
