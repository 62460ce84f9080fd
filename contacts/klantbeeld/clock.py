"""How the promise of a callback looks now."""

from datetime import datetime

from contacts.models import Callback
from kcc.organisation.due import Due


def due_of(callback: Callback, now: datetime) -> Due:
    """While we wait for the customer its clock stands still: it is as late, or as much in time, as
    when that began (contacts.callbacks.selectors.state_q says the same to the database)."""
    return Due.of_moment(callback.due_at, callback.waiting_since or now)
