"""What is open now: by state, by age, and the ten that came in first."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard import figures, show
from dashboard.ages import bucket_days
from dashboard.figures import BUCKETS, bucket_label
from dashboard.links import CALLBACKS, CASES, Links
from dashboard.show import Cell, Column, Row, Table
from dashboard.stock.work import Kind, Stock
from kcc.lib.paper.pictures import bar
from kcc.lib.paper.shape import Ages
from kcc.lib.periods import local_day
from kcc.lib.templatetags.kcc import day, moment
from kcc.organisation.access import WORKERS
from kcc.organisation.calendars import calendar_for

LISTS = {Kind.CALLBACKS: CALLBACKS, Kind.CASES: CASES}
# The view of the worklist that holds the rows of each figure.
STATES = (
    (figures.OPEN, "open"), (figures.DUE_TODAY, "due_today"), (figures.OVERDUE, "overdue"),
    (figures.SERIOUS, "serious"), (figures.WAITING, "waiting"), (figures.UNASSIGNED, "unassigned"),
)  # fmt: skip


def kind_name(kind: Kind) -> str:
    return {Kind.CALLBACKS: _("Callbacks"), Kind.CASES: _("Cases")}[kind]


def work_table(stock: Stock, links: Links) -> Table:
    """Callbacks and cases by state; both together have no list of their own."""
    columns = [
        Column(_("Work"), numeric=False),
        *(Column(str(figure.name)) for figure, _state in STATES),
        Column(str(figures.MEDIAN_AGE.name)),
        Column(str(figures.OLDEST.name)),
    ]
    return Table(
        "work",
        _("What is open now"),
        columns,
        [Row([Cell(kind_name(kind)), *_work_cells(stock, kind, links)]) for kind in Kind],
        foot=Row([Cell(_("Together")), *_work_cells(stock, None, links)]),
    )


def _work_cells(stock: Stock, kind: Kind | None, links: Links) -> list[Cell]:
    listing = LISTS.get(kind)

    def link(**asked):
        return links.work(listing, **asked) if listing else ""

    # When nothing is open there is nothing to rate either.
    cells = [
        show.cell(stock.value(figure, kind=kind), link(state=state)) for figure, state in STATES
    ]
    oldest_on = stock.of(kind).oldest_on
    return [
        *cells,
        _median(stock, kind),
        show.cell(stock.value(figures.OLDEST, kind=kind), link(until=oldest_on)),
    ]


def _median(stock: Stock, kind: Kind | None) -> Cell:
    """The figure is of callbacks; the median of cases, which may take weeks, has no norm."""
    if kind == Kind.CALLBACKS:
        return show.cell(stock.value(figures.MEDIAN_AGE))
    age = stock.of(kind).median_age if kind else None
    return Cell(show.amount(figures.MEDIAN_AGE, age), value=age, empty=age is None)


# -- Ages ---------------------------------------------------------------------------------------


def ages(stock: Stock, links: Links, *, now: datetime) -> Ages:
    """Each number opens the work that came in on the days of its bucket."""
    days = bucket_days(calendar_for(), local_day(now))

    def link(kind: Kind, step: int) -> str:
        first, last = days[step]
        return links.work(LISTS[kind], since=first, until=last)

    return ages_of(stock, link)


def ages_of(stock: Stock, link: Callable[[Kind, int], str]) -> Ages:
    """`link` gives where the number of a kind and a bucket leads."""
    counts = {kind: stock.of(kind).ages for kind in Kind}
    together = stock.of().ages
    labels = [bucket_label(*bucket) for bucket in BUCKETS]
    rows = []
    for step, label in enumerate(labels):
        cells = [show.count_cell(counts[kind][step], link(kind, step)) for kind in Kind]
        total = show.count_cell(together[step])
        share = show.share_cell(together[step], sum(together))
        rows.append(Row([Cell(label), *cells, total, share]))
    return Ages(
        bar=bar(together),
        legend=list(enumerate(labels)),
        sentence=_sentence(together),
        table=Table(
            "ages",
            _("How old the open work is"),
            [
                Column(_("Working days"), numeric=False),
                *(Column(kind_name(kind)) for kind in Kind),
                Column(_("Together")),
                Column(_("Share")),
            ],
            rows if sum(together) else [],
            note=_("in working days"),
            css="narrow",
            nothing=_("Nothing is open. New callbacks and cases will show here by age."),
        ),
    )


def _sentence(counts: Sequence[int]) -> str:
    """What the bar shows, in words."""
    total, old = sum(counts), sum(counts[-2:])
    if not total:
        return ""
    if not old:
        return _("Nothing that is open is older than ten working days.")
    return ngettext(
        "%(old)s of the %(total)s that are open is older than ten working days.",
        "%(old)s of the %(total)s that are open are older than ten working days.",
        old,
    ) % {"old": show.number(old), "total": show.number(total)}


# -- The ten oldest -----------------------------------------------------------------------------


def oldest_table(found: Sequence[dict], links: Links) -> Table:
    """By number, without a name of a customer; a link for who may open the work itself."""
    opens = links.access.has(*WORKERS)
    return Table(
        "oldest",
        _("The ten oldest"),
        [
            Column(_("Number"), numeric=False),
            Column(_("About"), numeric=False),
            Column(_("Handler"), numeric=False),
            Column(_("Received"), numeric=False),
            Column(_("Promise"), numeric=False),
            Column(_("Repeated")),
        ],
        [_oldest_row(each, opens) for each in found],
        css="oldest",
        nothing=_("Nothing is open."),
    )


def _oldest_row(found: dict, opens: bool) -> Row:
    row, is_case = found["row"], found["kind"] == "case"
    url = reverse("cases:detail" if is_case else "contacts:callback", args=[row.public_id])
    repeats = row.repeats or 0
    return Row(
        [
            show.text_cell(row.number, url if opens else ""),
            show.text_cell(row.case_type if is_case else row.subject, note=str(row.team or "")),
            Cell(str(row.handler)) if row.handler else Cell(_("nobody"), empty=True),
            Cell(day(found["since"]), value=found["since"]),
            _promise(row, is_case),
            Cell(_("%(count)s ×") % {"count": repeats}, value=repeats)
            if repeats
            else Cell(show.NOTHING, value=0, empty=True),
        ],
        kind="late" if row.due.late else "",
    )


def _promise(row, is_case: bool) -> Cell:
    """As components/due_day.html, short."""
    if is_case and row.decided_on:
        # The term of the case ended with the decision.
        return Cell(row.decided_words, kind="ok" if row.days_decided_late is None else "warn")
    when, due = row.due_on if is_case else row.due_at, row.due
    return Cell(due.short or (day(when) if is_case else moment(when)), kind=due.kind, value=when)
