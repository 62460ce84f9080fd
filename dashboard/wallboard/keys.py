"""What a key of a screen looks like. Plain.

Twenty-five signs of 32 are 125 bits: nobody comes near by guessing, and it can still be typed once
with the remote control of a television.
"""

import hashlib
import secrets

# Crockford's: without I, L, O and U, so that nothing looks like something else.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE = str.maketrans("ILO", "110")
GROUPS, IN_A_GROUP = 5, 5


def new_key() -> str:
    return "".join(secrets.choice(SIGNS) for _sign in range(GROUPS * IN_A_GROUP))


def in_groups(key: str) -> str:
    """K7M2P-9XQ4D-…: as it is shown."""
    return "-".join(
        key[start : start + IN_A_GROUP] for start in range(0, GROUPS * IN_A_GROUP, IN_A_GROUP)
    )


def same_key(text: str) -> str:
    """What was typed, as a key is kept: in capitals, without spaces and dashes, and with the
    letters that are taken for a digit as that digit."""
    return "".join(each for each in text.upper().translate(ALIKE) if each.isalnum())


def digest(key: str) -> str:
    return hashlib.sha256(f"kcc.wallboard:{key}".encode()).hexdigest()
