"""`make test` runs two steps side by side: both are shown whole, and either one can fail it."""

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
said = Path(sys.argv[1], "said.txt")
with Children() as children:
    steps = Steps(children)
"""
ENDING = """
    steps.finish(long)
print("failed:", steps.failed)
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
        timeout=30,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return [line for line in ended.stdout.splitlines() if line and not line.endswith(" s")]


def test_what_two_steps_say_is_not_mixed_and_either_may_end_first(tmp_path):
    slow = "import time; print('één'); time.sleep(1); print('twee')"
    for first, second in ((slow, "print('kort')"), ("print('kort')", slow)):
        seen = tell(
            tmp_path,
            f'long = steps.begin("beside", "-c", {first!r}, said=said)',
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
        f'long = steps.begin("beside", "-c", {wrong!r}, said=said)',
        'steps.python("shown", "-c", "print(\'goed\')")',
    )
    heading = "=== beside (began beside the one above)"
    assert seen[:4] == ["=== shown", "goed", heading, "mis"]
    assert seen[4:] == ["--- beside FAILED", "failed: ['beside']"]
    seen = tell(
        tmp_path,
        'long = steps.begin("beside", "-c", "print(\'goed\')", said=said)',
        f'steps.python("shown", "-c", {wrong!r})',
    )
    assert seen[:3] == ["=== shown", "mis", "--- shown FAILED"]
    assert seen[3:] == [heading, "goed", "failed: ['shown']"]


@pytest.mark.parametrize("shown", ["print('kort')", "import time; time.sleep(60)"])
def test_ctrl_c_stops_both(tmp_path, shown):
    waits = (
        "import os, pathlib, sys, time;"
        "pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); time.sleep(60)"
    )
    lines = [
        f'long = steps.begin("beside", "-c", {waits!r}, sys.argv[1] + "/pid", said=said)',
        f'steps.python("shown", "-c", {shown!r})',
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", story(lines), str(tmp_path)],
        cwd=ROOT / "scripts",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    pid = tmp_path / "pid"
    latest = time.monotonic() + 20
    while not (pid.exists() and pid.read_text()):
        assert time.monotonic() < latest
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) != 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
