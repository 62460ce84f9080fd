"""When is a contact a repeat of an earlier one? Plain Python, no database.

B is a repeat of A when both came in from outside, from the same customer (or the same phone number
or e-mail address), or about the same place for subjects bound to an address; about the same
subject or the same case; and B starts within the window of the subject after the last activity on
A. The application proposes, a person confirms; only confirmed repeats count.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kcc.lib.periods import local_day, start_of


@dataclass(frozen=True)
class Asked:
    """One question of one contact, as far as repeats are concerned.

    Identities are compared as given: phone in E.164, e-mail folded, `place` a normalised address
    key; empty means unknown and equals nothing. `chain` is the id of the first question of the
    chain this one belongs to (its own id when it starts one).
    """

    id: Hashable
    inbound: bool
    subject: Hashable
    started_at: datetime
    last_activity_at: datetime
    customer: Hashable | None = None
    phone: str = ""
    email: str = ""
    place: str = ""
    case: Hashable | None = None
    chain: Hashable | None = None


def same_asker(earlier: Asked, later: Asked, *, address_bound: bool) -> bool:
    """The same person, as far as we can know; or the same place when the subject is about one.

    Two known customers who differ are two people, even behind one phone number.
    """
    if address_bound and earlier.place and earlier.place == later.place:
        return True
    if earlier.customer is not None and later.customer is not None:
        return earlier.customer == later.customer
    return bool(
        (earlier.phone and earlier.phone == later.phone)
        or (earlier.email and earlier.email == later.email)
    )


def window_start(started_at: datetime, window_days: int) -> datetime:
    """The earliest last activity that a question asked at `started_at` can be a repeat of.

    Calendar days of the municipality: whatever happened on a day counts until the end of the day
    that is `window_days` later.
    """
    return start_of(local_day(started_at) - timedelta(days=window_days))


def window_end(last_activity_at: datetime, window_days: int) -> datetime:
    """The first moment that is too late to be a repeat of something last active then."""
    return start_of(local_day(last_activity_at) + timedelta(days=window_days + 1))


def is_repeat(earlier: Asked, later: Asked, *, window_days: int, address_bound: bool) -> bool:
    """Is `later` a repeat of `earlier`? `window_days` counts calendar days; 0 switches it off."""
    if window_days <= 0 or not (earlier.inbound and later.inbound):
        return False
    if later.started_at <= earlier.started_at:
        return False
    if earlier.last_activity_at < window_start(later.started_at, window_days):
        return False
    same_case = earlier.case is not None and earlier.case == later.case
    if earlier.subject != later.subject and not same_case:
        return False
    return same_asker(earlier, later, address_bound=address_bound)


@dataclass(frozen=True)
class Repeat:
    """What the banner says: the latest earlier question, the first one, and how many there were."""

    previous: Asked
    first: Asked
    count: int
    days: int


def find_repeat(
    earlier: Iterable[Asked], later: Asked, *, window_days: int, address_bound: bool
) -> Repeat | None:
    """The repeat that `later` would be, or None.

    `count` is the number of contacts including this one; `days` the calendar days since the first.
    Of two that started at the same moment the one given last is the latest.
    """
    found = sorted(
        (
            asked
            for asked in earlier
            if is_repeat(asked, later, window_days=window_days, address_bound=address_bound)
        ),
        key=lambda asked: asked.started_at,
    )
    if not found:
        return None
    first, previous = found[0], found[-1]
    days = (local_day(later.started_at) - local_day(first.started_at)).days
    return Repeat(previous=previous, first=first, count=len(found) + 1, days=days)
