"""The keys of screens on the floor: made, found, withdrawn, and never kept in the clear."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dashboard.models import WallboardKey
from dashboard.wallboard.keys import digest, in_groups, new_key, same_key
from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day

LONGEST_DAYS = 366
# Who hangs up more screens than this has forgotten to withdraw some.
MOST = 50


@transaction.atomic
def make_key(*, by, name: str, days: int, now: datetime) -> tuple[WallboardKey, str]:
    """A key for one more screen, and the text of it: the only time that it can be read."""
    if WallboardKey.objects.filter(revoked_at=None, expires_at__gt=now).count() >= MOST:
        raise DomainError(
            _("There are %(count)d screens already. Withdraw one first.") % {"count": MOST}
        )
    text = new_key()
    key = WallboardKey.objects.create(
        name=name,
        digest=digest(text),
        created_at=now,
        created_by=by,
        expires_at=now + timedelta(days=min(days, LONGEST_DAYS)),
    )
    record(by=by, action="wallboard.key_made", obj=key, detail={"days": days}, at=now)
    return key, in_groups(text)


@transaction.atomic
def revoke_key(*, by, key: WallboardKey, now: datetime) -> None:
    """The screen goes dark at its next question. Twice is once."""
    if WallboardKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        record(by=by, action="wallboard.key_withdrawn", obj=key, at=now)


def find_key(text: str, now: datetime) -> WallboardKey | None:
    """The valid key with this text; None when there is none, it has expired or was withdrawn. One
    statement, and one more on the first use of a day."""
    if not text:
        return None
    key = WallboardKey.objects.filter(
        digest=digest(text), revoked_at=None, expires_at__gt=now
    ).first()
    today = local_day(now)
    if key is not None and key.last_used_on != today:
        WallboardKey.objects.filter(pk=key.pk).update(last_used_on=today)
    return key


@transaction.atomic
def open_screen(*, text: str, now: datetime) -> tuple[WallboardKey, str] | None:
    """The key that was typed on a screen, and how the screen keeps it; None for a wrong one."""
    kept = same_key(text)
    key = find_key(kept, now)
    if key is None:
        record(by=None, action="wallboard.opened", result="refused", at=now)
        return None
    record(by=None, action="wallboard.opened", obj=key, at=now)
    return key, kept
