"""Access keys for programs: made, found, and never kept in the clear."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import CharField, DateTimeField

from kcc.audit.services import record
from kcc.lib.periods import local_day
from kcc.lib.ready import Ready
from kcc.organisation.models import ApiToken, User

# What a scanner for leaked secrets can look for.
PREFIX = "kcc_"
LONGEST_DAYS = 400


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


@transaction.atomic
def create_token(
    *, by, user: User, name: str, now: datetime, days: int = 365, scope=ApiToken.Scope.EVERYTHING
) -> tuple[ApiToken, str]:
    """A new key, and the text of it: the only time that it can be read."""
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        scope=scope,
        digest=_digest(text),
        created_at=now,
        expires_at=now + timedelta(days=min(days, LONGEST_DAYS)),
    )
    detail = {"user": str(user.public_id), "scope": str(scope)}
    record(by=by, action="token.created", obj=token, detail=detail, at=now)
    return token, text


def find_token(text: str, now: datetime) -> ApiToken | None:
    """The valid key with this text, with its user; one statement, and one more on the first use of
    a day. None when there is none, when it has expired, or when the user may not log in."""
    found = _valid(digest=_digest(text), now=now)
    if not found:
        return None
    token, today = found[0], local_day(now)
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
    return token


_valid = Ready(
    lambda *, digest, now: ApiToken.objects.select_related("user").filter(
        digest=digest, expires_at__gt=now, user__is_active=True
    ),
    digest=CharField(),
    now=DateTimeField(),
)


@transaction.atomic
def revoke_token(*, by, token: ApiToken) -> None:
    """The key stops working at once."""
    record(by=by, action="token.revoked", obj=token, detail={"user": str(token.user.public_id)})
    token.delete()
