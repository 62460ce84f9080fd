"""What becomes of a callback in bulk: the life it has in the demo town, reckoned at once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from contacts.models.callback import AnswerBy, CallbackEvent, CallbackStatus
from dashboard.management.bench.chances import Chances, between, pick
from dashboard.management.bench.known import Known, Topic
from dashboard.management.bench.plan import Moment, in_office
from dashboard.management.bench.reckoning import Given, Reckoning
from dashboard.management.demo.callbacks import (
    NEIGHBOURS,
    NOT_NEEDED,
    RESULTS,
    WAITS_FOR,
    WRONG_PLACE,
)
from dashboard.management.demo.texts import ALREADY_SAID, NOT_REACHED
from kcc.organisation.calendars import calendar_of
from kcc.organisation.clocks import go_on

Kind = CallbackEvent.Kind
Status = CallbackStatus
BEST_TIMES = ("any", "any", "any", "morning", "afternoon")
CLOSES = 9 * 3600  # seconds after eight o'clock
RESULT = Chances(RESULTS)
# Moments of the day on which somebody calls back: now, tomorrow, the day after.
QUICK = Chances({0: 12, 1: 38, 2: 50})


@dataclass
class Promised:
    """A callback as it stands at the end of the story, and the lines of its timeline:
    (kind, moment, who, words, detail)."""

    answer_by: str
    phone: str
    email: str
    question_text: str
    answer_words: str
    already_said: str
    best_time: str
    department: int
    team: int | None
    urgent: bool
    requested_at: datetime
    kept: Given
    due_at: datetime
    serious_at: datetime
    channel: str
    assignee: int | None = None
    status: str = Status.NEW
    priority: int = 0
    waiting_since: datetime | None = None
    waiting_until: date | None = None
    attempts: int = 0
    tried_at: datetime | None = None
    reroutes: int = 0
    closed_at: datetime | None = None
    closed_by: int | None = None
    result: str = ""
    answer: str = ""
    events: list[tuple] = field(default_factory=list)

    @property
    def last_at(self) -> datetime:
        return self.events[-1][1] if self.events else self.requested_at


class CallbackLives:
    """Lives of callbacks up to the end of the almanac."""

    def __init__(self, rng: Random, known: Known, reckoning: Reckoning):
        self.rng, self.known, self.almanac = rng, known, known.almanac
        self.reckoning = reckoning
        self.end = known.almanac.end

    def begin(self, topic: Topic, made: Promised, asked: Moment) -> None:
        days = self._days(topic)
        at = self.after(asked, days)
        if topic.slug in NEIGHBOURS and self.rng.random() < 0.06:
            moved = self.after(asked, 1)
            self._pass_on(made, topic, moved)
            if at.at <= moved.at:
                at = self.after(moved, 0)
        elif self.rng.random() < (0.75 if days <= 2 else 0.35):
            taken = self.after(asked, between(self.rng, 0, max(days, 1)))
            if taken.at < at.at:
                self._note(made, Kind.CLAIMED, taken, status=Status.CLAIMED)
        self._try(made, at)

    def _days(self, topic: Topic) -> int:
        """Working days until somebody looks at it."""
        habits, chance = topic.discipline, self.rng.random()
        if chance < habits.forgotten:
            return 25 + round(self.rng.expovariate(1 / 25))
        if chance < habits.forgotten + habits.kept:
            return QUICK.draw(self.rng)
        return 3 + round(self.rng.expovariate(1 / habits.later))

    def after(self, moment: Moment, days: int) -> Moment:
        """That many working days later; 0 is the same day, or the next morning when it is late."""
        if days == 0:
            second = max(moment.second, 0) + between(self.rng, 1200, 3 * 3600)
            if moment.day.is_working and second < CLOSES:
                return Moment(moment.day, second)
            days = 1
        return Moment(self.almanac.later(moment.day, days), in_office(self.rng))

    def _try(self, made: Promised, at: Moment) -> None:
        while at.at <= self.end:
            chance = self.rng.random()
            if chance < 0.05:
                back = self._wait(made, at)
                if back is None:
                    return
                at = self.after(back, pick(self.rng, (0, 0, 1)))
            elif chance < 0.07:
                words = pick(self.rng, NOT_NEEDED)
                return self._close(made, at, Status.LAPSED, words)
            elif chance < 0.75 or made.answer_by != AnswerBy.PHONE:
                made.result, made.answer = RESULT.draw(self.rng), made.answer_words
                return self._close(made, at, Status.DONE, made.answer, result=made.result)
            elif made.attempts >= 3:
                return self._close(made, at, Status.NOT_REACHED, "Brief gestuurd.")
            else:
                made.attempts += 1
                if made.attempts == 2:
                    made.tried_at = at.at
                words = pick(self.rng, NOT_REACHED)
                attempt = {"attempt": made.attempts}
                self._note(made, Kind.ATTEMPT, at, words, status=Status.ATTEMPTED, detail=attempt)
                at = self.after(at, pick(self.rng, (0, 1, 1, 2)))
        return None

    def _wait(self, made: Promised, at: Moment) -> Moment | None:
        """Until the customer has sent something; None when that is still to come."""
        back = self.after(at, between(self.rng, 3, 9))
        words = pick(self.rng, WAITS_FOR)
        until = {"until": back.day.date.isoformat()}
        self._note(made, Kind.WAITING, at, words, status=Status.WAITING, detail=until)
        if back.at > self.end:
            made.waiting_since, made.waiting_until = at.at, back.day.date
            return None
        town = calendar_of(made.kept.kind, made.channel)
        clock = go_on(
            town, due_at=made.due_at, term_seconds=made.kept.clock.term_seconds,
            stood_since=at.at, now=back.at,
        )  # fmt: skip
        if clock.due_at > made.due_at:
            made.due_at, made.serious_at = clock.due_at, clock.serious_at
        due = {"due_at": made.due_at.isoformat()}
        self._note(made, Kind.RESUMED, back, status=Status.CLAIMED, detail=due)
        return back

    def _pass_on(self, made: Promised, topic: Topic, at: Moment) -> None:
        """To the department it should have gone to; with the topics of the same habits that is a
        neighbour."""
        if at.at > self.end:
            return
        other = self.known.lists.departments[NEIGHBOURS[topic.slug]]
        before = topic.subject.department
        if other.pk == made.department:
            return
        by = pick(self.rng, self.known.handlers[made.department])
        detail = {
            "from": before.slug, "from_name": before.name, "to": other.slug, "to_name": other.name,
        }  # fmt: skip
        words = pick(self.rng, WRONG_PLACE)
        self._line(made, Kind.REROUTED, at, by, words, Status.REROUTED, detail)
        made.department, made.team, made.assignee = other.pk, None, None
        made.status, made.reroutes = Status.REROUTED, 1

    def _note(
        self, made: Promised, kind: str, at: Moment, words: str = "", *, status, detail=None
    ) -> None:
        """One act of whoever works on it; what is after the end has not happened."""
        if at.at > self.end:
            return
        if made.assignee is None:
            made.assignee = pick(self.rng, self.known.handlers[made.department])
        made.status = status
        self._line(made, kind, at, made.assignee, words, status, detail or {})

    def _close(self, made: Promised, at: Moment, status, words: str, **detail) -> None:
        self._note(made, Kind.CLOSED, at, words, status=status)
        made.events[-1][-1].update(detail)
        made.closed_at, made.closed_by = at.at, made.assignee

    def _line(self, made: Promised, kind, at: Moment, by, words, status, detail: dict) -> None:
        version = len(made.events) + 2
        line = {"version": version, "status": str(status), **detail}
        made.events.append((kind, at.at, by, words, line))

    def request(self, topic: Topic, channel, asked: Moment, **given) -> Promised:
        """The promise as it was given."""
        rng, at = self.rng, asked.at
        urgent = rng.random() < 0.05
        department = topic.subject.department
        kept = self.reckoning.promise(
            asked, answer_by=given["answer_by"], urgent=urgent, department=department,
            channel=channel, subject=topic.subject,
        )  # fmt: skip
        teams = self.known.teams.get(department.pk)
        return Promised(
            **given,
            already_said=pick(rng, ALREADY_SAID),
            best_time=pick(rng, BEST_TIMES),
            department=department.pk,
            team=pick(rng, teams) if teams and rng.random() < 0.6 else None,
            urgent=urgent,
            priority=2 if urgent else 0,
            requested_at=at,
            kept=kept,
            due_at=kept.clock.due_at,
            serious_at=kept.clock.serious_at,
            channel=channel.code,
        )
