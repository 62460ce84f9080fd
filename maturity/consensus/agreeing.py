"""What the answers of a group to one statement have in common. Plain: no database, no words."""

from maturity.outcome.shape import Counts
from maturity.scoring import NONE, Answer, Mirror, mirror


def common_answer(counts: Counts, people: int) -> Answer | None:
    """The answer everybody gave, of as many `people` as handed in. None when answers differ, when
    no more than half of the people had one, and when they say that it does not apply: why not, the
    group has to put into words."""
    if counts.not_applicable or 2 * sum(counts.values) <= people:
        return None
    return counts.agreed


def middle_answer(counts: Counts) -> Answer:
    """The middle of what was answered, the lower one of two: never a phase too many. What most
    said does not apply, does not."""
    if counts.not_applicable > sum(counts.values):
        return Answer(None, not_applicable=True)
    numbers = counts.numbers
    return Answer(numbers[(len(numbers) - 1) // 2]) if numbers else NONE


def against_figures(counts: Counts, suggested: int | None, found: Mirror) -> int:
    """How many answers compare with the figures like this."""
    return sum(mirror(Answer(each), suggested) == found for each in counts.numbers)
