"""Telling people: one line under the bell, once per person and occasion."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from kcc.jobs.models import Notification
from kcc.organisation.models import User


@transaction.atomic(savepoint=False)
def notify(
    *, user, key: str, kind: str, text: str, now: datetime, url: str = "", mail: bool = False
) -> bool:
    """Tell this person once; False when that was done before. Joins the caller's transaction.

    `text` names no customer, `url` is a path of this site. With `mail` it also goes along in the
    next mail that gathers what somebody was told (kcc.jobs.digest).
    """
    _line, made = Notification.objects.get_or_create(
        user=user,
        key=key,
        defaults={"kind": kind, "text": text[:300], "url": url, "at": now, "for_digest": mail},
    )
    if made:
        User.objects.filter(pk=user.pk).update(unseen=F("unseen") + 1)
    return made


@transaction.atomic(savepoint=False)
def take_back(*, key: str) -> None:
    """What it told is no longer so: forget it for whoever did not read it and was not mailed it
    yet. Joins the caller's transaction; one statement when there is nothing."""
    lines = Notification.objects.filter(key=key, read_at__isnull=True, mailed_in__isnull=True)
    people = list(lines.values_list("user_id", flat=True))
    if people:
        lines.delete()
        User.objects.filter(pk__in=people, unseen__gt=0).update(unseen=F("unseen") - 1)
