"""Worker processes on the database of this test run. What they shall see must be committed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def environment(**values) -> dict[str, str]:
    """The environment of a process that works on the database of this run."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        if "memory" in name:
            pytest.fail("Set TEST_DATABASE_FILE: another process cannot see memory (`make test`).")
        url = f"sqlite:///{name}"
    else:
        url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DEMO": "1",
        "REDIS_URL": "",
        "SECRET_KEY": settings.SECRET_KEY,
        "PERSONAL_DATA_KEY": settings.PERSONAL_DATA_KEY,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        **values,
    }


@contextmanager
def managing(*arguments, **values):
    """`manage.py` in a process of its own; killed afterwards when it is still there."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(**values),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()


def wait_until(condition, *, seconds=180, worker=None):
    """The first true answer of `condition`; fails the test when there is none in time, or when the
    worker is no longer there. The time is that of a machine that does a lot else: what comes at
    once is not waited for."""
    latest = time.monotonic() + seconds
    while not (answer := condition()):
        if worker is not None and worker.poll() is not None:
            pytest.fail(f"The worker stopped: {worker.stdout.read().decode()}")
        assert time.monotonic() < latest, f"not within {seconds} seconds"
        time.sleep(0.02)
    return answer
