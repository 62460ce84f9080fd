"""A second machine, as far as one machine can be two: a copy of the application in a folder of its
own, that knows nothing but its settings, and reaches the rest over the network."""

import os
import shutil
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.workers import ROOT

APPLICATION = ("kcc", "cases", "contacts", "dashboard", "maturity", "templates", "locale")


def own_address() -> str:
    """An address of this machine on its network; the loopback when it is on none."""
    with suppress(OSError):
        said = subprocess.run(["hostname", "-I"], capture_output=True, text=True).stdout.split()
        return next((each for each in said if "." in each), "127.0.0.1")
    return "127.0.0.1"


class Relay:
    """The wire between two machines: what comes in on our address on the network goes on to a port
    of the loopback. `connections` is how many came."""

    def __init__(self, port: int):
        self.port, self.connections = port, 0
        self._server = socket.create_server((own_address(), 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def place(self) -> str:
        """host:port, as the other machine has it in its settings."""
        host, port = self._server.getsockname()
        return f"{host}:{port}"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                here, _address = self._server.accept()
                there = socket.create_connection(("127.0.0.1", self.port))
                self.connections += 1
                self._open += [here, there]
                for one, other in ((here, there), (there, here)):
                    thread = threading.Thread(target=_carry, args=(one, other))
                    self._threads.append(thread)
                    thread.start()

    def close(self) -> None:
        # Closing alone does not wake who waits in accept or recv.
        for each in (self._server, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        for each in (self._server, *self._open):
            each.close()
        for thread in self._threads[1:]:
            thread.join()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)


@contextmanager
def second_machine(folder: Path, *, database: str, redis: str, secrets: dict[str, str]):
    """A Celery worker there that takes what needs no files; (process, the wires to the database and
    to Redis). `database` and `redis` are their addresses on this machine."""
    app = folder / "app"
    for name in APPLICATION:
        shutil.copytree(ROOT / name, app / name, ignore=shutil.ignore_patterns("__pycache__"))
    # Only the tests' own kinds of work.
    shutil.copytree(
        ROOT / "tests" / "jobs",
        app / "tests" / "jobs",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    wires = Relay(urlsplit(database).port), Relay(urlsplit(redis).port)
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.jobs.worker_settings",
        "DATABASE_URL": _over(database, wires[0]),
        "REDIS_URL": _over(redis, wires[1]),
        "MEDIA_ROOT": str(folder / "files"),
        "ENV_FILE": os.devnull,
        "LOG_LEVEL": "ERROR",
        **secrets,
    }
    command = ["celery", "-A", "kcc", "worker", "-Q", "celery", "--concurrency", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", *command, "--loglevel", "ERROR", "--hostname", "second@%h"],
        cwd=app,
        # Nothing of ours: not even the path to the code.
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **settings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield process, *wires
    finally:
        process.terminate()
        try:
            process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        for wire in wires:
            wire.close()


def _over(url: str, wire: Relay) -> str:
    parts = urlsplit(url)
    who = parts.netloc.rpartition("@")[0]
    return parts._replace(netloc=f"{who}@{wire.place}" if who else wire.place).geturl()
