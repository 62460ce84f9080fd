"""How long filling in takes, told in advance.

Reading a statement of some twenty words takes about six seconds at two hundred words a minute, and
making up one's mind about ten; a comment now and then is in it. An estimate of a pillar asks to
look at six phases.
"""

from math import ceil

SECONDS_A_STATEMENT = 16
SECONDS_AN_ESTIMATE = 20


def minutes(*, statements: int, estimates: int) -> int:
    """Whole minutes, at least one; 0 when nothing is left."""
    seconds = statements * SECONDS_A_STATEMENT + estimates * SECONDS_AN_ESTIMATE
    return max(round(seconds / 60), ceil(seconds / 3600))
