"""Is it a status question: how is it going with what is running (domain.md 2.4)?

Failure demand: a message in time would have prevented it. Apart from a repeat contact: the first
call about a running case is a status question, the second one is a repeat as well.
"""

from contacts.models import ContactReason, Outcome, Subject


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
