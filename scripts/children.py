"""Child processes that never outlive us: each in its own process group, all stopped at the end."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 8  # seconds a child gets after TERM before KILL
# What a child may know of the terminal it was started from. Settings of the app are not in it: a
# DATABASE_URL or a .env of the person at the keyboard must reach neither the demo nor the tests.
KEPT = ("PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "TMPDIR", "LANG", "LC_ALL", "COLUMNS")


class Children:
    """Use as a context manager; every way out stops what was started, last one first."""

    def __init__(self):
        self._started = []

    def __enter__(self):
        # TERM and a closed terminal end in __exit__ too; Ctrl-C also when a shell had it ignored.
        for number in ENDINGS:
            signal.signal(number, _interrupt)
        return self

    def __exit__(self, *_):
        for number in ENDINGS:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must orphan nobody
        for _name, process, stop_with in reversed(self._started):
            _signal_group(process, stop_with)
        end = time.monotonic() + GRACE
        for _name, process, _stop_with in reversed(self._started):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, end - time.monotonic()))
            _signal_group(process, signal.SIGKILL)
            process.wait()

    def start(self, name, command, stop_with=signal.SIGTERM, **options):
        # A new session: Ctrl-C reaches only us, and we stop the children in order.
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, start_new_session=True, **options
        )
        self._started.append((name, process, stop_with))
        return process

    def run(self, name, command, **options):
        """A command that ends by itself; its exit code. Stopped like the others on Ctrl-C."""
        return self.wait(self.start(name, command, **options))

    def wait(self, process):
        """The exit code of one that ends by itself."""
        code = process.wait()
        self._started = [started for started in self._started if started[1] is not process]
        return code

    @property
    def pids(self):
        """The process id of each by its name, the last one started of that name."""
        return {name: process.pid for name, process, _ in self._started}

    def ended(self):
        """The name of a child that ended, or None."""
        ended = (name for name, process, _ in self._started if process.poll() is not None)
        return next(ended, None)


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


def _signal_group(process, number):
    # The group can outlive its leader: signal it even when the leader is gone.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def clean_environment(**settings):
    """The environment of a child: the terminal's own names, these settings, and nothing else."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "ENV_FILE": os.devnull, "PYTHONUNBUFFERED": "1", **settings}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(url):
    """Whether the address answers 200 now."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
