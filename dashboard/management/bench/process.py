"""What one process does: start, then make the rows of the pieces it is given.

Imports nothing of the application above its functions: a new process has to start that first.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Story:
    """What every process has to know. The same story gives the same rows."""

    seed: int
    first_day: date
    end: datetime


_process = {}


def start(story: Story) -> None:
    """In a process of its own, before its first piece."""
    # A process that was just made has to start Django before anything of the application.
    import django  # noqa: PLC0415

    django.setup()
    # Now that can be imported.
    from dashboard.management.bench.making import maker_for  # noqa: PLC0415

    _process["maker"] = maker_for(story)


def make(piece):
    return _process["maker"](piece)
