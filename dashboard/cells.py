"""Figures as a page shows them: the number, where it leads, the word beside its colour."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard import figures
from dashboard.ages import age_in_working_days
from dashboard.figures import SERIOUS, WAITING, Flow, bucket_label
from dashboard.links import CALLBACKS, CASES, Links
from dashboard.pictures import Spark
from dashboard.stock.work import Work
from kcc.lib.templatetags.kcc import duration, number, percent


@dataclass(frozen=True)
class Cell:
    """`text` is what is shown, `count` what it counts; `kind` and `word` are of the norm."""

    text: str
    url: str = ""
    kind: str = ""
    word: str = ""
    label: str = ""
    # 0 is shown softly: there is nothing to open.
    empty: bool = False


@dataclass(frozen=True)
class Tile:
    label: str
    value: str
    url: str = ""
    unit: str = ""
    note: str = ""
    kind: str = ""
    word: str = ""
    spark: Spark | None = None


def count_cell(count: int, url: str, label: str, rating=None) -> Cell:
    return Cell(
        text=number(count),
        url=url if count else "",
        kind=str(rating or "") if count else "",
        word=str(rating.word) if rating and count else "",
        label=label,
        empty=not count,
    )


def work_cells(work: Work, listing: str, links: Links, today, calendar, department=None) -> list:
    """Open, due today, late, nobody's and oldest of the callbacks, or of the cases."""

    def link(**asked):
        return links.work(listing, department=department, **asked)

    late = figures.OVERDUE.rate(work.overdue, work.open)
    nobody = figures.UNASSIGNED.rate(work.unassigned, work.open)
    return [
        count_cell(work.open, link(), _("Open")),
        count_cell(work.due_today, link(state="due_today"), str(figures.DUE_TODAY.name)),
        count_cell(work.overdue, link(state="overdue"), str(figures.OVERDUE.name), late),
        count_cell(work.unassigned, link(state="unassigned"), str(figures.UNASSIGNED.name), nobody),
        oldest_cell(work, link(until=work.oldest_on), today, calendar),
    ]


def clock_cells(work: Work, listing: str, links: Links, department=None) -> list[Cell]:
    """Seriously late, and what stands still."""
    serious = SERIOUS.rate(work.serious, work.open)
    return [
        count_cell(count, links.work(listing, department=department, state=each.slug),
                   str(each.name), rating)
        for each, count, rating in (
            (SERIOUS, work.serious, serious), (WAITING, work.waiting, None),
        )
    ]  # fmt: skip


def oldest_cell(work: Work, url: str, today, calendar) -> Cell:
    """How old, in working days; leads to what came in on that first day."""
    age = age_in_working_days(calendar, work.oldest_on, today)
    label = str(figures.OLDEST.name)
    if age is None:
        return Cell("–", label=label, empty=True)
    return Cell(_("%(days)s wd") % {"days": number(age)}, url, label=label)


def flow_cells(flow: Flow, mean: float | None, month, links: Links, department) -> list[Cell]:
    """Repeats, what they cost, and the share answered at once."""
    repeated = figures.REPEATS.rate(flow.repeats, flow.questions)
    direct = figures.DIRECT.rate(flow.direct, flow.questions)
    few = 0 < flow.questions < figures.FEW
    seconds = flow.repeat_seconds(mean)
    return [
        count_cell(
            flow.repeats, links.repeats(month, department), str(figures.REPEATS.name), repeated
        ),
        Cell(
            duration(seconds) if flow.repeats else "–",
            label=str(figures.REPEAT_TIME.name),
            empty=not flow.repeats,
        ),
        Cell(
            text=_few(flow) if few else percent(flow.direct_share),
            url=links.direct(month, department) if flow.direct else "",
            kind=str(direct or ""),
            word=str(direct.word) if direct else "",
            label=str(figures.DIRECT.name),
            empty=few or not flow.questions,
        ),
    ]


def _few(flow: Flow) -> str:
    return _("%(part)s of %(whole)s") % {"part": flow.direct, "whole": flow.questions}


# -- Tiles --------------------------------------------------------------------------------------


def norm_note(norm: figures.Norm) -> str:
    sign = "≤" if norm.lower_is_better else "≥"
    return _("target %(sign)s %(share)s") % {"sign": sign, "share": percent(norm.good, 0)}


def open_tile(label: str, work: Work, listing: str, links: Links, today, calendar, department):
    age = age_in_working_days(calendar, work.oldest_on, today)
    note = ""
    if age is not None:
        note = ngettext(
            "oldest %(count)s working day", "oldest %(count)s working days", age
        ) % {"count": number(age)}  # fmt: skip
    url = links.work(listing, department=department) if work.open else ""
    return Tile(label, number(work.open), url, note=note)


def late_tile(label: str, work: Work, listing: str, links: Links, department) -> Tile:
    rating = figures.OVERDUE.rate(work.overdue, work.open)
    share = percent(work.overdue / work.open, 0) if work.open >= figures.FEW else ""
    note = norm_note(figures.OVERDUE.norm)
    if work.serious:
        serious = _("%(count)s seriously late") % {"count": number(work.serious)}
        note = f"{note} · {serious}"
    return Tile(
        label,
        number(work.overdue),
        links.work(listing, department=department, state="overdue") if work.overdue else "",
        unit=share,
        note=note,
        kind=str(rating or ""),
        word=str(rating.word) if rating else "",
    )


def repeats_tile(flow: Flow, mean, url: str, spark=None) -> Tile:
    rating = figures.REPEATS.rate(flow.repeats, flow.questions)
    share = percent(flow.repeat_share) if flow.questions >= figures.FEW else ""
    cost = flow.repeat_seconds(mean)
    note = norm_note(figures.REPEATS.norm)
    if flow.repeats and cost is not None:
        note = _("%(target)s · cost %(time)s") % {"target": note, "time": duration(cost)}
    return Tile(
        str(figures.REPEATS.name),
        number(flow.repeats),
        url if flow.repeats else "",
        unit=share,
        note=note,
        kind=str(rating or ""),
        word=str(rating.word) if rating else "",
        spark=spark,
    )


def direct_tile(flow: Flow, url: str, spark=None) -> Tile:
    rating = figures.DIRECT.rate(flow.direct, flow.questions)
    few = 0 < flow.questions < figures.FEW
    target = norm_note(figures.DIRECT.norm)
    note = f"{target} · {_few(flow)}" if flow.questions else _("no data for this month")
    return Tile(
        str(figures.DIRECT.name),
        "–" if few else percent(flow.direct_share),
        url if flow.direct else "",
        note=note,
        kind=str(rating or ""),
        word=str(rating.word) if rating else "",
        spark=spark,
    )


# -- Ages ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgeRow:
    label: str
    step: int
    callbacks: Cell
    cases: Cell
    total: int


def age_rows(callbacks: Work, cases: Work, days, links: Links, department=None) -> list[AgeRow]:
    rows = []
    for step, (bucket, (first, last)) in enumerate(zip(figures.BUCKETS, days, strict=True)):
        cells = [
            count_cell(
                work.ages[step],
                links.work(listing, department=department, since=first, until=last),
                label,
            )
            for work, listing, label in (
                (callbacks, CALLBACKS, _("Callbacks")),
                (cases, CASES, _("Cases")),
            )
        ]
        total = callbacks.ages[step] + cases.ages[step]
        rows.append(AgeRow(bucket_label(*bucket), step, *cells, total))
    return rows
