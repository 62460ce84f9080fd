"""A town at work, drawn by chance: people do to callbacks and cases whatever they may, day by day,
through the services; every evening somebody looks at the worklists."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from random import Random

from cases import services as cases
from cases.models import Case
from cases.services import acts
from cases.terms import services as terms
from contacts.callbacks import services as callbacks
from contacts.callbacks.undoing import undo
from contacts.models import Callback
from dashboard.stock.live import stock_of
from dashboard.stock.reckoning import end_of
from dashboard.stock.work import Stock
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.periods import ZONE
from kcc.organisation.access import access_of
from kcc.organisation.calendars import calendar_for
from kcc.organisation.clocks import start_clock
from kcc.organisation.models import Department
from tests.factories import make_callback, make_case, make_reachable, make_user, reference

TIMES = [
    time(0, 0), time(0, 20), time(2, 30), time(9), time(11, 15), time(16, 59), time(17),
    time(23, 59, 30),
]  # fmt: skip
ONE_DAY = timedelta(days=1)


class Town:
    """`live` is what the worklists said at the end of each day."""

    def __init__(self, seed: int, first: date):
        self.chance, self.ref, self.day = Random(seed), reference(), first
        self.manager = make_user("manager", username="wie-kijkt")
        self.lead = make_user("kcc_lead", username="wie-alles-mag")
        self.people = {}
        for slug in ("vergunningen", "burgerzaken"):
            place = self.ref.department[slug]
            make_reachable(place)
            self.people[place.pk] = [
                make_user("head", place, username=f"hoofd-{slug}"),
                make_user("handler", place, username=f"een-{slug}"),
            ]
        self.live: dict[date, Stock] = {}

    def live_on(self, days: int) -> "Town":
        for _ in range(days):
            for at in sorted(self.chance.sample(TIMES, 4)):
                self.now = datetime.combine(self.day, at, tzinfo=ZONE)
                callbacks.resume_waited(self.now)
                terms.resume_unanswered(self.now)
                for _ in range(self.chance.randint(1, 7)):
                    self.something()
            self.live[self.day] = self.stock(end_of(self.day))
            self.day += ONE_DAY
        return self

    def stock(self, now: datetime) -> Stock:
        everywhere = list(Department.objects.order_by("pk"))
        return stock_of(access_of(self.manager), self.manager, everywhere, now=now)

    def something(self) -> None:
        acts = [*NEW] if self.chance.random() < 0.25 else [*ON_CALLBACKS, *ON_CASES]
        act = self.chance.choice(acts)
        # What may not be done now: the rules decide, not this test.
        with suppress(DomainError, Conflict):
            act(self) if act in NEW else self.do(act)

    def ask(self) -> None:
        place = self.chance.choice(list(self.people))
        hours = self.chance.choice([0, 1, 6, 30, 50])
        due = self.now + timedelta(hours=hours)
        callback = make_callback(
            department=Department.objects.get(pk=place), at=self.now, due=due,
            confidential=self.chance.random() < 0.2,
        )  # fmt: skip
        # Its clock, as the promise would have given it.
        clock = start_clock(calendar_for(), received=self.now, due_at=due)
        callback.term_seconds, callback.serious_at = clock.term_seconds, clock.serious_at
        callback.save(update_fields=["term_seconds", "serious_at"])

    def register(self) -> None:
        place = self.chance.choice(list(self.people))
        due = self.day + ONE_DAY * self.chance.choice([-3, 0, 1, 2, 9])
        case = make_case(
            department=Department.objects.get(pk=place), at=self.now, due_on=due, by=self.lead
        )
        case.serious_on = due + ONE_DAY * 2
        case.save(update_fields=["serious_on"])

    def do(self, act) -> None:
        model = Callback if act in ON_CALLBACKS else Case
        rows = list(model.objects.for_acts().order_by("pk"))
        if not rows:
            return
        row = self.chance.choice(rows)
        by = self.chance.choice([*self.people[row.department_id], self.lead])
        done = act(self, row, by)
        if model is Callback and getattr(done, "batch", None) and self.chance.random() < 0.15:
            undo(by=by, batch=done.batch, now=self.now)

    def elsewhere(self, row) -> Department:
        place = next(pk for pk in self.people if pk != row.department_id)
        return Department.objects.get(pk=place)

    def at(self, row, by) -> dict:
        return {"by": by, "version": row.version, "now": self.now}


NEW = [Town.ask, Town.register]


def _with_status(town: Town, case: Case, by) -> Case:
    statuses = list(case.case_type.status_types.filter(is_final=False, is_decision=False))
    status = town.chance.choice(statuses)
    return cases.change_status(case=case, status=status, reason="Terug", **town.at(case, by))


def _suspend(town: Town, case: Case, by) -> Case:
    return terms.suspend(
        case=case, reason="incomplete", letter_on=town.day, until=town.day + ONE_DAY * 3,
        text="Tekening", **town.at(case, by),
    )  # fmt: skip


ON_CALLBACKS = [
    lambda town, row, by: callbacks.claim(callback=row, **town.at(row, by)),
    lambda town, row, by: callbacks.assign(
        callback=row, person=town.chance.choice(town.people[row.department_id]),
        **town.at(row, by),
    ),
    lambda town, row, by: callbacks.release(callback=row, **town.at(row, by)),
    lambda town, row, by: callbacks.record_attempt(callback=row, **town.at(row, by)),
    lambda town, row, by: callbacks.wait(
        callback=row, until=town.day + ONE_DAY * 2, reason="Foto", **town.at(row, by)
    ),
    lambda town, row, by: callbacks.resume(callback=row, **town.at(row, by)),
    lambda town, row, by: callbacks.close_with_answer(
        callback=row, answer="Morgen", result="answered", **town.at(row, by)
    ),
    lambda town, row, by: callbacks.reroute(
        callback=row, department=town.elsewhere(row), reason="Niet van ons", **town.at(row, by)
    ),
    lambda town, row, by: callbacks.reopen(callback=row, reason="Nee", **town.at(row, by)),
]  # fmt: skip
ON_CASES = [
    lambda town, row, by: cases.claim(case=row, **town.at(row, by)),
    lambda town, row, by: cases.take_over(case=row, **town.at(row, by)),
    lambda town, row, by: cases.release(case=row, **town.at(row, by)),
    lambda town, row, by: cases.hand_over(
        case=row, department=town.elsewhere(row), reason="Niet van ons", **town.at(row, by)
    ),
    _suspend,
    lambda town, row, by: terms.resume(case=row, received_on=town.day, **town.at(row, by)),
    lambda town, row, by: terms.extend(
        case=row, reason="Druk", letter_on=town.day, **town.at(row, by)
    ),
    _with_status,
    lambda town, row, by: cases.close_case(
        case=row, result=row.case_type.result_types.first(), answer="Ja", **town.at(row, by)
    ),
    lambda town, row, by: acts.reopen(case=row, reason="Nee", **town.at(row, by)),
]  # fmt: skip
