"""The weekly list as a mail: plain text, without a customer and without who handles what."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from contacts.weekly.selectors import Counts, Kept, Line, Place, Weekly
from kcc.lib.periods import ZONE
from kcc.lib.templatetags.kcc import percent


def subject(found: Weekly) -> str:
    total = found.total
    if not total.open:
        return _("Weekly list: nothing is open")
    return _("Weekly list: %(open)d open, %(late)d late") % {
        "open": total.open,
        "late": total.late,
    }


def bell(found: Weekly) -> str:
    """The line under the bell."""
    return f"{subject(found)}."


def body(found: Weekly, *, address: str, links: Callable[[Place], str]) -> str:
    """`address` leads to the list on screen, `links` to that of one department."""
    parts = [_("Everything open with your department, oldest first.")]
    if not found.total.open:
        parts = [_("Nothing is open with your department. Well done.")]
    parts += [_place(place, links(place)) for place in found.places]
    if found.lines:
        parts.append("\n".join(_lines(found)))
    parts.append(_("On screen, as it is now: %(address)s") % {"address": address})
    return "\n\n".join(parts) + "\n"


def _place(place: Place, link: str) -> str:
    rows = [
        place.department.name,
        f"  {_('Callbacks and questions')}: {_counted(place.callbacks)}",
        f"  {_('Cases')}: {_counted(place.cases)}",
    ]
    if place.last_week.due:
        rows.append(f"  {_('Called back in time last week')}: {kept(place.last_week)}")
    rows.append(f"  {link}")
    return "\n".join(rows)


def kept(last_week: Kept) -> str:
    words = _("%(part)s of %(whole)s") % {"part": last_week.kept, "whole": last_week.due}
    return words if last_week.share is None else f"{words} ({percent(last_week.share)})"


def _counted(counts: Counts) -> str:
    words = [_("%(number)d open") % {"number": counts.open}]
    if counts.late:
        words.append(_("%(number)d late") % {"number": counts.late})
    if counts.serious:
        words.append(_("%(number)d seriously late") % {"number": counts.serious})
    if counts.unassigned:
        words.append(_("%(number)d nobody's yet") % {"number": counts.unassigned})
    return ", ".join(words)


def _lines(found: Weekly) -> Iterator[str]:
    many = len(found.places) > 1
    for line in found.lines:
        yield " · ".join(_parts(line, many=many))
    if found.more:
        yield ngettext("and %(number)d more", "and %(number)d more", found.more) % {
            "number": found.more
        }


def _parts(line: Line, *, many: bool) -> Iterator[str]:
    yield line.number
    yield line.subject
    if many:
        yield line.department
    yield ngettext("%(days)d working day old", "%(days)d working days old", line.age) % {
        "days": line.age
    }
    yield due(line)
    yield _("taken on") if line.taken else _("not taken on")


def due(line: Line) -> str:
    if not line.due.late:
        return _("due %(moment)s") % {"moment": _moment(line.due_at)}
    return line.due.words


def _moment(value: date | datetime) -> str:
    style = "D j M" if get_language() == "en" else "D j b"
    if isinstance(value, datetime):
        return format_date(value.astimezone(ZONE), f"{style} H:i")
    return format_date(value, style)
