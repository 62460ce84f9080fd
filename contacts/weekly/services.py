"""Making the weekly lists: one per head and week, at the first opening of the week."""

import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from itertools import groupby
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from contacts.models import WeeklyList
from contacts.weekly import words
from contacts.weekly.selectors import Place, first_opening, heads_without, week_of, weekly
from kcc.jobs.notifications import notify
from kcc.jobs.outbox import absolute, post
from kcc.lib.faults import in_short
from kcc.organisation.access import access_of
from kcc.organisation.models import Department, User

logger = logging.getLogger(__name__)
KIND = "weekly"


def make_lists(*, now: datetime) -> int:
    """The lists of this week for the heads that have none yet; how many were made.

    Never one of an earlier week: after a standstill that is no news any more. One statement when
    there is nothing to do, and a transaction per head.
    """
    week = week_of(now)
    opens = first_opening(week)
    if opens is None or now < opens:
        return 0
    made = 0
    for _user_id, rows in groupby(heads_without(week), key=lambda row: row.user_id):
        memberships = list(rows)
        departments = list(dict.fromkeys(row.department for row in memberships))
        user = memberships[0].user
        try:
            made += make_list(user=user, departments=departments, week=week, now=now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others get theirs
            logger.error("Weekly list of %s: %s", user.public_id, in_short(error))
    return made


@transaction.atomic
def make_list(*, user: User, departments: Sequence[Department], week: date, now: datetime) -> bool:
    """One line under the bell and one mail; False when somebody else just made them."""
    kept, made = WeeklyList.objects.get_or_create(user=user, week=week, defaults={"at": now})
    if not made:
        return False
    found = weekly(access_of(user), user, departments, now=now)
    kept.counts = {place.department.slug: asdict(place.total) for place in found.places}
    kept.save(update_fields=["counts"])
    page, key = reverse("contacts:weekly"), f"weekly:{week.isoformat()}:{user.public_id}"
    with translation.override(user.language):
        notify(user=user, key=key, kind=KIND, text=words.bell(found), url=page, now=now)
        if user.email:
            post(
                key=key,
                kind=KIND,
                to=user.email,
                user=user,
                subject=words.subject(found),
                body=words.body(found, address=absolute(page), links=_page_of),
                now=now,
            )
    return True


def _page_of(place: Place) -> str:
    query = urlencode({"department": place.department.slug})
    return absolute(f"{reverse('contacts:weekly')}?{query}")
