"""What the customer is told by mail: that we have the case, how far it is, what became of it.

Each function joins the transaction of what it tells about, does nothing when the customer has no
address or the message is switched off, tells each occasion once, and leaves its line in the
timeline. A mail about an act waits as long as that act can be taken back.
"""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from cases.following import naming
from cases.following.words import fill, on_one_line
from cases.models import Case, CaseEvent, CaseMessage, Extension, FollowCode, Suspension
from kcc.customers.models import ContactPoint
from kcc.jobs.models import OutboxMessage
from kcc.jobs.outbox import absolute, post
from kcc.organisation.batches import UNDO

Kind, State = CaseMessage.Kind, OutboxMessage.State
NEXT_LANGUAGE = "\n\n--\n\n"
# The source of contacts that were left on the page to follow a case.
FOLLOW_PAGE = "volg"


@transaction.atomic(savepoint=False)
def tell_received(case: Case, code: str, now, *, email: str | None = None) -> bool:
    """The confirmation, with the code when there is one. `email` was given just now; None: look
    for one, empty: there is none."""
    return _tell(case, Kind.RECEIVED, "", now, email=email, code=code)


@transaction.atomic(savepoint=False)
def tell_status(case: Case, now) -> bool:
    """The status it just reached, when the type wants the customer to know that."""
    if not case.status.tells_customer or case.status.is_final:
        return False
    return _tell(case, Kind.STATUS, case.version, now, explain=_of(case, case.status))


@transaction.atomic(savepoint=False)
def tell_suspended(case: Case, suspension: Suspension, now) -> bool:
    return _tell(
        case, Kind.SUSPENDED, case.version, now,
        explain=lambda language: naming.why_suspended(suspension), until=suspension.until,
    )  # fmt: skip


@transaction.atomic(savepoint=False)
def tell_extended(case: Case, extension: Extension, now) -> bool:
    return _tell(case, Kind.EXTENDED, case.version, now, due=extension.due_after)


@transaction.atomic(savepoint=False)
def tell_closed(case: Case, now) -> bool:
    """What became of it; the answer itself reached the customer in another way."""
    return _tell(case, Kind.CLOSED, case.version, now, explain=_of(case, case.result))


@transaction.atomic(savepoint=False)
def keep_back(case: Case, *, version: int, now) -> bool:
    """The act that brought the case to this version is taken back: its mail does not leave. False
    when there was none, or it has left already."""
    keys = [_key(case, kind, version) for kind in Kind if kind != Kind.RECEIVED]
    waiting = OutboxMessage.objects.filter(key__in=keys, state=OutboxMessage.State.WAITING)
    return bool(
        waiting.update(
            state=OutboxMessage.State.WITHDRAWN, finished_at=now, to="", subject="", body=""
        )
    )


@transaction.atomic(savepoint=False)
def forget_messages(case_ids: Iterable[int], now) -> None:
    """For the destruction of cases, before their timeline goes: no address and no words of a mail
    about them stay behind, and what still waited does not leave. Three statements."""
    told = CaseEvent.objects.filter(case__in=list(case_ids), kind=CaseEvent.Kind.TOLD)
    keys = []
    for public_id, detail in told.values_list("case__public_id", "detail"):
        occasion = "" if detail["message"] == Kind.RECEIVED else detail["version"]
        keys.append(_key_of(public_id, detail["message"], occasion))
    blank = {"to": "", "subject": "", "body": ""}
    messages = OutboxMessage.objects.filter(key__in=keys)
    messages.exclude(state__in=(State.WAITING, State.SENDING)).update(**blank)
    messages.filter(state=State.WAITING).update(state=State.WITHDRAWN, finished_at=now, **blank)


def _of(case: Case, row) -> Callable[[str], str]:
    """The explanation of a status or result; of a confidential case even that says too much."""
    secret = naming.is_secret(case)
    return lambda language: "" if secret or row is None else naming.explanation(row, language)


def _key(case: Case, kind: str, occasion) -> str:
    return _key_of(case.public_id, kind, occasion)


def _key_of(public_id, kind: str, occasion) -> str:
    return f"case.{kind}:{public_id}:{occasion}"


def _tell(case, kind, occasion, now, *, email=None, code="", explain=None, **more) -> bool:
    """Whether a message was made now. Statements: the address (one or two), the words, the
    message (two), the line in the timeline."""
    to = address_of(case) if email is None else email
    message = CaseMessage.objects.filter(kind=kind, active=True).first() if to else None
    if message is None:
        return False
    link = _link(case, code)
    texts = {"code": code, "link": link, "explain": explain, **more}
    dutch = _values(case, naming.DUTCH, **texts)
    parts = [fill(message.body, dutch)]
    if message.body_en:
        parts.append(fill(message.body_en, _values(case, naming.ENGLISH, **texts)))
    sent = post(
        key=_key(case, kind, occasion), kind=f"case.{kind}", to=to,
        subject=on_one_line(message.subject, dutch), body=NEXT_LANGUAGE.join(parts), now=now,
        available_at=now + UNDO if occasion else None,
    )  # fmt: skip
    if not sent.made:
        return False
    CaseEvent.objects.create(
        case=case, kind=CaseEvent.Kind.TOLD, at=now, by=None,
        detail={"message": kind, "version": case.version},
    )  # fmt: skip
    return True


def _values(case, language, *, explain, **more) -> dict[str, str]:
    with translation.override(language):
        text = explain(language) if explain else ""
    return naming.places(case, language, explanation=text, **more)


def _link(case: Case, code: str) -> str:
    """The page to follow it on; empty for who has no code."""
    if not case.case_type.followable:
        return ""
    known = bool(code) or FollowCode.objects.filter(case=case).exists()
    return absolute(reverse("follow:start")) if known else ""


# -- To which address -------------------------------------------------------------------------


def address_of(case: Case) -> str:
    """The address the customer prefers, else the one given when it was asked for.

    Of a confidential file only the one given then: on another somebody else may be reading along.
    Never one from the page to follow it: whoever has the code can type any there, and would be told
    on after the code was replaced. At most two statements. Contacts stand in a room to the right:
    reached over the relation.
    """
    if case.customer_id is not None and not naming.is_secret(case):
        known = ContactPoint.objects.filter(
            customer_id=case.customer_id, kind=ContactPoint.Kind.EMAIL
        )
        if found := known.order_by("-preferred", "pk").values_list("value", flat=True).first():
            return found
    given = case.questions.exclude(contact__email="").exclude(contact__source=FOLLOW_PAGE)
    given = given.order_by("contact__started_at", "pk")
    return given.values_list("contact__email", flat=True).first() or ""
