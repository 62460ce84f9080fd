"""What a failed step said that matters: of tests which of them failed and why, else its end."""

import re
from itertools import takewhile

TESTS, REASON, END = 30, 5, 10  # lines, at most
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
HEADING = re.compile(r"_{3,} (ERROR )?(?:(?:at \w+ of|collecting) )?(\S.*?) _{3,}")
BAR = re.compile(r"={3,}( .* )?={3,}")


def what_matters(said: str) -> list[str]:
    """The lines of pytest's summary, each with the first lines of its error."""
    lines = COLOURS.sub("", said).splitlines()
    failed = _summary(lines)
    if not failed:
        return [line for line in lines if line.strip()][-END:]
    errors, found = _errors(lines), []
    for line in failed[:TESTS]:
        of_this = errors.get((line.startswith("ERROR"), _name(line)))
        # Tests in two files may have one name: both lists have the order in which they ran.
        found += [line, *(f"  {error}" for error in (of_this.pop(0) if of_this else [])[:REASON])]
    if len(failed) > TESTS:
        found.append(f"and {len(failed) - TESTS} more")
    return found


def _summary(lines):
    headings = [number for number, line in enumerate(lines) if "short test summary info" in line]
    rest = lines[headings[-1] + 1 :] if headings else []
    until_the_bar = takewhile(lambda line: not BAR.fullmatch(line), rest)
    return [line for line in until_the_bar if line.startswith(("FAILED ", "ERROR "))]


def _errors(lines):
    """Whether it went wrong around the test, and its name in the heading of the traceback: the
    error lines of all that have these two."""
    errors, current = {}, []
    for line in lines:
        if heading := HEADING.fullmatch(line):
            current = []
            errors.setdefault((bool(heading[1]), heading[2]), []).append(current)
        elif line.startswith("E  ") and line[1:].strip():
            current.append(line)
    return errors


def _name(line):
    """`test_one[a]` of "FAILED tests/test_x.py::test_one[a] - AssertionError: …"."""
    test = line.partition(" ")[2].partition(" - ")[0]
    return test.partition("::")[2].replace("::", ".") or test
