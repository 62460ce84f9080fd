"""What processes use, read from /proc: time of the processor, and memory. Linux only; elsewhere it
is not known, and zero."""

import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
# Fields of /proc/stat that are work: user, nice, system, irq, softirq, steal.
WORK = (0, 1, 2, 5, 6, 7)


@dataclass(frozen=True)
class Used:
    """Seconds of the processor since the machine started: by all, and by a tree of processes."""

    everything: float
    ours: float

    @classmethod
    def now(cls, root: int) -> "Used":
        return cls(_everything(), _of_tree(root))

    def others_since(self, earlier: "Used", seconds: float) -> float:
        """Cores that others used on average: 0.12 is 12 % of one."""
        all_of_it = self.everything - earlier.everything
        return max(0.0, all_of_it - (self.ours - earlier.ours)) / seconds


def _everything() -> float:
    try:
        words = (PROC / "stat").read_text().split("\n", 1)[0].split()[1:]
    except OSError:
        return 0.0
    return sum(int(words[place]) for place in WORK) / TICKS


def _of_tree(root: int) -> float:
    """With that of children who ended: their time goes to who waited for them."""
    parents, times = {}, {}
    for pid, fields in _stats():
        parents[pid] = int(fields[1])
        times[pid] = sum(int(each) for each in fields[11:15])
    children = defaultdict(list)
    for pid, parent in parents.items():
        children[parent].append(pid)
    total, todo = 0, [root]
    while todo:
        pid = todo.pop()
        total += times.get(pid, 0)
        todo += children[pid]
    return total / TICKS


def _stats():
    """(process, fields after its name) of every process."""
    for path in PROC.glob("[0-9]*/stat"):
        try:
            yield int(path.parent.name), path.read_text().rpartition(")")[2].split()
        except OSError:
            continue


def children_of(parent: int) -> list[int]:
    return sorted(pid for pid, fields in _stats() if int(fields[1]) == parent)


@dataclass(frozen=True)
class Memory:
    """Megabytes of a process: now, and the most it ever had."""

    now: float
    peak: float

    @classmethod
    def of(cls, pid: int) -> "Memory":
        try:
            text = (PROC / str(pid) / "status").read_text()
        except OSError:
            return cls(0, 0)
        lines = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
        return cls(*(int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM")))
