"""A promise is given: this department answers this customer before this moment."""

from django.db import transaction
from django.utils.translation import gettext as _

from contacts.callbacks.promising import promise_for
from contacts.models import Callback, Question
from contacts.models.callback import AnswerBy, BestTime, Priority
from kcc.audit.services import record
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import DomainError
from kcc.lib.writing import insert
from kcc.organisation.reach import check_reachable


@transaction.atomic(savepoint=False)
def request_callback(
    *,
    by,
    question: Question,
    question_text: str,
    department,
    answer_by: str = AnswerBy.PHONE,
    phone: str = "",
    email: str = "",
    reply_to: str = "",
    customer=None,
    caller_name: str = "",
    already_said: str = "",
    best_time: str = BestTime.ANY,
    team=None,
    assignee=None,
    urgent: bool = False,
    received,
    now,
    traced: bool = True,
) -> Callback:
    """Promise the customer an answer of this department. Joins the caller's transaction.

    `phone` is in E.164, `received` the moment the promise counts from. Three statements: can
    somebody be reached there, the callback, the audit row. The promise is stored with its reasons.
    Not `traced`: the caller writes "callback.requested" into the audit log, with what it does
    itself.
    """
    if answer_by == AnswerBy.PHONE and not phone:
        raise DomainError(_("A callback needs a telephone number."), field="phone")
    if answer_by == AnswerBy.EMAIL and not email:
        raise DomainError(_("An answer by e-mail needs an address."), field="email")
    if not question_text.strip():
        raise DomainError(_("Write down what the caller asks."), field="question_text")
    check_reachable(department, team=team, person=assignee)
    channel = question.contact.channel
    kept = promise_for(
        answer_by=answer_by,
        urgent=urgent,
        department=department,
        channel=channel,
        subject=question.subject,
        received=received,
    )
    callback = Callback(
        question=question,
        confidential=question.contact.confidential,
        customer=customer,
        caller_name=caller_name,
        answer_by=answer_by,
        phone=phone,
        email=email,
        reply_to=reply_to,
        best_time=best_time,
        question_text=mask_bsns(question_text.strip())[0],
        already_said=mask_bsns(already_said.strip())[0],
        department=department,
        team=team,
        assignee=assignee,
        urgent=urgent,
        priority=Priority.HIGH if urgent else Priority.NORMAL,
        requested_at=received,
        requested_by=by,
        norm_kind=kept.norm.kind,
        promised_at=kept.moment,
        promise_steps=kept.steps,
        due_at=kept.clock.due_at,
        term_seconds=kept.clock.term_seconds,
        serious_at=kept.clock.serious_at,
        next_step_at=received,
    )
    insert([callback])
    if traced:
        record(by=by, action="callback.requested", obj=callback, at=now)
    return callback
