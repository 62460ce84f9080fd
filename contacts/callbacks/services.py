"""What can be done with a callback."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.models import Callback, Question
from contacts.models.callback import BestTime
from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.organisation.access import FRONT_OFFICE
from kcc.organisation.calendars import Kind, promise
from kcc.organisation.models import DEPARTMENT_ROLES, Membership


def reachable(department):
    """The memberships through which somebody can be reached in this department: of its employees
    and heads, and for the contact centre also of its agents."""
    roles = Q(department=department, role__in=DEPARTMENT_ROLES)
    if department.is_contact_centre:
        roles |= Q(role__in=FRONT_OFFICE)
    return Membership.objects.filter(roles, user__is_active=True)


def _check_reachable(department, team, assignee):
    """DomainError unless somebody there can call back. One statement."""
    if team is not None and team.department_id != department.pk:
        raise DomainError(_("This team belongs to another department."), field="team")
    if not department.active:
        raise DomainError(_("This department is no longer in use."), field="department")
    if assignee is None:
        found = reachable(department).exists()
    else:
        people = set(reachable(department).values_list("user_id", flat=True))
        found = bool(people)
        if found and assignee.pk not in people:
            raise DomainError(
                _("This colleague does not work in that department."), field="assignee"
            )
    if not found:
        raise DomainError(
            _("Nobody can be reached in this department. Choose another one."),
            field="department",
            code="nobody_there",
        )


@transaction.atomic(savepoint=False)
def request_callback(
    *,
    by,
    question: Question,
    phone: str,
    question_text: str,
    department,
    customer=None,
    caller_name: str = "",
    already_said: str = "",
    best_time: str = BestTime.ANY,
    team=None,
    assignee=None,
    urgent: bool = False,
    received,
    now,
) -> Callback:
    """Promise the caller to be called back by this department. Joins the caller's transaction.

    `phone` is in E.164, `received` the moment the promise counts from. Three statements: can
    somebody be reached there, the callback, the audit row. The promise is stored with its reasons.
    """
    if not phone:
        raise DomainError(_("A callback needs a telephone number."), field="phone")
    if not question_text.strip():
        raise DomainError(_("Write down what the caller asks."), field="question_text")
    _check_reachable(department, team, assignee)
    kept = promise(
        kind=Kind.CALLBACK_URGENT if urgent else Kind.CALLBACK,
        department=department,
        channel=question.contact.channel,
        received=received,
    )
    callback = Callback.objects.create(
        question=question,
        customer=customer,
        caller_name=caller_name,
        phone=phone,
        best_time=best_time,
        question_text=question_text.strip(),
        already_said=already_said.strip(),
        department=department,
        team=team,
        assignee=assignee,
        urgent=urgent,
        requested_at=received,
        requested_by=by,
        promised_at=kept.moment,
        promise_steps=kept.steps,
    )
    record(by=by, action="callback.requested", obj=callback, at=now)
    return callback
