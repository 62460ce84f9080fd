"""Agreeing what is done about a report, and saying what came of it."""

from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from dashboard.models import Report, ReportAction
from dashboard.reports.actions.selectors import headed, may_act, may_change, owners
from kcc.audit.services import record
from kcc.jobs.notifications import notify
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of
from kcc.organisation.models import Department, User

State = ReportAction.State
KIND = "report.action"


def seal_of(action: ReportAction) -> str:
    """How it stands: what a form saw, to know that nobody changed it since."""
    told = (action.text, action.owner_id, action.due_on, str(action.state), action.result)
    return sha256(repr(told).encode()).hexdigest()[:16]


@transaction.atomic
def add_action(
    *, by: User, report: Report, key: UUID, department: Department, text: str, owner: User,
    due_on: date, now: datetime,
) -> ReportAction:  # fmt: skip
    """Agree an action on a published report, and tell who is to do it. `key` is made with the form:
    sent twice it is one action."""
    rows = Report.objects.select_for_update(of=("self",)).defer("figures", "words", "comment")
    report = rows.get(pk=report.pk)
    before = ReportAction.objects.filter(public_id=key).first()
    if before is not None:
        if (before.created_by_id, before.report_id) != (by.pk, report.pk):
            raise Conflict(_("This form was used before. Open it again."))
        return before
    access = access_of(by)
    if not may_act(access, report) or report.department_id not in (None, department.pk):
        raise DomainError(_("Actions are added to a report that is published, by its head."))
    action = ReportAction(
        public_id=key, report=report, department=department, text=text, owner=owner, due_on=due_on,
        created_at=now, created_by=by,
    )  # fmt: skip
    if not may_change(access, action, headed(by)):
        raise DomainError(_("You agree actions for your own department only."), field="department")
    _check_owner(action, owner)
    action.save(force_insert=True)
    _tell(action, by=by, now=now)
    detail = {"department": department.slug, "period": report.period}
    record(by=by, action="report.action_added", obj=action, detail=detail, at=now)
    return action


@transaction.atomic
def change_action(
    *, by: User, action: ReportAction, seal: str, text: str, owner: User, due_on: date, state: str,
    result: str, now: datetime,
) -> ReportAction:  # fmt: skip
    """What it is, who does it, and how it stands. `seal` is `seal_of` what the person saw: Conflict
    when it was changed since. The same once more changes nothing."""
    rows = ReportAction.objects.select_for_update(of=("self",))
    action = rows.select_related("department", "owner").get(pk=action.pk)
    if not may_change(access_of(by), action, headed(by)):
        raise DomainError(_("A head of the department changes its actions."))
    values = {"text": text, "owner": owner, "due_on": due_on, "state": state, "result": result}
    changed = sorted(name for name, value in values.items() if getattr(action, name) != value)
    if not changed:
        return action
    if seal_of(action) != seal:
        raise Conflict(_("Somebody else changed this action meanwhile."))
    if state != State.OPEN and not result:
        raise DomainError(_("Say what came of it."), field="result")
    if "owner" in changed:
        _check_owner(action, owner)
    for name, value in values.items():
        setattr(action, name, value)
    if "state" in changed:
        action.closed_at = None if state == State.OPEN else now
    action.save(update_fields=[*changed, "closed_at"])
    if "owner" in changed and state == State.OPEN:
        _tell(action, by=by, now=now)
    record(by=by, action="report.action_changed", obj=action, detail={"fields": changed}, at=now)
    return action


def _check_owner(action: ReportAction, owner: User) -> None:
    if not owners(action.department).filter(pk=owner.pk).exists():
        raise DomainError(_("Choose somebody who works at this department."), field="owner")


def _tell(action: ReportAction, *, by: User, now: datetime) -> None:
    """Who is to do it finds it under the bell; who took it on does not have to be told."""
    if action.owner_id == by.pk:
        return
    with translation.override(action.owner.language):
        text = _("You have an action from a report of %(department)s.")
        notify(
            user=action.owner, key=f"{KIND}:{action.public_id}:{action.owner_id}", kind=KIND,
            text=text % {"department": action.department.name}, url=reverse("reports:actions"),
            now=now, mail=True,
        )  # fmt: skip
