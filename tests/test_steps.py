"""`make test` runs steps side by side: each is shown whole, and any of them can fail it. What
failed is said once more at the end, where it is seen."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.once
BEGINNING = """
import sys
from pathlib import Path
import packages
from children import Children
from steps import Steps
packages.PYTHON = sys.executable
with Children() as children:
    steps = Steps(children, Path(sys.argv[1]))
"""
ENDING = """
steps.repeat_failures()
print("failed:", list(steps.failed))
"""


def story(rows, at_once=2):
    """A script that runs rows of (title, *command)."""
    rows = [(title, command, {}) for title, *command in rows]
    return f"{BEGINNING}    steps.side_by_side({rows!r}, {at_once})\n{ENDING}"


def tell(folder, *rows, at_once=2):
    """What a person at the terminal sees of it, but for the seconds."""
    ended = subprocess.run(
        [sys.executable, "-c", story(rows, at_once), str(folder)],
        cwd=ROOT / "scripts",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return [line for line in ended.stdout.splitlines() if line and not line.endswith(" s")]


def heading(title):
    return f"=== {title} (began beside the one above)"


def test_what_two_steps_say_is_not_mixed_and_either_may_end_first(tmp_path):
    slow = "import time; print('één'); time.sleep(1); print('twee')"
    for first, second in ((slow, "print('kort')"), ("print('kort')", slow)):
        seen = tell(tmp_path, ("one", "-c", first), ("two", "-c", second))
        words = {slow: ["één", "twee"], "print('kort')": ["kort"]}
        assert seen == [
            "=== one", *words[first], heading("two"), *words[second], "failed: []",
        ]  # fmt: skip


def test_as_one_ends_the_next_begins_and_never_more_at_once(tmp_path):
    record = f"""
import sys, time
from pathlib import Path
here = Path({str(tmp_path)!r})
(here / sys.argv[1]).touch()
time.sleep(float(sys.argv[2]))
print(sys.argv[1], "beside", *sorted(each.name for each in here.iterdir() if len(each.name) == 1))
(here / sys.argv[1]).unlink()
"""
    rows = [(name, "-c", record, name, wait) for name, wait in
            (("a", "4"), ("b", "1"), ("c", "1"), ("d", "8"))]  # fmt: skip
    seen = tell(tmp_path, *rows)
    # While the first one is shown the second ends and the third begins, and so on.
    assert [line for line in seen if "beside " in line and "===" not in line] == [
        "a beside a d", "b beside a b", "c beside a c", "d beside d",
    ]  # fmt: skip
    assert [line for line in seen if "===" in line] == ["=== a", *map(heading, "bcd")]
    alone = tell(tmp_path, *((name, "-c", record, name, "0.2") for name in "abc"), at_once=1)
    assert [line for line in alone if "beside " in line and "===" not in line] == [
        "a beside a", "b beside b", "c beside c",
    ]  # fmt: skip


def test_a_row_took_as_long_as_it_ran_not_until_it_was_shown(tmp_path):
    rows = ("one", "-c", "import time; time.sleep(4)"), ("two", "-c", "print('kort')")
    ended = subprocess.run(
        [sys.executable, "-c", story(rows), str(tmp_path)],
        cwd=ROOT / "scripts",
        capture_output=True,
        text=True,
        timeout=120,
    )
    one, two = (int(line.split()[0]) for line in ended.stdout.splitlines() if line.endswith(" s"))
    assert one >= 4 > two


def test_after_one_that_failed_the_others_are_shown_to_their_end(tmp_path):
    wrong, right = "import sys; print('mis'); sys.exit(3)", "print('goed')"
    seen = tell(tmp_path, ("one", "-c", wrong), ("two", "-c", right))
    assert seen[:5] == ["=== one", "mis", "--- one FAILED", heading("two"), "goed"]
    assert seen[5:] == ["--- one FAILED", "mis", "failed: ['one']"]
    seen = tell(tmp_path, ("one", "-c", right), ("two", "-c", wrong))
    assert seen[:5] == ["=== one", "goed", heading("two"), "mis", "--- two FAILED"]
    assert seen[5:] == ["--- two FAILED", "mis", "failed: ['two']"]


WRONG = """
import pytest

@pytest.fixture
def lamp():
    yield
    assert "on" == "off"

@pytest.fixture
def water():
    raise OSError("no water")

@pytest.mark.parametrize("one", [1, 2])
def test_sums(one):
    assert {"is": 1 + one, "and": [*range(one - 1)]} == {"is": 2, "and": []}

def test_light(lamp):
    pass

class TestKitchen:
    def test_tap(self, water):
        pass

def test_well(lamp):
    assert "wet" == "dry"
"""


def test_the_last_lines_name_each_test_that_failed_and_why(tmp_path):
    file = tmp_path / "test_house.py"
    file.write_text(WRONG)
    pytest_here = ("-m", "pytest", "-p", "no:cacheprovider", "--tb", "short", "-c", os.devnull)
    seen = tell(
        tmp_path, ("one", "-c", "print('goed')"), ("two", *pytest_here, "--color=yes", str(file))
    )
    told = seen[seen.index("--- two FAILED", seen.index("--- two FAILED") + 1) :]
    tests = [line.partition(" - ")[0].rpartition("::")[2] for line in told if "::" in line]
    assert tests == ["test_sums[2]", "test_well", "test_light", "test_tap", "test_well"]
    reasons = [line.split(None, 1)[1] for line in told if line.startswith("  E  ")]
    assert [reason for reason in reasons if "Error" in reason] == [
        "AssertionError: assert {'is': 3, 'and': [0]} == {'is': 2, 'and': []}",
        "AssertionError: assert 'wet' == 'dry'",
        "AssertionError: assert 'on' == 'off'",
        "OSError: no water",
        "AssertionError: assert 'on' == 'off'",
    ]
    assert told[-1] == "failed: ['two']"
    # No more than five of one test, and nothing of those that passed.
    assert sum("test_sums" in line for line in told) == 1
    assert len(told) == 2 + len(tests) + len(reasons)


def test_what_matters_is_never_more_than_a_screen():
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from failures import what_matters  # noqa: PLC0415 - the scripts are no package
    finally:
        sys.path.pop(0)
    many = [f"FAILED tests/test_a.py::test_{number} - no" for number in range(40)]
    of_one = "\n".join(["____ test_0 ____", *[f"E   {number}" for number in range(9)]])
    said = "\n".join([of_one, "=== short test summary info ===", *many, "=== 40 failed in 1s ==="])
    assert what_matters(said) == [
        many[0], *[f"  E   {number}" for number in range(5)], *many[1:30], "and 10 more",
    ]  # fmt: skip
    # A step that is no pytest, or one that was killed: how it ended.
    assert what_matters("\n".join(map(str, range(50))) + "\n") == [*map(str, range(40, 50))]
    assert what_matters("") == []


@pytest.mark.parametrize("shown", ["print('kort')", "import time; time.sleep(60)"])
def test_ctrl_c_stops_both(tmp_path, shown):
    waits = (
        "import os, pathlib, sys, time;"
        "pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)"
    )
    rows = ("one", "-c", shown), ("two", "-c", waits, str(tmp_path / "pid"))
    process = subprocess.Popen(
        [sys.executable, "-c", story(rows), str(tmp_path)],
        cwd=ROOT / "scripts",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    pid = tmp_path / "pid"
    latest = time.monotonic() + 60
    while not (pid.exists() and pid.read_text()):
        assert time.monotonic() < latest
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) != 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
