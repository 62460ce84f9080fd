"""The steps of the checks: one after another or side by side, which of them failed, and why."""

import subprocess
import sys
import time
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

    def ended(self, within):
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(within)
        return self.process.poll() is not None


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
        self._show(self.begin(title, *command, **settings))

    def begin(self, title, *command, **settings):
        """Let it run beside the next ones; `finish` shows what it says, so every one needs that."""
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

    def finish(self, begun):
        """Show what it said meanwhile, and then what it still says until it ends."""
        print(f"\n=== {begun.title} (began beside the one above)", flush=True)
        self._show(begun)

    def repeat_failures(self):
        """Once more, with what matters of it, each step that failed."""
        for title, lines in self.failed.items():
            print("\n".join([f"\n--- {title} FAILED", *lines]), flush=True)

    def _show(self, begun):
        with open(begun.said, "rb") as said:
            ended = False
            while not ended:
                # Asked first: what it said last is read after that.
                ended = begun.ended(within=0.2)
                sys.stdout.buffer.write(said.read())
                sys.stdout.flush()
        if self.children.wait(begun.process):
            said = begun.said.read_text(encoding="utf-8", errors="replace")
            self.failed[begun.title] = what_matters(said)
            print(f"--- {begun.title} FAILED", flush=True)
        print(f"    {time.monotonic() - begun.began:.0f} s", flush=True)
