"""What can be done with a case."""

from cases.services.acts import (
    add_note,
    change_status,
    claim,
    close_case,
    hand_over,
    release,
    take_over,
)
from cases.services.registering import open_case

__all__ = [
    "add_note",
    "change_status",
    "claim",
    "close_case",
    "hand_over",
    "open_case",
    "release",
    "take_over",
]
