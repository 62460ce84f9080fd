"""Choices that every form shares."""

from collections.abc import Iterable, Iterator

from django.utils.choices import BaseChoiceIterator


class Fixed(BaseChoiceIterator):
    """Choices as (value, words), made once and the same for every form.

    Of a plain list Django makes a copy for each field of each form, and looks at every choice when
    it is set: of the agent's form, with all departments and teams, that was half of its making.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]):
        self.pairs = tuple(pairs)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __copy__(self) -> "Fixed":
        return self

    def __deepcopy__(self, memo) -> "Fixed":
        return self
