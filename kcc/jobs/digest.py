"""One mail with what somebody was told, instead of a mail for each line.

At most one per person in each half hour, when the organisation is open, to who has an address and
did not switch it off. What was read under the bell meanwhile is left out.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kcc.jobs.models import Job, Notification, OutboxMessage
from kcc.jobs.notifications import lock_people
from kcc.jobs.outbox import absolute, mail_is_on, post
from kcc.lib.templatetags.kcc import moment
from kcc.organisation.calendars import open_at
from kcc.organisation.models import User

KIND = "digest"
MOST_LINES = 50
FRESH = timedelta(days=7)
PEOPLE_AT_ONCE = 200  # people one tick makes a mail for


def make_digests(now: datetime) -> None:
    """Tick: a mail for everybody who was told something that no mail tells yet."""
    if not mail_is_on() or not open_at(now) or _being_told():
        return
    people = User.objects.filter(
        pk__in=_waiting(now).values("user"), is_active=True, mail_digest=True
    ).exclude(email="")
    found = {_key(user, now): user for user in people.order_by("pk")}
    # Who had the mail of this half hour waits for the next one.
    had = set(OutboxMessage.objects.filter(key__in=found).values_list("key", flat=True))
    for user in [user for key, user in found.items() if key not in had][:PEOPLE_AT_ONCE]:
        make_digest(user=user, now=now)


def _being_told() -> bool:
    """Many are still being told, as after a standstill: one mail of all of it then, not one of how
    it began and another of the rest."""
    unfinished = (Job.State.DUE, Job.State.RUNNING)
    return Job.objects.filter(kind__in=settings.JOBS_THAT_TELL, state__in=unfinished).exists()


def _waiting(now: datetime):
    """Lines no mail tells yet; not those of long ago, for who switches the mail on again."""
    return Notification.objects.filter(
        for_digest=True, mailed_in__isnull=True, read_at__isnull=True, at__gte=now - FRESH
    )


@transaction.atomic
def make_digest(*, user: User, now: datetime) -> bool:
    """Gather for one person; False when another one did so meanwhile."""
    lock_people([user.pk])
    lines = list(_waiting(now).filter(user=user).order_by("at", "pk"))
    key = _key(user, now)
    if not lines or OutboxMessage.objects.filter(key=key).exists():
        return False
    with translation.override(user.language):
        message = post(
            key=key, kind=KIND, to=user.email, user=user, now=now,
            subject=_subject(len(lines)), body=_body(lines),
        )  # fmt: skip
    Notification.objects.filter(pk__in=[line.pk for line in lines]).update(mailed_in=message)
    return True


def _key(user: User, now: datetime) -> str:
    """Of this person, in this half hour: digest:<public id>:20261110T0930 in UTC."""
    utc = now.astimezone(UTC)
    return f"{KIND}:{user.public_id}:{utc:%Y%m%dT%H}{'30' if utc.minute >= 30 else '00'}"


def _subject(count: int) -> str:
    return ngettext(
        "KCC: %(count)d new message", "KCC: %(count)d new messages", count
    ) % {"count": count}  # fmt: skip


def _body(lines: Sequence[Notification]) -> str:
    parts = []
    for line in lines[:MOST_LINES]:
        words = f"{moment(line.at)}  {line.text}"
        parts.append(f"{words}\n{absolute(line.url)}" if line.url else words)
    if len(lines) > MOST_LINES:
        parts.append(_("and %(count)d more") % {"count": len(lines) - MOST_LINES})
    parts.append(f"{_('All messages:')}\n{absolute(reverse('jobs:notifications'))}")
    parts.append(
        f"{_('You can switch off this mail in your account:')}\n{absolute(reverse('account'))}"
    )
    return "\n\n".join(parts) + "\n"
