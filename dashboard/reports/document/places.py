"""Where a department stands among the others; of the organisation all of them side by side."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboard import figures, show
from dashboard.figures import FEW, Rating
from dashboard.parts.places import late_cell
from dashboard.ranking import LEAST_OPEN, Ranking
from dashboard.reports.document.source import Source
from dashboard.show import Cell, Column, Row, Table
from dashboard.standings import (
    BY_NAME,
    USUAL,
    Standing,
    by_department,
    by_domain,
    sorted_by,
    standing,
)
from dashboard.words import joined
from kcc.lib.paper.shape import Section
from kcc.lib.templatetags.kcc import number, percent

PERIOD = (
    figures.KEPT, figures.REPEATS, figures.DIRECT, figures.SATISFACTION, figures.CASES_ON_TIME,
)  # fmt: skip
FIGURES = (
    figures.OPEN, figures.OVERDUE, figures.SERIOUS, figures.MEDIAN_AGE, *PERIOD, figures.QUESTIONS,
    figures.CASES_CLOSED, figures.REPEAT_TIME,
)  # fmt: skip

# -- One department -------------------------------------------------------------------------------


def ranking(source: Source) -> Section | None:
    """Position, best and median; nobody else by name. None where nobody is ranked."""
    ranks, department = source.frozen.ranks, source.frozen.scope.department
    if not ranks.of:
        return None
    place = ranks.place(department.pk)
    rows = [
        Row([Cell(_("The best department")), _share(ranks.best)]),
        Row([Cell(_("Median of all departments")), _share(ranks.median)]),
    ]
    if place:
        rows.insert(0, Row([Cell(department.name), _share(place.share)], current=True))
    table = Table(
        "ranking",
        _("Late share of what was open"),
        [Column(_("Department"), numeric=False), Column(_("Late share"))],
        rows,
        css="narrow",
    )
    return Section(
        "ranking",
        _("Among the departments"),
        _position(source),
        blocks=[table],
        figures=(figures.OVERDUE,),
    )


def _share(share: float) -> Cell:
    return Cell(percent(share, 0), value=show.rounded(100 * share))


def _position(source: Source) -> str:
    ranks = source.frozen.ranks
    place = ranks.place(source.frozen.scope.department.pk)
    if place is None:
        return _(
            "With fewer than %(least)s open, a department is not ranked: its share says more about "
            "chance than about its work."
        ) % {"least": LEAST_OPEN}
    return _(
        "At the end of %(period)s this department was number %(place)s of %(of)s by the share of "
        "open work that is late: %(share)s."
    ) % {
        "period": source.period,
        "place": number(place.position),
        "of": number(place.of),
        "share": joined(percent(place.share, 0)),
    }


# -- All of them ----------------------------------------------------------------------------------


def departments(source: Source) -> Section:
    frozen = source.frozen
    found = by_department(frozen.board, frozen.stock, frozen.ranks)
    _usual, rows = sorted_by(USUAL, found)
    scope = frozen.scope
    total = standing(None, scope.departments, frozen.board, frozen.stock, Ranking())
    _name, domains = sorted_by(BY_NAME, by_domain(frozen.board, frozen.stock))
    blocks = [_side_by_side("departments", _("Departments side by side"), rows, total)]
    if len(domains) > 1:
        blocks.append(_side_by_side("domains", _("Domains side by side"), domains))
    blocks.append(_volume(rows, total))
    return Section(
        "departments",
        _("Departments"),
        _order(source),
        blocks=blocks,
        figures=FIGURES,
    )


def _order(source: Source) -> str:
    """Which comes first, and who has no share and no place among them."""
    told = _("The highest late share stands first; of fewer than %(few)s open there is none.") % {
        "few": FEW
    }
    if not source.frozen.ranks.of:
        return told
    places = _("Departments with %(least)s or more open have a place.") % {"least": LEAST_OPEN}
    return f"{told} {places}"


def _side_by_side(slug: str, title: str, rows: list[Standing], total: Standing | None = None):
    together = _("Together")
    return Table(
        slug,
        title,
        [
            Column(_("Name"), numeric=False),
            Column(pgettext("work", "Open")),
            Column(_("Late share")),
            Column(str(figures.SERIOUS.name)),
            Column(str(figures.MEDIAN_AGE.name)),
            Column(pgettext("column", "Called back in time")),
            Column(pgettext("column", "Repeats")),
            Column(pgettext("column", "At once")),
            Column(pgettext("column", "Mark")),
            Column(pgettext("column", "Cases in time")),
        ],
        [_row(each) for each in rows],
        foot=Row([Cell(together), *_cells(total)]) if total and len(rows) > 1 else None,
        nothing=_("There is nothing to show of any department."),
        css="departments",
    )


def _row(each: Standing) -> Row:
    late = each.value(figures.OVERDUE).rating
    return Row(
        [show.text_cell(each.name), *_cells(each)], kind="late" if late == Rating.BAD else ""
    )


def _cells(each: Standing) -> list[Cell]:
    return [
        show.cell(each.value(figures.OPEN)),
        late_cell(each),
        show.cell(each.value(figures.SERIOUS)),
        show.cell(each.value(figures.MEDIAN_AGE)),
        *(show.cell(each.value(figure)) for figure in PERIOD),
    ]


def _volume(rows: list[Standing], total: Standing) -> Table:
    """How much each had to do, and what its repeats cost the contact centre."""

    def cells(each: Standing) -> list[Cell]:
        direct, repeats = each.value(figures.DIRECT), each.value(figures.REPEATS)
        return [
            show.count_cell(direct.whole),
            show.count_cell(each.value(figures.KEPT).whole),
            show.count_cell(each.value(figures.CASES_ON_TIME).whole),
            show.count_cell(repeats.part),
            show.duration_cell(each.repeat_seconds),
        ]

    return Table(
        "volume",
        _("How much there was to do"),
        [
            Column(_("Department"), numeric=False),
            Column(str(figures.QUESTIONS.name)),
            Column(_("Callbacks due")),
            Column(str(figures.CASES_CLOSED.name)),
            Column(_("Repeat contacts")),
            Column(str(figures.REPEAT_TIME.name)),
        ],
        [
            Row([show.text_cell(each.name), *cells(each)])
            for each in sorted(rows, key=lambda each: each.name)
        ],
        foot=Row([Cell(_("Together")), *cells(total)]) if len(rows) > 1 else None,
    )
