"""Which contacts of a department show what its figures mean: told to who chooses one of them.

Never one that is confidential, of a customer who is, or of one whose address is secret; and never
one with such a contact among its repeats.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Coalesce

from cases.models import Confidentiality
from contacts.models import Callback, Contact, Direction, Invitation, Question
from contacts.models.callback import CallbackStatus
from contacts.models.contact import RepeatState
from contacts.practice import telling
from contacts.satisfaction.masking import (
    ADDRESS,
    LINK,
    MAIL,
    NAME,
    NUMBER,
    POSTCODE,
    Known,
    masked,
)
from kcc.customers.models import Customer
from kcc.lib.periods import start_of
from kcc.organisation.models import User

MOST = 3  # of each kind
MARKS = (NAME, MAIL, LINK, ADDRESS, POSTCODE, NUMBER)
GLAD = 8  # a mark that says it went well
ENDED = (CallbackStatus.DONE, CallbackStatus.NOT_REACHED)


class Kind(StrEnum):
    REPEATS = "repeats"
    PROMISE = "promise"
    FINE = "fine"


@dataclass(frozen=True)
class Candidate:
    """`text` in the language that is active; `contact` is whose it was, for the audit log."""

    kind: Kind
    question: UUID
    contact: Contact
    text: str


def candidates(department, first: date, last: date) -> list[Candidate]:
    """What could be told of this department in these days; at most three of each kind, the most
    telling ones first, each contact once. At most seven statements."""
    repeats = _repeats(department, first, last)
    broken = list(_callbacks(department, first, last).filter(_broken()).order_by(*WORST)[:MOST])
    glad = _glad(department, first, last)
    kept = []
    if len(glad) < MOST:
        fine = _callbacks(department, first, last).filter(_kept()).order_by(*BEST)
        kept = list(fine[: MOST - len(glad)])
    others = colleagues() if repeats or broken or glad or kept else []
    found = [_of_chain(chain, others) for chain in repeats]
    found += [_of_callback(Kind.PROMISE, each, others) for each in broken]
    found += [_of_mark(each, others) for each in glad]
    found += [_of_callback(Kind.FINE, each, others) for each in kept]
    first_seen = {each.contact.pk: each for each in reversed(found)}
    return [each for each in found if first_seen[each.contact.pk] is each]


def candidate(department, first: date, last: date, question: UUID) -> Candidate | None:
    """The one with this question, as it stands now; None when it is not among them (any more)."""
    found = candidates(department, first, last)
    return next((each for each in found if each.question == question), None)


def may_be_told(question: UUID) -> bool:
    """Whether nothing of its chain is hidden, as it stands now. One statement."""
    rows = Question.objects.filter(public_id=question)
    return rows.filter(~_hidden_in_chain()).exists()


def names_in(text: str, question: UUID | None) -> list[str]:
    """The words of a text that look like they lead to a person: what would be masked in it, with
    the names of who that contact was about. At most three statements."""
    known = Known(others=colleagues())
    if question is not None and (found := _whole().filter(public_id=question).first()):
        callback = Callback.objects.filter(question=found).select_related(*PEOPLE).first()
        known = _known([found], list(known.others), callback)
    return _taken_out(text.split(), masked(text, known).split())


def _taken_out(words: list[str], left: list[str]) -> list[str]:
    """The words that a mask stands for by now."""
    steps = SequenceMatcher(a=words, b=left, autojunk=False).get_opcodes()
    return [
        " ".join(words[start:end])
        for step, start, end, since, until in steps
        if step == "replace" and any(mark in " ".join(left[since:until]) for mark in MARKS)
    ]


# -- Which rows -----------------------------------------------------------------------------------

PEOPLE = (
    "customer", "assignee", "requested_by", "closed_by", "question__subject", "question__outcome",
    "question__contact__channel", "question__contact__customer", "question__contact__agent",
)  # fmt: skip
LATENESS = ExpressionWrapper(F("closed_at") - F("due_at"), output_field=DurationField())
TAKEN = ExpressionWrapper(F("closed_at") - F("requested_at"), output_field=DurationField())
WORST = ("-reopenings", "-lateness", "pk")
BEST = ("taken", "pk")


def _whole():
    return Question.objects.select_related(
        "contact__channel", "contact__customer", "contact__agent", "subject", "outcome",
        "repeat_reason",
    )  # fmt: skip


def _secret_customers():
    return Customer.objects.filter(Q(confidential=True) | Q(secret_address=True))


def _hidden() -> Q:
    """What is told to nobody."""
    return (
        Q(contact__confidential=True)
        | Q(contact__customer__in=_secret_customers())
        # Who is called back need not be who called.
        | Q(callback__customer__in=_secret_customers())
        | Q(case__confidentiality=Confidentiality.CONFIDENTIAL)
        | Q(case__destroyed_at__isnull=False)
    )


def _hidden_in_chain(question: str = "") -> Exists:
    """Whether one of the same chain is hidden; `question` is the way to it, with its underscores.
    A question that nobody asked again is a chain by itself."""
    start = Coalesce(OuterRef(f"{question}chain_start"), OuterRef(f"{question}pk"))
    rows = Question.objects.filter(_hidden())
    return Exists(rows.filter(Q(pk=start) | Q(chain_start=start)))


def _repeats(department, first: date, last: date) -> list[list[Question]]:
    """The longest chains that this department began and that went on in these days, each in its
    order. Two statements."""
    counted = Question.objects.filter(
        repeat_state=RepeatState.CONFIRMED, repeat_department=department,
        contact__local_day__range=(first, last), contact__direction=Direction.INBOUND,
        contact__counts=True,
    )  # fmt: skip
    longest = (
        counted.filter(~_hidden_in_chain())
        .values("chain_start")
        .annotate(length=Count("pk"))
        .order_by("-length", "chain_start")
    )
    starts = list(longest.values_list("chain_start", flat=True)[:MOST])
    rows = _whole().filter(Q(pk__in=starts) | Q(chain_start__in=starts))
    rows = rows.filter(contact__local_day__lte=last).order_by("contact__started_at", "pk")
    chains = {start: [] for start in starts}
    for question in rows if starts else ():
        chains[question.chain_start_id or question.pk].append(question)
    return [chain for chain in chains.values() if len(chain) > 1]


def _callbacks(department, first: date, last: date):
    """Those that ended in these days, with everybody who had to do with them."""
    since, until = start_of(first), start_of(last + timedelta(days=1))
    return (
        Callback.objects.filter(
            department=department, closed_at__gte=since, closed_at__lt=until, status__in=ENDED
        )
        .filter(~_hidden_in_chain("question__"))
        .annotate(lateness=LATENESS, taken=TAKEN)
        .select_related(*PEOPLE)
    )


def _broken() -> Q:
    return Q(closed_at__gt=F("due_at"))


def _kept() -> Q:
    """In time, in one go, and nobody had to ask again."""
    again = Question.objects.filter(
        repeat_of=OuterRef("question"), repeat_state=RepeatState.CONFIRMED
    )
    return Q(
        status=CallbackStatus.DONE, closed_at__lte=F("due_at"), attempts=0, reroutes=0,
        reopenings=0,
    ) & ~Exists(again)  # fmt: skip


def _glad(department, first: date, last: date) -> list[tuple[Question, Invitation]]:
    """What customers were most glad about. Two statements."""
    answers = Invitation.objects.filter(
        department=department, rated_on__range=(first, last), score__gte=GLAD, confidential=False
    ).filter(Q(contact__isnull=False) | Q(callback__isnull=False))
    chosen = list(answers.select_related("callback").order_by("-score", "-rated_on", "pk")[:MOST])
    about = Q(callback__in=[each.callback_id for each in chosen if each.callback_id])
    about |= Q(contact__in=[each.contact_id for each in chosen if each.contact_id])
    rows = _whole().select_related("callback").filter(about, department=department)
    rows = rows.filter(~_hidden_in_chain()).order_by("-position")
    by_contact = {each.contact_id: each for each in rows} if chosen else {}
    asked = {each.pk: each for each in by_contact.values()}
    found = []
    for answer in chosen:
        callback = answer.callback
        question = (
            asked.get(callback.question_id) if callback else by_contact.get(answer.contact_id)
        )
        if question is not None:
            found.append((question, answer))
    return found


# -- Who may be named -----------------------------------------------------------------------------


def colleagues() -> list[str]:
    """Everybody who has or had an account. One statement."""
    rows = User.objects.exclude(last_name="").values_list("first_name", "last_name")
    return [f"{first} {last}".strip() for first, last in rows]


def _known(questions: Sequence[Question], others: list[str], callback=None) -> Known:
    near, streets = [], []
    customers = [each.contact.customer for each in questions]
    workers = [each.contact.agent for each in questions]
    for question in questions:
        near += [question.contact.caller_name, question.transfer_to]
        streets += [question.contact.location]
    if callback is not None:
        near += [callback.caller_name]
        streets += [callback.reply_to]
        customers += [callback.customer]
        workers += [callback.assignee, callback.requested_by, callback.closed_by]
    near += [worker.get_full_name() for worker in workers if worker is not None]
    for customer in filter(None, customers):
        last = f"{customer.prefix} {customer.family_name}"
        near += [f"{customer.given_name} {last}", last, customer.organisation_name]
        streets += [customer.street]
    return Known(near=near, others=others, streets=streets)


# -- Told -----------------------------------------------------------------------------------------


def _of_chain(chain: list[Question], others: list[str]) -> Candidate:
    text = telling.of_repeats(chain, _known(chain, others))
    return Candidate(Kind.REPEATS, chain[0].public_id, chain[0].contact, text)


def _of_callback(kind: Kind, callback: Callback, others: list[str]) -> Candidate:
    question = callback.question
    text = telling.of_promise(callback, _known([question], others, callback))
    return Candidate(kind, question.public_id, question.contact, text)


def _of_mark(glad: tuple[Question, Invitation], others: list[str]) -> Candidate:
    question, answer = glad
    known = _known([question], others)
    text = telling.of_mark(question, answer.score, answer.comment_masked, known)
    return Candidate(Kind.FINE, question.public_id, question.contact, text)
