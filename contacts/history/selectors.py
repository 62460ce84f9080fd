"""Reading contacts back: the list and one contact.

`counted_questions` is what a figure counts and `listed_questions` the same rows for the person
who opens the number: one filter object, one condition, so that a number and its list agree.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from contacts.history.filters import MINE, ContactFilters
from contacts.models import Contact, Direction, Question
from contacts.models.contact import RepeatState


def counted_questions(filters: ContactFilters, *, user=None) -> QuerySet[Question]:
    """Every question the filters ask for, whoever may see it: the rows of a figure.

    With `repeat` = confirmed the department is that of the first contact (`repeat_department`);
    with `repeat` = proposed it is that of the first question of the chain, where the repeat would
    count; otherwise it is the department of the question itself.
    """
    return Question.objects.filter(_condition(filters, user))


def listed_questions(access, user, filters: ContactFilters, now=None) -> QuerySet[Question]:
    """The questions of `counted_questions` that this person may see.

    `now` is not used: every filter names its own days.
    """
    visible = Contact.objects.visible_to(access, user).filter(pk=OuterRef("contact_id"))
    return counted_questions(filters, user=user).filter(Exists(visible))


def _condition(filters: ContactFilters, user) -> Q:
    condition = Q()
    first, last = filters.days
    if first:
        condition &= Q(contact__local_day__gte=first)
    if last:
        condition &= Q(contact__local_day__lte=last)
    if filters.only_counted:
        condition &= Q(contact__direction=Direction.INBOUND, contact__counts=True)
    if filters.channel:
        condition &= Q(contact__channel__code=filters.channel)
    if filters.subject:
        condition &= Q(subject__code=filters.subject)
    if filters.outcome:
        condition &= Q(outcome_category=filters.outcome)
    if filters.direct is not None:
        condition &= Q(counts_as_direct=filters.direct)
    if filters.repeat:
        condition &= Q(repeat_state=filters.repeat)
    if filters.department:
        condition &= Q(**{f"{_department_column(filters)}__slug": filters.department})
    if filters.agent == MINE:
        condition &= Q(contact__agent=user)
    if filters.source:
        condition &= Q(contact__source=filters.source)
    return condition


def _department_column(filters: ContactFilters) -> str:
    if filters.repeat == RepeatState.CONFIRMED:
        return "repeat_department"
    if filters.repeat == RepeatState.PROPOSED:
        return "chain_start__department"
    return "department"
