"""Asking a server and writing down how long it takes, by one client and by several at once."""

import http.client
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import reckoning
from asking import Answer, WrongAnswer
from processes import Used

COUNT, COUNTED = "X-Count", "X-Statements"
MANY = 8  # clients at once
# More of the processor than this used by others, in cores: measured once more.
NOISE = 0.12
# So many wrong answers to one operation, and it is not measured any further.
TOO_MANY = 20


@dataclass(frozen=True)
class Limits:
    """How long is measured: seconds of asking, the least and the most requests."""

    warming: int = 12
    counting: int = 3
    alone: float = 3.0
    together: float = 2.5
    least: int = 30
    most: int = 400
    # With several clients more are answered in the same time.
    most_together: int = 800
    # Once more when others were at work.
    again: bool = True


QUICK = Limits(
    warming=4, counting=1, alone=0.4, together=0.4, least=4, most=40, most_together=80, again=False
)  # fmt: skip


@dataclass(frozen=True)
class Shot:
    """One request that is ready to go. `ask` takes headers to add; `right` says of the answer
    whether it was the one a user wants; `done` keeps what was acknowledged."""

    ask: Callable[[dict[str, str]], Answer]
    right: Callable[[Answer], bool]
    done: Callable[[Answer], None] = lambda answer: None
    # How it is called when it goes wrong.
    about: str = ""

    def fire(self, **headers: str) -> Answer:
        """Raises WrongAnswer."""
        try:
            answer = self.ask(headers)
        except (OSError, http.client.HTTPException) as error:
            raise WrongAnswer(self.about, why=error) from error
        if not self.right(answer):
            raise WrongAnswer(self.about, answer)
        self.done(answer)
        return answer


@dataclass(frozen=True)
class Operation:
    """Something a user does. `make` gets ready at most so many requests, untimed; no more than it
    gives can be asked. `floor` is what it is a multiple of."""

    name: str
    make: Callable[[object, int], list[Shot]]
    floor: str
    # Something changes before each request, or before each few when several ask at once.
    with_news: bool = False


@dataclass(frozen=True)
class Times:
    """Milliseconds of each request, and seconds in which all of them were answered."""

    each: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def median(self) -> float:
        return reckoning.median(self.each)

    @property
    def p95(self) -> float:
        return reckoning.p95(self.each)

    @property
    def rate(self) -> float:
        return len(self.each) / self.seconds


@dataclass(frozen=True)
class Measured:
    name: str
    floor: str
    alone: Times
    together: Times
    statements: int
    bytes: int
    # Cores that others used meanwhile, and the load of the machine at the end.
    others: float
    load: float
    again: bool = False
    # What was said instead of the right answer.
    wrong: tuple[str, ...] = ()


class Measuring:
    """`stage` is what operations make their requests from; its `news()` changes something."""

    def __init__(self, stage, limits: Limits):
        self.stage, self.limits = stage, limits

    def measure(self, operation: Operation) -> Measured:
        """The calmer of two when others were at work meanwhile. Raises WrongAnswer when there are
        too many of those."""
        first = Attempt(self.stage, self.limits, operation).measured()
        if first.others <= NOISE or not self.limits.again:
            return first
        second = Attempt(self.stage, self.limits, operation).measured()
        calmer = min(first, second, key=lambda each: each.others)
        return replace(calmer, again=True, wrong=first.wrong + second.wrong)


class Attempt:
    """One operation, measured once."""

    def __init__(self, stage, limits: Limits, operation: Operation):
        self.stage, self.limits, self.operation = stage, limits, operation
        self.wrong: list[str] = []

    def measured(self) -> Measured:
        began, before = time.monotonic(), Used.now(os.getpid())
        with ThreadPoolExecutor(MANY) as clients:
            counted = self._warm(clients)
            alone = self._alone()
            together = self._together(clients)
        others = Used.now(os.getpid()).others_since(before, time.monotonic() - began)
        return Measured(
            name=self.operation.name,
            floor=self.operation.floor,
            alone=alone,
            together=together,
            statements=round(reckoning.median([int(each.headers[COUNTED]) for each in counted])),
            bytes=round(reckoning.median([len(each.body) for each in counted])),
            others=others,
            load=os.getloadavg()[0],
            wrong=tuple(self.wrong),
        )

    def _warm(self, clients) -> list[Answer]:
        """Both workers have had some, and their threads; then statements are counted."""
        for _ in range(2):
            list(clients.map(self._fire, self._made(self.limits.warming)))
        found: list[Answer] = []
        while len(found) < self.limits.counting:
            answers = [self._fire(shot, **{COUNT: "1"}) for shot in self._made(1)]
            found += [answer for answer in answers if answer]
        return found

    def _alone(self) -> Times:
        limits, times, seconds = self.limits, [], 0.0
        while len(times) < limits.least or (len(times) < limits.most and seconds < limits.alone):
            shots = self._made(1 if self.operation.with_news else 3 * MANY)
            answers = [self._fire(shot) for shot in shots]
            some = [answer.seconds for answer in answers if answer]
            times += [1000 * each for each in some]
            seconds += sum(some)
        return Times(times, seconds)

    def _together(self, clients) -> Times:
        limits, times, seconds = self.limits, [], 0.0
        while seconds < limits.together and len(times) < limits.most_together:
            shots = self._made((3 if self.operation.with_news else 8) * MANY)
            began = time.perf_counter()
            answers = list(clients.map(self._fire, shots))
            seconds += time.perf_counter() - began
            times += [1000 * answer.seconds for answer in answers if answer]
        return Times(times, seconds)

    def _made(self, number: int) -> list[Shot]:
        """Ready to go, after something has changed when that is what is measured."""
        while True:
            try:
                if self.operation.with_news:
                    self.stage.news()
                return self.operation.make(self.stage, number)
            except WrongAnswer as error:
                self._note(error)

    def _fire(self, shot: Shot, **headers: str) -> Answer | None:
        try:
            return shot.fire(**headers)
        except WrongAnswer as error:
            self._note(error)
            return None

    def _note(self, error: WrongAnswer) -> None:
        self.wrong.append(str(error))
        if len(self.wrong) >= TOO_MANY:
            raise error
