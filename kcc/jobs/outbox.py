"""Mail: a row first, in the transaction of what it tells about; sent by whoever claims it."""

from datetime import datetime

from django.db import transaction

from kcc.jobs.models import OutboxMessage


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
    """The message about this occasion (`key`); made when there is none yet. Joins the caller's
    transaction. With `available_at` it waits until then, and can be withdrawn before."""
    message, _made = OutboxMessage.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "user": user,
            "to": to,
            "subject": subject[:200],
            "body": body,
            "created_at": now,
            "available_at": available_at or now,
        },
    )
    return message


@transaction.atomic(savepoint=False)
def withdraw(*, key: str, now: datetime) -> bool:
    """Keep this message back; False when it was sent already, or never made."""
    return bool(
        OutboxMessage.objects.filter(key=key, state=OutboxMessage.State.WAITING).update(
            state=OutboxMessage.State.WITHDRAWN, finished_at=now, to="", body=""
        )
    )
