"""Which of several runs looks at which files, so that `make test` keeps every processor at work."""

from pathlib import Path

TESTS = Path(__file__).resolve().parent


def files() -> list[Path]:
    return sorted(TESTS.rglob("test_*.py"))


def part(which: int, parts: int, found: list[Path] | None = None) -> set[Path]:
    """The files of part `which`, counted from 1; every file is in exactly one. The longest file
    goes first, each to the part that has least: what a file has to say is some measure of the time
    it takes, and it is the same on every machine."""
    found = files() if found is None else found
    shares, sizes = [set() for _ in range(parts)], [0] * parts
    for size, path in sorted(((path.stat().st_size, path) for path in found), reverse=True):
        least = sizes.index(min(sizes))
        shares[least].add(path)
        sizes[least] += size
    return shares[which - 1]
