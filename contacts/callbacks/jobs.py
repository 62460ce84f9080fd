"""What happens to callbacks by itself."""

from datetime import datetime

from contacts.callbacks.services import resume_waited


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS): callbacks whose day of waiting has come go on."""
    resume_waited(now)
