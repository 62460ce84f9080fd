"""Is it a status question: how is it going with what is running?

Failure demand: a message in time would have prevented it. Apart from a repeat contact: the first
call about a running case is a status question, the second one is a repeat as well.
"""

from django.db.models import Q

from contacts.models import ContactReason, Outcome, Question, Subject


def recognised(
    *, subject: Subject, reason: ContactReason | None, category: str, running: bool
) -> bool | None:
    """What it is as long as nobody says otherwise; None when it is about nothing that is running.

    `running`: it is about a case that is open. The reason that was given goes before all. Without
    one, what is answered about a case is a question how it goes; what is added to it is news.
    """
    if reason is not None:
        return reason.is_status_question or (False if running else None)
    if subject.is_status_question:
        return True
    return category != Outcome.Category.CASE if running else None


def is_one(question: Question) -> bool:
    """What was said when it was logged; of what nobody looked at (imported, or from before this was
    asked) the reason says it. Needs the reason loaded."""
    if question.asks_status is not None:
        return question.asks_status
    return question.reason is not None and question.reason.is_status_question


def status_q(wanted: bool = True) -> Q:
    """The same as a condition on questions; not `wanted`: all others."""
    if wanted:
        by_reason = Q(reason__is_status_question=True)
    else:
        by_reason = Q(reason__isnull=True) | Q(reason__is_status_question=False)
    return Q(asks_status=wanted) | (Q(asks_status__isnull=True) & by_reason)
