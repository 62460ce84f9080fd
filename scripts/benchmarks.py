"""What was measured, as Markdown tables with the machine it was measured on."""

import os
import platform
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import packages
import services
import targets
from measuring import NOISE, Measured
from wear import Wear

FOLDER = packages.ROOT / "docs" / "benchmarks"
DEEP = 1_000
FLUSHES = 200


@dataclass
class Found:
    """All that was measured at one size."""

    size: int
    loaded: str = ""
    gigabytes: float = 0.0
    # By name, in the order of the table.
    operations: dict[str, Measured] = field(default_factory=dict)
    # Of each floor, as often as it was measured.
    floors: dict[str, list[Measured]] = field(default_factory=dict)
    peaks: dict[str, float] = field(default_factory=dict)
    memory: Wear | None = None
    reports: dict = field(default_factory=dict)
    imported: dict = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    # Of "page 1,000" of each list, which page it was: a short list has no page 1,000.
    pages: dict[str, int] = field(default_factory=dict)
    # Contacts that were logged before anything was measured, for a day like any other.
    logged_today: int = 0
    # What could not be measured, and what was answered instead.
    failed: dict[str, str] = field(default_factory=dict)

    def floor(self, name: str) -> float:
        """Milliseconds: the median of the medians."""
        return statistics.median(each.alone.median for each in self.floors[name])

    def multiple(self, one: Measured) -> float:
        return one.alone.median / self.floor(one.floor)


class Log:
    """What was found so far. It is kept after each part, so that a run which is cut off leaves what
    it measured, and says what it did not. `path`: where; None is nowhere."""

    def __init__(self, sizes: Sequence[int], years: int, quick: bool, path: Path | None):
        self.years, self.quick, self.path = years, quick, path
        self.to_come, self.towns = sorted(sizes), []

    def add(self, town: Found) -> None:
        self.towns.append(town)
        self.keep()

    def finish(self, size: int) -> str:
        """Its tables; it is the one that was added last."""
        self.to_come.remove(size)
        self.keep()
        return "\n\n".join(_town(self.towns[-1]))

    def keep(self) -> None:
        if self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(self.text(), encoding="utf-8")

    def text(self) -> str:
        return report(self.towns, years=self.years, quick=self.quick, to_come=self.to_come)


def report(towns: Sequence[Found], *, years: int, quick: bool, to_come: Sequence[int] = ()) -> str:
    """`to_come`: sizes of which something or all of it is still to be measured."""
    judged = min(towns, key=lambda town: abs(town.size - targets.AT))
    parts = [
        f"# Measured on {datetime.now().astimezone():%Y-%m-%d}",
        *_about(years, quick, to_come),
    ]
    parts += ["## Targets", _promises(judged), _table(_verdicts(judged, towns))]
    if len(towns) > 1:
        parts += ["## Growth", _of_growth(towns), _table(_growth(towns))]
    for town in towns:
        parts += _town(town)
    parts += ["## The machine", "\n".join(f"- {line}" for line in machine())]
    return "\n\n".join(parts) + "\n"


def _about(years: int, quick: bool, to_come: Sequence[int]) -> Iterator[str]:
    if to_come:
        sizes = ", ".join(f"{size:,}" for size in to_come)
        yield f"**Not finished: all or a part of it is still to be measured at {sizes} contacts.**"
    if quick:
        yield "**Measured in a hurry (QUICK=1): too few requests to compare with anything.**"
    yield (
        "`make bench`: two gunicorn workers with four threads each, a new connection for each "
        f"request, durable commits, contacts of {years} years. Everything on one machine, which "
        "had to do the asking as well. What each line is: [README.md](README.md). Times are in "
        "milliseconds."
    )


def _promises(judged: Found) -> str:
    where = f"Judged at {judged.size:,} contacts"
    if judged.size != targets.AT:
        where += f", although they are promised at {targets.AT:,}"
    return f"{where}: medians at one client, against the floor of the same run."


def _verdicts(judged: Found, towns: Sequence[Found]) -> Iterator[list[str]]:
    yield ["Target", "Promised", "Found", ""]
    for each in targets.verdicts(judged, towns):
        yield [each.name, each.promised, each.found, "kept" if each.kept else "**missed**"]


# -- Growth ---------------------------------------------------------------------------------------


def _of_growth(towns: Sequence[Found]) -> str:
    first, last = towns[0].size, towns[-1].size
    return (
        "Medians at one client, how many times the one before, and the last column for ten times "
        f"the contacts: the multiples of the floor at {first:,} and at {last:,}, put on a straight "
        "line on paper with two logarithmic scales (ratio to the power of ln 10 ÷ "
        f"ln {last / first:g}). Multiples, so that a machine which was slower at one size does not "
        "count; the floors are in the table to show how much that is."
    )


def _growth(towns: Sequence[Found]) -> Iterator[list[str]]:
    head = ["Operation", f"{towns[0].size:,}"]
    for earlier, later in pairwise(towns):
        head += [f"{later.size:,}", f"{later.size / earlier.size:g} × as many"]
    yield [*head, "10 × as many"]
    for name in towns[0].floors:
        yield _grown(f"Floor: {name}", [town.floor(name) for town in towns], "")
    for name in towns[0].operations:
        if all(name in town.operations for town in towns):
            ten = f"{targets.growth(towns[0], towns[-1], name):.2f} ×"
            medians = [town.operations[name].alone.median for town in towns]
            yield _grown(name, medians, ten)


def _grown(name: str, medians: list[float], ten: str) -> list[str]:
    cells = [name, _ms(medians[0])]
    for earlier, later in pairwise(medians):
        cells += [_ms(later), f"{later / earlier:.2f} ×"]
    return [*cells, ten]


# -- One size -------------------------------------------------------------------------------------


def _town(town: Found) -> Iterator[str]:
    yield f"## {town.size:,} contacts"
    yield _table(_operations(town))
    yield "\n".join(f"- {line}" for line in _notes(town))
    if town.reports or town.imported:
        yield _table(_work(town))
    yield f"Loading:\n\n```\n{town.loaded}\n```"


def _operations(town: Found) -> Iterator[list[str]]:
    yield [
        "Operation", "SQL", "Bytes", "1 client: median", "p95", "n", "× floor", "requests/s",
        "8 clients: median", "p95", "n", "requests/s", "Others",
    ]  # fmt: skip
    for each in town.floors.values():
        middle = sorted(each, key=lambda one: one.alone.median)[len(each) // 2]
        yield _operation(middle, "")
    for one in town.operations.values():
        yield _operation(one, f"{town.multiple(one):.1f} {one.floor}")


def _operation(one: Measured, multiple: str) -> list[str]:
    noisy = " (noisy)" if one.others > NOISE else ""
    wrong = f" (**{len(one.wrong)} wrong answers**)" if one.wrong else ""
    return [
        one.name + noisy + wrong, str(one.statements), f"{one.bytes:,}",
        _ms(one.alone.median), _ms(one.alone.p95), str(len(one.alone.each)), multiple,
        f"{one.alone.rate:.0f}",
        _ms(one.together.median), _ms(one.together.p95), str(len(one.together.each)),
        f"{one.together.rate:.0f}",
        f"{100 * one.others:.0f} %",
    ]  # fmt: skip


def _notes(town: Found) -> Iterator[str]:
    for name, each in town.floors.items():
        medians = ", ".join(_ms(one.alone.median) for one in each)
        yield f"The {name} floor at the beginning, in the middle and at the end: {medians} ms."
    every = [*town.operations.values(), *(one for each in town.floors.values() for one in each)]
    again = sum(one.again for one in every)
    yield (
        f"Load of the machine {min(one.load for one in every):.1f} to "
        f"{max(one.load for one in every):.1f}; {again} of {len(every)} lines were measured twice, "
        f"because others used more than {100 * NOISE:.0f} % of a core, and "
        f"{sum(one.others > NOISE for one in every)} stayed noisy."
    )
    for one in every:
        if one.wrong:
            yield f"{one.name}, {len(one.wrong)} wrong answers: {one.wrong[0]}"
    for name, why in town.failed.items():
        yield f"**{name} could not be measured**: {why}"
    for name, page in town.pages.items():
        if page < DEEP:
            yield f"The list of {name} is short: its page {page:,} stands in for page {DEEP:,}."
    number, lost = sum(town.acknowledged.values()), sum(town.missing.values())
    kinds = ", ".join(f"{each:,} {name}" for name, each in town.acknowledged.items() if each)
    yield (
        f"Writes that were acknowledged: {number:,} ({kinds}). Not found in the database "
        f"afterwards: {lost}."
    )
    if town.logged_today:
        yield (
            f"Before anything was measured {town.logged_today:,} contacts were logged, so that "
            "today is as full as a working day."
        )
    peaks = ", ".join(f"{name} {megabytes:.0f} MB" for name, megabytes in town.peaks.items())
    if peaks:
        yield (
            f"Most memory that a worker ever had: {peaks}. The database: {town.gigabytes:.1f} GB."
        )
    if town.memory:
        yield (
            f"Memory of a web worker that began anew: {town.memory.early:.0f} MB when each had "
            f"answered {town.memory.first:,} requests, {town.memory.late:.0f} MB when each had "
            f"answered {town.memory.requests:,} ({town.memory.answered:,} in all); the most that "
            f"one grew is {town.memory.grown:.1f} MB. Wrong answers: "
            f"{', '.join((str(len(town.memory.wrong)), *town.memory.wrong[:1]))}."
        )


def _work(town: Found) -> Iterator[list[str]]:
    """What workers do."""
    yield ["Work", "Found"]
    if town.reports:
        alone, month = town.reports["alone"], town.reports["month"]
        steps = ", ".join(f"{name} {ms:.0f}" for name, ms in alone["steps"].items())
        yield [
            "Report of a department with PDF and XLSX",
            f"median {alone['median']:.0f} ms ({alone['median'] / town.floor('read'):.0f} × the "
            f"read floor), the slowest of {alone['reports']} {alone['worst']:.0f} ms; {steps}",
        ]
        yield ["Report of the organisation", f"{alone['organisation']:.0f} ms"]
        yield [
            f"All {month['reports']} of a month, by two worker processes",
            f"{month['made']:.1f} s; published and told in {month['published']:.1f} s",
        ]
    if town.imported:
        rows, seconds = town.imported["rows"], town.imported["seconds"]
        yield [
            f"Import of {rows:,} rows, by one worker process",
            f"{seconds:.0f} s: {rows / seconds:,.0f} rows/s",
        ]
        settled = town.imported.get("settled")
        yield [
            "Until all days it wrote about were counted again, after its last row",
            "not yet, when nobody waited any longer" if settled is None else f"{settled:.0f} s",
        ]


# -- Writing --------------------------------------------------------------------------------------


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.1f}" if milliseconds < 1000 else f"{milliseconds:,.0f}"


def _table(rows: Iterator[list[str]]) -> str:
    head, *others = rows
    return "\n".join(map(_row, [head, ["---", *["---:"] * (len(head) - 1)], *others]))


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


@cache
def machine() -> list[str]:
    """What the figures depend on."""
    names = "django", "gunicorn", "psycopg2-binary", "celery"
    return [
        f"{_line('/proc/cpuinfo', 'model name') or platform.processor()}, "
        f"{os.cpu_count()} cores, {_line('/proc/meminfo', 'MemTotal')}",
        f"{platform.system()} {platform.release()}, {_said(packages.PYTHON, '--version')}, "
        f"{_said(services.postgresql_programs() / 'postgres', '--version')}, "
        f"{_said(packages.PYTHON, '-c', VERSIONS, *names)}",
        f"Writing 8 KB and waiting for the disk: {_flush():.0f} µs, the median of {FLUSHES}",
        f"Version of the code: {_said('git', 'describe', '--always', '--dirty')}",
    ]


def _flush() -> float:
    """Microseconds: what a durable commit waits for at the least."""
    times = []
    with tempfile.TemporaryFile(buffering=0) as file:
        # Like the log of PostgreSQL: over what was written before.
        file.write(b"0" * 8192 * FLUSHES)
        os.fsync(file.fileno())
        for place in range(FLUSHES):
            os.pwrite(file.fileno(), b"x" * 8192, 8192 * place)
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(1e6 * (time.perf_counter() - started))
    return statistics.median(times)


VERSIONS = (
    "import sys; from importlib.metadata import version;"
    " print(', '.join(f'{name} {version(name)}' for name in sys.argv[1:]))"
)


def _said(*command) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=packages.ROOT)
    except OSError:
        return "unknown"
    return done.stdout.strip() or "unknown"


def _line(path: str, name: str) -> str:
    try:
        text = Path(path).read_text()
    except OSError:
        return ""
    found = (line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith(name))
    return next(found, "")


def place() -> Path:
    """Of today: a run may go on until tomorrow."""
    return FOLDER / f"{datetime.now().astimezone():%Y-%m-%d}.md"
