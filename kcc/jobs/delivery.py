"""Giving mail to the mail server: claimed by one worker at a time, sent at least once.

Nothing can make "the server has it" and "the row says so" one step. A worker that dies in between
leaves a lease that runs out, and the message goes once more under the same Message-ID, by which
mail programs know a double (docs/decisions/014-mail-at-least-once.md).
"""

import logging
import smtplib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import formatdate
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kcc.jobs.models import OutboxMessage
from kcc.jobs.outbox import mail_is_on, to_be_sent

logger = logging.getLogger(__name__)
State = OutboxMessage.State

LEASE = timedelta(seconds=settings.MAIL_LEASE_SECONDS)
# Before each next attempt, in minutes: together a day, and then the message has failed.
WAITS = (1, 5, 15, 60, 120, 240, 480, 480)
MAX_ATTEMPTS = len(WAITS) + 1
BATCH = 100  # messages of one call
BATCH_SECONDS = 25.0  # and no new one after this
READ_AT_ONCE = 20


class Refused(Exception):
    """The server will never take this message; the sentence says why, without the address."""


class NotNow(Exception):
    """The server does not take this message now."""


class NoServer(NotNow):
    """Nothing can be sent now, this message or another."""


def deliver(
    *,
    clock: Callable[[], datetime] = timezone.now,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Send what is due, at most a batch; how many were sent. Over one connection as long as that
    holds."""
    if not mail_is_on():
        return 0
    sent, post, ends = 0, Post(), time.monotonic() + BATCH_SECONDS
    try:
        for message_id in _due(clock):
            if stopping() or time.monotonic() > ends or post.closed_for_now:
                break
            message = claim(message_id=message_id, now=clock())
            sent += message is not None and _send(post, message, clock)
    finally:
        post.close()
    return sent


def _due(clock):
    """Ids of due messages, each once, at most a batch of them."""
    seen: set[int] = set()
    while len(seen) < BATCH:
        waiting = to_be_sent(clock()).values_list("pk", flat=True)
        found = [pk for pk in waiting[:READ_AT_ONCE] if pk not in seen]
        if not found:
            return
        seen.update(found)
        yield from found


def claim(*, message_id: int, now: datetime) -> OutboxMessage | None:
    """Take the message, or None when it is not to be sent now (any more). Compare-and-set: of two
    workers one gets it."""
    claimable = to_be_sent(now).filter(pk=message_id).order_by()
    token = uuid4()
    taken = claimable.filter(attempts__lt=MAX_ATTEMPTS).update(
        state=State.SENDING,
        lease_token=token,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
    )
    if taken:
        return OutboxMessage.objects.filter(pk=message_id, lease_token=token).first()
    claimable.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=State.FAILED,
        lease_token=None,
        lease_until=None,
        finished_at=now,
        error=_("Sending was broken off %(times)d times.") % {"times": MAX_ATTEMPTS},
    )
    return None


def _send(post: "Post", message: OutboxMessage, clock) -> bool:
    """Send a claimed message and write down how that went."""
    try:
        post.give(message)
    except Refused as error:
        _let_go(message, state=State.FAILED, error=str(error), finished_at=clock())
        return False
    except NotNow as error:
        _later(message, error=str(error), now=clock())
        return False
    return _let_go(message, state=State.SENT, error="", finished_at=clock())


def _later(message: OutboxMessage, *, error: str, now: datetime) -> None:
    if message.attempts >= MAX_ATTEMPTS:
        _let_go(message, state=State.FAILED, error=error, finished_at=now)
    else:
        wait = timedelta(minutes=WAITS[message.attempts - 1])
        _let_go(message, state=State.WAITING, error=error, available_at=now + wait)


def _let_go(message: OutboxMessage, **values) -> bool:
    held = OutboxMessage.objects.filter(
        pk=message.pk, state=State.SENDING, lease_token=message.lease_token
    ).update(lease_token=None, lease_until=None, **values)
    if not held:
        logger.warning("Mail %s was taken over by another worker", message.public_id)
    return bool(held)


# -- The mail server ------------------------------------------------------------------------------


class Post:
    """One connection to the mail server, opened at the first message and kept for the next."""

    def __init__(self):
        self.connection = get_connection(fail_silently=False)
        self.closed_for_now = False

    def give(self, message: OutboxMessage) -> None:
        """Raises Refused, NotNow or NoServer with a sentence for the administrator."""
        if not message.to:
            raise Refused(_("There is no address to send this to."))
        try:
            # Opened here, Django leaves it open for the next message.
            self.connection.open()
            email_of(message, self.connection).send()
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the row must say so
            self.close()
            why = reason(error)
            self.closed_for_now = isinstance(why, NoServer)
            # Not the answer of the server: it repeats the address.
            logger.warning("Mail %s was not sent: %s", message.public_id, type(error).__name__)
            raise why from None

    def close(self) -> None:
        try:
            self.connection.close()
        except (smtplib.SMTPException, OSError) as error:
            logger.info("The mail server was gone already: %s", type(error).__name__)


def email_of(message: OutboxMessage, connection) -> EmailMessage:
    """Plain text, and the files that go along with this kind of mail; the same headers at every
    attempt."""
    headers = {
        "Message-ID": message.message_id,
        "Date": formatdate(message.created_at.timestamp(), localtime=True),
        # RFC 3834, and what Exchange listens to: no out-of-office answers to a program.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if message.user_id:
        # To colleagues only: by this their mail program can sort it.
        headers["List-Id"] = f"<{message.kind.replace('_', '-')}.{message.domain}>"
    return EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        attachments=attachments_of(message),
        headers=headers,
        connection=connection,
    )


def attachments_of(message: OutboxMessage) -> list[tuple[str, bytes, str]]:
    """(name, bytes, kind) of the files that go along, from settings.MAIL_ATTACHMENTS. They are read
    when the mail leaves: what is in a row already need not be kept in the outbox too."""
    maker = settings.MAIL_ATTACHMENTS.get(message.kind)
    return import_string(maker)(message) if maker else []


def reason(error: Exception) -> Exception:
    """What an error of sending means for the message."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _answer in error.recipients.values()]
        return _about_message(max(codes, default=450))
    if isinstance(error, smtplib.SMTPDataError):
        return _about_message(error.smtp_code)
    if isinstance(error, smtplib.SMTPResponseException):
        # Of the log-in, of the sender: the same for every message, until somebody mends it.
        said = _("The mail server does not accept us (%(code)d).") % {"code": error.smtp_code}
        return NoServer(said)
    if isinstance(error, smtplib.SMTPException | OSError):
        name = type(error).__name__
        return NoServer(_("The mail server cannot be reached (%(name)s).") % {"name": name})
    if isinstance(error, ValueError):
        return Refused(_("This is not a message that can be sent."))
    name = type(error).__name__
    return NotNow(_("Something unexpected went wrong (%(name)s).") % {"name": name})


def _about_message(code: int) -> Exception:
    if 500 <= code < 600:
        said = _("The mail server refused this message for good (%(code)d).")
        return Refused(said % {"code": code})
    return NotNow(_("The mail server did not take this message now (%(code)d).") % {"code": code})
