"""From which day a case may be destroyed. Plain: no database, no clock."""

from datetime import date

from kcc.organisation.statutory import parse_term, statutory_end

DESTROY = "vernietigen"
FROM_EXPIRY = "vervaldatum_besluit"


def archive_day(result, *, closed_on: date, expires_on: date | None = None) -> date | None:
    """The retention of the result (ISO 8601) after the day it counts from: the day of closing, or
    the day on which what was granted ends (afleidingswijze, ZGW). None for what is kept for ever.

    Selectielijst gemeenten 2020: the code on the result. No Atw: that is about terms of law.
    """
    if result.archive != DESTROY or not result.retention:
        return None
    start = closed_on
    if result.counts_from == FROM_EXPIRY and expires_on:
        start = max(closed_on, expires_on)
    day, _steps = statutory_end(start, parse_term(result.retention), shift=False, holidays=())
    return day
