"""A question that the customer leaves on the page of the case: a contact about that case."""

from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from cases.following.naming import is_secret
from cases.following.services import count_question, note_question
from cases.following.telling import FOLLOW_PAGE
from cases.models import Case
from contacts.logging.inputs import QuestionInput
from contacts.logging.services import log_contact
from contacts.models import Contact, ContactReason, Outcome, Subject
from contacts.reference import Reference, reference
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import DomainError
from kcc.organisation.models import Channel

# Codes of the start data: which of several that would do is the best.
CHANNEL = "webformulier"
STATUS, MORE, OTHER = "status", "more", "other"
REASONS = {STATUS: "status_lopende_zaak", MORE: "wijziging", OTHER: "overig"}


@transaction.atomic
def leave_question(
    *, case: Case, key: UUID, about: str, text: str, email: str = "", phone: str = "", now
) -> Contact:
    """The contact; of a second call with the same key the same one. `phone` is E.164.

    TooManyError when enough was sent today. DomainError when the lists hold nothing to log it as.
    """
    words = mask_bsns(text.strip())[0]
    if not words:
        raise DomainError(_("Write down what you want to ask or tell."), field="text")
    # Two clicks at once wait for each other here, so that the second finds what the first left.
    list(Case.objects.select_for_update(no_key=True).filter(pk=case.pk).values_list("pk"))
    # The browser chose the key: it says nothing about another case.
    key = uuid5(case.public_id, str(key))
    if before := Contact.objects.filter(idempotency_key=key).first():
        return before
    count_question(case, now=now)
    lists = reference()
    question = QuestionInput(
        subject=_subject(case, lists),
        outcome=_outcome(lists),
        note=words,
        reason=_reason(about, lists),
        department=case.department,
        case=case,
        asks_status=about == STATUS,
    )
    contact = log_contact(
        by=None,
        key=key,
        channel=_channel(lists),
        direction="inbound",
        questions=[question],
        started_at=now,
        ended_at=now,
        now=now,
        customer=case.customer,
        email=email.lower(),
        phone=phone,
        confidential=is_secret(case),
        source=FOLLOW_PAGE,
    )
    note_question(case=case, text=words, reference=str(contact.public_id), now=now)
    return contact


def _subject(case: Case, lists: Reference) -> Subject:
    """The one it was registered with; else one of its type, of its department, or any."""
    if case.subject_code in lists.subjects:
        return lists.subjects[case.subject_code]
    subjects = list(lists.subjects.values())
    fits = (
        lambda row: row.case_type is not None and row.case_type.slug == case.case_type.slug,
        lambda row: row.department_id == case.department_id,
        lambda row: True,
    )
    for fit in fits:
        if found := next(filter(fit, subjects), None):
            return found
    raise _not_now()


def _outcome(lists: Reference) -> Outcome:
    """Added to a case; that alone answers nothing."""
    outcomes = lists.outcomes_in(Outcome.Category.CASE)
    if not outcomes:
        raise _not_now()
    return next((row for row in outcomes if not row.counts_as_direct), outcomes[0])


def _channel(lists: Reference) -> Channel:
    written = (row for row in lists.channels.values() if row.kind == Channel.Kind.WRITTEN)
    found = lists.channels.get(CHANNEL) or next(written, None)
    if found is None:
        raise _not_now()
    return found


def _reason(about: str, lists: Reference) -> ContactReason | None:
    best = lists.reasons.get(REASONS[about])
    if about == STATUS and (best is None or not best.is_status_question):
        return next((row for row in lists.reasons.values() if row.is_status_question), None)
    return best


def _not_now() -> DomainError:
    return DomainError(_("We cannot take questions here now. Call us, please."))
