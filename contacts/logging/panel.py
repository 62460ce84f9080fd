"""One question on the agent's screen, with everything that is looked up for it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from contacts.logging.forms import QuestionForm
from contacts.logging.selectors import Proposal
from contacts.logging.words import term_words
from contacts.models import Subject
from contacts.models.callback import AnswerBy
from kcc.organisation.calendars import Promise


@dataclass
class QuestionPanel:
    """What the templates show of one question; `find_proposal` is asked at most once."""

    index: int
    form: QuestionForm
    subject: Subject | None
    find_proposal: Callable[[], Proposal | None]
    answer_by: str = AnswerBy.PHONE
    promise: Promise | None = None
    promise_error: str = ""
    bsn_found: bool = False

    @cached_property
    def proposal(self) -> Proposal | None:
        return self.find_proposal()

    @property
    def by_phone(self) -> bool:
        return self.answer_by == AnswerBy.PHONE

    @property
    def number(self) -> int:
        return self.index + 1

    @property
    def prefix(self) -> str:
        return f"q{self.index}"

    @property
    def term(self) -> str:
        kind = self.subject.case_type if self.subject else None
        return term_words(kind.term, kind.term_unit) if kind else ""

    @property
    def norm(self) -> str:
        kind = self.subject.case_type if self.subject else None
        return term_words(kind.norm, kind.norm_unit) if kind else ""

    @property
    def steps_done(self) -> list[str]:
        return self.form["steps"].value() or []

    @property
    def answered(self) -> str:
        """confirmed, rejected, or "" as long as nobody answered."""
        return self.form["repeat_answer"].value() or ""
