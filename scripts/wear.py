"""Whether workers grow: their memory after a thousand requests each, and after ten thousand."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from asking import WrongAnswer
from measuring import MANY, TOO_MANY, Operation, Shot
from processes import Memory

FIRST, LAST = 1_000, 10_000
# What a day is made of: how many of each in a round. An operation that is not named: one.
OFTEN = {
    "Autosave": 12,
    "Wallboard poll, with news": 4,
    "Wallboard poll, without news": 4,
    "Agent screen, empty": 4,
    "Agent screen, a call comes in": 4,
    "Agent screen, running contact": 4,
    "Log a simple contact": 4,
    "Search by phone": 2,
    "Search by name with a typo": 2,
    "Worklist of callbacks": 3,
    "Worklist of cases": 2,
    "Case page": 2,
}


@dataclass(frozen=True)
class Wear:
    """Megabytes of the worker that had the most, after each number of requests of every worker;
    `grown` is that of the worker that grew the most."""

    first: int
    requests: int
    early: float
    late: float
    grown: float
    answered: int
    # What was said instead of the right answer.
    wrong: tuple[str, ...] = ()


def wear(stage, workers: list[int], operations: list[Operation], shorter: int = 1) -> Wear:
    """Asks for everything in turn, until each worker has answered LAST requests; `shorter` times
    fewer of both."""
    first, last = FIRST // shorter, LAST // shorter
    early: dict[int, float] = {}
    wrong: list[str] = []

    def fire(shot: Shot) -> None:
        try:
            shot.fire()
        except WrongAnswer as error:
            wrong.append(str(error))
            if len(wrong) >= TOO_MANY:
                raise

    with ThreadPoolExecutor(MANY) as clients:
        while _least(stage, workers) < last:
            for operation in operations:
                shots = operation.make(stage, OFTEN.get(operation.name, 1))
                list(clients.map(fire, shots))
            if not early and _least(stage, workers) >= first:
                early = {pid: Memory.of(pid).now for pid in workers}
    late = {pid: Memory.of(pid).now for pid in workers}
    return Wear(
        first=first,
        requests=last,
        early=max(early.values()),
        late=max(late.values()),
        grown=max(late[pid] - early[pid] for pid in workers),
        answered=sum(stage.answered.values()),
        wrong=tuple(wrong),
    )


def _least(stage, workers: list[int]) -> int:
    return min(stage.answered.get(str(pid), 0) for pid in workers)
