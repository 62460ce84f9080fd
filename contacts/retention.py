"""What is left of contacts about a case when that is destroyed: they follow the case.

Numbers, days, channels, departments and outcomes stay, for the figures; words and persons go.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q

from contacts.models import (
    Callback,
    CallbackEvent,
    Contact,
    ContactCorrection,
    Question,
)
from kcc.lib.text import fold

# Where the database wants something: a callback has a number, a handled one an answer.
GONE = "–"


def forget_cases(case_ids: Sequence[int]) -> Counter:
    """Clear the questions about these (destroyed) cases with their callbacks; of a contact in which
    nothing else was asked the caller too. Joins the transaction."""
    questions = list(Question.objects.filter(case_id__in=case_ids).select_related("subject"))
    pks = [question.pk for question in questions]
    by_subject = defaultdict(list)
    for question in questions:
        by_subject[question.subject].append(question.pk)
    for subject, some in by_subject.items():
        Question.objects.filter(pk__in=some).update(
            note="", transfer_to="", search_text=fold(subject.name)
        )
    callbacks = Callback.objects.filter(question__in=pks)
    CallbackEvent.objects.filter(callback__in=callbacks).exclude(text="").update(text="")
    callbacks.update(customer=None, caller_name="", reply_to="", question_text="", already_said="")
    callbacks.exclude(phone="").update(phone=GONE)
    callbacks.exclude(email="").update(email=GONE)
    callbacks.exclude(answer="").update(answer=GONE)
    contacts = _forget_contacts(questions)
    return Counter(questions=len(pks), contacts=contacts)


def _forget_contacts(questions: Sequence[Question]) -> int:
    """Who called, when nothing else was asked; what a correction said about these questions."""
    ids = {question.contact_id for question in questions}
    alive = Question.objects.filter(contact=OuterRef("pk")).filter(
        Q(case__isnull=True) | Q(case__destroyed_at__isnull=True)
    )
    over = list(Contact.objects.filter(~Exists(alive), pk__in=ids).values_list("pk", flat=True))
    Contact.objects.filter(pk__in=over).update(
        customer=None, caller_name="", phone="", email="", location="", location_key=""
    )
    ContactCorrection.objects.filter(contact__in=over).delete()
    positions = defaultdict(set)
    for question in questions:
        positions[question.contact_id].add(question.position)
    for correction in ContactCorrection.objects.filter(contact__in=ids - set(over)):
        gone = positions[correction.contact_id]
        correction.changes = [row for row in correction.changes if row.get("question") not in gone]
        correction.save(update_fields=["changes"])
    return len(over)
