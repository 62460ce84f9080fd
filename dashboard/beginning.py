"""Since when there is something to count."""

from datetime import date

from cases import selectors as cases
from contacts.history import selectors as contacts


def first_day() -> date | None:
    """The local day of the first contact or case; None before anything happened. Two statements."""
    return min((day for day in (contacts.first_day(), cases.first_day()) if day), default=None)
