"""What has to be done for a case. Tasks are added to each other and each is done once: no version,
and two people who do different things never clash."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, CaseEvent, CaseTask
from cases.services import telling
from cases.services.writing import check_may, leave_traces
from cases.workflow import Act
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.reach import check_reachable

LONGEST = CaseTask._meta.get_field("title").max_length


@transaction.atomic
def add_task(
    *, by, case: Case, title: str, due_on: date | None = None, assignee=None, now: datetime
) -> CaseTask:
    """Something to do before the case can go on; for a colleague of the department, who is told, or
    for who handles the case."""
    check_may(Act.TASK, case, by)
    words = mask_bsns(title.strip())[0]
    if not words:
        raise DomainError(_("Say what has to be done."), field="title")
    if len(words) > LONGEST:
        raise DomainError(
            _("Use at most %(length)d characters.") % {"length": LONGEST}, field="title"
        )
    if assignee is not None:
        check_reachable(case.department, person=assignee, person_field="assignee")
    task = CaseTask.objects.create(
        case=case, title=words, due_on=due_on, assignee=assignee, created_at=now, created_by=by
    )
    _leave(task, "added", by=by, now=now)
    telling.task_given(task, by=by, now=now)
    return task


@transaction.atomic
def finish_task(*, by, task: CaseTask, now: datetime) -> CaseTask:
    """Done. Of two who say so at once the second one gets a Conflict."""
    check_may(Act.TASK, task.case, by)
    _compare_and_set(task, done=False, done_at=now, done_by=by)
    _leave(task, "done", by=by, now=now)
    telling.forget_task(task)
    return task


@transaction.atomic
def reopen_task(*, by, task: CaseTask, now: datetime) -> CaseTask:
    """It has to be done after all: also how finishing it is taken back."""
    check_may(Act.TASK, task.case, by)
    _compare_and_set(task, done=True, done_at=None, done_by=None)
    _leave(task, "reopened", by=by, now=now)
    return task


@transaction.atomic
def remove_task(*, by, task: CaseTask, now: datetime) -> None:
    """It never had to be done. The timeline keeps that it was there."""
    check_may(Act.TASK, task.case, by)
    if not CaseTask.objects.filter(pk=task.pk, done_at__isnull=True).delete()[0]:
        raise Conflict(_("This task was finished or removed in the meantime."))
    _leave(task, "removed", by=by, now=now)
    telling.forget_task(task)


def _compare_and_set(task: CaseTask, *, done: bool, **values) -> None:
    same = CaseTask.objects.filter(pk=task.pk, done_at__isnull=not done)
    if not same.update(**values):
        raise Conflict(_("This task was finished or removed in the meantime."))
    for name, value in values.items():
        setattr(task, name, value)


def _leave(task: CaseTask, what: str, *, by, now) -> None:
    leave_traces(
        Act.TASK, CaseEvent.Kind.TASK, task.case, by=by, now=now, text=task.title,
        detail={"what": what, "task": str(task.public_id)},
    )  # fmt: skip
