"""A whole installation on this machine: PostgreSQL, Redis, gunicorn, a Celery worker and beat, with
a fictional town in it. As in production, but for a proxy in front."""

import json
import os
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import load_processes
import packages
import services
from children import Children, answers, free_port
from processes import Used, children_of
from town import READY_WITHIN, Town

# As on a machine of its own; durable commits are PostgreSQL's default.
POSTGRESQL = (
    "shared_buffers=2GB", "work_mem=16MB", "random_page_cost=1.1", "max_wal_size=4GB",
    "max_connections=100",
)  # fmt: skip
# docker-compose.yml has the same.
WORKER = ("celery", "-A", "kcc", "worker", "--concurrency", "2")
BEAT = ("celery", "-A", "kcc", "beat", "--pidfile=")
SIZES = (
    "SELECT pg_database_size(current_database()) || ' ' ||"
    " pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
)
PARTS = {
    "web server": "Web",
    "PostgreSQL": "PostgreSQL",
    "worker": "Worker",
    "beat": "Beat",
    "Redis": "Redis",
}


def production_command(dockerfile: str) -> list[str]:
    """What the image starts, as the Dockerfile says."""
    (command,) = re.findall(r"^CMD (\[.*?\])", dockerfile, re.MULTILINE | re.DOTALL)
    return json.loads(command.replace("\\\n", ""))


@dataclass(frozen=True)
class Moment:
    """What was used so far."""

    at: float
    # Seconds of the processor, by part.
    processor: dict[str, float]
    # Of what answers, by process.
    workers: dict[int, load_processes.Memory]
    # Of the whole machine, and of all parts together.
    used: Used
    # Bytes: of the database, and of the log it wrote (WAL).
    database: int
    log: int


class Installation(Town):
    def __init__(self, children: Children, folder: Path, contacts: int):
        database = services.start_postgresql(children, folder, POSTGRESQL)
        redis = services.start_redis(children, folder)
        super().__init__(children, folder, database, redis, contacts)
        # The application itself, with nothing beside it to compare with.
        del self.environment["DJANGO_SETTINGS_MODULE"]
        self.port = free_port()

    def people(self, agents: int, heads: int) -> dict:
        return self.told("bench_people", f"--agents={agents}", f"--heads={heads}")

    def look_up(self, ledger: Path, after: dict) -> dict:
        words = [f"--after-{kind}={last}" for kind, last in after.items()]
        return self.told("bench_ledger", str(ledger), *words)

    def open(self) -> None:
        """Everything that runs in production."""
        command = production_command((packages.ROOT / "Dockerfile").read_text())
        command[command.index("--bind") + 1] = f"127.0.0.1:{self.port}"
        self._start("web server", command)
        self._start("worker", [*WORKER, "--loglevel", "ERROR"])
        schedule = str(self.folder / "beat")
        self._start("beat", [*BEAT, "--loglevel", "ERROR", "--schedule", schedule])
        latest = time.monotonic() + READY_WITHIN
        while not answers(f"http://127.0.0.1:{self.port}/readyz"):
            if time.monotonic() > latest or self.children.ended():
                log = (self.folder / "web server.log").read_text()
                packages.stop(f"The web server does not answer:\n{log}")
            time.sleep(0.1)

    def _start(self, name: str, command: list[str]) -> None:
        with open(self.folder / f"{name}.log", "wb") as log:
            self.children.start(
                name, [str(packages.PYTHON), "-m", *command],
                cwd=packages.ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def moment(self) -> Moment:
        pids = self.children.pids
        found = {pid: load_processes.memory_of(pid) for pid in children_of(pids["web server"])}
        used = {part: Used.now(pids[name]).ours for name, part in PARTS.items()}
        database, log = self._sql(self.address, SIZES).split()
        return Moment(
            time.monotonic(),
            used | {"Load generator": time.process_time()},
            {pid: memory for pid, memory in found.items() if memory},
            Used.now(os.getpid()),
            int(database),
            int(log),
        )
