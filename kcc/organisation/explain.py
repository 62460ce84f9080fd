"""Why a moment is due then, in words: "2 working days, received Fri 20 Nov 16:40, closes 17:00".

The reckoning (`worktime`, `statutory`) gives steps without words. They are stored as JSON with the
promise and turned into a sentence in the language of whoever reads it. Names of closing days are
data and stay as they were entered.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from kcc.lib.periods import ZONE
from kcc.organisation.worktime import Step

MOMENTS = frozenset({"at"})
DAYS = frozenset({"date", "to"})


def steps_as_data(steps: Iterable[Step]) -> list[dict]:
    """Steps as JSON: the code, and its values with moments and days in ISO 8601."""
    return [{"code": step.code} | {k: _plain(v) for k, v in step.params.items()} for step in steps]


def steps_from_data(data: Iterable[Mapping]) -> tuple[Step, ...]:
    """The steps that `steps_as_data` wrote."""
    return tuple(
        Step(row["code"], {k: _rich(k, v) for k, v in row.items() if k != "code"}) for row in data
    )


def explain(steps: Iterable[Step | Mapping]) -> str:
    """One line in the current language, from steps or from their JSON. Unknown codes are left out,
    so that an old promise can still be read after the rules have changed."""
    steps = [step if isinstance(step, Step) else steps_from_data([step])[0] for step in steps]
    words = [WORDS[step.code](**step.params) for step in steps if step.code in WORDS]
    return ", ".join(words)


def _plain(value):
    if isinstance(value, date):  # datetime too
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _rich(name, value):
    if name in MOMENTS:
        return datetime.fromisoformat(value)
    if name in DAYS:
        return date.fromisoformat(value)
    return value


def _day(value: date) -> str:
    return _written(value, get_language())


def _moment(value: datetime) -> str:
    value = value.astimezone(ZONE)
    return f"{_written(value.date(), get_language())} {value.hour:02}:{value.minute:02}"


@lru_cache(maxsize=2000)
def _written(day: date, language: str) -> str:
    """Months are written small in Dutch, with a capital in English (as on the pages). Kept: asking
    for its shape each time took 5 of the 14 ms of a list of callbacks over the API."""
    return format_date(day, "D j M" if language == "en" else "D j b")


def _working_days(count):
    if count == 0:
        return _("the same day")
    return ngettext("%(count)s working day", "%(count)s working days", count) % {"count": count}


def _working_hours(hours):
    plural = 1 if hours == 1 else 2  # half an hour is plural, and gettext wants whole numbers
    return ngettext("%(hours)s opening hour", "%(hours)s opening hours", plural) % {
        "hours": number_format(hours, use_l10n=True)
    }


def _term(amount, unit):
    words = {
        "days": ngettext("%(count)s day", "%(count)s days", amount),
        "weeks": ngettext("%(count)s week", "%(count)s weeks", amount),
        "months": ngettext("%(count)s month", "%(count)s months", amount),
        "years": ngettext("%(count)s year", "%(count)s years", amount),
        "working_days": ngettext("%(count)s working day", "%(count)s working days", amount),
    }
    return words[unit] % {"count": amount}


def _received(at):
    return _("received %(moment)s") % {"moment": _moment(at)}


def _counted_from(at):
    return _("counts from %(moment)s") % {"moment": _moment(at)}


def _counted_after(**params):
    return _("received %(moment)s") % {"moment": _day(params["date"])}


def _closes(at):
    return _("closes %(time)s") % {"time": f"{at.astimezone(ZONE):%H:%M}"}


def _closing_day(name="", **params):
    if not name:
        return _("%(day)s closed") % {"day": _day(params["date"])}
    return _("%(day)s closed (%(name)s)") % {"day": _day(params["date"]), "name": name}


def _more_closing_days(count):
    return ngettext("%(count)s more closing day", "%(count)s more closing days", count) % {
        "count": count
    }


def _ends(**params):
    return _("ends %(day)s") % {"day": _day(params["date"])}


def _shifted(to, name="", **params):
    if not name:
        return _("moved over the weekend to %(day)s") % {"day": _day(to)}
    return _("moved over %(name)s to %(day)s") % {"name": name, "day": _day(to)}


def _extended(to):
    return _("extended to %(day)s so that it has two working days") % {"day": _day(to)}


def _not_shifted():
    return _("too long a term to move")


def _stood_still(count, to, **params):
    words = {"count": count, "first": _day(params["date"]), "last": _day(to)}
    return (
        ngettext(
            "stood still %(count)s day (%(first)s)",
            "stood still %(count)s days (%(first)s up to %(last)s)",
            count,
        )
        % words
    )


def _prolonged(amount, unit):
    return _("extended by %(term)s") % {"term": _term(amount, unit)}


def _prolonged_by_hand():
    return _("extended to a day set by hand")


def _moved_to(at):
    return _("moved to %(moment)s") % {"moment": _moment(at)}


WORDS = {
    "working_days": _working_days,
    "working_hours": _working_hours,
    "term": _term,
    "received": _received,
    "counted_from": _counted_from,
    "counted_after": _counted_after,
    "closes": _closes,
    "closing_day": _closing_day,
    "more_closing_days": _more_closing_days,
    "ends": _ends,
    "shifted": _shifted,
    "extended": _extended,
    "not_shifted": _not_shifted,
    "stood_still": _stood_still,
    "prolonged": _prolonged,
    "prolonged_by_hand": _prolonged_by_hand,
    "moved_to": _moved_to,
}
