"""What people added: a comment, a practice case, and what departments do about it."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboard import show
from dashboard.reports.document.source import Source, full_day
from dashboard.reports.words import Action
from dashboard.show import Cell, Column, Row, Table
from kcc.lib.paper.shape import Prose, Section, Voice
from kcc.lib.templatetags.kcc import number


def paragraphs(text: str) -> list[str]:
    """As they were typed, with an empty line between them."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return [" ".join(block.split()) for block in blocks if block.strip()]


def comment(source: Source) -> Section | None:
    found = paragraphs(source.words.comment)
    if not found:
        return None
    return Section(
        "comment", _("From the contact centre"), blocks=[Prose(found, Voice.QUOTE)]
    )  # fmt: skip


def practice_case(source: Source) -> Section | None:
    found = paragraphs(source.words.case)
    if not found:
        return None
    return Section(
        "case",
        _("From practice"),
        _("Something that happened, told without anybody in it."),
        blocks=[Prose(found, Voice.QUOTE)],
    )


# -- Actions --------------------------------------------------------------------------------------


def states() -> dict[str, str]:
    """As ReportAction.State says."""
    return {"open": _("To be done"), "done": _("Done"), "dropped": pgettext("action", "Given up")}


def actions(source: Source) -> Section:
    """Of one department what is done and by whom; of the organisation how many there are."""
    words = source.words
    if not source.is_department:
        return _counted(source)
    blocks = []
    if words.actions_before:
        blocks.append(_before(words.actions_before, words.published_on))
    if words.actions_new:
        blocks.append(_new(words.actions_new))
    if words.improvements:
        title = _("Improvement actions")
        blocks.append(_before(words.improvements, words.published_on, "improvements", title))
    return Section("actions", _("Actions"), _told(words.actions_before), blocks=blocks)


def _told(before: Sequence[Action]) -> str:
    if not before:
        return _("No actions were agreed on earlier reports.")
    done = sum(each.state == "done" for each in before)
    return _("Done of what was agreed earlier: %(done)s of %(count)s.") % {
        "done": number(done),
        "count": number(len(before)),
    }


def _before(found: Sequence[Action], day: date | None, slug="actions-before", title="") -> Table:
    return Table(
        slug,
        title or _("Agreed earlier"),
        [
            Column(_("What will be done"), numeric=False),
            Column(_("By whom"), numeric=False),
            Column(_("Ready on"), numeric=False),
            Column(_("How it stands"), numeric=False),
            Column(_("What came of it"), numeric=False),
        ],
        [
            Row([*_agreed(each), _state(each, day), show.text_cell(each.result)])
            for each in found
        ],
    )  # fmt: skip


def _new(found: Sequence[Action]) -> Table:
    return Table(
        "actions-new",
        _("Agreed on this report"),
        [
            Column(_("What will be done"), numeric=False),
            Column(_("By whom"), numeric=False),
            Column(_("Ready on"), numeric=False),
        ],
        [Row(_agreed(each)) for each in found],
    )


def _agreed(action: Action) -> list[Cell]:
    due = Cell(full_day(action.due_on), value=action.due_on) if action.due_on else None
    return [show.text_cell(action.text), show.text_cell(action.owner), due or show.text_cell("")]


def _state(action: Action, day: date | None) -> Cell:
    """Late when it should have been ready on the day of publication."""
    if day and action.is_late(day):
        return Cell(pgettext("action", "late"), kind="late")
    return Cell(states()[action.state], kind="ok" if action.state == "done" else "")


def _counted(source: Source) -> Section:
    """Without what they are and whose: how many of each department."""
    words, day = source.words, source.words.published_on
    found = [*words.actions_before, *words.actions_new]
    blocks = []
    if found:
        blocks.append(_counts("actions", _("Actions of departments"), found, day))
    if words.improvements:
        title = _("Improvement actions of departments")
        blocks.append(_counts("improvements", title, words.improvements, day))
    intro = "" if found else _("No actions were agreed on the reports of departments.")
    return Section("actions", _("Actions"), intro, blocks=blocks)


def _counts(slug: str, title: str, found: Sequence[Action], day: date | None) -> Table:
    return Table(
        slug,
        title,
        [
            Column(_("Department"), numeric=False),
            Column(states()["open"]),
            Column(_("Of which late")),
            Column(states()["done"]),
            Column(states()["dropped"]),
        ],
        [_count_row(name, found, day) for name in sorted({each.department for each in found})],
        css="narrow",
    )


def _count_row(name: str, found: Sequence[Action], day: date | None) -> Row:
    own = [each for each in found if each.department == name]
    counts = {state: sum(each.state == state for each in own) for state in states()}
    late = sum(each.is_late(day) for each in own) if day else 0
    return Row(
        [
            show.text_cell(name),
            show.count_cell(counts["open"]),
            show.count_cell(late),
            show.count_cell(counts["done"]),
            show.count_cell(counts["dropped"]),
        ]
    )
