"""The steps of the checks: one after another or side by side, which of them failed, and why."""

import subprocess
import sys
import time
from collections import deque
from contextlib import suppress

import packages
from children import clean_environment
from failures import what_matters


class Begun:
    """A step that runs; what it says is kept in a file."""

    def __init__(self, title, process, said):
        self.title = title
        self.process = process
        self.said = said
        self.began = time.monotonic()
        self.took = None

    def ended(self, within):
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(within)
            self.took = self.took or time.monotonic() - self.began
        return self.took is not None


class Steps:
    """Runs commands and remembers which failed. What two of them say is never mixed; all of it is
    kept in the folder until the end, as the one that failed may not be the one shown last."""

    def __init__(self, children, folder):
        self.children = children
        self.folder = folder
        self.failed = {}  # title: the lines that matter
        self._count = 0

    def python(self, title, *command, **settings):
        """Run it and show what it says."""
        print(f"\n=== {title}", flush=True)
        self._show(self._begin(title, command, settings))

    def side_by_side(self, rows, at_once):
        """Run rows of (title, command, settings) in their order, so many at once: as one ends the
        next begins. Each is shown whole, in the order in which they began."""
        waiting, begun = deque(rows), []

        def go_on():
            # Asked of all of them: one that waits to be shown may have ended long ago.
            while sum(not each.ended(within=0) for each in begun) < at_once and waiting:
                title, command, settings = waiting.popleft()
                begun.append(self._begin(title, command, settings))

        go_on()
        for number, each in enumerate(begun):
            beside = " (began beside the one above)" if number else ""
            print(f"\n=== {each.title}{beside}", flush=True)
            self._show(each, meanwhile=go_on)

    def repeat_failures(self):
        """Once more, with what matters of it, each step that failed."""
        for title, lines in self.failed.items():
            print("\n".join([f"\n--- {title} FAILED", *lines]), flush=True)

    def _begin(self, title, command, settings):
        if sys.stdout.isatty():
            settings = {"PY_COLORS": "1", **settings}
        self._count += 1
        said = self.folder / f"step-{self._count}.txt"
        with open(said, "wb") as file:
            process = self.children.start(
                title,
                [str(packages.PYTHON), *command],
                cwd=packages.ROOT,
                env=clean_environment(**settings),
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        return Begun(title, process, said)

    def _show(self, begun, meanwhile=lambda: None):
        with open(begun.said, "rb") as said:
            ended = False
            while not ended:
                # Asked first: what it said last is read after that.
                ended = begun.ended(within=0.2)
                meanwhile()
                sys.stdout.buffer.write(said.read())
                sys.stdout.flush()
        if self.children.wait(begun.process):
            said = begun.said.read_text(encoding="utf-8", errors="replace")
            self.failed[begun.title] = what_matters(said)
            print(f"--- {begun.title} FAILED", flush=True)
        print(f"    {begun.took:.0f} s", flush=True)
