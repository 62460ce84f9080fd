"""`make test` runs two steps side by side: both are shown whole, and either one can fail it. What
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
    steps.finish(long)
steps.repeat_failures()
print("failed:", list(steps.failed))
"""


def story(lines):
    """A script that begins a step named `long` beside others."""
    return BEGINNING + "".join(f"    {line}\n" for line in lines) + ENDING


def tell(folder, *lines):
    """What a person at the terminal sees of it, but for the seconds."""
    ended = subprocess.run(
        [sys.executable, "-c", story(lines), str(folder)],
        cwd=ROOT / "scripts",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return [line for line in ended.stdout.splitlines() if line and not line.endswith(" s")]


def test_what_two_steps_say_is_not_mixed_and_either_may_end_first(tmp_path):
    slow = "import time; print('één'); time.sleep(1); print('twee')"
    for first, second in ((slow, "print('kort')"), ("print('kort')", slow)):
        seen = tell(
            tmp_path,
            f'long = steps.begin("beside", "-c", {first!r})',
            f'steps.python("shown", "-c", {second!r})',
        )
        words = {slow: ["één", "twee"], "print('kort')": ["kort"]}
        assert seen == [
            "=== shown", *words[second],
            "=== beside (began beside the one above)", *words[first],
            "failed: []",
        ]  # fmt: skip


def test_after_one_that_failed_the_other_is_shown_to_its_end(tmp_path):
    wrong = "import sys; print('mis'); sys.exit(3)"
    seen = tell(
        tmp_path,
        f'long = steps.begin("beside", "-c", {wrong!r})',
        'steps.python("shown", "-c", "print(\'goed\')")',
    )
    heading = "=== beside (began beside the one above)"
    assert seen[:4] == ["=== shown", "goed", heading, "mis"]
    assert seen[4:] == ["--- beside FAILED", "--- beside FAILED", "mis", "failed: ['beside']"]
    seen = tell(
        tmp_path,
        'long = steps.begin("beside", "-c", "print(\'goed\')")',
        f'steps.python("shown", "-c", {wrong!r})',
    )
    assert seen[:3] == ["=== shown", "mis", "--- shown FAILED"]
    assert seen[3:] == [heading, "goed", "--- shown FAILED", "mis", "failed: ['shown']"]


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
    pytest_here = f'"-m", "pytest", "-p", "no:cacheprovider", "--tb", "short", "-c", {os.devnull!r}'
    seen = tell(
        tmp_path,
        f'long = steps.begin("beside", {pytest_here}, "--color=yes", {str(file)!r})',
        'steps.python("shown", "-c", "print(\'goed\')")',
    )
    told = seen[seen.index("--- beside FAILED", seen.index("--- beside FAILED") + 1) :]
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
    assert told[-1] == "failed: ['beside']"
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
    lines = [
        f'long = steps.begin("beside", "-c", {waits!r}, sys.argv[1] + "/pid")',
        f'steps.python("shown", "-c", {shown!r})',
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", story(lines), str(tmp_path)],
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
