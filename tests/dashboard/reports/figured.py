"""Figures of a report written by hand, as they are frozen: no database behind them."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date

from contacts.names.selectors import Named, Names
from dashboard.reports.document import compose
from dashboard.reports.frozen import Frozen, thaw
from dashboard.reports.frozen.shape import exchange_as_json, names_as_json, told_as_json
from dashboard.reports.words import Action, Words
from dashboard.spans import Span
from dashboard.tallies.counts import Counts
from dashboard.tallies.reading import Told
from dashboard.telephony.selectors import Exchange
from kcc.lib.paper.shape import Document
from kcc.lib.periods import Month

OCTOBER = Month(2026, 10)
BURGERZAKEN, VERGUNNINGEN = 1, 2
PLACES = {
    BURGERZAKEN: [1, "burgerzaken", "Burgerzaken", 7, True, False],
    VERGUNNINGEN: [2, "vergunningen", "Vergunningen", 8, True, False],
}
DOMAINS = [[7, "inwoners", "Inwoners", 1], [8, "wonen", "Wonen", 2]]
NAMES = Names(
    subjects={
        each.pk: each
        for each in (
            Named(11, "BZ01", "Paspoort", True, "all", 7),
            Named(12, "BZ02", "Rijbewijs", True, "all", 7),
            Named(13, "BZ03", "Naturalisatie", True, "none", 7),
        )
    },
    channels={21: Named(21, "telefoon", "Telefoon", True, "voice")},
    reasons={31: Named(31, "status", "Status onbekend", True)},
)
BUSY = {
    "questions": 200, "contacts": 190, "direct": 170, "direct_net": 160, "repeats": 10, "status": 8,
    "status_linked": 6, "calls": 150, "transferred": 12, "warm": 11, "complete": 199, "linked": 120,
    "timed": 190, "talk_seconds": 38000, "wrap_up_seconds": 19000, "asked": 40, "misrouted": 1,
    "answered": 38, "attempts": 45, "phone_due": 36, "phone_kept": 34, "email_due": 8,
    "email_kept": 8, "cases_registered": 12, "cases_closed": 10, "cases_on_time": 10,
    "cases_in_norm": 9, "scores": 20, "score_sum": 164,
}  # fmt: skip
BEFORE = BUSY | {"direct": 168, "repeats": 34, "phone_kept": 24, "score_sum": 150}


def busy(now=None, before=None) -> Told:
    """A department, or several, in a month with much of everything."""
    told = Told(everything=Counts(BUSY))
    told.now.update(now or {BURGERZAKEN: Counts(BUSY)})
    told.before.update(before if before is not None else {BURGERZAKEN: Counts(BEFORE)})
    told.months[BURGERZAKEN, OCTOBER].add(BUSY)
    told.months[BURGERZAKEN, OCTOBER.previous].add(BEFORE)
    told.subjects[11].add({"questions": 120, "direct": 118})
    told.subjects[12].add({"questions": 72, "direct": 52})
    told.subjects[13].add({"questions": 8, "direct": 0})
    told.channels[21].add(BUSY)
    told.weekdays[1].add({"phone_due": 20, "phone_kept": 19})
    told.weekdays[5].add({"phone_due": 16, "phone_kept": 15})
    told.hours[1, 9].add({"questions": 130})
    told.hours[5, 16].add({"questions": 70})
    told.reasons[31].add({"repeats": 10})
    told.repeated_subjects[12].add({"repeats": 10})
    told.scores[8].add({"scores": 18})
    told.scores[10].add({"scores": 2})
    return told


def work(total: int, late: int = 0, **more) -> dict:
    """What was open on the last evening, of one kind."""
    found = {"open": total, "overdue": late, "serious": 0, "waiting": 0, "unassigned": 0}
    return found | {"ages": [total, 0, 0, 0, 0], "median": 2.0, "oldest": 12} | more


def evening(day: str, kind: str, total: int, late: int = 0) -> list:
    return [day, kind, total, late, 0, 0, 0, 2.0]


def data(told: Told | None = None, *, department: int | None = BURGERZAKEN, **given) -> dict:
    """As Report.figures; without `told` nothing ever happened."""
    span = given.pop("span", Span.of_month(OCTOBER))
    told = told or Told()
    places = [PLACES[department]] if department else list(PLACES.values())
    exchange = given.pop("exchange", None)
    return {
        "version": 1,
        "kind": "month",
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "final": True,
        "department": department,
        "departments": places,
        "domains": DOMAINS,
        "told": told_as_json(told),
        "names": names_as_json(NAMES, told),
        "stock": {},
        "evenings": [],
        "before": {},
        "ranks": [],
        "flow": {"callbacks": [0, 0], "cases": [0, 0]},
        "given_up": [0, 0],
        "oldest": [],
        "exchange": exchange_as_json(exchange) if exchange else None,
    } | given


def crowded(**given) -> dict:
    """Of one department, with something of everything."""
    return data(
        busy(),
        **{
            "stock": {"1/callbacks": work(25, 2), "1/cases": work(10)},
            "evenings": [
                evening("2026-09-30", "callbacks", 30, 9), evening("2026-09-30", "cases", 11),
                evening("2026-10-31", "callbacks", 25, 2), evening("2026-10-31", "cases", 10),
            ],
            "ranks": [[1, 2, 35], [2, 9, 30], [3, 6, 40]],
            "flow": {"callbacks": [40, 45], "cases": [12, 13]},
            "given_up": [3, 5],
            "oldest": [
                ["cases", "Z-2026-000014", "Naturalisatie", "2025-11-28", 229, False, False],
                ["callbacks", "T-645", "Paspoort", "2026-10-13", 12, True, True],
                ["callbacks", "T-650", "Paspoort", "2026-10-20", 8, True, False],
            ],
        }
        | given,
    )  # fmt: skip


def everywhere(**given) -> dict:
    """Of the organisation: two departments, of which one made a step forward."""
    told = busy(
        {BURGERZAKEN: Counts(BUSY), VERGUNNINGEN: Counts(BUSY) + {"phone_due": 60}},
        {BURGERZAKEN: Counts(BEFORE), VERGUNNINGEN: Counts(BUSY) + {"phone_due": 60}},
    )
    exchange = Exchange()
    exchange.now.add({"exchange_offered": 500, "exchange_answered": 480, "exchange_in_time": 430,
                      "exchange_abandoned": 20, "exchange_wait_seconds": 9600})  # fmt: skip
    exchange.lines["Algemeen"].add({"exchange_offered": 300, "exchange_answered": 290})
    exchange.lines["Belasting"].add({"exchange_offered": 200, "exchange_answered": 190})
    exchange.hours[1, 9].add({"exchange_offered": 80})
    stock = {"1/callbacks": work(25, 2), "1/cases": work(10), "2/callbacks": work(30, 9)}
    return data(
        told,
        department=None,
        **{
            "stock": stock,
            "ranks": [[1, 2, 35], [2, 9, 30]],
            "exchange": exchange,
            "evenings": [
                evening("2026-09-30", "callbacks", 61, 13),
                evening("2026-10-31", "callbacks", 55, 11),
            ],
        }
        | given,
    )  # fmt: skip


AGREED = (
    Action(text="Elke ochtend terugbellen", owner="Roos Smit", due_on=date(2026, 10, 20),
           department="Burgerzaken"),
    Action(text="De brief herschrijven", owner="Lars Mulder", due_on=date(2026, 10, 1),
           state="done", result="Gelukt", department="Burgerzaken"),
)  # fmt: skip
WORDS = Words(
    comment="De balie was een week dicht.\r\n\r\nDaarna ging het beter.",
    case="Een beller vroeg drie keer naar een paspoort.",
    actions_before=AGREED,
    contact="Team KCC, 14 0000",
    published_on=date(2026, 11, 4),
)


def frozen(figures: dict) -> Frozen:
    return thaw(figures)


def document(figures: dict, words: Words = WORDS) -> Document:
    return compose(thaw(figures), words)


def told_in(something) -> Iterator[tuple[str, str]]:
    """(name of the field, text) of every text in it, however deep."""
    if is_dataclass(something):
        for field in fields(something):
            value = getattr(something, field.name)
            if isinstance(value, str):
                yield field.name, value
            else:
                yield from told_in(value)
    elif isinstance(something, list | tuple):
        for each in something:
            yield from [("", each)] if isinstance(each, str) else told_in(each)
