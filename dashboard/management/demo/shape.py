"""The shape of the story: when people call, about what, and how well departments keep their word.

Plain numbers, made up. The bad month lies three months before the end: a new system, many ill.
Permits are late all year; public space was, until somebody there began to call back every morning.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kcc.lib.periods import ZONE, Month, local_day

MONTHS = 13
HOURS = {8: 6, 9: 15, 10: 16, 11: 12, 12: 7, 13: 10, 14: 12, 15: 10, 16: 8}
WEEKDAYS = (1.3, 1.1, 0.95, 1.05, 0.8)
CHANNELS = {
    "telefoon": 60, "balie": 14, "e-mail": 10, "webformulier": 6, "whatsapp": 5, "post": 2,
    "live-chat": 2, "sociale-media": 1,
}  # fmt: skip
# Mean seconds of talking and of work afterwards.
SECONDS = {
    "telefoon": (210, 60), "balie": (300, 60), "e-mail": (0, 320), "webformulier": (0, 260),
    "whatsapp": (0, 200), "post": (0, 420), "live-chat": (240, 40), "sociale-media": (0, 180),
}  # fmt: skip
# How often a question over this channel that a department answers later is answered by mail.
WRITTEN = {"e-mail": 0.85, "webformulier": 0.8}

# What happens with a question, by how much the contact centre may do with it.
OUTCOMES = {
    "melding": {"case": 66, "direct": 24, "callback": 6, "transferred": 2, "aborted": 2},
    "volledig": {
        "direct": 74, "sent": 5, "appointment": 5, "callback": 10, "transferred": 4, "aborted": 2,
    },
    "deels": {"direct": 38, "callback": 32, "case": 20, "transferred": 7, "sent": 3},
    "nee": {"callback": 58, "transferred": 20, "direct": 12, "case": 10},
    "elders": {"referred": 74, "direct": 26},
}  # fmt: skip
# How much busier than the weights of the subjects say.
BUSY = {
    "vergunningen": 1.9, "zorg": 2.6, "belastingen": 2.3, "openbare-ruimte": 1.4,
    "ruimte-wonen": 1.3, "burgerzaken": 0.8, "kcc": 0.7, "afval": 0.8,
}  # fmt: skip


# Where the contact centre can answer less by itself: more callbacks.
HARD = {
    "vergunningen": 2.2, "zorg": 2, "openbare-ruimte": 4, "belastingen": 2, "jeugd": 1.5,
    "juridisch": 1.4,
}  # fmt: skip


@dataclass(frozen=True)
class Discipline:
    """How a department deals with callbacks: the share kept within two working days, the mean of
    what comes later (working days), the share that nobody looks after, and the same of cases."""

    kept: float
    later: float
    forgotten: float
    cases_kept: float = 0.9


DISCIPLINE = {
    "kcc": Discipline(0.97, 1, 0, 0.97),
    "burgerzaken": Discipline(0.95, 1.5, 0, 0.97),
    "belastingen": Discipline(0.7, 5, 0.05, 0.8),
    "vergunningen": Discipline(0.45, 9, 0.1, 0.5),
    "openbare-ruimte": Discipline(0.4, 7, 0.06, 0.7),
    "afval": Discipline(0.9, 2, 0.01, 0.95),
    "zorg": Discipline(0.64, 6, 0.08, 0.68),
    "jeugd": Discipline(0.62, 7, 0.04, 0.72),
    "werk-inkomen": Discipline(0.64, 6, 0.03, 0.85),
    "schuldhulp": Discipline(0.92, 2, 0, 0.95),
    "ruimte-wonen": Discipline(0.56, 8, 0.05, 0.8),
    "economie": Discipline(0.72, 4, 0.03, 0.88),
    "veiligheid": Discipline(0.8, 4, 0.02, 0.85),
    "juridisch": Discipline(0.64, 7, 0.04, 0.72),
    "bestuur": Discipline(0.74, 4, 0.03, 0.9),
    "onderwijs": Discipline(0.85, 3, 0.01, 0.92),
    "financien": Discipline(0.7, 6, 0.03, 0.9),
    "sport-cultuur": Discipline(0.75, 5, 0.02, 0.85),
}


# One department took it up: somebody calls back every morning, since five months before the end.
TURNED, TURNED_MONTHS = "openbare-ruimte", 5
SINCE_IT_TURNED = Discipline(0.96, 1, 0, 0.95)


def turned(at: datetime, end: datetime) -> bool:
    month = Month.of(end)
    for _ in range(TURNED_MONTHS - 1):
        month = month.previous
    return at >= month.start


def discipline(slug: str, at: datetime, end: datetime) -> Discipline:
    """How the department keeps its word at that moment."""
    return SINCE_IT_TURNED if slug == TURNED and turned(at, end) else DISCIPLINE[slug]


def months_until(end: datetime) -> list[Month]:
    """The thirteen months of the story; the last one is the month of `end`."""
    months = [Month.of(end)]
    while len(months) < MONTHS:
        months.insert(0, months[0].previous)
    return months


def bad_month(end: datetime) -> Month:
    return Month.of(end).previous.previous.previous


def trouble(slug: str, at: datetime, end: datetime) -> float:
    """1.0 in an ordinary month; above it callbacks stay lying. A bad month dies out slowly, and in
    the last two weeks several people are ill: there is work to show. Who calls back every morning
    is not troubled."""
    if slug == TURNED and turned(at, end):
        return 1.0
    if local_day(at) > local_day(end) - timedelta(days=14):
        return 2.2
    bad = bad_month(end)
    return {bad: 1.9, bad.next: 1.25}.get(Month.of(at), 1.0)


# In the last week a letter went out about the rules for parking: many people call about it.
LETTER_ABOUT, LETTER_TIMES = "OR08", 4


def after_the_letter(day: date, end: datetime) -> bool:
    return day > local_day(end) - timedelta(days=6)


def slots(rng, calendar_days: list[date], number: int, end: datetime) -> list[datetime]:
    """`number` moments in opening time on these days, in order, none after `end`."""
    bad = bad_month(end)
    # Ever more counters and mailboxes register their contacts: few at the start.
    growth = 1.4 / max(len(calendar_days), 1)
    weights = [
        WEEKDAYS[day.weekday()]
        * (1.2 if (day.year, day.month) == (bad.year, bad.number) else 1)
        * (0.3 + growth * index)
        * (1.9 if after_the_letter(day, end) else 1)
        for index, day in enumerate(calendar_days)
    ]
    found = []
    while len(found) < number:
        day = rng.choices(calendar_days, weights)[0]
        hour = rng.choices(list(HOURS), HOURS.values())[0]
        minute = rng.randrange(30, 60) if hour == 8 else rng.randrange(60)
        at = datetime.combine(day, time(hour, minute, rng.randrange(60)), tzinfo=ZONE)
        if at <= end - timedelta(minutes=30):
            found.append(at)
    return sorted(found)
