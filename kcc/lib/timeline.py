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
