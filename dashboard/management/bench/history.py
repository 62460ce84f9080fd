"""A piece of the history: who calls, about what, what is done with it, and who has to call again.

One question and everything that follows from it is drawn at once. What follows may lie in a later
piece: the pieces overlap a little and need nothing of each other.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from contacts.models.callback import AnswerBy
from contacts.models.contact import Direction, RepeatState
from contacts.statusquestions import recognised
from dashboard.management.bench.callbacks import CallbackLives, Promised
from dashboard.management.bench.cases import CaseLives, File
from dashboard.management.bench.chances import LENGTHS, Chances, between, pick
from dashboard.management.bench.known import Known, Person, Topic
from dashboard.management.bench.plan import Moment, Piece, in_office, second_of
from dashboard.management.bench.reckoning import Reckoning
from dashboard.management.demo import shape
from dashboard.management.demo.texts import CALLED_AGAIN, STATUS_ASKED, STILL_UNCLEAR
from dashboard.management.demo.town import DELICATE, OUTCOMES, REASONS, REPEAT_REASONS

# How often somebody of whom we know who it is.
KNOWN_BY = {"telefoon": 0.62, "balie": 0.7, "e-mail": 0.75, "webformulier": 0.8}
WRITTEN = {"e-mail", "webformulier", "post", "sociale-media", "whatsapp"}
CHANNEL, OFF_HOURS = Chances(shape.CHANNELS), Chances({"webformulier": 5, "e-mail": 4})
# A few customers call all the time: the higher, the fewer.
FREQUENT = 2.2
MOST_TIMES = 4
SATISFIED = Chances({10: 9, 9: 18, 8: 34, 7: 20, 6: 9, 5: 5, 3: 3, 1: 2})
WAITED = Chances({8: 10, 7: 18, 6: 20, 5: 18, 4: 13, 3: 9, 2: 6, 1: 6})


@dataclass
class Ask:
    """A question as it stands at the end of the story."""

    topic: Topic
    outcome: str
    reason: str
    note: str
    transfer: tuple | None = None  # to whom, warm, seconds waited, reached
    referred_to: str = ""
    callback: Promised | None = None
    file: File | None = None
    asks_status: bool | None = None
    repeat_of: "Ask | None" = None
    root: "Ask | None" = None
    state: str = RepeatState.NONE
    repeat_reason: str = ""
    pk: int = 0
    file_of: "Ask | None" = None  # whose case it is about
    score: int = 0
    call: "Call | None" = None

    @property
    def department(self) -> int:
        return self.callback.department if self.callback else self.topic.subject.department_id

    @property
    def last_at(self) -> datetime:
        later = [each.last_at for each in (self.callback, self.file) if each]
        return max([self.call.moment.at, *later])


@dataclass
class Call:
    """A contact. `phone` and `email` are what the caller was recognised by."""

    moment: Moment
    channel: str
    agent: int
    person: Person | None
    phone: str = ""
    email: str = ""
    place: tuple[str, str] = ("", "")
    direction: str = Direction.INBOUND
    confidential: bool = False
    talk_seconds: int = 0
    wrap_up_seconds: int = 0
    questions: list[Ask] = field(default_factory=list)
    pk: int = 0

    @property
    def known(self) -> bool:
        return bool(self.person or self.phone or self.email)

    @property
    def salutation(self) -> str:
        return (self.person.salutation if self.person else "") or "Inwoner"


@dataclass(frozen=True)
class Return:
    """Somebody calls again about `before`, unless what `first` waits for is done by then."""

    first: Ask
    before: Ask
    why: str  # a key of REPEAT_REASONS
    times: int = 1


class History:
    def __init__(self, known: Known, piece: Piece, seed: int):
        self.known, self.piece, self.almanac = known, piece, known.almanac
        self.rng = Random(f"{seed} {piece.first}")  # noqa: S311 - a story, no secret
        # Of this piece: its days do not come back in the next ones, and memory must not grow.
        reckoning = Reckoning()
        self.callbacks = CallbackLives(self.rng, known, reckoning)
        self.cases = CaseLives(self.rng, known, reckoning)
        self.calls: list[Call] = []

    def tell(self) -> list[Call]:
        """As many calls as the piece holds, in order of time."""
        days = [self.almanac.days[day] for day, count in self.piece.days for _ in range(count)]
        self.rng.shuffle(days)
        for day in days:
            if len(self.calls) >= self.piece.count:
                break
            self._begin(day)
        del self.calls[self.piece.count :]
        # Whoever calls again stands behind the call it is about, so both are there.
        return sorted(self.calls, key=lambda call: call.moment.at)

    # -- A new question -------------------------------------------------------------------------

    def _begin(self, day) -> None:
        rng = self.rng
        channel = (CHANNEL if day.is_working else OFF_HOURS).draw(rng)
        moment = Moment(day, second_of(rng, day, channel in WRITTEN))
        if moment.at > self.almanac.last_call:
            moment = Moment(self.almanac.last_whole_day, in_office(rng))
        call = self._call(moment, channel, self._somebody(channel))
        chance = rng.random()
        if chance < 0.04:
            return self._other_direction(call, chance)
        asks = [self._ask(call, self._topic(day.date.month))]
        if rng.random() < 0.06:
            asks.append(self._ask(call, self._topic(day.date.month), alone=False))
        delicate = not DELICATE.isdisjoint(ask.topic.slug for ask in asks)
        call.confidential = delicate and rng.random() < 0.08
        self._add(call, asks)
        for ask in asks:
            self._follow(ask)
        return None

    def _topic(self, month: int) -> Topic:
        return self.known.topics[self.known.by_month[month].draw(self.rng)]

    def _somebody(self, channel: str) -> Person | None:
        if self.rng.random() < KNOWN_BY.get(channel, 0.35):
            people = self.known.people
            # Spread over all files by a prime, so that frequent callers are not the oldest ones.
            rank = int(len(people) * self.rng.random() ** FREQUENT)
            return people[rank * 7919 % len(people)]
        return None

    def _call(self, moment: Moment, channel: str, person: Person | None) -> Call:
        rng = self.rng
        call = Call(moment, channel, pick(rng, self.known.agents), person)
        if channel == "telefoon":
            unknown = rng.random() < 0.75
            call.phone = person.phone if person else self._number() if unknown else ""
        elif channel in ("e-mail", "webformulier"):
            email = f"inwoner{between(rng, 10_000, 99_999)}@post.example"
            call.email = person.email if person else email
        if person:
            call.place = ("", person.address_key)
        talk, wrap_up = shape.SECONDS[channel]
        call.talk_seconds = round(pick(rng, LENGTHS) * talk) if talk else 0
        call.wrap_up_seconds = round(pick(rng, LENGTHS) * wrap_up)
        return call

    def _number(self) -> str:
        return f"+31660{between(self.rng, 500_000, 999_999)}"

    def _add(self, call: Call, asks: list[Ask]) -> None:
        call.questions = asks
        for ask in asks:
            ask.call = call
        self.calls.append(call)

    def _other_direction(self, call: Call, chance: float) -> None:
        """Called by us, now and then before being asked; among ourselves; or a wrong number."""
        topic = self._topic(call.moment.day.date.month)
        ask = Ask(topic, "direct_afgehandeld", "overig", "Bericht gegeven over de stand.")
        if chance < 0.01:
            ask.outcome, ask.note = "verkeerd_verbonden", "Verkeerd verbonden."

        elif chance < 0.03:
            call.direction = Direction.OUTBOUND
            ask.reason = "statusbericht" if chance < 0.02 else "overig"
        else:
            call.direction = Direction.INTERNAL
        self._add(call, [ask])

    def _ask(self, call: Call, topic: Topic, *, alone: bool = True) -> Ask:
        rng = self.rng
        if topic.subject.address_bound and alone:
            call.place = pick(rng, self.known.places)
        kind = topic.line.draw(rng)
        said = pick(rng, topic.said[kind])
        code = topic.subject.code[:4]
        default = "melding" if topic.subject.address_bound else "nieuwe_vraag"
        reason = REASONS.get(code, default)
        ask = Ask(topic, OUTCOMES[kind], reason, said.note)
        if kind == "callback":
            self._promise(ask, call, said)
        elif kind == "case":
            ask.file = self.cases.begin(topic, said.asked, call.moment)
        elif kind == "transferred":
            ask.transfer, ask.outcome = self._transfer(topic)
        elif kind == "referred":
            ask.referred_to = "de juiste organisatie"
        if alone:
            self._rate(ask)
        ask.asks_status = self._recognised(ask, running=False)
        return ask

    def _promise(self, ask: Ask, call: Call, said) -> None:
        rng = self.rng
        phone = call.phone or (call.person.phone if call.person else "")
        email = call.email or (call.person.email if call.person else "")
        answer_by = AnswerBy.PHONE
        if email and rng.random() < shape.WRITTEN.get(call.channel, 0.03):
            answer_by = AnswerBy.EMAIL
        elif call.channel in ("whatsapp", "sociale-media") and rng.random() < 0.7:
            answer_by = AnswerBy.CHANNEL
        if answer_by != AnswerBy.PHONE:
            ask.outcome = "taak_uitgezet"
        else:
            phone = phone or self._number()
            if not call.known:
                call.phone = phone
        ask.callback = self.callbacks.request(
            ask.topic, self.known.lists.channels[call.channel], call.moment,
            answer_by=answer_by, phone=phone if answer_by == AnswerBy.PHONE else "",
            email=email if answer_by == AnswerBy.EMAIL else "",
            question_text=said.asked, answer_words=said.answer,
        )  # fmt: skip
        self.callbacks.begin(ask.topic, ask.callback, call.moment)

    def _transfer(self, topic: Topic) -> tuple[tuple, str]:
        rng = self.rng
        warm = rng.random() < 0.68
        reached = rng.random() < (0.9 if warm else 0.7)
        to = (topic.subject.department_id, "Collega", warm, between(rng, 8, 140), reached)
        return to, "doorverbonden_warm" if warm else "doorverbonden_koud"

    def _recognised(self, ask: Ask, *, running: bool) -> bool | None:
        lists = self.known.lists
        return recognised(
            subject=ask.topic.subject,
            reason=lists.reasons[ask.reason],
            category=lists.outcomes[ask.outcome].category,
            running=running,
        )

    def _rate(self, ask: Ask) -> None:
        """A few answer the survey; who had to wait too long is less content."""
        closed = [each for each in (ask.callback, ask.file) if each and each.closed_at]
        waits = (ask.callback or ask.file) and not closed
        if waits or self.rng.random() > 0.04:
            return
        late = ask.callback and ask.callback.closed_at > ask.callback.due_at
        ask.score = (WAITED if late else SATISFIED).draw(self.rng)

    # -- Calling again --------------------------------------------------------------------------

    def _follow(self, ask: Ask) -> None:
        call, rng = ask.call, self.rng
        if not call.known or not ask.topic.subject.repeat_window_days:
            return
        if ask.callback:
            promised = self.almanac.day_of(ask.callback.kept.moment)
            if self._open_on(ask, ask.callback.kept.moment) and rng.random() < 0.6:
                day = self.almanac.later(promised, between(rng, 0, 4))
                self._return(Return(ask, ask, "not_called"), self._in_office(day, call.moment))
        elif ask.file:
            if rng.random() < 0.22:
                length = ask.file.deadlines.norm_due_at - call.moment.at
                self._return_after(ask, "status", length * rng.uniform(0.5, 1.3))
            if ask.topic.subject.address_bound and rng.random() < 0.05:
                self._neighbours(ask)
        elif ask.outcome == "direct_afgehandeld" and rng.random() < 0.07:
            moment = self.callbacks.after(call.moment, between(rng, 1, 9))
            self._return(Return(ask, ask, "unclear"), moment)

    def _return_after(self, ask: Ask, why: str, wait: timedelta) -> None:
        at = ask.call.moment.at + wait
        if at <= self.almanac.end:
            day = self.almanac.later(self.almanac.day_of(at), 0)
            self._return(Return(ask, ask, why), self._in_office(day, ask.call.moment))

    def _in_office(self, day, after: Moment) -> Moment:
        moment = Moment(day, in_office(self.rng))
        return moment if moment.at > after.at else self.callbacks.after(after, 0)

    @staticmethod
    def _open_on(ask: Ask, at: datetime) -> bool:
        waits_for = ask.callback or ask.file
        return waits_for is not None and (waits_for.closed_at is None or waits_for.closed_at > at)

    def _return(self, again: Return, moment: Moment) -> None:
        first, before = again.first, again.before
        waits_for = first.callback or first.file
        if moment.at > self.almanac.last_call:
            return
        if waits_for and not self._open_on(first, moment.at):
            return
        window = timedelta(days=before.topic.subject.repeat_window_days)
        if moment.at - before.call.moment.at > window:
            return
        channel = "telefoon" if self.rng.random() < 0.9 else "balie"
        call = self._call(moment, channel, before.call.person)
        call.phone, call.email = before.call.phone, before.call.email
        call.place, call.confidential = before.call.place, before.call.confidential
        ask = self._ask_again(again)
        self._add(call, [ask])
        if again.times < MOST_TIMES and self.rng.random() < 0.5:
            later = self.callbacks.after(moment, between(self.rng, 2, 6))
            self._return(Return(again.first, ask, again.why, again.times + 1), later)

    def _ask_again(self, again: Return) -> Ask:
        first = again.first
        reason = {"status": "status_lopende_zaak", "not_called": "geen_reactie"}
        texts = CALLED_AGAIN if first.callback else STATUS_ASKED if first.file else STILL_UNCLEAR
        words = pick(self.rng, texts).format(
            wie="Inwoner", geleden="vorige week", zaak="met dit onderwerp"
        )
        outcome = "informatie_verzonden" if first.callback else "direct_afgehandeld"
        ask = Ask(first.topic, outcome, reason.get(again.why, "nieuwe_vraag"), words)
        if first.file:
            ask.outcome, ask.file_of = "aan_zaak_toegevoegd", first
        elif first.callback and self.rng.random() < 0.4:
            ask.transfer, ask.outcome = self._transfer(first.topic)
        ask.asks_status = self._recognised(ask, running=first.file is not None)
        self._link(ask, again)
        return ask

    def _link(self, ask: Ask, again: Return) -> None:
        """What the agent answers: nine times of ten yes; the first question about a running case
        is no repeat but a question how it stands."""
        chance, before = self.rng.random(), again.before
        ask.repeat_of = before
        if chance < 0.06:
            ask.state, ask.root = RepeatState.PROPOSED, before.root or before
        elif chance < 0.93 and not (again.why == "status" and again.times == 1):
            ask.state, ask.root = RepeatState.CONFIRMED, before.root or before
            ask.repeat_reason = pick(self.rng, REPEAT_REASONS[again.why])
            waits_for = again.first.callback
            if waits_for and waits_for.priority < 2:
                waits_for.priority += 1
        else:
            ask.state = RepeatState.REJECTED

    def _neighbours(self, first: Ask) -> None:
        """Others report the same place within a few days."""
        moment = first.call.moment
        for _ in range(between(self.rng, 2, 5)):
            moment = self.callbacks.after(moment, between(self.rng, 0, 2))
            if moment.at > self.almanac.end or not self._open_on(first, moment.at):
                return
            call = self._call(moment, "telefoon", None)
            call.phone, call.place = self._number(), first.call.place
            ask = self._ask_again(Return(first, first, "neighbour"))
            ask.reason, ask.asks_status = "melding", False
            self._add(call, [ask])
