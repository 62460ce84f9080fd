"""One question on the agent's screen, with everything that is looked up for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.forms import BoundField, MultiWidget

from cases.deadlines import Deadlines, deadlines_of
from cases.models import Case, CaseType
from cases.questions_form import PREFIX as DETAIL
from cases.selectors import due_of
from contacts.logging.forms import QuestionForm
from contacts.logging.selectors import Proposal
from contacts.logging.words import term_words
from contacts.models import Subject
from contacts.models.callback import AnswerBy
from contacts.statusquestions import recognised
from kcc.lib.errors import DomainError
from kcc.organisation.calendars import Promise
from kcc.organisation.due import Due


@dataclass
class QuestionPanel:
    """What the templates show of one question; `find_proposal` and `propose_case` are asked at most
    once. `case` is the one it is about, `case_type` what a new one would be, `typed` all fields as
    they were sent."""

    index: int
    form: QuestionForm
    subject: Subject | None
    find_proposal: Callable[[], Proposal | None]
    answer_by: str = AnswerBy.PHONE
    promise: Promise | None = None
    promise_error: str = ""
    bsn_found: bool = False
    case: Case | None = None
    case_type: CaseType | None = None
    propose_case: Callable[[], Case | None] = lambda: None
    received: datetime | None = None
    now: datetime | None = None
    typed: dict = field(default_factory=dict)

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

    # -- Cases --------------------------------------------------------------------------------

    @cached_property
    def proposed_case(self) -> Case | None:
        """A running case it may be about."""
        return self.propose_case()

    @property
    def case_due(self) -> Due | None:
        return due_of(self.case, self.now) if self.case else None

    @property
    def asks_status(self) -> bool | None:
        """Whether it is a status question as long as the agent does not say."""
        if self.subject is None:
            return None
        return recognised(
            subject=self.subject,
            reason=self.form.reference.reasons.get(self.form["reason"].value() or ""),
            category=self.form["category"].value() or "",
            running=self.case is not None and self.case.is_open,
        )

    @property
    def type_chosen(self) -> bool:
        """Another type than the subject says: its terms stand nowhere else."""
        return self.case_type is not None and self.case_type != getattr(
            self.subject, "case_type", None
        )

    @cached_property
    def deadlines(self) -> Deadlines | None:
        """Of a case that is registered now; no statement. None without opening hours."""
        if self.case_type is None or self.received is None:
            return None
        try:
            return deadlines_of(self.case_type, self.received)
        except DomainError:
            return None

    @property
    def details(self) -> list[BoundField]:
        """The questions of the case type."""
        return [self.form[name] for name in self.form.fields if name.startswith(DETAIL)]

    @property
    def put_by(self) -> list[tuple[str, str]]:
        """Answers to questions that are not on screen now: kept, for who chooses another type or
        case and comes back. (name, value)."""
        shown = set()
        if self.case is None:
            for one in self.details:
                widget = one.field.widget
                ends = widget.widgets_names if isinstance(widget, MultiWidget) else [""]
                shown |= {one.html_name + end for end in ends}
        start = f"{self.prefix}-{DETAIL}"
        return [
            (name, value)
            for name, value in self.typed.items()
            if name.startswith(start) and name not in shown and value
        ]

    @property
    def steps_done(self) -> list[str]:
        return self.form["steps"].value() or []

    @property
    def answered(self) -> str:
        """confirmed, rejected, or "" as long as nobody answered."""
        return self.form["repeat_answer"].value() or ""
