"""Telling people: one line under the bell, once per person and occasion.

`User.unseen` is how many of somebody's lines are unread, so that every page can show it without a
statement. Whatever lowers it reckons it anew and heals what went wrong before.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from django.db import transaction
from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from kcc.jobs.models import Notification
from kcc.organisation.models import User

KEPT = timedelta(days=180)
REMOVED_AT_ONCE = 500  # lines one tick removes


@transaction.atomic(savepoint=False)
def notify(
    *, user, key: str, kind: str, text: str, now: datetime, url: str = "", mail: bool = False,
    fresh: bool = False,
) -> bool:  # fmt: skip
    """Tell this person once; False when that was done before. Joins the caller's transaction.

    `text` names no customer, `url` is a path of this site. With `mail` it also goes along in the
    next mail that gathers what somebody was told (kcc.jobs.digest). `fresh`: the occasion came
    about in this transaction, so nobody was told before; two statements instead of three.
    """
    values = {"kind": kind, "text": text[:300], "url": url, "at": now, "for_digest": mail}
    if fresh:
        made = Notification.objects.create(user=user, key=key, **values)
    else:
        _line, made = Notification.objects.get_or_create(user=user, key=key, defaults=values)
    if made:
        User.objects.filter(pk=user.pk).update(unseen=F("unseen") + 1)
    return bool(made)


@dataclass(frozen=True)
class Line:
    """What one person is told, in the language of that person."""

    user: User
    key: str
    text: str
    url: str = ""


@transaction.atomic(savepoint=False)
def notify_many(*, lines: Iterable[Line], kind: str, now: datetime, mail: bool = False) -> int:
    """As `notify`, for many people and occasions at once; how many were told. Three statements,
    whatever their number."""
    wanted = [
        Notification(
            user=line.user, key=line.key, kind=kind, text=line.text[:300], url=line.url, at=now,
            for_digest=mail,
        )
        # In a fixed order: two that do this at once must not wait for each other.
        for line in sorted(lines, key=lambda line: (line.user.pk, line.key))
    ]  # fmt: skip
    Notification.objects.bulk_create(wanted, ignore_conflicts=True)
    made = Counter(
        Notification.objects.filter(public_id__in=[line.public_id for line in wanted]).values_list(
            "user_id", flat=True
        )
    )
    for more in sorted(set(made.values())):  # nearly always one number
        people = sorted(pk for pk, count in made.items() if count == more)
        User.objects.filter(pk__in=people).update(unseen=F("unseen") + more)
    return made.total()


@transaction.atomic(savepoint=False)
def take_back(*, key: str) -> None:
    """What it told is no longer so: forget it for whoever did not read it and was not mailed it
    yet. Joins the caller's transaction; one statement when there is nothing."""
    lines = Notification.objects.filter(key=key, read_at__isnull=True, mailed_in__isnull=True)
    people = list(lines.values_list("user_id", flat=True))
    if people:
        lock_people(people)
        lines.delete()
        recount(people)


# -- Reading --------------------------------------------------------------------------------------


@transaction.atomic
def open_one(*, notification: Notification, now: datetime) -> None:
    """The person it is for looks at what it is about; a mail need not tell it any more."""
    lock_people([notification.user_id])
    unread = Notification.objects.filter(pk=notification.pk, read_at__isnull=True)
    if unread.update(read_at=now, for_digest=False):
        recount([notification.user_id])


@transaction.atomic
def read_until(*, by, newest: Notification, now: datetime) -> None:
    """Everything up to the newest line this person saw; what came after it stays unread."""
    lock_people([by.pk])
    Notification.objects.filter(user=by, read_at__isnull=True, at__lte=newest.at).update(
        read_at=now, for_digest=False
    )
    recount([by.pk])


def lock_people(people: Iterable[int]) -> None:
    """Whoever changes lines of these people, or gathers them for a mail, waits for us."""
    rows = User.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True)
    list(rows.values_list("pk", flat=True))


def recount(people: Iterable[int]) -> None:
    unread = (
        Notification.objects.filter(user=OuterRef("pk"), read_at__isnull=True)
        .order_by()
        .values("user")
        .annotate(number=Count("pk"))
        .values("number")
    )
    number = Coalesce(Subquery(unread, output_field=IntegerField()), 0)
    User.objects.filter(pk__in=people).update(unseen=number)


# -- Tick -----------------------------------------------------------------------------------------


def remove_old(now: datetime) -> None:
    """Tick: remove lines of more than half a year ago, a bounded number at a time."""
    rows = Notification.objects.order_by("pk").values_list("pk", "at", "user_id")
    # Ids follow time, so the first ones are the oldest, and usually one look is enough.
    if not (first := rows.first()) or first[1] >= now - KEPT:
        return
    old = list(takewhile(lambda row: row[1] < now - KEPT, rows[:REMOVED_AT_ONCE]))
    people = {user_id for _pk, _at, user_id in old}
    with transaction.atomic():
        lock_people(people)
        Notification.objects.filter(pk__in=[pk for pk, _at, _user_id in old]).delete()
        recount(people)
