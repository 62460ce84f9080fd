"""What happens to callbacks by itself."""

from datetime import datetime

from contacts.callbacks.services import resume_waited
from kcc.organisation.batches import forget_old


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS): callbacks whose day of waiting has come go on, and
    what nobody can take back any more is forgotten."""
    resume_waited(now)
    forget_old(now)
