"""Histories drawn by chance, written straight into the tables: the figures must hold for any.

Moments lie around what goes wrong: midnight, the clocks changing, a leap day, the end of a month.
"""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.db.models import F

from cases.models import Case
from contacts.models import Callback, Contact, Invitation, Question
from contacts.models.callback import AnswerBy
from kcc.lib.periods import ZONE, local_day
from tests.factories import make_customer, reference

# The end of summer time, its beginning, a leap day, and the turn of a year.
DAYS = [
    date(2027, 10, 30), date(2027, 10, 31), date(2027, 11, 1), date(2028, 1, 31),
    date(2028, 2, 1), date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2028, 3, 25),
    date(2028, 3, 26), date(2028, 3, 31), date(2027, 12, 31), date(2028, 1, 1),
]  # fmt: skip
TIMES = [time(0, 0), time(0, 30), time(1, 59), time(2, 30), time(3, 0), time(9), time(17),
         time(22, 59), time(23, 30), time(23, 59, 59, 999_999)]  # fmt: skip
NOW = datetime(2028, 4, 3, 12, tzinfo=ZONE)


class History:
    """`more()` adds to it; everything is drawn from the seed."""

    def __init__(self, seed: int):
        self.chance = Random(seed)
        self.ref = reference()
        self.customer = make_customer(phones=())
        self.questions: list[Question] = []

    def moment(self) -> datetime:
        day, at = self.chance.choice(DAYS), self.chance.choice(TIMES)
        return datetime.combine(day, at, tzinfo=ZONE).astimezone(UTC)

    def pick(self, found):
        return self.chance.choice(list(found.values()))

    def maybe(self, value=True, nothing=None, share=0.5):
        return value if self.chance.random() < share else nothing

    def more(self, number: int = 12) -> "History":
        for _ in range(number):
            self.chance.choice([self.contact, self.contact, self.callback, self.case])()
        return self

    def contact(self) -> Contact:
        chance, ref, started = self.chance, self.ref, self.moment()
        contact = Contact.objects.create(
            idempotency_key=UUID(int=chance.getrandbits(128)),
            channel=self.pick(ref.channel),
            direction=chance.choice(["inbound", "inbound", "inbound", "outbound"]),
            customer=self.maybe(self.customer),
            confidential=chance.random() < 0.2,
            started_at=started,
            ended_at=started + timedelta(minutes=5),
            talk_seconds=chance.choice([0, 60, 200]),
            wrap_up_seconds=chance.choice([0, 40]),
            local_day=local_day(started),
            local_hour=started.astimezone(ZONE).hour,
            counts=chance.random() < 0.85,
        )
        for position in range(1, chance.choice([2, 2, 3])):
            self.question(contact, position)
        if chance.random() < 0.3:
            self.answer(contact=contact, department=self.questions[-1].department)
        return contact

    def question(self, contact: Contact, position: int) -> Question:
        chance, ref = self.chance, self.ref
        outcome, reason = self.pick(ref.outcome), self.maybe(self.pick(ref.reason))
        previous = self.maybe(chance.choice(self.questions), share=0.4) if self.questions else None
        state = chance.choice(["proposed", "confirmed", "rejected"]) if previous else "none"
        transfer = {}
        if outcome.category == "transferred":
            transfer = {
                "transfer_warm": chance.choice([None, True, False]),
                "transfer_reached": chance.choice([None, True, False]),
                "transfer_wait_seconds": chance.choice([None, 0, 45]),
            }
        question = Question.objects.create(
            contact=contact,
            position=position,
            subject=self.pick(ref.subject),
            department=self.pick(ref.department),
            reason=reason,
            outcome=outcome,
            outcome_category=outcome.category,
            counts_as_direct=outcome.counts_as_direct,
            asks_status=chance.choice([None, True, False]),
            case=self.maybe(Case.objects.order_by("pk").first()),
            repeat_of=previous,
            chain_start=previous,
            repeat_state=state,
            repeat_reason=self.maybe(self.pick(ref.repeat_reason)) if state != "none" else None,
            repeat_department=previous.department if state == "confirmed" else None,
            last_activity_at=contact.started_at,
            **transfer,
        )
        self.questions.append(question)
        return question

    def callback(self) -> Callback:
        chance = self.chance
        question = self.question(self.contact(), 9)
        asked, due = self.moment(), self.moment()
        status = chance.choice(["new", "done", "not_reached", "lapsed"])
        closed = None if status == "new" else self.moment()
        callback = Callback.objects.create(
            question=question,
            confidential=question.contact.confidential,
            answer_by=chance.choice(AnswerBy.values),
            phone="+31612345678",
            email="hanna@example.nl",
            question_text="Wanneer?",
            department=question.department,
            requested_at=asked,
            promised_at=due,
            due_at=due,
            serious_at=due + timedelta(days=9),
            status=status,
            closed_at=closed,
            answer="Morgen" if status == "done" else "",
            attempts=chance.choice([0, 1, 2, 3]),
            tried_at=self.maybe(self.moment(), share=0.3),
            reroutes=chance.choice([0, 0, 1, 2]),
        )
        if closed and chance.random() < 0.3:
            self.answer(callback=callback, department=callback.department)
        return callback

    def case(self) -> Case:
        chance, kind = self.chance, self.pick(self.ref.case_type)
        registered = self.moment()
        closed = self.maybe(self.moment())
        due = chance.choice(DAYS)
        case = Case.objects.create(
            number=f"Z-{chance.getrandbits(48)}",
            case_type=kind,
            status=kind.status_types.first(),
            result=kind.result_types.first() if closed else None,
            description="Dakkapel",
            subject_code=chance.choice(["", "VG01", "BZ02"]),
            department=self.pick(self.ref.department),
            confidentiality=chance.choice(["openbaar", "vertrouwelijk"]),
            registered_at=registered,
            due_on=due,
            norm_due_at=self.moment(),
            serious_on=due,
            decided_on=self.maybe(chance.choice(DAYS)) if closed else None,
            closed_at=closed,
        )
        if closed and chance.random() < 0.3:
            self.answer(case=case, department=case.department)
        return case

    def answer(self, *, department, **about) -> Invitation:
        chance, at = self.chance, self.moment()
        score = self.maybe(chance.randint(1, 10), share=0.7)
        return Invitation.objects.create(
            digest=f"{chance.getrandbits(200):x}",
            way="mail",
            department=department,
            subject=self.maybe(self.pick(self.ref.subject)),
            channel=self.maybe(self.pick(self.ref.channel)),
            confidential=chance.random() < 0.2,
            created_at=at,
            expires_at=at + timedelta(days=30),
            rated_at=at if score else None,
            rated_on=local_day(at) if score else None,
            score=score,
            **about,
        )

    def change(self) -> None:
        """Something that was written is written over: corrected, closed, called a repeat, taken
        away. By statements that pass every service."""
        chance = self.chance
        act = chance.choice(CHANGES)
        act(self)

    def some(self, model):
        rows = list(model.objects.order_by("pk"))
        return (
            model.objects.filter(pk=self.chance.choice(rows).pk) if rows else model.objects.none()
        )


def _correct_contact(history: History) -> None:
    started = history.moment()
    history.some(Contact).update(
        started_at=started, ended_at=started + timedelta(minutes=1), local_day=local_day(started),
        local_hour=started.astimezone(ZONE).hour, counts=history.chance.random() < 0.5,
    )  # fmt: skip


def _forget_customer(history: History) -> None:
    history.some(Contact).update(customer=history.maybe(history.customer))


def _hide_contact(history: History) -> None:
    history.some(Contact).update(confidential=history.chance.random() < 0.5)


def _correct_question(history: History) -> None:
    history.some(Question).update(
        subject=history.pick(history.ref.subject), department=history.pick(history.ref.department)
    )


def _confirm_repeat(history: History) -> None:
    for question in history.some(Question).filter(repeat_of__isnull=False):
        state = history.chance.choice(["confirmed", "rejected"])
        question.repeat_state = state
        question.repeat_department = question.repeat_of.department if state == "confirmed" else None
        question.save(update_fields=["repeat_state", "repeat_department"])


def _close_callback(history: History) -> None:
    history.some(Callback).update(status="done", answer="Ja", closed_at=history.moment())


def _move_promise(history: History) -> None:
    due = history.moment()
    history.some(Callback).update(due_at=due, serious_at=due, reroutes=F("reroutes") + 1)


def _open_case(history: History) -> None:
    history.some(Case).update(closed_at=None, result=None, decided_on=None)


def _hand_over_case(history: History) -> None:
    history.some(Case).update(department=history.pick(history.ref.department))


def _rate(history: History) -> None:
    at = history.moment()
    history.some(Invitation).update(rated_at=at, rated_on=local_day(at), score=7)


def _remove_answer(history: History) -> None:
    history.some(Invitation).delete()


CHANGES = [
    _correct_contact, _forget_customer, _hide_contact, _correct_question, _confirm_repeat,
    _close_callback, _move_promise, _open_case, _hand_over_case, _rate, _remove_answer,
]  # fmt: skip


def run_import(job, progress) -> dict:
    """In the place of an import: contacts of days long past."""
    History(11).more(6)
    return {"finished": True}


run_import.label = "Import"
