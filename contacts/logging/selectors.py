"""What an agent needs to know while the contact is going on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import BigIntegerField, CharField, DateTimeField, Q

from contacts.klantbeeld.clock import due_of
from contacts.models import Callback, Contact, Direction, Question, Subject
from contacts.models.contact import at_places
from contacts.repeats import Asked, Repeat, find_repeat, window_start
from kcc.lib.ready import Ready
from kcc.organisation.due import Due

# More earlier contacts than this say nothing new; the chain is found by its first question.
CANDIDATES = 100
STILL_OPEN = Q(questions__callback__isnull=False, questions__callback__closed_at__isnull=True)


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


class Earlier(NamedTuple):
    """A question asked before, as far as repeats are concerned: looked for with every contact that
    is logged, so it holds no more than that. What of it is shown is in `Proposal`."""

    pk: int
    subject: int
    started_at: datetime
    last_activity_at: datetime
    customer: int | None
    phone: str
    email: str
    place: str
    case: int | None
    department: int
    chain_start: int | None
    chain_department: int | None
    callback: int | None
    due_at: datetime | None
    closed_at: datetime | None

    @property
    def chain(self) -> int:
        """The first question of the chain: itself when it starts one."""
        return self.chain_start or self.pk

    @property
    def first_department(self) -> int:
        """Of the first question of the chain."""
        return self.chain_department or self.department

    @property
    def promised(self) -> bool:
        """Its callback is still open."""
        return self.callback is not None and self.closed_at is None

    def as_asked(self, now: datetime) -> Asked:
        """As the pure rule sees it.

        A callback nobody has closed is still going on, however long ago it was asked for: its
        window has not begun to run out. The longest broken promises would otherwise be the ones
        not counted.
        """
        last = self.last_activity_at
        return Asked(
            id=self.pk,
            inbound=True,
            subject=self.subject,
            started_at=self.started_at,
            last_activity_at=max(last, now) if self.promised else last,
            customer=self.customer,
            phone=self.phone,
            email=self.email,
            place=self.place,
            case=self.case,
            chain=self.chain,
        )


# The columns of `Earlier`, as a contact names them.
COLUMNS = (
    "questions__pk", "questions__subject_id", "started_at", "questions__last_activity_at",
    "customer_id", "phone", "email", "location_key", "questions__case_id",
    "questions__department_id", "questions__chain_start_id",
    "questions__chain_start__department_id", "questions__callback__pk",
    "questions__callback__due_at", "questions__callback__closed_at",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """The repeat that a question would be. `promise` is the question with the open callback that
    somebody who asks again should hear of; when that is a promise to this customer, confirming
    the repeat `raises` it."""

    repeat: Repeat
    previous: Earlier
    promise: Earlier | None = None
    raises: bool = False


@dataclass(frozen=True)
class Proposal:
    """A repeat as the banner shows it: the earlier question, and its open callback if any."""

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


def earlier_questions(
    caller: Caller,
    *,
    subjects: Iterable[Subject],
    cases: Iterable[int] = (),
    before: datetime,
    among=None,
) -> list[Earlier]:
    """What this caller asked before about these subjects or cases; one statement, newest first.

    `among` (access, user) limits it to the contacts these may see: on screen the agent's.

    Asked of the contacts, each identity by an index of its own, and plain values: by way of the
    subject it read every question ever asked about it, and 100 ms of 200,000 contacts became 0.1.
    """
    subjects = list(subjects)
    widest = max((subject.repeat_window_days for subject in subjects), default=0)
    if not caller.known or not widest:
        return []
    known = {"customer": caller.customer_id, "phone": caller.phone, "email": caller.email}
    if caller.place and any(subject.address_bound for subject in subjects):
        known["places"] = [caller.place]
    known = {name: value for name, value in known.items() if value}
    if not known:
        return []
    if cases := [case for case in cases if case]:
        known["cases"] = cases
    access = None
    if among is not None:
        access, known["user"] = among[0], among[1].pk
    rows = _earlier(
        access,
        subjects=[subject.pk for subject in subjects],
        since=window_start(before, widest),
        before=before,
        **known,
    )
    return [Earlier._make(row) for row in rows]


def _identity(customer=None, phone=None, email=None, places=None) -> Q:
    identity = Q(customer_id=customer) if customer else Q(pk__in=[])
    if phone:
        identity |= Q(phone=phone)
    if email:
        identity |= Q(email=email)
    return identity | at_places(places) if places else identity


def _asked_before(access, *, subjects, since, before, user=None, cases=None, **known):
    about = Q(questions__subject__in=subjects)
    if cases:
        about |= Q(questions__case_id__in=cases)
    recent = Q(questions__last_activity_at__gte=since)
    contacts = Contact.objects.all()
    if access is not None:
        contacts = contacts.visible_to(access, user)
    rows = contacts.filter(
        _identity(**known),
        about,
        recent | STILL_OPEN,
        direction=Direction.INBOUND,
        started_at__lt=before,
    )
    return rows.order_by("-started_at").values_list(*COLUMNS)[:CANDIDATES]


_earlier = Ready(
    _asked_before,
    subjects=BigIntegerField(),
    since=DateTimeField(),
    before=DateTimeField(),
    user=BigIntegerField(),
    cases=BigIntegerField(),
    customer=BigIntegerField(),
    phone=CharField(),
    email=CharField(),
    places=CharField(),
)


def repeat_found(
    earlier: list[Earlier],
    caller: Caller,
    *,
    subject: Subject,
    started_at: datetime,
    case_id: int | None = None,
) -> Found | None:
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
        [one.as_asked(started_at) for one in earlier],
        asked,
        window_days=subject.repeat_window_days,
        address_bound=subject.address_bound,
    )
    if repeat is None:
        return None
    previous = next(one for one in earlier if one.pk == repeat.previous.id)
    pressing = _longest_open(
        one for one in earlier if one.chain == previous.chain and _asked_by(one, caller)
    )
    return Found(
        repeat=repeat,
        previous=previous,
        promise=pressing or _longest_open(one for one in earlier if one.subject == subject.pk),
        raises=pressing is not None,
    )


def _longest_open(questions: Iterable[Earlier]) -> Earlier | None:
    return min((one for one in questions if one.promised), key=lambda one: one.due_at, default=None)


def _asked_by(question: Earlier, caller: Caller) -> bool:
    """Not by a neighbour: the same person, as far as we can know."""
    if caller.customer_id and question.customer:
        return caller.customer_id == question.customer
    return bool(
        (caller.phone and caller.phone == question.phone)
        or (caller.email and caller.email == question.email)
    )


def proposals(found: Mapping[int, Found], *, now: datetime) -> dict[int, Proposal]:
    """The same as the screen shows them, by the same keys. One statement; none for nothing."""
    pks = {one.previous.pk for one in found.values()}
    pks |= {one.promise.pk for one in found.values() if one.promise}
    if not pks:
        return {}
    rows = Question.objects.select_related(
        "contact", "department", "chain_start", "callback__department", "callback__assignee"
    ).in_bulk(pks)
    return {
        key: Proposal(
            repeat=one.repeat,
            previous=rows[one.previous.pk],
            callback=rows[one.promise.pk].callback if one.promise else None,
            now=now,
            raises=one.raises,
        )
        for key, one in found.items()
    }
