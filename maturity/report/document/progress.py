"""Beside the round before of the same place: pillar by pillar, and which answers changed."""

from django.utils.translation import gettext as _

from kcc.lib.paper.cells import text_cell
from kcc.lib.paper.shape import Section
from kcc.lib.paper.tables import Cell, Column, Row, Table
from maturity.asked import asked_of
from maturity.report.document.cells import dutch, pillar_cell, score, statement_cell, whole
from maturity.report.source import Source, full_day
from maturity.scoring import Answer
from maturity.words import answer_text

MINUS = "\N{MINUS SIGN}"


def section(source: Source) -> Section | None:
    if source.earlier is None:
        return None
    changed = _changed(source)
    return Section(
        "before",
        _("Beside the round before"),
        " ".join(_told(source, changed)),
        blocks=[_pillars(source), *([changed] if changed.rows else [])],
    )


def _told(source: Source, changed: Table):
    before, now = source.before, source.assessment
    yield _("The round before is “%(title)s”, settled on %(day)s.") % {
        "title": before.title, "day": full_day(before.final_at)
    }  # fmt: skip
    if before.edition_id != now.edition_id:
        yield _(
            "It was made with another version of the catalogue (%(before)s, now %(now)s): only "
            "statements with the same code are held beside each other."
        ) % {"before": before.edition.version, "now": now.edition.version}
    if before.form != now.form:
        yield _("Then and now not the same form was used: compare with care.")
    if not changed.rows:
        yield _("No answer changed.")


def _pillars(source: Source) -> Table:
    past, now = source.earlier.outcome, source.result.outcome
    known = {each.slug for each in past.pillars}
    phase, share = _("Phase"), _("With what is done of the next")
    return Table(
        "before",
        _("Phase per pillar, then and now"),
        [
            Column(_("Pillar"), numeric=False), Column(_("Then"), group=phase),
            Column(_("Now"), group=phase), Column(_("Difference"), group=phase),
            Column(_("Then"), group=share), Column(_("Now"), group=share),
        ],
        [
            Row([
                pillar_cell(each), whole(past.pillar(each.slug).phase),
                whole(now.pillar(each.slug).phase),
                step(now.pillar(each.slug).phase - past.pillar(each.slug).phase),
                score(past.pillar(each.slug).score), score(now.pillar(each.slug).score),
            ])
            for each in source.pillars
            if each.slug in known
        ],
        foot=Row([
            Cell(_("Together")), whole(past.phase), whole(now.phase), step(now.phase - past.phase),
            text_cell(""), text_cell(""),
        ]),
    )  # fmt: skip


def step(size: int) -> Cell:
    """With its sign."""
    text = f"+{size}" if size > 0 else f"{MINUS}{-size}" if size else "0"
    return Cell(text, value=size, empty=not size)


def _changed(source: Source) -> Table:
    """Answers to the same statement that became different."""
    asked = asked_of(source.before)
    before, now = source.earlier.answers, source.result.answers
    none = Answer(None)
    rows = [
        Row([
            statement_cell(statement),
            dutch(answer_text(asked, before[code])),
            dutch(answer_text(source.asked, now[code])),
            _better(before.get(code, none), now.get(code, none)),
        ])
        for code, statement in source.asked.by_code.items()
        if code in before and code in now and before[code] != now[code]
    ]  # fmt: skip
    return Table(
        "changed",
        _("Answers that changed"),
        [
            Column(_("Statement"), numeric=False),
            Column(_("Then"), numeric=False),
            Column(_("Now"), numeric=False),
            Column(_("Difference")),
        ],
        rows,
        css="answers stacked",
    )


def _better(before: Answer, now: Answer) -> Cell:
    if before.value is None or now.value is None:
        return text_cell("")
    return step(now.value - before.value)
