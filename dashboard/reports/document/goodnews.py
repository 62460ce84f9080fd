"""What went well: figures that got better and stand on target, and subjects that go well at the
first contact. Nothing is made up: without good news there is no such section."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dashboard import figures, show, words
from dashboard.changes import Change, largest
from dashboard.figures import Figure, Rating, Value
from dashboard.reports.document.source import Source
from dashboard.words import joined
from kcc.lib.paper.shape import Prose, Section, Voice
from kcc.lib.templatetags.kcc import number

MOST = 4
# So few are no achievement of a subject.
LEAST_QUESTIONS = 10
# Figures whose standing on target is worth telling by itself.
PROUD = (
    figures.KEPT, figures.EMAIL_KEPT, figures.CASES_ON_TIME, figures.DIRECT, figures.REPEATS,
    figures.SATISFACTION,
)  # fmt: skip
# A step forward of a whole department: surely no chance.
SURE = 2.0


def section(source: Source) -> Section | None:
    told = list(dict.fromkeys(_told(source)))[:MOST]
    if not told:
        return None
    return Section(
        "went-well",
        _("What went well"),
        blocks=[Prose(told, Voice.GOOD)],
    )


def _told(source: Source) -> Iterator[str]:
    if not source.is_department:
        yield from _best_step(source)
    better = _better(source)
    for change in better:
        sentence = words.changed(change, source.board, source.frozen.history)
        yield f"{sentence} {_on_target(change.now)}".strip()
    if subject := _best_subject(source):
        yield subject
    work = source.frozen.stock.of()
    if work.open and not work.overdue:
        yield _("Nothing of what was open was late.")
    told = {each.figure.slug for each in better}
    for figure in PROUD:
        value = source.board.value(figure)
        if figure.slug not in told and value.rating == Rating.GOOD:
            yield _("%(figure)s: %(now)s. %(target)s") % {
                "figure": figure.name,
                "now": joined(show.text(value)),
                "target": _on_target(value),
            }


def _better(source: Source) -> list[Change]:
    """The two that improved most, of those that stand on target first."""
    pairs = words.compared(source.board, source.frozen.stock, source.frozen.history)
    found = [each for each in largest(pairs, len(pairs)) if each.is_better and _is_proud(each)]
    found.sort(key=lambda each: each.now.rating != Rating.GOOD)
    return found[:2]


def _is_proud(change: Change) -> bool:
    """Better, and not so far off that naming it is no comfort."""
    return change.now.rating != Rating.BAD


def _on_target(value: Value) -> str:
    if value.rating != Rating.GOOD:
        return ""
    norm = value.figure.norm
    sign = "≤" if norm.lower_is_better else "≥"
    return _("That is on target (%(target)s).") % {
        "target": joined(f"{sign} {show.limit(value.figure, norm.good)}")
    }


def _best_subject(source: Source) -> str:
    """The subject of which the largest part was answered at once; "" when none is on target."""
    names, rated = source.frozen.names.subjects, []
    for pk, counts in source.board.told.subjects.items():
        value = figures.DIRECT.value(counts)
        if pk in names and value.whole >= LEAST_QUESTIONS and value.rating == Rating.GOOD:
            rated.append((-value.number, -value.whole, names[pk].name, value))
    if not rated:
        return ""
    *_order, name, value = min(rated)
    return _(
        "Most often answered at once: questions about %(subject)s, %(share)s of %(count)s."
    ) % {
        "subject": name,
        "share": joined(show.text(value)),
        "count": number(value.whole),
    }


# -- Of all departments ---------------------------------------------------------------------------


def _best_step(source: Source) -> Iterator[str]:
    """Which department improved most, by how unlikely it is that chance did it."""
    steps = []
    for department in source.frozen.scope.departments:
        pairs = [_of_department(source, figure, department.pk) for figure in words.TOLD]
        steps += [
            (-change.weight, department.name, change)
            for change in largest(pairs, len(pairs), least=SURE)
            if change.is_better and _is_proud(change) and change.figure.norm
        ]
    if steps:
        _weight, name, change = min(steps, key=lambda each: each[:2])
        yield _("The largest step forward: %(department)s. %(sentence)s") % {
            "department": name,
            "sentence": words.changed(change, source.board, source.frozen.history),
        }


def _of_department(source: Source, figure: Figure, pk: int) -> tuple[Value, Value | None]:
    if figure in words.OF_NOW:
        before = source.frozen.history.last_month(figure, pk)
        return source.frozen.stock.value(figure, [pk]), before
    return source.board.value(figure, [pk]), source.board.before(figure, [pk])
