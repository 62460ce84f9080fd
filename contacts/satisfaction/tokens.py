"""What stands in a link: made at random, read once, kept as a hash."""

import hashlib
import secrets


def new_token() -> str:
    return secrets.token_urlsafe(24)


def digest_of(token: str) -> str:
    """192 bits that were drawn by chance need no key."""
    return hashlib.sha256(token.encode()).hexdigest()
