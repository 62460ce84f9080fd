"""How an improvement action goes on: which state may follow which, and what has to be said then."""

from dataclasses import dataclass

PLANNED, DOING, DONE, DROPPED = "planned", "doing", "done", "dropped"
OPEN = (PLANNED, DOING)
CLOSED = (DONE, DROPPED)


@dataclass(frozen=True)
class Move:
    """`result`: what came of it is needed. `note`: why is needed."""

    to: str
    result: bool = False
    note: bool = False


MOVES: dict[str, tuple[Move, ...]] = {
    # Small things are done in one go.
    PLANNED: (Move(DOING), Move(DONE, result=True), Move(DROPPED, result=True)),
    # Begun too early: it waits again, and says why.
    DOING: (Move(DONE, result=True), Move(DROPPED, result=True), Move(PLANNED, note=True)),
    # It did not hold, or it was thought over.
    DONE: (Move(DOING, note=True),),
    DROPPED: (Move(PLANNED, note=True), Move(DOING, note=True)),
}


def moves_from(state: str) -> tuple[Move, ...]:
    return MOVES[state]


def move_to(state: str, to: str) -> Move | None:
    """None: it may not."""
    return next((each for each in MOVES[state] if each.to == to), None)
