"""What becomes of a case in bulk: taken on, moved on status by status, closed; or not."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from cases.archiving import archive_day
from cases.deadlines import Deadlines
from cases.models import CaseEvent, ResultType, StatusType, Suspension
from dashboard.management.bench.chances import between, pick
from dashboard.management.bench.known import Known, Topic
from dashboard.management.bench.plan import Moment, in_office
from dashboard.management.bench.reckoning import Reckoning
from dashboard.management.demo.cases import ANSWERS
from kcc.lib.periods import local_day

Kind = CaseEvent.Kind
ONE_DAY = timedelta(days=1)
RESULT_WEIGHTS = (7, 2, 1, 1, 1)
NEEDED = "Het ontbrekende aanvraagformulier."


@dataclass
class File:
    """A case as it stands at the end of the story, and the lines of its timeline: (kind, moment,
    who, words, detail)."""

    topic: Topic
    description: str
    registered_at: datetime
    deadlines: Deadlines
    status: StatusType
    department: int
    team: int | None
    result: ResultType | None = None
    handler: int | None = None
    decided_on: date | None = None
    closed_at: datetime | None = None
    archive_on: date | None = None
    answer: str = ""
    suspended_on: date | None = None
    suspended_until: date | None = None
    # (letter, last day, written at, by whom)
    suspension: tuple | None = None
    events: list[tuple] = field(default_factory=list)

    @property
    def last_at(self) -> datetime:
        return self.events[-1][1] if self.events else self.registered_at


class CaseLives:
    def __init__(self, rng: Random, known: Known, reckoning: Reckoning):
        self.rng, self.known, self.almanac = rng, known, known.almanac
        self.reckoning = reckoning
        self.end = known.almanac.end

    def begin(self, topic: Topic, description: str, moment: Moment) -> File:
        at = moment.at
        case_type = topic.subject.case_type
        department = topic.subject.department_id
        teams = self.known.teams.get(department)
        made = File(
            topic=topic,
            description=description,
            registered_at=at,
            deadlines=self.reckoning.deadlines(case_type, moment),
            status=self.known.statuses[case_type.pk][0],
            department=department,
            team=pick(self.rng, teams) if teams and self.rng.random() < 0.3 else None,
        )
        length = made.deadlines.norm_due_at - at
        ends = self._work_time(at + length * self._length(topic, length))
        self._live(made, at, max(ends, at + timedelta(hours=1)))
        return made

    def _length(self, topic: Topic, norm: timedelta) -> float:
        """How long it takes, as a part of the service norm."""
        habits, chance = topic.discipline, self.rng.random()
        if chance < habits.cases_kept:
            return self.rng.uniform(0.15, 1)
        if chance > 1 - habits.forgotten:
            return self.rng.uniform(2, 8 if norm.days < 14 else 3)
        return self.rng.uniform(1, 2.2)

    def _work_time(self, at: datetime) -> datetime:
        """Some moment on that day, or on the next working day."""
        return self.almanac.later(self.almanac.day_of(at), 0).at(in_office(self.rng))

    def _live(self, made: File, at: datetime, ends: datetime) -> None:
        statuses = self.known.statuses[made.topic.subject.case_type_id]
        steps = statuses[1:-1]
        if self.rng.random() < 0.85:
            day = self.almanac.later(self.almanac.day_of(at), pick(self.rng, (1, 1, 2, 4)))
            taken = day.at(in_office(self.rng))
            if taken < ends:
                self._line(made, Kind.CLAIMED, taken, {})
        for number, status in enumerate(steps, start=1):
            moved = self._work_time(at + (ends - at) * number / (len(steps) + 1))
            if made.last_at < moved < ends and moved <= self.end:
                detail = {"from_name": made.status.name, "to_name": status.name}
                self._line(made, Kind.STATUS, moved, detail)
                made.status = status
                if status.is_decision and made.decided_on is None:
                    made.decided_on = self.almanac.day_of(moved).date
        if ends <= self.end:
            self._close(made, statuses, ends)
        else:
            self._suspend(made)

    def _close(self, made: File, statuses: list[StatusType], at: datetime) -> None:
        results = self.known.results[made.topic.subject.case_type_id]
        weights = RESULT_WEIGHTS[: len(results)]
        made.result = self.rng.choices(results[: len(weights)], weights)[0]
        made.answer = pick(self.rng, ANSWERS)
        detail = {"result": made.result.name, "status": made.status.order}
        self._line(made, Kind.CLOSED, at, detail, made.answer)
        made.status, made.closed_at = statuses[-1], at
        closed_on = self.almanac.day_of(at).date
        made.decided_on = made.decided_on or closed_on
        made.archive_on = archive_day(made.result, closed_on=closed_on)

    def _suspend(self, made: File) -> None:
        """Some of what is open waits for papers of the applicant (Awb 4:15)."""
        today = local_day(self.end)
        letter = local_day(made.last_at) + ONE_DAY
        in_term = letter < today <= made.deadlines.due_on and made.decided_on is None
        if not (made.topic.subject.case_type.suspendable and in_term):
            return
        if self.rng.random() < 0.1:
            at = self._work_time(self.almanac.days[letter].at(3600))
            until = today + timedelta(days=between(self.rng, 2, 20))
            detail = {
                "reason": str(Suspension.Reason.INCOMPLETE), "letter_on": letter.isoformat(),
                "until": until.isoformat(),
            }  # fmt: skip
            if self._line(made, Kind.SUSPENDED, at, detail, NEEDED):
                made.suspended_on, made.suspended_until = letter + ONE_DAY, until
                made.suspension = (letter, until, at, made.handler)

    def _line(self, made: File, kind: str, at: datetime, detail: dict, words: str = "") -> bool:
        """One act of whoever works on it; what is after the end has not happened."""
        if at > self.end:
            return False
        if made.handler is None:
            made.handler = pick(self.rng, self.known.handlers[made.department])
        version = len(made.events) + 2
        made.events.append((kind, at, made.handler, words, {"version": version, **detail}))
        return True
