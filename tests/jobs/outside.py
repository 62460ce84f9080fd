"""What stands around the application in a real installation, to be killed and stopped: Redis,
Celery workers and beats, each in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress

from tests.workers import ROOT, environment


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Redis:
    """A Redis of this test alone, that keeps nothing: after `kill` and `start` it is empty."""

    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process = None

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            [*command, "--bind", "127.0.0.1", "--dir", tempfile.gettempdir()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        latest = time.monotonic() + 120
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            assert time.monotonic() < latest, "Redis did not start"
            time.sleep(0.02)

    def freeze(self) -> None:
        """It accepts connections and gives no answer: worse than one that is gone."""
        self._process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


class Forge:
    """Workers and beats of Celery; see forge.py."""

    def __init__(self, **values):
        self._folder = tempfile.TemporaryDirectory()  # the schedules of beats
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.forge"],
            cwd=ROOT,
            env=environment(
                DJANGO_SETTINGS_MODULE="tests.jobs.worker_settings",
                LOG_LEVEL="ERROR",
                TMPDIR=self._folder.name,
                **values,
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout.readline() == "ready\n"
        self._living = []

    def start(self, what: str) -> int:
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        self._living.append(pid)
        return pid

    def kill(self, pid: int) -> None:
        """`kill -9` of the process and of all it started."""
        self._living.remove(pid)
        # It may not have made its group yet.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)

    def close(self) -> None:
        for pid in list(self._living):
            self.kill(pid)
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(60)
        self._folder.cleanup()


def together(stack: ExitStack, **values) -> tuple[Redis, Forge]:
    """A Redis that runs, and a forge whose workers use it."""
    redis = Redis()
    redis.start()
    stack.callback(redis.kill)
    forge = Forge(REDIS_URL=redis.url, **values)
    stack.callback(forge.close)
    return redis, forge
