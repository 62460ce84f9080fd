"""The steps of the checks: one after another or side by side, and which of them failed."""

import subprocess
import sys
import time

import packages
from children import clean_environment


class Begun:
    """A step that runs while others do; what it says is kept in a file."""

    def __init__(self, title, process, said):
        self.title = title
        self.process = process
        self.said = said
        self.began = time.monotonic()


class Steps:
    """Runs commands and remembers which failed. What two of them say is never mixed."""

    def __init__(self, children):
        self.children = children
        self.failed = []

    def python(self, title, *command, **settings):
        """Run it and show what it says."""
        print(f"\n=== {title}", flush=True)
        began = time.monotonic()
        code = self.children.run(title, _python(command), **_options(settings))
        self._ended(title, code, began)

    def begin(self, title, *command, said, **settings):
        """Let it run beside the next ones; `finish` shows what it says, so every one needs that."""
        if sys.stdout.isatty():
            settings = {"PY_COLORS": "1", **settings}
        with open(said, "wb") as file:
            options = _options(settings)
            process = self.children.start(title, _python(command), stdout=file, **options)
        return Begun(title, process, said)

    def finish(self, begun):
        """Show what it said meanwhile, and then what it still says until it ends."""
        print(f"\n=== {begun.title} (began beside the one above)", flush=True)
        with open(begun.said, "rb") as said:
            running = True
            while running:
                # Asked first: what it said last is read after that.
                running = begun.process.poll() is None
                sys.stdout.buffer.write(said.read())
                sys.stdout.flush()
                if running:
                    time.sleep(0.2)
        self._ended(begun.title, self.children.wait(begun.process), begun.began)

    def _ended(self, title, code, began):
        if code:
            self.failed.append(title)
            print(f"--- {title} FAILED", flush=True)
        print(f"    {time.monotonic() - began:.0f} s", flush=True)


def _python(command):
    return [str(packages.PYTHON), *command]


def _options(settings):
    environment = clean_environment(**settings)
    return {"cwd": packages.ROOT, "env": environment, "stderr": subprocess.STDOUT}
