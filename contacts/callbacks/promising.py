"""What may be said to the customer: when the answer comes, however it is given."""

from datetime import datetime

from contacts.models.callback import AnswerBy
from kcc.organisation.calendars import Kind, Promise, promise


def norm_kind(*, answer_by: str, urgent: bool, channel) -> str:
    """The norm an answer follows: a call by itself, writing by the channel of the question."""
    if answer_by == AnswerBy.PHONE:
        return Kind.CALLBACK_URGENT if urgent else Kind.CALLBACK
    return channel.follow_up


def promise_for(
    *, answer_by: str, urgent: bool, department, channel, subject=None, received: datetime
) -> Promise:
    """The promise for something received now. No statement."""
    return promise(
        kind=norm_kind(answer_by=answer_by, urgent=urgent, channel=channel),
        department=department,
        channel=channel,
        subject=subject,
        received=received,
    )
