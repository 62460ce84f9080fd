"""What the columns of a report of a telephone exchange are called, and what stands in their cells.
Plain: no database, no clock."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from kcc.lib.periods import ZONE
from kcc.lib.text import fold

# Exchanges name them as they like, in Dutch or in English; other columns are left alone.
NAMES = {
    "moment": (
        "tijdstip", "datum en tijd", "datum/tijd", "datumtijd", "begin", "start", "begintijdstip",
        "moment", "datetime", "date time", "date and time", "timestamp", "interval start",
        "start interval", "period start",
    ),
    "day": ("datum", "dag", "date", "day"),
    "time": (
        "tijd", "uur", "kwartier", "interval", "begintijd", "starttijd", "van", "tijdvak",
        "time", "hour", "quarter", "start time", "from",
    ),
    "line": (
        "lijn", "wachtrij", "nummer", "telefoonnummer", "keuze", "skill", "line", "queue", "number",
    ),
    "offered": (
        "aangeboden", "oproepen", "inkomend", "gesprekken aangeboden", "aangeboden oproepen",
        "aangeboden gesprekken", "offered", "calls", "calls offered", "offered calls", "inbound",
    ),
    "answered": (
        "beantwoord", "aangenomen", "opgenomen", "beantwoorde oproepen", "beantwoorde gesprekken",
        "answered", "calls answered", "answered calls", "handled",
    ),
    "in_time": (
        "binnen norm", "binnen de norm", "beantwoord binnen norm", "binnen servicelevel",
        "op tijd", "op tijd beantwoord", "in time", "answered in time", "within norm",
        "within service level", "answered within service level", "in sla",
    ),
    "abandoned": (
        "afgehaakt", "opgehangen", "verlaten", "verloren", "afgehaakte oproepen",
        "verloren oproepen", "abandoned", "calls abandoned", "abandoned calls", "given up", "lost",
    ),
    "wait": (
        "wachttijd", "totale wachttijd", "wachttijd totaal", "wachttijd in seconden",
        "wachtseconden", "wait", "total wait", "wait time", "total wait time", "wait seconds",
    ),
    "mean_wait": (
        "gemiddelde wachttijd", "gem. wachttijd", "gem wachttijd", "wachttijd gemiddeld",
        "average wait", "avg wait", "average wait time", "mean wait", "asa",
        "average speed of answer",
    ),
    "norm": ("norm", "norm in seconden", "norm (s)", "norm seconds", "service level seconds"),
}  # fmt: skip
COLUMN_OF = {name: column for column, names in NAMES.items() for name in names}
COUNTS = ("offered", "answered", "in_time", "abandoned")
# More calls in one row are a mistake in the file.
MOST = 1_000_000
# And more seconds: all minutes of an hour together stay a number that is kept.
MOST_WAITED = 10_000_000
LINE_LENGTH = 60
# A row of sums under the list.
TOTALS = ("totaal", "total", "totals", "som", "gemiddeld", "average")

_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.\u00a0 ][0-9]{3})+")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.u]([0-9]{2}))?(?::[0-9]{2}(?:\.[0-9]+)?)?(?:\s*(?:uur|u))?")
_SECONDS = re.compile(r"(?:[0-9]{1,4}:){0,2}[0-9]{1,9}(?:[.,][0-9]{1,6})?")
_RANGE = re.compile(r"\s*(?:-|–|tot|to)\s*")
_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d")


def column_of(head: str) -> str:
    """Which column this head names; empty for one that is not used."""
    name = re.sub(r"[_\s]+", " ", fold(head)).strip(" :.")
    return COLUMN_OF.get(name, "")


def is_total(text: str) -> bool:
    return fold(text).strip(" :") in TOTALS


@dataclass(frozen=True, order=True)
class Start:
    """When a row begins, on the clock of the municipality. `fold` is 1 for the second time that an
    hour comes in the night on which summer time ends, when the file tells."""

    day: date
    hour: int
    minute: int
    fold: int = 0

    @property
    def never_was(self) -> bool:
        """The clock went forward over it."""
        there = datetime.combine(self.day, time(self.hour, self.minute), tzinfo=ZONE)
        plain = there.replace(tzinfo=None)
        back = datetime.fromtimestamp(there.timestamp(), tz=ZONE).replace(tzinfo=None)
        return back != plain

    @property
    def comes_twice(self) -> bool:
        there = datetime.combine(self.day, time(self.hour, self.minute), tzinfo=ZONE)
        return not self.never_was and there.utcoffset() != there.replace(fold=1).utcoffset()


def day_of(text: str) -> date:
    """2026-11-24, 24-11-2026, 24/11/2026, 24.11.2026 or 20261124; ValueError for anything else."""
    for form in _DAYS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a calendar day
        except ValueError:
            continue
    raise ValueError(text)


def time_of(text: str) -> tuple[int, int]:
    """(hour, minute) of 09:15, 9.15, 9, 09:00-10:00; ValueError for anything else."""
    first = _RANGE.split(text.strip(), maxsplit=1)[0]
    found = _CLOCK.fullmatch(first)
    if not found:
        raise ValueError(text)
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        raise ValueError(text)
    return hour, minute


def start_of_row(moment: str, day: str, clock: str) -> Start:
    """From a moment, or from a day with a time; ValueError when it cannot be read."""
    if moment:
        try:
            known = datetime.fromisoformat(moment.strip())
        except ValueError:
            day, _space, clock = moment.strip().partition(" ")
            return Start(day_of(day), *time_of(clock))
        try:
            local = known.astimezone(ZONE) if known.tzinfo else known
        except OverflowError:  # at the edges of the calendar
            raise ValueError(moment) from None
        return Start(local.date(), local.hour, local.minute, local.fold)
    # "2026-11-24 00:00:00" under "datum", as spreadsheets write a day.
    return Start(day_of(re.split(r"[ T]", day.strip(), maxsplit=1)[0]), *time_of(clock))


def count_of(text: str) -> int:
    """12, 1.234 or empty for none; ValueError for anything else."""
    plain = text.strip()
    if not plain or plain == "-":
        return 0
    if _THOUSANDS.fullmatch(plain):
        plain = re.sub(r"\D", "", plain)
    if not plain.isascii() or not plain.isdecimal() or int(plain) > MOST:
        raise ValueError(text)
    return int(plain)


def seconds_of(text: str) -> float:
    """75, 75,5 or 75.5 seconds, 1:15 or 00:01:15; ValueError for anything else."""
    plain = text.strip()
    if not plain or plain == "-":
        return 0
    if not _SECONDS.fullmatch(plain):
        raise ValueError(text)
    parts = [float(part.replace(",", ".")) for part in plain.split(":")]
    return sum(part * 60**power for power, part in enumerate(reversed(parts)))
