"""What a row of the list of callbacks shows."""

from collections.abc import Collection
from functools import cached_property

from cases.rows import customer_name
from contacts.callbacks import workflow
from contacts.callbacks.rights import BULK, knows_person
from contacts.models import Callback
from contacts.models.callback import AnswerBy, BestTime, CallbackStatus, Priority, Result
from kcc.organisation.access import Access
from kcc.organisation.due import Due
from kcc.organisation.rows import WorkRow

STATUS_KINDS = {
    CallbackStatus.NEW: "info",
    CallbackStatus.REROUTED: "info",
    CallbackStatus.REOPENED: "late",
    CallbackStatus.CLAIMED: "warn",
    CallbackStatus.ATTEMPTED: "warn",
    CallbackStatus.WAITING: "",
    CallbackStatus.DONE: "ok",
    CallbackStatus.NOT_REACHED: "",
    CallbackStatus.LAPSED: "",
}


class Row(WorkRow):
    """One line of the list. Who called, the number and the words are empty for who only oversees
    the work: `personal` says whether they may be shown. With a `secret` person only the words."""

    BULK = BULK

    def __init__(self, callback: Callback, acts: Collection[workflow.Act], access: Access, now):
        super().__init__(callback, acts, access, now)
        self.status, self.answer_by = callback.status, callback.answer_by
        self.due_at, self.requested_at = callback.due_at, callback.requested_at
        self.urgent, self.waiting_until = callback.urgent, callback.waiting_until
        self.attempts = callback.attempts
        self.secret = callback.personal and not knows_person(callback, access)
        self.told = callback.personal and not self.secret
        self.text = callback.question_text if callback.personal else ""
        self.phone = callback.phone if self.told else ""
        self.email = callback.email if self.told else ""
        self.reply_to = callback.reply_to if self.told else ""

    @property
    def subject(self) -> str:
        return self.of.question.subject.name

    @property
    def handler(self) -> str:
        return self.of.assignee.get_display_name() if self.of.assignee_id else ""

    @property
    def asked_by(self) -> str:
        return self.of.requested_by.get_display_name() if self.of.requested_by_id else ""

    @property
    def who(self) -> str:
        if not self.told:
            return ""
        return self.of.caller_name or customer_name(
            self.of.customer, self.access, department_id=self.of.department_id
        )

    @property
    def status_label(self) -> str:
        return CallbackStatus(self.status).label

    @property
    def status_kind(self) -> str:
        return STATUS_KINDS[self.status]

    @property
    def answer_label(self) -> str:
        return AnswerBy(self.answer_by).label

    @property
    def priority_label(self) -> str:
        return Priority(self.priority).label

    @property
    def result_label(self) -> str:
        return Result(self.of.result).label if self.of.result else ""

    @property
    def best_time(self) -> str:
        return "" if self.of.best_time == BestTime.ANY else BestTime(self.of.best_time).label

    @cached_property
    def due(self) -> Due:
        # While it waits, it is as late as it was when its clock stopped.
        return Due.of_moment(self.due_at, self.of.waiting_since or self.now)

    @property
    def serious(self) -> bool:
        return self.is_open and self.of.waiting_since is None and self.of.serious_at <= self.now

    @property
    def level(self) -> str:
        """late or warn: the coloured edge of the row."""
        if not self.is_open:
            return ""
        return "late" if self.due.late else "warn" if self.due.soon or self.urgent else ""
