"""Two reports side by side: what each figure says in both, and how much they differ. Plain: no
database, no clock."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard import figures, show
from dashboard.figures import Figure, Value
from dashboard.kinds import Basis
from dashboard.reports.frozen import Frozen
from dashboard.show import Cell, Column, Row, Table
from kcc.lib.paper.shape import Change

# In groups, as a scorecard tells them.
OPEN_THEN = (figures.OPEN, figures.OVERDUE, figures.SERIOUS, figures.MEDIAN_AGE)
HAPPENED = (
    figures.CONTACTS, figures.QUESTIONS, figures.DIRECT, figures.REPEATS, figures.KEPT,
    figures.CASES_ON_TIME, figures.SATISFACTION,
)  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One of the two."""

    name: str
    frozen: Frozen

    def value(self, figure: Figure) -> Value:
        if figure.basis == Basis.NOW:
            return self.frozen.stock.value(figure)
        return self.frozen.board.value(figure)


@dataclass(frozen=True)
class Pair:
    figure: Figure
    first: Value
    second: Value

    @property
    def change(self) -> Change | None:
        """Of the second against the first; what is more because there is more of it is no better
        and no worse."""
        return show.change(self.second, self.first)


@dataclass(frozen=True)
class Comparison:
    first: Side
    second: Side
    # Of different places more or less of something says nothing; only shares are told apart.
    same_place: bool

    def pairs(self, chosen) -> list[Pair]:
        return [Pair(each, self.first.value(each), self.second.value(each)) for each in chosen]

    @property
    def tables(self) -> list[Table]:
        return [
            self._table("happened", _("In the period"), HAPPENED),
            self._table("open", _("Open at the end of the period"), OPEN_THEN),
        ]

    def _table(self, slug: str, title: str, chosen) -> Table:
        return Table(
            slug,
            title,
            [
                Column(_("Figure"), numeric=False),
                Column(self.first.name),
                Column(self.second.name),
                Column(_("Difference")),
            ],
            [self._row(pair) for pair in self.pairs(chosen)],
            # On a phone a card for each figure, for all its four columns are needed.
            css="versus stacked",
        )

    def _row(self, pair: Pair) -> Row:
        name = show.text_cell(pair.figure.name, note=show.norm_text(pair.figure))
        difference = show.change_cell(pair.second, pair.first)
        kind = self._kind(pair)
        if kind:
            difference = Cell(
                difference.text, kind=kind, word=pair.change.word, value=difference.value
            )
        return Row([name, show.cell(pair.first), show.cell(pair.second), difference])

    def _kind(self, pair: Pair) -> str:
        """ok or late where one is better than the other."""
        if pair.change is None or pair.figure is figures.MEDIAN_AGE:
            # What came in lately makes an age lower without anything being handled.
            return ""
        counted = pair.figure.unit == figures.Unit.COUNT
        return "" if counted and not self.same_place else pair.change.kind

    @property
    def sentence(self) -> str:
        """How many figures are better in which of the two."""
        kinds = [self._kind(pair) for pair in self.pairs((*HAPPENED, *OPEN_THEN))]
        better, worse = kinds.count("ok"), kinds.count("late")
        if not better and not worse:
            return _("Where the two can be compared, they are the same.")
        if not worse:
            return _told(better, self.second.name)
        if not better:
            return _told(worse, self.first.name)
        return f"{_told(better, self.second.name)} {_told(worse, self.first.name)}"


def _told(number: int, name: str) -> str:
    return ngettext(
        "%(count)s figure is better in %(report)s.",
        "%(count)s figures are better in %(report)s.",
        number,
    ) % {"count": show.number(number), "report": name}
