"""Mail: a row first, in the transaction of what it tells about; sent by whoever claims it
(kcc.jobs.delivery)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from kcc.audit.services import record
from kcc.jobs.broker import tell
from kcc.jobs.models import OutboxMessage

State = OutboxMessage.State
DELIVER = "kcc.jobs.tasks.deliver_mail"
FORGOTTEN_AT_ONCE = 500  # messages one tick removes the words of


def mail_is_on() -> bool:
    """Whether there is a mail server to give mail to; without one messages wait."""
    return bool(settings.EMAIL_URL)


def absolute(path: str) -> str:
    """A path of this site as a link that works in a mail."""
    return f"{settings.BASE_URL}{path}"


@transaction.atomic(savepoint=False)
def post(
    *,
    key: str,
    kind: str,
    to: str,
    subject: str,
    body: str,
    now: datetime,
    user=None,
    available_at: datetime | None = None,
) -> OutboxMessage:
    """The message about this occasion (`key`); made when there is none yet, which `made` on it
    says. Joins the caller's transaction. With `available_at` it waits until then, and can be
    withdrawn before."""
    message, made = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "user": user,
            "to": to,
            # One line: what stands in a header may not break it.
            "subject": " ".join(subject.split())[:200],
            "body": body,
            "created_at": now,
            "available_at": available_at or now,
        },
    )
    message.made = made
    if made and message.available_at <= now:
        transaction.on_commit(tell_of_mail, robust=True)
    return message


def tell_of_mail() -> None:
    """Let a worker look for mail, when there are workers and there is a mail server."""
    if mail_is_on():
        # The tick tells again, so this message need not outlive it.
        tell(DELIVER, about="mail", expires=30)


@transaction.atomic(savepoint=False)
def withdraw(*, key: str, now: datetime) -> bool:
    """Keep this message back; False when it was sent already, or never made."""
    return bool(
        OutboxMessage.objects.filter(key=key, state=State.WAITING).update(
            state=State.WITHDRAWN, finished_at=now, to="", subject="", body=""
        )
    )


@transaction.atomic
def try_again(*, by, messages: QuerySet[OutboxMessage], now: datetime) -> int:
    """Let failed messages whose words are still there begin again; how many they were."""
    failed = list(messages.filter(state=State.FAILED).exclude(to="").select_for_update())
    for message in failed:
        OutboxMessage.objects.filter(pk=message.pk, state=State.FAILED).update(
            state=State.WAITING, attempts=0, error="", available_at=now, finished_at=None
        )
        record(by=by, action="mail.retried", obj=message, at=now)
    if failed:
        transaction.on_commit(tell_of_mail, robust=True)
    return len(failed)


# -- Ticks --------------------------------------------------------------------------------------


def to_be_sent(now: datetime) -> QuerySet[OutboxMessage]:
    """Due messages, and those whose worker was lost (its lease ran out); the longest waiting
    first."""
    return OutboxMessage.objects.filter(
        Q(state=State.WAITING, available_at__lte=now) | Q(state=State.SENDING, lease_until__lt=now)
    ).order_by("available_at", "pk")


def tell_of_waiting_mail(now: datetime) -> None:
    """Tick: mail that nobody was told of, or whose turn has come now."""
    if mail_is_on() and to_be_sent(now).exists():
        tell_of_mail()


def forget_words(now: datetime) -> None:
    """Tick: remove words and address of what was finished long ago, and at once of what was sent
    and holds a code. The row stays, so that its key keeps it from being sent again."""
    long_ago = Q(finished_at__lt=now - timedelta(days=settings.MAIL_KEPT_DAYS))
    with_a_code = Q(finished_at__isnull=False, state=State.SENT, kind__in=settings.MAIL_WITH_CODES)
    old = OutboxMessage.objects.filter(long_ago | with_a_code).exclude(body="")
    found = list(old.order_by("finished_at").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    if found:
        OutboxMessage.objects.filter(pk__in=found).update(to="", subject="", body="")
