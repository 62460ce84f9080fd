"""What somebody says about one statement, and what is still missing in it."""

from dataclasses import dataclass
from enum import StrEnum

from maturity.catalogue import Statement
from maturity.scoring import SCALE, Answer


@dataclass(frozen=True)
class Given:
    """One of: a `value` of 0 to 3, not applicable (with a reason), "I do not know". Or none of
    these yet, with only a comment."""

    value: int | None = None
    not_applicable: bool = False
    unknown: bool = False
    reason: str = ""
    comment: str = ""
    evidence: str = ""

    @property
    def chosen(self) -> bool:
        return self.value is not None or self.not_applicable or self.unknown

    @property
    def whole(self) -> bool:
        """Nothing is asked any more: what does not apply says why."""
        return self.chosen and not (self.not_applicable and not self.reason)

    @property
    def answer(self) -> Answer:
        """For scoring; "I do not know" counts nowhere."""
        return Answer(self.value, self.not_applicable)


NOTHING = Given()


class Wrong(StrEnum):
    """Why an answer cannot be kept."""

    SCALE = "scale"  # outside 0 to 3
    DOUBLE = "double"  # two answers at once
    KEY = "key"  # a key statement always applies


def wrong_with(statement: Statement, given: Given) -> Wrong | None:
    if (given.value is not None) + given.not_applicable + given.unknown > 1:
        return Wrong.DOUBLE
    if given.value is not None and given.value not in SCALE:
        return Wrong.SCALE
    return Wrong.KEY if given.not_applicable and statement.key else None
