"""Logging a contact: everything or nothing, and once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cases.following.naming import is_secret
from cases.following.services import confirm_receipt
from cases.questions import asked_of, clean_details
from cases.services import open_case
from cases.services.telling import url_of
from contacts.callbacks.services import add_note, request_callback
from contacts.logging.inputs import QuestionInput, TransferInput
from contacts.logging.selectors import Caller, Earlier, earlier_questions, repeat_found
from contacts.models import Contact, Direction, Outcome, Question
from contacts.models.contact import RepeatState
from contacts.repeated import raise_callbacks
from contacts.statusquestions import recognised
from kcc.audit.services import record_together
from kcc.customers.models import ContactPoint
from kcc.jobs.notifications import notify
from kcc.lib.errors import DomainError
from kcc.lib.periods import ZONE
from kcc.lib.text import fold
from kcc.lib.writing import insert

MAX_QUESTIONS = 8
# A case keeps this much of the code of a subject.
SUBJECT_CODE = 80


def log_contact(
    *,
    by,
    key: UUID,
    channel,
    direction: str,
    questions: Sequence[QuestionInput],
    started_at: datetime,
    ended_at: datetime,
    now: datetime,
    talk_seconds: int = 0,
    wrap_up_seconds: int = 0,
    customer=None,
    caller_name: str = "",
    phone: str = "",
    email: str = "",
    location: str = "",
    location_key: str = "",
    confidential: bool = False,
    call_id: str = "",
    source: str = "",
    external_id: str = "",
    joins: bool = False,
) -> Contact:
    """Log one contact with its questions, repeats, callbacks and cases in one transaction.

    Idempotent on `key`: a second call with the same key returns the contact of the first and
    changes nothing. `phone` is E.164, `email` lower case, times are aware moments. On the returned
    object: the callbacks and cases that were made (`made_callbacks`, `made_cases`, a case with its
    `told_code`: nothing can show it later), and the open callbacks that a confirmed repeat made
    more pressing (`raised_callbacks`).

    Raises DomainError when a rule says no (nobody can be reached in the department, an outcome
    without what it needs); then nothing at all was saved. `joins` the transaction of the caller,
    which has to end when this raises.
    """
    _check(questions, customer)
    values = {
        "channel": channel,
        "direction": direction,
        "agent": by,
        "customer": customer,
        "caller_name": caller_name,
        "phone": phone,
        "email": email,
        "location": location,
        "location_key": location_key or (customer.known_address_key if customer else ""),
        "confidential": confidential,
        "started_at": started_at,
        "ended_at": max(ended_at, started_at),
        "talk_seconds": talk_seconds,
        "wrap_up_seconds": wrap_up_seconds,
        "call_id": call_id,
        "source": source,
        "external_id": external_id,
    }
    with transaction.atomic(savepoint=not joins):
        made = _log(by=by, key=key, values=values, questions=questions, now=now)
        return made or _logged_before(by, key)


def _logged_before(by, key: UUID) -> Contact:
    """The key is taken, so this very contact was saved before."""
    contact = Contact.objects.get(idempotency_key=key)
    if contact.agent_id != (by.pk if by else None):
        raise DomainError(_("This contact was logged by somebody else."))
    contact.made_callbacks, contact.made_cases, contact.raised_callbacks = [], [], []
    return contact


def _check(questions: Sequence[QuestionInput], customer) -> None:
    """Each outcome comes with what it needs, and nothing that belongs to another."""
    if not questions:
        raise DomainError(_("A contact has at least one question."))
    if len(questions) > MAX_QUESTIONS:
        raise DomainError(
            _("A contact has at most %(count)d questions.") % {"count": MAX_QUESTIONS}
        )
    category = Outcome.Category
    for question in questions:
        has = question.outcome.category
        if has == category.CALLBACK and question.callback is None:
            raise DomainError(_("Who answers the question later, and how?"), field="outcome")
        if has == category.CASE and question.new_case is None and question.case is None:
            raise DomainError(_("Choose a case or a case type."), field="case_type")
        if question.callback is not None and has != category.CALLBACK:
            raise DomainError(
                _("A later answer goes with an outcome that says so."), field="outcome"
            )
        if question.new_case is not None and has != category.CASE:
            raise DomainError(_("A new case goes with the outcome case."), field="outcome")
        if question.transfer is not None and has != category.TRANSFERRED:
            raise DomainError(_("A transfer goes with the outcome put through."), field="outcome")


def _known_by(values: dict, questions) -> dict:
    """Who gave no number or address but the one for the answer is recognised by that one."""
    if values["customer"] is not None or values["phone"] or values["email"]:
        return values
    asked = [question.callback for question in questions if question.callback is not None]
    return values | {
        "phone": next((each.phone for each in asked if each.phone), ""),
        "email": next((each.email for each in asked if each.email), ""),
    }


def _log(*, by, key, values, questions, now) -> Contact | None:
    """None, and nothing written, when there is a contact with this key."""
    values = _known_by(values, questions)
    local = values["started_at"].astimezone(ZONE)
    contact = Contact(
        idempotency_key=key,
        local_day=local.date(),
        local_hour=local.hour,
        counts=any(question.outcome.counts_as_contact for question in questions),
        **values,
    )
    if not insert([contact], unless="idempotency_key"):
        return None
    contact.made_callbacks, contact.made_cases = [], []
    earlier = _earlier(contact, questions)
    rows = []
    for position, question in enumerate(questions, start=1):
        case = question.case
        if question.new_case is not None:
            case = _open_case(by=by, contact=contact, question=question, now=now)
        rows.append(_question(contact, position, question, case, earlier))
    insert(rows)
    for row, question in zip(rows, questions, strict=True):
        if question.callback is not None:
            contact.made_callbacks.append(
                _request_callback(by=by, contact=contact, row=row, question=question, now=now)
            )
    contact.saved_questions = rows
    _tell_handlers(by=by, contact=contact, questions=questions, now=now)
    contact.raised_callbacks = _raise_callbacks(by=by, rows=rows, questions=questions, now=now)
    logged = {"action": "contact.logged", "obj": contact, "detail": _summary(contact, rows)}
    asked = [{"action": "callback.requested", "obj": each} for each in contact.made_callbacks]
    opened = [{"action": "case.opened", "obj": case} for case in contact.made_cases]
    record_together({"by": by, "at": now} | each for each in [*asked, logged, *opened])
    return contact


def _earlier(contact: Contact, questions: Sequence[QuestionInput]) -> list[Earlier]:
    """Earlier questions of this caller: asked of the database once, and only when needed."""
    unanswered = [question for question in questions if question.repeat is None]
    if contact.direction != Direction.INBOUND or not unanswered:
        return []
    return earlier_questions(
        caller_of(contact),
        subjects=[question.subject for question in unanswered],
        cases=[question.case.pk for question in unanswered if question.case is not None],
        before=contact.started_at,
    )


def caller_of(contact: Contact) -> Caller:
    return Caller(contact.customer_id, contact.phone, contact.email, contact.location_key)


def _question(contact, position, question: QuestionInput, case, earlier) -> Question:
    transfer = question.transfer or TransferInput()
    subject, outcome = question.subject, question.outcome
    department = question.department or subject.department
    if question.callback is not None:
        department = question.callback.department
    warm = transfer.warm if transfer.warm is not None else outcome.transfer_warm
    row = Question(
        contact=contact,
        position=position,
        subject=subject,
        department=department,
        reason=question.reason,
        note=question.note,
        search_text=fold(f"{subject.name} {question.note}"),
        steps_done=list(question.steps_done),
        outcome=outcome,
        outcome_category=outcome.category,
        counts_as_direct=outcome.counts_as_direct,
        case=case,
        asks_status=_asks_status(contact, question),
        transfer_department=transfer.department,
        transfer_to=transfer.to,
        transfer_warm=warm,
        transfer_wait_seconds=transfer.wait_seconds,
        transfer_reached=transfer.reached,
        referred_to=question.referred_to,
        last_activity_at=contact.started_at,
    )
    _mark_repeat(row, question, contact, case, earlier)
    return row


def _mark_repeat(row: Question, question: QuestionInput, contact, case, earlier) -> None:
    """Link the question to the earlier one it repeats: as answered, else as a proposal."""
    if question.repeat is not None:
        previous = question.repeat.previous
        confirmed = question.repeat.confirmed
        row.repeat_of = previous
        row.repeat_state = RepeatState.CONFIRMED if confirmed else RepeatState.REJECTED
        if confirmed:
            first = previous.chain_start or previous
            row.repeat_reason = question.repeat.reason
            row.chain_start = first
            row.repeat_department_id = first.department_id
        return
    found = repeat_found(
        earlier,
        caller_of(contact),
        subject=row.subject,
        started_at=contact.started_at,
        case_id=case.pk if case is not None else None,
    )
    if found is not None:
        row.repeat_state = RepeatState.PROPOSED
        row.repeat_of_id = found.previous.pk
        row.chain_start_id = found.previous.chain
        row.repeat_department_id = found.previous.first_department


def _asks_status(contact: Contact, question: QuestionInput) -> bool | None:
    """As somebody said; else as it is recognised. Of a case that is made now nobody asks that, and
    who is called by us asks nothing."""
    if question.asks_status is not None or contact.direction != Direction.INBOUND:
        return question.asks_status
    return recognised(
        subject=question.subject,
        reason=question.reason,
        category=question.outcome.category,
        running=question.case is not None and question.case.is_open,
    )


def _open_case(*, by, contact, question: QuestionInput, now):
    new = question.new_case
    details = {}
    if new.details is not None:
        details = clean_details(asked_of(new.case_type), new.details)
    case = open_case(
        by=by,
        case_type=new.case_type,
        description=new.description,
        customer=contact.customer,
        department=new.department,
        location=new.location or contact.location,
        subject_code=question.subject.code[:SUBJECT_CODE],
        subject_name=question.subject.name,
        details=details,
        now=now,
        traced=False,
    )
    case.told_code = ""
    if new.confirms:
        address = _mail_address(contact, case)
        case.told_code = confirm_receipt(by=by, case=case, now=now, email=address)
    contact.made_cases.append(case)
    return case


def _mail_address(contact: Contact, case) -> str:
    """Where the confirmation goes: the address given now, else the one on file that is preferred.
    Of what is confidential only the one given: on another somebody else may be reading along."""
    if contact.email or contact.customer is None or is_secret(case):
        return contact.email
    points = contact.customer.contact_points.all()
    emails = [point for point in points if point.kind == ContactPoint.Kind.EMAIL]
    return min(emails, key=lambda point: (not point.preferred, point.pk)).value if emails else ""


def _request_callback(*, by, contact, row: Question, question: QuestionInput, now):
    asked = question.callback
    return request_callback(
        by=by,
        question=row,
        customer=contact.customer,
        answer_by=asked.answer_by,
        phone=asked.phone,
        email=asked.email.lower(),
        reply_to=asked.reply_to,
        question_text=asked.question_text,
        already_said=asked.already_said,
        best_time=asked.best_time,
        department=asked.department,
        team=asked.team,
        assignee=asked.assignee,
        urgent=asked.urgent,
        caller_name=asked.caller_name or contact.caller_name,
        received=contact.started_at,
        now=now,
        traced=False,
    )


def _tell_handlers(*, by, contact: Contact, questions, now) -> None:
    """Under the bell, in their own language: something was added to a case of theirs. What was
    answered at once needs nothing of them."""
    cases = {
        question.case
        for question in questions
        if question.tells and question.case and question.outcome.category == Outcome.Category.CASE
    }
    for case in sorted(cases, key=lambda case: case.pk):
        if case.handler is None or case.handler == by:
            continue
        with translation.override(case.handler.language):
            text = _("A contact was added to %(number)s.") % {"number": case.number}
        notify(
            user=case.handler, key=f"case.contact:{contact.public_id}:{case.number}",
            kind="case.contact", text=text, url=url_of(case), now=now, mail=True, fresh=True,
        )  # fmt: skip


def _raise_callbacks(*, by, rows, questions, now) -> list:
    """What was promised before and is asked for again; costs nothing when nothing is repeated."""
    raised = []
    for row, question in zip(rows, questions, strict=True):
        if row.repeat_state != RepeatState.CONFIRMED:
            continue
        found = raise_callbacks(by=by, question=row, now=now)
        if question.repeat.add_note and row.note.strip():
            for callback in found:
                add_note(by=by, callback=callback, text=row.note, now=now)
        raised += found
    return raised


def _summary(contact: Contact, rows: list[Question]) -> dict:
    """References for the audit log; no contents."""
    return {
        "questions": [row.outcome.code for row in rows],
        "customer": str(contact.customer.public_id) if contact.customer else None,
        "callbacks": [callback.number for callback in contact.made_callbacks],
        "cases": [case.number for case in contact.made_cases],
    }
