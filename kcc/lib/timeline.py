"""What happened, as components/timeline.html shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a timeline. `version` is the one it led to; None when it changed nothing.
    `undone`: it was taken back."""

    at: datetime
    title: str
    by: str = ""
    text: str = ""
    kind: str = ""
    version: int | None = None
    undone: bool = False


def changes_since(entries: Iterable[Entry], version: int) -> list[Entry]:
    """What was changed after this version was shown."""
    return [entry for entry in entries if entry.version is not None and entry.version > version]


# -- What was taken back does not count --------------------------------------------------------

# The kind of an event in which an act is taken back: the one that gave the version in its detail.
# Every act gives another one.
UNDONE = "undone"


def undone_versions(events: Iterable) -> set[int]:
    """The versions that acts gave which were taken back."""
    return {event.detail["version"] for event in events if event.kind == UNDONE}


def standing(events: Iterable) -> list:
    """The acts among these that were not taken back."""
    events = list(events)
    undone = undone_versions(events)
    return [
        event
        for event in events
        if event.kind != UNDONE and event.detail.get("version") not in undone
    ]
