"""What was measured, as Markdown tables with the machine it was measured on."""

import os
import platform
import subprocess
from datetime import datetime
from pathlib import Path

import packages
import services
from measuring import Measured

FOLDER = packages.ROOT / "docs" / "benchmarks"


def report(
    measured: dict[int, list[Measured]],
    *,
    years: int,
    loaded: dict[int, str],
    memory: dict[int, int],
    reports: dict[int, dict],
) -> str:
    """By the number of contacts; the first operation is the floor."""
    sizes = list(measured)
    head = ["Page", "SQL", "Bytes"]
    for size in sizes:
        head += [f"{size:,}: median ms", "p95", "× floor"]
    if len(sizes) > 1:
        head.append(f"{sizes[-1] / sizes[0]:g} × the contacts")
    lines = [_row(head), _row(["---", *["---:"] * (len(head) - 1)])]
    for each in zip(*measured.values(), strict=True):
        cells = [each[0].operation.name, str(each[0].statements), f"{each[0].bytes:,}"]
        for size, one in zip(sizes, each, strict=True):
            floor = measured[size][0].median
            cells += [f"{one.median:.1f}", f"{one.p95:.1f}", f"{one.median / floor:.1f}"]
        if len(sizes) > 1:
            cells.append(f"{each[-1].median / each[0].median:.2f} ×")
        lines.append(_row(cells))
    parts = [
        f"# Measured on {datetime.now().astimezone():%Y-%m-%d}",
        f"One client, two worker processes, a new connection for each request; contacts of {years} "
        "years. Everything on one machine, which had to do the measuring as well.",
        "\n".join(lines),
        "\n".join(report_lines(reports)),
        "\n".join(f"- {line}" for line in machine()),
        *(f"{size:,} contacts:\n\n```\n{said}\n```" for size, said in loaded.items()),
        "Most memory of a worker: "
        + ", ".join(f"{mb} MB at {size:,}" for size, mb in memory.items())
        + ".",
    ]
    return "\n\n".join(parts) + "\n"


def report_lines(reports: dict[int, dict]) -> list[str]:
    """What reports cost, by the number of contacts."""
    found = [_row(["Reports", *(f"{size:,}" for size in reports)])]
    found.append(_row(["---", *("---:" for _ in reports)]))
    first = next(iter(reports.values()))
    month, year = first["month"], first["year"]
    for name, tell in (
        ("One of a department, figures to PDF and XLSX: median ms",
         lambda said: f"{said['alone']['median']:.0f}"),
        ("The slowest of them: ms", lambda said: f"{said['alone']['worst']:.0f}"),
        ("One of a department: median ms of the processor",
         lambda said: f"{said['alone']['processor']:.0f}"),
        ("Of which figures, document, PDF, XLSX: ms",
         lambda said: ", ".join(f"{each:.0f}" for each in said["alone"]["steps"].values())),
        ("The organisation: ms", lambda said: f"{said['alone']['organisation']:.0f}"),
        (f"{month['reports']} of a month, by two workers: seconds",
         lambda said: f"{said['month']['made']:.1f}"),
        ("Those published and told to who they are for: seconds",
         lambda said: f"{said['month']['published']:.1f}"),
        (f"{year['departments']} departments × {year['months']} months, by two workers: seconds",
         lambda said: f"{said['year']['made']:.1f}"),
    ):  # fmt: skip
        found.append(_row([name, *(tell(said) for said in reports.values())]))
    return found


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def machine() -> list[str]:
    """What the figures depend on."""
    said = subprocess.run(
        [services.postgresql_programs() / "postgres", "--version"], capture_output=True, text=True
    ).stdout
    names = "django", "gunicorn", "psycopg2-binary"
    listed = subprocess.run(
        [packages.PYTHON, "-c", VERSIONS, *names], capture_output=True, text=True
    ).stdout
    return [
        f"{_line('/proc/cpuinfo', 'model name') or platform.processor()}, "
        f"{os.cpu_count()} cores, {_line('/proc/meminfo', 'MemTotal')}",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"{said.strip()}, {listed.strip()}",
        f"Load of the machine at the end: {', '.join(f'{each:.1f}' for each in os.getloadavg())}",
    ]


VERSIONS = (
    "import sys; from importlib.metadata import version;"
    " print(', '.join(f'{name} {version(name)}' for name in sys.argv[1:]))"
)


def _line(path: str, name: str) -> str:
    try:
        text = Path(path).read_text()
    except OSError:
        return ""
    found = (line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith(name))
    return next(found, "")


def peak_memory(server: int) -> int:
    """The most megabytes that a worker of this server ever had."""
    peaks = [0]
    for status in Path("/proc").glob("[0-9]*/status"):
        if _line(str(status), "PPid") == str(server):
            peaks.append(int(_line(str(status), "VmHWM").split()[0]) // 1024)
    return max(peaks)


def save(text: str) -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{datetime.now().astimezone():%Y-%m-%d}.md"
    path.write_text(text, encoding="utf-8")
    return path
