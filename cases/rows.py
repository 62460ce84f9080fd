"""What a row of a list of cases shows."""

from collections.abc import Collection
from datetime import datetime
from functools import cached_property

from cases import workflow
from cases.models import Case, Confidentiality, Priority
from cases.rights import BULK
from cases.terms.marks import decided_words
from cases.terms.standing import Stand, days_decided_late, due_of, is_overdue, stand
from kcc.lib.periods import local_day
from kcc.organisation.access import Access
from kcc.organisation.due import Due
from kcc.organisation.models import Role
from kcc.organisation.rows import WorkRow


class Row(WorkRow):
    """One line of the list. The customer and the words are empty for who only oversees the work:
    `personal` says whether they may be shown."""

    BULK = BULK

    def __init__(self, case: Case, acts: Collection[workflow.Act], access: Access, now: datetime):
        super().__init__(case, acts, access, now)
        self.today, self.registered_at = local_day(now), case.registered_at
        self.due_on, self.norm_due_at = case.due_on, case.norm_due_at
        self.suspended_on, self.suspended_until = case.suspended_on, case.suspended_until
        self.decided_on, self.subject = case.decided_on, case.subject_name
        self.text = case.description if case.personal else ""
        self.location = case.location if case.personal else ""

    @property
    def case_type(self) -> str:
        return self.of.case_type.name

    @property
    def handler(self) -> str:
        return self.of.handler.get_display_name() if self.of.handler_id else ""

    @property
    def registered_by(self) -> str:
        return self.of.registered_by.get_display_name() if self.of.registered_by_id else ""

    @property
    def who(self) -> str:
        if not self.personal:
            return ""
        of = self.of
        return customer_name(of.customer, self.access, department_id=of.department_id)

    @property
    def status(self) -> str:
        return self.of.status.name

    @property
    def status_kind(self) -> str:
        return status_kind(self.of)

    @property
    def result(self) -> str:
        return self.of.result.name if self.of.result_id else ""

    @property
    def confidential(self) -> bool:
        return self.of.confidentiality == Confidentiality.CONFIDENTIAL

    @property
    def priority_label(self) -> str:
        return Priority(self.priority).label

    @cached_property
    def due(self) -> Due:
        return due_of(self.of, self.now)

    @cached_property
    def is_late(self) -> bool:
        return is_overdue(self.of, self.today)

    @property
    def serious(self) -> bool:
        return stand(self.of, self.today) == Stand.SERIOUS

    @property
    def norm_late(self) -> bool:
        return self.is_open and self.suspended_on is None and self.norm_due_at <= self.now

    @property
    def days_decided_late(self) -> int | None:
        return days_decided_late(self.of)

    @property
    def decided_words(self) -> str:
        """For a table."""
        return decided_words(self.days_decided_late, short=True)

    @property
    def level(self) -> str:
        """late or warn: the coloured edge of the row."""
        if self.is_late:
            return "late"
        return "warn" if self.is_open and (self.due.soon or self.norm_late) else ""


def status_kind(case: Case) -> str:
    """ok when closed, info when nobody has begun, warn in between."""
    if not case.is_open:
        return "ok"
    return "warn" if case.handler_id else "info"


def customer_name(customer, access: Access, *, department_id: int) -> str:
    """Of work of that department. Empty for a confidential file that is not for these eyes
    (Customer.visible_to)."""
    if customer is None:
        return ""
    own = department_id in access.department_ids or access.has(Role.KCC_LEAD)
    return customer.full_name if own or not customer.confidential else ""
