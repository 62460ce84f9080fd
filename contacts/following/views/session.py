"""Which case a visitor looks at: a key in the session that holds for half an hour. The address of
the page says nothing."""

from datetime import datetime, timedelta

from cases.following.selectors import followed
from cases.models import Case, FollowCode

KEY = "follow"
LASTS = timedelta(minutes=30)
# What somebody was still writing is taken for so much longer: it shows nothing.
GRACE = timedelta(hours=4)


def remember(request, code: FollowCode, now: datetime) -> None:
    """From now on; under a new id of the session, so that one known before opens nothing."""
    request.session.cycle_key()
    request.session[KEY] = {
        "case": str(code.case.public_id),
        "digest": code.digest,
        "until": (now + LASTS).timestamp(),
    }


def case_of(request, now: datetime, *, grace: timedelta = timedelta()) -> Case | None:
    """The case; None when nothing was opened, it is too long ago, or the code was replaced. One
    statement beside that of the session."""
    kept = request.session.get(KEY)
    if not kept or kept["until"] + grace.total_seconds() < now.timestamp():
        return None
    return followed(kept["case"], kept["digest"], now)


def was_open(request) -> bool:
    return KEY in request.session


def forget(request) -> None:
    request.session.pop(KEY, None)
