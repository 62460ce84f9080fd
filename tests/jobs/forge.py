"""Starts Celery workers and beats that live at once: forks of one process that has read the whole
application. A line "worker" or "beat" on its input starts one and prints its process id.

Each is the leader of its own process group, so that a worker can be killed with everything it
started, as a machine that loses its power would.
"""

import os
import signal
import sys
import tempfile
import traceback

from kcc.celery import app

WORKER = ["worker", "--concurrency", "2", "--loglevel", "ERROR", "--without-mingle"]


def main() -> None:
    app.loader.import_default_modules()
    # Nobody waits for them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    say("ready")
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            live(line.strip())
        say(pid)


def say(what) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def live(what: str) -> None:
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        sys.stdin = open(os.devnull, "r+")  # noqa: SIM115 - for as long as it lives
        os.dup2(sys.stdin.fileno(), sys.stdout.fileno())
        if what == "beat":
            schedule = tempfile.mktemp(prefix="beat-")  # noqa: S306 - beat makes the file
            app.start(["beat", "--loglevel", "ERROR", "--pidfile=", "--schedule", schedule])
        else:
            app.worker_main([*WORKER, "--hostname", f"kcc-{os.getpid()}@%h"])
    except BaseException:  # noqa: BLE001 - a fork must never go on as its parent
        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
