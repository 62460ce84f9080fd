"""Changing what was logged: answering a proposed repeat, and correcting a mistake."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case
from cases.rights import acts_for
from cases.services import edit
from cases.workflow import Act
from contacts.history.story import may_correct
from contacts.models import (
    CallbackEvent,
    Contact,
    ContactCorrection,
    Direction,
    Outcome,
    Question,
)
from contacts.models.callback import AnswerBy
from contacts.models.contact import RepeatState
from contacts.repeated import raise_callbacks
from contacts.statusquestions import recognised
from kcc.audit.services import record
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.text import fold
from kcc.organisation.access import access_of

Category = Outcome.Category


# -- Was this a repeat? -----------------------------------------------------------------------


@transaction.atomic
def answer_repeat(
    *, by, question: Question, confirmed: bool, reason=None, now: datetime
) -> Question:
    """Say whether a proposed repeat is one. An earlier answer may be changed.

    A confirmed repeat counts for the department of the first question of its chain; a rejected
    one leaves the chain. What is still open of that chain gets more pressing; which that is, the
    returned question says as `raised_callbacks`. Raises DomainError when there is nothing to
    answer.
    """
    question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("contact", "repeat_of__chain_start")
        .get(pk=question.pk)
    )
    if question.repeat_of is None:
        raise DomainError(_("This question was not proposed as a repeat contact."))
    if confirmed and reason is None:
        raise DomainError(_("Choose why they had to contact us again."), field="reason")
    first = question.repeat_of.chain_start or question.repeat_of
    question.repeat_state = RepeatState.CONFIRMED if confirmed else RepeatState.REJECTED
    question.repeat_reason = reason if confirmed else None
    question.chain_start = first if confirmed else None
    question.repeat_department_id = first.department_id if confirmed else None
    question.save(
        update_fields=["repeat_state", "repeat_reason", "chain_start", "repeat_department"]
    )
    record(
        by=by,
        action="repeat.confirmed" if confirmed else "repeat.rejected",
        obj=question.contact,
        detail={"question": question.position, "reason": reason.code if reason else None},
        at=now,
    )
    question.raised_callbacks = []
    if confirmed:
        question.raised_callbacks = raise_callbacks(by=by, question=question, now=now)
    return question


# -- Correcting -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class QuestionValues:
    """What a question should say. `asks_status` as it was: it follows the reason and the outcome
    when those change."""

    position: int
    subject: object
    note: str
    outcome: Outcome
    reason: object = None
    asks_status: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ContactValues:
    """What a contact should say."""

    channel: object
    customer: object
    questions: tuple[QuestionValues, ...]


def outcomes_for(question: Question, outcomes) -> list[Outcome]:
    """The outcomes a correction may choose from.

    A callback or a case that was made stays made: its question keeps that kind of outcome, by
    telephone or in writing as it was promised. And neither can be made afterwards: that is a new
    contact.
    """
    if hasattr(question, "callback"):
        allowed = {Category.CALLBACK}
        other = question.callback.answer_by != AnswerBy.PHONE
        outcomes = [o for o in outcomes if o.calls_back is not other or o.pk == question.outcome_id]
    elif question.case_id is not None:
        allowed = {Category.CASE}
    else:
        allowed = set(Category) - {Category.CALLBACK, Category.CASE}
    return [o for o in outcomes if o.category in allowed or o.pk == question.outcome_id]


@transaction.atomic
def correct_contact(
    *, by, contact: Contact, version: int, values: ContactValues, why: str, now: datetime
) -> ContactCorrection:
    """Make a saved contact say `values`; what it said before is kept in a ContactCorrection.

    `version` is the one the person looked at: Conflict when somebody else was first. A BSN in a
    note is masked. Raises DomainError when nothing changes or a rule says no.
    """
    contact = (
        Contact.objects.select_for_update(of=("self",))
        .select_related("channel", "customer")
        .get(pk=contact.pk)
    )
    if not may_correct(access_of(by), by, contact):
        raise DomainError(_("Only who logged this contact or a team lead corrects it."))
    if contact.version != version:
        raise Conflict(_("Somebody else corrected this contact while you were typing."))
    if not why.strip():
        raise DomainError(_("Write down why you correct this."), field="why")
    changes = _correct_self(contact, values, by=by, now=now)
    questions = {question.position: question for question in _questions(contact)}
    for wanted in values.questions:
        changes += _correct_question(questions[wanted.position], wanted)
    if not changes:
        raise DomainError(_("Nothing was changed."))
    contact.counts = any(q.outcome.counts_as_contact for q in questions.values())
    contact.version += 1
    contact.save(update_fields=["channel", "customer", "location_key", "counts", "version"])
    return _remember(by=by, contact=contact, changes=changes, why=why, now=now)


def _remember(*, by, contact, changes, why, now) -> ContactCorrection:
    reason, _masked = mask_bsns(why.strip())
    correction = ContactCorrection.objects.create(
        contact=contact, at=now, by=by, reason=reason, changes=changes
    )
    fields = sorted({change["field"] for change in changes})
    record(by=by, action="contact.corrected", obj=contact, detail={"fields": fields}, at=now)
    return correction


def _questions(contact: Contact) -> list[Question]:
    related = (
        "contact", "subject__department", "department", "outcome", "reason", "callback", "case",
    )  # fmt: skip
    return list(contact.questions.select_related(*related).order_by("position"))


def _change(question: Question | None, field: str, before, after) -> list[dict]:
    """One line of the correction, in words that stay true when a name changes later."""
    if before == after:
        return []
    position = question.position if question else None
    words = {"before": str(before or ""), "after": str(after or "")}
    return [{"question": position, "field": field, **words}]


def _change_of_customer(before, after) -> list[dict]:
    """With the ids: a file may be confidential for who reads the correction."""
    ids = {
        "before_id": str(before.public_id) if before else "",
        "after_id": str(after.public_id) if after else "",
    }
    return [change | ids for change in _change(None, "customer", before, after)]


def _correct_self(contact: Contact, values: ContactValues, *, by, now) -> list[dict]:
    changes = _change(None, "channel", contact.channel, values.channel)
    changes += _change_of_customer(contact.customer, values.customer)
    if contact.customer != values.customer:
        # It may have become secret, or known, since.
        old = {""}
        if contact.customer:
            old = {contact.customer.address_key, contact.customer.known_address_key}
        if contact.location_key in old:
            contact.location_key = values.customer.known_address_key if values.customer else ""
        for question in contact.questions.filter(callback__isnull=False):
            # The promise was made to this customer.
            question.callback.customer = values.customer
            question.callback.save(update_fields=["customer"])
            if question.callback.is_open:
                _warn_of_the_address(question.callback, by=by, now=now)
        _take_cases_along(contact, values.customer, by=by, now=now)
    contact.channel, contact.customer = values.channel, values.customer
    return changes


def _take_cases_along(contact: Contact, customer, *, by, now) -> None:
    """The open cases that were registered in this contact, as far as they are still of the customer
    it was with. What was there before has a life and a file of its own, and so has what is closed.
    """
    rows = Case.objects.for_acts().filter(
        pk__in=contact.questions.values("case_id"),
        registered_at__gte=contact.started_at,
        customer=contact.customer_id,
    )
    for case in rows.order_by("pk"):
        if Act.EDIT in acts_for(case, access_of(by)):
            edit(
                by=by, case=case, version=case.version, values={"customer": customer}, now=now,
                reason=_("The contact in which it was registered was linked to another customer."),
            )  # fmt: skip


def _warn_of_the_address(callback, *, by, now) -> None:
    """The number or address stays what the caller gave, and may be the former customer's: whoever
    answers must know that before anything is told."""
    CallbackEvent.objects.create(
        callback=callback,
        kind=CallbackEvent.Kind.NOTE,
        at=now,
        by=by,
        text=_(
            "The contact was linked to another customer. Check first whether the number or address"
            " for the answer is theirs."
        ),
    )


def _correct_question(question: Question, wanted: QuestionValues) -> list[dict]:
    note, _masked = mask_bsns(wanted.note)
    changes = _change(question, "subject", question.subject, wanted.subject)
    changes += _change(question, "note", question.note, note)
    changes += _change(question, "outcome", question.outcome, wanted.outcome)
    changes += _change(question, "reason", question.reason, wanted.reason)
    asks_status = _asks_status(question, wanted)
    words = {True: _("Yes"), False: _("No"), None: ""}
    changes += _change(question, "asks_status", words[question.asks_status], words[asks_status])
    if not changes:
        return []
    changes += _move(question, wanted.subject)
    if question.outcome != wanted.outcome:
        _end_otherwise(question, wanted.outcome)
    question.subject, question.note, question.reason = wanted.subject, note, wanted.reason
    question.asks_status = asks_status
    question.search_text = fold(f"{wanted.subject.name} {note}")
    question.save(
        update_fields=[
            "subject", "department", "note", "search_text", "reason", "outcome", "asks_status",
            "outcome_category", "counts_as_direct", "transfer_department", "transfer_to",
            "transfer_warm", "transfer_wait_seconds", "transfer_reached", "referred_to",
        ]
    )  # fmt: skip
    return changes


def _asks_status(question: Question, wanted: QuestionValues) -> bool | None:
    """As somebody says now; else it is recognised anew when what it is recognised by changes. Of
    what is not inbound, and of a case that was made in this contact, nobody asks that."""
    contact, case = question.contact, question.case
    same = (question.subject, question.reason, question.outcome) == (
        wanted.subject, wanted.reason, wanted.outcome,
    )  # fmt: skip
    if wanted.asks_status != question.asks_status or same:
        return wanted.asks_status
    if contact.direction != Direction.INBOUND:
        return None
    ran = case is not None and case.registered_at < contact.started_at
    still = ran and (case.closed_at is None or case.closed_at > contact.started_at)
    return recognised(
        subject=wanted.subject,
        reason=wanted.reason,
        category=wanted.outcome.category,
        running=still,
    )


def _move(question: Question, subject) -> list[dict]:
    """The department follows the subject, unless the question was passed on elsewhere or somebody
    is at work on it: a callback or a case stays where it is."""
    at_work = hasattr(question, "callback") or question.case_id is not None
    if at_work or question.department_id != question.subject.department_id:
        return []
    changes = _change(question, "department", question.department, subject.department)
    if changes:
        question.department = subject.department
        # Repeats count for the department of the first contact, also when that was corrected.
        question.chain.filter(repeat_department__isnull=False).update(
            repeat_department=subject.department
        )
    return changes


def _end_otherwise(question: Question, outcome: Outcome) -> None:
    """Another outcome, with what belongs to it and without what does not."""
    if outcome not in outcomes_for(question, [outcome]):
        raise DomainError(
            _("“%(name)s” cannot be chosen afterwards. Log a new contact instead.")
            % {"name": outcome.name},
            field="outcome",
        )
    question.outcome = outcome
    question.outcome_category = outcome.category
    question.counts_as_direct = outcome.counts_as_direct
    if outcome.category == Category.TRANSFERRED:
        question.transfer_warm = outcome.transfer_warm
    else:
        question.transfer_department, question.transfer_to = None, ""
        question.transfer_warm = question.transfer_reached = question.transfer_wait_seconds = None
    if outcome.category != Category.REFERRED:
        question.referred_to = ""
