"""The filters of the list of contacts: read from an address, and written into one.

No personal data: codes, slugs, days and words of an allow-list only. The dashboard makes its links
with `query()`, so that a number and the list behind it are asked for with one and the same object.
"""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from contacts.models import Outcome
from contacts.models.contact import RepeatState
from kcc.lib.periods import Month

MINE = "me"


@dataclass(frozen=True, kw_only=True)
class ContactFilters:
    """What is asked for; empty values ask for everything.

    `repeat`, `direct` and `asks_status` are the questions of a figure: they leave out what no
    figure counts (outbound contacts, wrong numbers). A confirmed repeat belongs to the department
    of the FIRST contact of its chain, and so does the filter `department` together with
    `repeat=confirmed`.
    """

    month: Month | None = None
    first_day: date | None = None
    last_day: date | None = None
    channel: str = ""
    department: str = ""
    subject: str = ""
    outcome: str = ""
    repeat: str = ""
    direct: bool | None = None
    asks_status: bool | None = None
    counted: bool = False
    agent: str = ""
    source: str = ""
    errors: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def days(self) -> tuple[date | None, date | None]:
        """First and last day asked for, both included; None is without a limit."""
        if self.month:
            return self.month.first_day, self.month.last_day
        return self.first_day, self.last_day

    @property
    def only_counted(self) -> bool:
        figures = (self.direct, self.asks_status)
        return self.counted or figures != (None, None) or self.repeat == RepeatState.CONFIRMED

    @property
    def is_narrow(self) -> bool:
        """Bounded in time: only then may the rows be counted."""
        return None not in self.days

    @property
    def is_empty(self) -> bool:
        return self == ContactFilters()

    def values(self) -> dict[str, str]:
        """The query values of an address, without the empty ones."""
        given = {
            "period": str(self.month or ""),
            "from": str(self.first_day or "") if not self.month else "",
            "to": str(self.last_day or "") if not self.month else "",
            "direct": "" if self.direct is None else str(int(self.direct)),
            "asks_status": "" if self.asks_status is None else str(int(self.asks_status)),
            "counted": "1" if self.counted else "",
        }
        for name in ("channel", "department", "subject", "outcome", "repeat", "agent", "source"):
            given[name] = getattr(self, name)
        return {name: value for name, value in given.items() if value}

    def query(self) -> str:
        """'period=2026-11&department=parkeren': what comes after the ? of an address."""
        return urlencode(self.values())


def read_filters(params) -> ContactFilters:
    """The filters in `params` (request.GET); what cannot be read is named in `errors`."""
    errors: dict[str, str] = {}

    def parse(name, reader, sentence):
        text = params.get(name, "").strip()
        try:
            return reader(text) if text else None
        except ValueError:
            errors[name] = sentence
            return None

    def one_of(name, allowed):
        value = params.get(name, "").strip()
        if value and value not in allowed:
            errors[name] = _("“%(value)s” is not a choice.") % {"value": value[:40]}
            return ""
        return value

    # Months before 1900 and after 9998 have no neighbours to reckon with.
    month = parse("period", _month, _("Write a month as 2026-11."))
    first = parse("from", date.fromisoformat, _("Write a day as 2026-11-24."))
    last = parse("to", date.fromisoformat, _("Write a day as 2026-11-24."))
    if first and last and last < first:
        errors["to"] = _("The last day is before the first one.")
    direct, asks_status = one_of("direct", ("0", "1")), one_of("asks_status", ("0", "1"))
    repeats = [state.value for state in RepeatState if state != RepeatState.NONE]
    return ContactFilters(
        month=month,
        first_day=None if month else first,
        last_day=None if month else last,
        channel=params.get("channel", "").strip()[:80],
        department=params.get("department", "").strip()[:80],
        subject=params.get("subject", "").strip()[:100],
        outcome=one_of("outcome", Outcome.Category.values),
        repeat=one_of("repeat", repeats),
        direct=direct == "1" if direct else None,
        asks_status=asks_status == "1" if asks_status else None,
        counted=one_of("counted", ("1",)) == "1",
        agent=one_of("agent", (MINE,)),
        source=params.get("source", "").strip()[:40],
        errors=errors,
    )


def _month(text: str) -> Month:
    month = Month.parse(text)
    if not 1900 <= month.year < 9999:
        raise ValueError(text)
    return month
