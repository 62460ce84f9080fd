"""The code with which a customer follows a case: made at random, shown once, kept as a keyed hash.

Ten signs of 32 are fifty bits: with the wrong codes that may be tried in an hour (see
cases.following.services) nobody gets anywhere by guessing. The hash needs PERSONAL_DATA_KEY of the
settings, so that the table alone gives nothing to guess at either.
"""

import hashlib
import hmac
import re
import secrets

from django.conf import settings

# Crockford's: without I, L, O and U, so that nothing looks or sounds like something else.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
ALIKE = str.maketrans("ILO", "110")
NUMBER = re.compile(r"Z?[^0-9A-Z]*([0-9]{4})[^0-9A-Z]*([0-9]{1,6})")


def new_code() -> str:
    return "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))


def in_groups(code: str) -> str:
    """K7M2P-9XQ4D: as it is shown and printed."""
    return f"{code[:5]}-{code[5:]}"


def same_code(text: str) -> str:
    """What was typed, as the code is kept: without spaces and dashes, in capitals, and with the
    letters that are taken for a digit as that digit."""
    return "".join(each for each in text.upper().translate(ALIKE) if each.isalnum())


def same_number(text: str) -> str:
    """Z-2026-000123 for "z 2026 123" too; what is no number of ours stays what it is."""
    words = text.strip().upper()
    found = NUMBER.fullmatch(words)
    return f"Z-{found[1]}-{int(found[2]):06d}" if found else words


def digest(code: str) -> str:
    """64 hex digits, the same for the same code and key."""
    return keyed("follow.code", code)


def keyed(purpose: str, text: str) -> str:
    key = hashlib.sha256(f"kcc.{purpose}:{settings.PERSONAL_DATA_KEY}".encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
