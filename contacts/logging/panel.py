"""One question on the agent's screen, with everything that is looked up for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.forms import BoundField, MultiWidget

from cases.deadlines import Deadlines, deadlines_of
from cases.models import Case, CaseType
from cases.questions_form import PREFIX as DETAIL
from cases.terms.standing import due_of
from contacts.logging.forms import QuestionForm
from contacts.logging.kept_fields import KeptFields
from contacts.logging.selectors import Proposal
from contacts.logging.words import term_words
from contacts.models import Subject
from contacts.models.callback import AnswerBy
from contacts.reference import Reference
from contacts.statusquestions import recognised
from kcc.lib.errors import DomainError
from kcc.organisation.calendars import Promise
from kcc.organisation.due import Due
from kcc.organisation.models import Channel, Department


@dataclass
class QuestionPanel:
    """What the templates show of one question; what is a function is asked at most once. `case` is
    the one it is about, `case_type` what a new one would be, `typed` all fields as they are shown,
    `department` the one that is asked to answer. Mostly the fields are printed (`kept`), and then
    there is no form made.
    """

    index: int
    reference: Reference
    make_form: Callable[[], QuestionForm]
    subject: Subject | None
    find_proposal: Callable[[], Proposal | None]
    answer_by: str = AnswerBy.PHONE
    promise_now: Callable[[], Promise | None] = lambda: None
    look_for_bsn: Callable[[], bool] = lambda: False
    case: Case | None = None
    case_type: CaseType | None = None
    propose_case: Callable[[], Case | None] = lambda: None
    received: datetime | None = None
    now: datetime | None = None
    typed: dict = field(default_factory=dict)
    channel: Channel | None = None
    department: Department | None = None
    offers_case: Callable[[], bool] = lambda: False
    # It is being saved: what is wrong is said.
    bound: bool = False
    removable: bool = False

    @cached_property
    def form(self) -> QuestionForm:
        return self.make_form()

    def value(self, name: str):
        """As the field shows it."""
        return self.typed.get(f"{self.prefix}-{name}") or ""

    @property
    def begun(self) -> bool:
        """It is known what it is about."""
        return bool(self.value("subject"))

    @cached_property
    def proposal(self) -> Proposal | None:
        return self.find_proposal()

    @cached_property
    def _promised(self) -> tuple[Promise | None, str]:
        """The promise, or why there is none. Reckoned when it is shown: not when it is saved."""
        try:
            return self.promise_now(), ""
        except DomainError as error:
            return None, error.message

    @property
    def promise(self) -> Promise | None:
        return self._promised[0]

    @property
    def promise_error(self) -> str:
        return self._promised[1]

    @cached_property
    def bsn_found(self) -> bool:
        return self.look_for_bsn()

    @cached_property
    def kept(self) -> KeptFields:
        return KeptFields(self)

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

    @cached_property
    def case_offered(self) -> bool:
        """It is about one already, or there is one to choose."""
        return self.case is not None or self.offers_case()

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
            reason=self.reference.reasons.get(self.value("reason")),
            category=self.value("category"),
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
        start = f"{self.prefix}-{DETAIL}"
        if not any(name.startswith(start) and self.typed[name] for name in self.typed):
            return []
        if self.case is None:
            for one in self.details:
                widget = one.field.widget
                ends = widget.widgets_names if isinstance(widget, MultiWidget) else [""]
                shown |= {one.html_name + end for end in ends}
        return [
            (name, value)
            for name, value in self.typed.items()
            if name.startswith(start) and name not in shown and value
        ]

    @property
    def steps_done(self) -> list[str]:
        return self.value("steps") or []

    @property
    def answered(self) -> str:
        """confirmed, rejected, or "" as long as nobody answered."""
        return self.value("repeat_answer")
