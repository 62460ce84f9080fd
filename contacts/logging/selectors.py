"""What an agent needs to know while the contact is going on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from contacts.klantbeeld.clock import due_of
from contacts.models import Callback, Contact, Direction, Question, Subject
from contacts.models.contact import at_places
from contacts.repeats import Asked, Repeat, find_repeat, window_start
from kcc.organisation.due import Due

# More earlier contacts than this say nothing new; the chain is found by its first question.
CANDIDATES = 100
STILL_OPEN = Q(callback__isnull=False, callback__closed_at__isnull=True)


@dataclass(frozen=True)
class Caller:
    """Who is asking, as far as known. `place` is a normalised address key."""

    customer_id: int | None = None
    phone: str = ""
    email: str = ""
    place: str = ""

    @property
    def known(self) -> bool:
        return bool(self.customer_id or self.phone or self.email or self.place)


@dataclass(frozen=True)
class Proposal:
    """A repeat as the banner shows it: the earlier question, and its open callback if any. When
    that is a promise to this customer, confirming the repeat raises it."""

    repeat: Repeat
    previous: Question
    callback: Callback | None
    now: datetime
    raises: bool = False

    @property
    def callback_due(self) -> Due | None:
        return due_of(self.callback, self.now) if self.callback else None

    @property
    def count(self) -> int:
        return self.repeat.count

    @property
    def days(self) -> int:
        return self.repeat.days


def as_asked(question: Question, *, now: datetime) -> Asked:
    """A stored question as the pure rule sees it; needs its contact and callback loaded.

    A callback nobody has closed is still going on, however long ago it was asked for: its window
    has not begun to run out. The longest broken promises would otherwise be the ones not counted.
    """
    contact = question.contact
    callback = getattr(question, "callback", None)
    last = question.last_activity_at
    if callback is not None and callback.is_open:
        last = max(last, now)
    return Asked(
        id=question.pk,
        inbound=contact.direction == Direction.INBOUND,
        subject=question.subject_id,
        started_at=contact.started_at,
        last_activity_at=last,
        customer=contact.customer_id,
        phone=contact.phone,
        email=contact.email,
        place=contact.location_key,
        case=question.case_id,
        chain=question.chain_start_id or question.pk,
    )


def earlier_questions(
    caller: Caller,
    *,
    subjects: Iterable[Subject],
    cases: Iterable[int] = (),
    before: datetime,
    among=None,
) -> list[Question]:
    """What this caller asked before about these subjects or cases; one statement, newest first.

    `among` limits it to some contacts: on screen to those the agent may see.
    """
    subjects = list(subjects)
    widest = max((subject.repeat_window_days for subject in subjects), default=0)
    if not caller.known or not widest:
        return []
    identity = Q()
    if caller.customer_id:
        identity |= Q(customer_id=caller.customer_id)
    if caller.phone:
        identity |= Q(phone=caller.phone)
    if caller.email:
        identity |= Q(email=caller.email)
    if caller.place and any(subject.address_bound for subject in subjects):
        identity |= at_places([caller.place])
    if not identity:
        return []
    about = Q(subject__in=[subject.pk for subject in subjects])
    if cases := [case for case in cases if case]:
        about |= Q(case_id__in=cases)
    return list(
        Question.objects.filter(
            about,
            Q(last_activity_at__gte=window_start(before, widest)) | STILL_OPEN,
            contact__in=(Contact.objects.all() if among is None else among).filter(
                identity, direction=Direction.INBOUND, started_at__lt=before
            ),
        )
        .select_related(
            "contact", "subject", "department", "callback__department", "callback__assignee",
            "chain_start",
        )
        .order_by("-contact__started_at")[:CANDIDATES]
    )  # fmt: skip


def proposal_for(
    earlier: list[Question],
    caller: Caller,
    *,
    subject: Subject,
    started_at: datetime,
    case_id: int | None = None,
) -> Proposal | None:
    """Would a question about `subject` be a repeat of one of `earlier`? No statement."""
    asked = Asked(
        id=None,
        inbound=True,
        subject=subject.pk,
        started_at=started_at,
        last_activity_at=started_at,
        customer=caller.customer_id,
        phone=caller.phone,
        email=caller.email,
        place=caller.place,
        case=case_id,
    )
    repeat = find_repeat(
        [as_asked(question, now=started_at) for question in earlier],
        asked,
        window_days=subject.repeat_window_days,
        address_bound=subject.address_bound,
    )
    if repeat is None:
        return None
    previous = next(question for question in earlier if question.pk == repeat.previous.id)
    chain = previous.chain_start_id or previous.pk
    raised = [q for q in earlier if _chain_of(q) == chain and _asked_by(q, caller)]
    pressing = _longest_open(raised)
    return Proposal(
        repeat=repeat,
        previous=previous,
        callback=pressing or _longest_open(q for q in earlier if q.subject_id == subject.pk),
        now=started_at,
        raises=pressing is not None,
    )


def _longest_open(questions: Iterable[Question]) -> Callback | None:
    callbacks = (getattr(question, "callback", None) for question in questions)
    still_open = [callback for callback in callbacks if callback and callback.is_open]
    return min(still_open, key=lambda callback: callback.due_at, default=None)


def _chain_of(question: Question) -> int:
    return question.chain_start_id or question.pk


def _asked_by(question: Question, caller: Caller) -> bool:
    """Not by a neighbour: the same person, as far as we can know."""
    contact = question.contact
    if caller.customer_id and contact.customer_id:
        return caller.customer_id == contact.customer_id
    return bool(
        (caller.phone and caller.phone == contact.phone)
        or (caller.email and caller.email == contact.email)
    )
