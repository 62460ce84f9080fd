"""Thirteen months in Lindenwaard: everything that happens, happens in order and through a service.

A small simulation. Contacts come at fixed moments; what follows from them (a department calling
back, or not; a caller who calls again; a case that moves on) waits in a queue for its own moment.
What is still in the queue at the end has not happened: that is the open work of the demo.
"""

import heapq
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from uuid import NAMESPACE_URL, uuid5

from contacts.logging.inputs import (
    CallbackInput,
    NewCaseInput,
    QuestionInput,
    RepeatInput,
    TransferInput,
)
from contacts.logging.services import log_contact
from contacts.models.callback import AnswerBy
from contacts.reference import reference
from dashboard.management.demo import shape
from dashboard.management.demo.callbacks import CallbackLife
from dashboard.management.demo.cases import CaseLife
from dashboard.management.demo.clock import Clock
from dashboard.management.demo.details import Details
from dashboard.management.demo.names import CITY, PLACES
from dashboard.management.demo.texts import (
    ALREADY_SAID,
    CALLED_AGAIN,
    STATUS_ASKED,
    STILL_UNCLEAR,
    Writer,
    read_talks,
)
from kcc.customers.identify import location_key, normalise_phone

OUTCOMES = {
    "direct": "direct_afgehandeld",
    "sent": "informatie_verzonden",
    "appointment": "afspraak_gemaakt",
    "callback": "terugbelverzoek",
    "case": "zaak_aangemaakt",
    "transferred": "doorverbonden_warm",
    "referred": "verwezen_extern",
    "aborted": "afgebroken",
}
REPEAT_REASONS = {
    "not_called": ("niet_teruggebeld", "niet_teruggebeld", "belofte_niet_nagekomen"),
    "unclear": ("antwoord_onduidelijk", "antwoord_onjuist", "meerdere_antwoorden"),
    "status": ("status_onbekend", "termijn_verstreken", "geen_reactie"),
    "neighbour": ("andere",),
}
# What organisations ask about, by the start of the code.
BUSINESS = ("ON", "VE", "OR", "AF", "BE01", "BE04", "BE06", "AL", "BS02", "BS03")
DELICATE = {"zorg", "jeugd", "schuldhulp", "werk-inkomen"}
REASONS = {"BZ04": "wijziging", "BZ10": "afspraak", "BS01": "klacht"}


@dataclass
class Caller:
    """Somebody who contacts the municipality: a known customer, or a number, or nobody."""

    customer: object = None
    salutation: str = ""
    phone: str = ""
    email: str = ""
    name: str = ""


@dataclass
class Return:
    """A caller who will call again about the same, unless it is settled by then."""

    caller: Caller
    subject: object
    previous: object
    why: str  # a key of REPEAT_REASONS
    callback: object = None
    case: object = None
    times: int = 1
    location: str = ""

    @property
    def settled(self) -> bool:
        waiting_for = self.callback or self.case
        return waiting_for is not None and waiting_for.closed_at is not None


@dataclass
class Queue:
    """Things that will happen, by moment; equal moments in the order they were planned."""

    items: list = field(default_factory=list)
    order: count = field(default_factory=count)

    def plan(self, at, thing) -> None:
        heapq.heappush(self.items, (at, next(self.order), thing))

    def until(self, at):
        while self.items and self.items[0][0] <= at:
            moment, _, thing = heapq.heappop(self.items)
            yield moment, thing


class Town:
    def __init__(self, *, rng, staff, residents, phones, emails, end):
        self.rng, self.staff, self.residents, self.end = rng, staff, residents, end
        self.phones, self.emails = phones, emails
        self.lists, self.talks = reference(), read_talks()
        self.clock, self.writer = Clock(rng), Writer(rng)
        # What cases do beside their statuses: by chances of their own, so that the rest of the town
        # does not change with them.
        self.side = Random(f"cases {end.isoformat()}")  # noqa: S311 - a story, no secret
        self.details = Details(self.side, Writer(self.side))
        self.events, self.returns = Queue(), Queue()
        self.callback_life = CallbackLife(self)
        self.case_life = CaseLife(self)
        self.happened = Counter()
        # One person in seven has much to do with the municipality.
        self.weights = [4 if index % 7 == 0 else 1 for index in range(len(residents))]
        self.number = 0

    def live(self, moments) -> None:
        for at in moments:
            self.catch_up(at)
            again = next((thing for _, thing in self.returns.until(at) if not thing.settled), None)
            if again is not None:
                self.contact_again(again, at)
            else:
                self.contact(at)
        self.catch_up(self.end)

    def catch_up(self, at) -> None:
        for moment, act in self.events.until(at):
            act(moment)

    # -- A new question ---------------------------------------------------------------------

    def contact(self, at) -> None:
        channel = self.rng.choices(list(shape.CHANNELS), shape.CHANNELS.values())[0]
        caller = self.somebody(channel)
        subjects = [self.subject_at(at, caller)]
        if self.rng.random() < 0.06:
            subjects.append(self.subject_at(at, caller))
        location = self.place_of(subjects[0])
        asked = [self.question(subject, caller, at, location, channel) for subject in subjects]
        contact = self.log([question for question, _ in asked], caller, channel, at, location)
        for (question, answer), row in zip(asked, contact.saved_questions, strict=True):
            self.follow(question, answer, row, contact, caller, at, location)

    def subject_at(self, at, caller):
        letter = shape.after_the_letter(at.date(), self.end)
        business = caller.customer is not None and caller.customer.kind == "organisation"
        talks = {
            code: talk
            for code, talk in self.talks.items()
            if not business or code.startswith(BUSINESS)
        }
        weights = [
            talk.weight
            * (2 if at.month in talk.peaks else 1)
            * shape.BUSY.get(self.lists.subjects[code].department.slug, 1)
            * (shape.LETTER_TIMES if letter and code == shape.LETTER_ABOUT else 1)
            for code, talk in talks.items()
        ]
        return self.lists.subjects[self.rng.choices(list(talks), weights)[0]]

    def place_of(self, subject) -> str:
        if not subject.address_bound:
            return ""
        return self.writer.fill("{straat} {nummer}", self.end) + f", {CITY}"

    def somebody(self, channel) -> Caller:
        known = {"telefoon": 0.62, "balie": 0.7, "e-mail": 0.75, "webformulier": 0.8}
        if self.rng.random() < known.get(channel, 0.35):
            customer = self.rng.choices(self.residents, self.weights)[0]
            return Caller(
                customer=customer,
                salutation=customer.salutation or "Ondernemer",
                phone=self.phones.get(customer.pk, "") if channel == "telefoon" else "",
                email=self.emails.get(customer.pk, "") if channel == "e-mail" else "",
            )
        caller = Caller(salutation=self.rng.choice(("Mevrouw", "Meneer")))
        if channel == "telefoon" and self.rng.random() < 0.75:
            caller.phone = normalise_phone(f"0660{self.rng.randrange(500_000, 999_999)}")
        if channel in ("e-mail", "webformulier"):
            caller.email = f"inwoner{self.rng.randrange(10_000, 99_999)}@post.example"
        return caller

    def question(self, subject, caller, at, location, channel) -> tuple[QuestionInput, str]:
        """A question with its outcome, and what the department will answer if it calls back."""
        talk = self.talks[subject.code]
        kind = self.kind_of(subject, at)
        outcome, extra = self.lists.outcomes[OUTCOMES[kind]], {}
        said = self.writer.say(
            talk,
            kind,
            at,
            salutation=caller.salutation,
            place=location.removesuffix(f", {CITY}") or self.rng.choice(PLACES),
        )
        if kind == "callback":
            extra["callback"] = asked = self.callback(subject, said.asked, caller, channel)
            if asked.answer_by != AnswerBy.PHONE:
                outcome = self.lists.outcomes["taak_uitgezet"]
        elif kind == "case":
            extra["new_case"] = NewCaseInput(
                case_type=subject.case_type,
                description=said.asked,
                department=subject.department,
                location=location,
                details=self.details.of(subject.case_type, at),
                confirms=bool(caller.email or caller.customer) and self.side.random() < 0.5,
            )
        elif kind == "transferred":
            extra["transfer"], outcome = self.transfer(subject)
        elif kind == "referred":
            extra["referred_to"] = self.rng.choice(talk.referred)
        reason = REASONS.get(subject.code, "melding" if subject.address_bound else "nieuwe_vraag")
        question = QuestionInput(
            subject=subject,
            outcome=outcome,
            note=said.note,
            reason=self.lists.reasons[reason],
            **extra,
        )
        return question, said.answer

    def kind_of(self, subject, at) -> str:
        """What will be done with the question: direct, callback, case and so on."""
        line = "melding" if subject.address_bound and subject.case_type else subject.first_line
        if subject.domain.slug == "andere-overheid":
            line = "elders"
        chances, slug = dict(shape.OUTCOMES[line]), subject.department.slug
        more = shape.trouble(slug, at, self.end) * shape.HARD.get(slug, 1)
        chances["callback"] = chances.get("callback", 0) * more
        kind = self.rng.choices(list(chances), chances.values())[0]
        if kind == "case" and (subject.case_type is None or slug == "burgerzaken"):
            kind = "callback"
        if kind == "callback" and not self.talks[subject.code].long:
            kind = "direct"
        return "direct" if kind == "appointment" and slug != "burgerzaken" else kind

    def callback(self, subject, asked, caller, channel) -> CallbackInput:
        """Written questions are mostly answered in writing, and some callers ask for a mail."""
        rng, department = self.rng, subject.department
        phone = caller.phone or (caller.customer and self.phones.get(caller.customer.pk))
        email = caller.email or (caller.customer and self.emails.get(caller.customer.pk)) or ""
        teams = self.staff.teams[department.slug]
        answer_by = AnswerBy.PHONE
        if email and rng.random() < shape.WRITTEN.get(channel, 0.03):
            answer_by = AnswerBy.EMAIL
        elif channel in ("whatsapp", "sociale-media") and rng.random() < 0.7:
            answer_by = AnswerBy.CHANNEL
        if answer_by != AnswerBy.PHONE:
            phone = ""
        else:
            phone = phone or normalise_phone(f"0660{rng.randrange(500_000, 999_999)}")
        return CallbackInput(
            answer_by=answer_by,
            phone=phone,
            email=email if answer_by == AnswerBy.EMAIL else "",
            question_text=asked,
            already_said=rng.choice(ALREADY_SAID),
            best_time=rng.choice(("any", "any", "any", "morning", "afternoon")),
            department=department,
            team=rng.choice(teams) if teams and rng.random() < 0.6 else None,
            urgent=rng.random() < 0.05,
            caller_name=caller.name,
        )

    def transfer(self, subject):
        warm = self.rng.random() < 0.68
        reached = self.rng.random() < (0.9 if warm else 0.7)
        code = "doorverbonden_warm" if warm else "doorverbonden_koud"
        there = self.staff.handlers[subject.department.slug] or self.staff.agents
        transfer = TransferInput(
            department=subject.department,
            to=self.rng.choice(there).get_display_name(),
            warm=warm,
            wait_seconds=self.rng.randrange(8, 140),
            reached=reached,
        )
        return transfer, self.lists.outcomes[code]

    # -- Calling again ----------------------------------------------------------------------

    def contact_again(self, again: Return, at) -> None:
        channel = "telefoon" if self.rng.random() < 0.9 else "balie"
        outcome, extra = self.outcome_again(again)
        question = QuestionInput(
            subject=again.subject,
            outcome=outcome,
            note=self.note_again(again, at),
            reason=self.lists.reasons[self.reason_again(again)],
            case=again.case,
            repeat=self.repeat(again),
            **extra,
        )
        contact = self.log([question], again.caller, channel, at, again.location)
        row = contact.saved_questions[0]
        self.happened["again"] += 1
        if again.why != "neighbour" and again.times < 4 and self.rng.random() < 0.5:
            later = Return(**{**vars(again), "previous": row, "times": again.times + 1})
            self.returns.plan(self.clock.after(at, self.rng.randrange(2, 6)), later)

    def outcome_again(self, again: Return) -> tuple:
        if again.case is not None:
            return self.lists.outcomes["aan_zaak_toegevoegd"], {}
        if again.callback is None:
            return self.lists.outcomes["direct_afgehandeld"], {}
        if self.rng.random() < 0.4:
            transfer, outcome = self.transfer(again.subject)
            return outcome, {"transfer": transfer}
        return self.lists.outcomes["informatie_verzonden"], {}

    def reason_again(self, again: Return) -> str:
        if again.why == "neighbour":
            return "melding"
        return {"status": "status_lopende_zaak", "not_called": "geen_reactie"}.get(
            again.why, "nieuwe_vraag"
        )

    def note_again(self, again: Return, at) -> str:
        if again.why == "neighbour":
            return f"{again.case.description} Gaat over hetzelfde, aan de zaak toegevoegd."
        texts = STATUS_ASKED if again.case else CALLED_AGAIN if again.callback else STILL_UNCLEAR
        number = again.case.number if again.case else ""
        return self.writer.fill(
            self.rng.choice(texts), at, salutation=again.caller.salutation, zaak=number
        )

    def repeat(self, again: Return) -> RepeatInput | None:
        """What the agent answers: nine times of ten yes; the first question about a running case
        is no repeat but a question how it stands."""
        chance = self.rng.random()
        if chance < 0.06:
            return None
        confirmed = chance < 0.93 and not (again.why == "status" and again.times == 1)
        reason = self.lists.repeat_reasons[self.rng.choice(REPEAT_REASONS[again.why])]
        return RepeatInput(
            previous=again.previous, confirmed=confirmed, reason=reason if confirmed else None
        )

    # -- Both -------------------------------------------------------------------------------

    def log(self, questions, caller: Caller, channel, at, location):
        talk, wrap_up = shape.SECONDS[channel]
        talk_seconds = round(self.rng.lognormvariate(0, 0.5) * talk)
        wrap_up_seconds = round(self.rng.lognormvariate(0, 0.5) * wrap_up)
        ended_at = at + timedelta(seconds=talk_seconds + wrap_up_seconds)
        self.number += 1
        self.happened["contacts"] += 1
        return log_contact(
            by=self.rng.choice(self.staff.agents),
            key=uuid5(NAMESPACE_URL, f"lindenwaard:{self.end.isoformat()}:{self.number}"),
            channel=self.lists.channels[channel],
            direction="inbound",
            questions=questions,
            started_at=at,
            ended_at=ended_at,
            now=ended_at,
            talk_seconds=talk_seconds,
            wrap_up_seconds=wrap_up_seconds,
            customer=caller.customer,
            caller_name=caller.name,
            phone=caller.phone,
            email=caller.email,
            location=location,
            location_key=location_key(location) if location else "",
            confidential=self.delicate(questions),
        )

    def delicate(self, questions) -> bool:
        """Now and then an agent marks a contact about care or debts as confidential."""
        slugs = {question.subject.department.slug for question in questions}
        return bool(slugs & DELICATE) and self.rng.random() < 0.08

    def follow(self, question, answer, row, contact, caller, at, location) -> None:
        """Plan what will come of this question."""
        again = Return(caller, question.subject, row, "unclear", location=location)
        known = caller.customer is not None or caller.phone or caller.email
        if question.callback is not None:
            callback = next(c for c in contact.made_callbacks if c.question_id == row.pk)
            if callback.phone and not caller.phone and caller.customer is None:
                caller.phone = callback.phone
            late = self.callback_life.begin(callback, at, answer)
            again = Return(caller, question.subject, row, "not_called", callback=callback)
            if late and known and self.rng.random() < 0.6:
                days = self.rng.randrange(0, 4)
                self.returns.plan(self.clock.after(callback.promised_at, days), again)
        elif question.new_case is not None:
            case = row.case
            self.case_life.begin(case, at)
            again = Return(caller, question.subject, row, "status", case=case, location=location)
            if known and self.rng.random() < 0.22:
                wait = (case.norm_due_at - at) * self.rng.uniform(0.5, 1.3)
                self.returns.plan(self.clock.on_a_working_day(at + wait), again)
            if question.subject.address_bound and self.rng.random() < 0.05:
                self.neighbours(again, at)
        elif known and row.outcome_category == "direct" and self.rng.random() < 0.07:
            self.returns.plan(self.clock.after(at, self.rng.randrange(1, 9)), again)

    def neighbours(self, first: Return, at) -> None:
        """Others report the same place within a few days."""
        for _ in range(self.rng.randrange(2, 5)):
            phone = normalise_phone(f"0660{self.rng.randrange(500_000, 999_999)}")
            other = Caller(salutation=self.rng.choice(("Mevrouw", "Meneer")), phone=phone)
            again = Return(**{**vars(first), "caller": other, "why": "neighbour"})
            self.returns.plan(self.clock.after(at, self.rng.randrange(0, 3)), again)
