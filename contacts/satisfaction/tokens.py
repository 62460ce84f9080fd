"""What stands in a link: made at random, read once, kept as a hash.

On paper it is shorter, for who types it: sixteen signs are eighty bits. Capitals, dashes and the
letters that are taken for a digit make no difference there (cases.following.codes).
"""

import hashlib
import secrets

from cases.following.codes import SIGNS, same_code

TYPED, GROUP = 16, 4


def new_token() -> str:
    """For a mail: to be pressed, not typed."""
    return secrets.token_urlsafe(24)


def new_paper_token() -> str:
    """K7M2-P9XQ-4DRT-81VC"""
    code = "".join(secrets.choice(SIGNS) for _sign in range(TYPED))
    return "-".join(code[start : start + GROUP] for start in range(0, TYPED, GROUP))


def digest_of(token: str) -> str:
    """So many bits that were drawn by chance need no key."""
    typed = same_code(token)
    return hashlib.sha256((typed if len(typed) == TYPED else token).encode()).hexdigest()
