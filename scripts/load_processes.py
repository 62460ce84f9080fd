"""Memory of a process as /proc tells (Linux); the rest is in processes.py."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Memory:
    """Megabytes of one process: all it has in memory, and its fair share of what is shared."""

    rss: float
    pss: float


def memory_of(pid: int) -> Memory | None:
    """None when it is not there any more."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
    return Memory(found["Rss"], found["Pss"])
