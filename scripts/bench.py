"""`make bench`: how long the pages take in a municipality of two sizes.

    make bench                               # 200,000 contacts and ten times as many
    make bench SIZES="20000 200000"          # other sizes

Starts PostgreSQL, Redis, gunicorn and Celery (2 workers each) itself, makes the contacts, asks for
the pages, has the reports of a month and of a year made, and prints two Markdown tables, which are
also kept as docs/benchmarks/<date>.md. Commits are durable, as in earnest. The first line of the
first table is the floor: a bare page behind a log-in that reads a row.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import benchmarks
import packages
import services
from children import Children, answers, clean_environment, free_port
from measuring import Client, Operation

OPERATIONS = (
    Operation("Floor: one row behind a log-in", "agent", "/floor/1/"),
    Operation("Organisation", "manager", "/dashboard/"),
    Operation("Organisation, seen by an agent", "agent", "/dashboard/"),
    Operation("Domain", "manager", "/dashboard/domains/vergunningen/"),
    Operation("Contact centre", "manager", "/dashboard/contact-centre/"),
    Operation("Department", "head", "/dashboard/departments/vergunningen/"),
    Operation(
        "Department, a year",
        "head",
        "/dashboard/departments/vergunningen/?period=last_12_months",
    ),
    Operation("Rows behind a number", "manager", "/dashboard/rows/direct/whole/"),
    Operation("Wallboard, poll", "manager", "/wallboard/now/"),
    Operation("Wallboard, poll without news", "manager", "/wallboard/now/", again=True),
)
# As on a machine of its own; durable commits are PostgreSQL's default.
POSTGRESQL = (
    "shared_buffers=2GB", "work_mem=16MB", "random_page_cost=1.1", "max_wal_size=4GB",
    "max_connections=50",
)  # fmt: skip
SERVERS = ("postgresql", "redis-server")
READY_WITHIN = 60  # seconds


def main():
    sizes = [int(word) for word in os.environ.get("SIZES", "200000 2000000").split()]
    years = int(os.environ.get("YEARS", "3"))
    packages.ensure("requirements.txt")
    services.install_missing([tool for tool in services.TOOLS if tool[2][0] in SERVERS])
    measured, loaded, memory, reports = {}, {}, {}, {}
    with tempfile.TemporaryDirectory(prefix="kcc-bench-") as name, Children() as children:
        folder = Path(name)
        database = services.start_postgresql(children, folder, POSTGRESQL)
        redis = services.start_redis(children, folder)
        for size in sizes:
            town = Town(children, folder, database, redis, size)
            loaded[size] = town.load(years)
            print(f"\n{size:,} contacts\n{loaded[size]}", flush=True)
            client = town.serve()
            measured[size] = [client.measure(each) for each in OPERATIONS]
            memory[size] = benchmarks.peak_memory(town.server.pid)
            reports[size] = town.reports()
        text = benchmarks.report(
            measured, years=years, loaded=loaded, memory=memory, reports=reports
        )
    print("\n" + text)
    print(f"Kept as {benchmarks.save(text).relative_to(packages.ROOT)}")


class Town:
    """A database with so many contacts, and the application on it."""

    def __init__(self, children, folder, database, redis, size):
        self.children, self.folder, self.size = children, folder, size
        self.server = None
        address, _slash, _name = database.rpartition("/")
        name = f"kcc_{size}"
        create = [services.postgresql_programs() / "createdb", "--maintenance-db", database, name]
        subprocess.run(create, check=True)
        self.environment = clean_environment(
            DEMO="1",
            DATABASE_URL=f"{address}/{name}",
            REDIS_URL=redis,
            DJANGO_SETTINGS_MODULE="dashboard.management.bench.settings",
            MEDIA_ROOT=str(folder / "files"),
            STATIC_ROOT=str(folder / "static"),
            LOG_LEVEL="WARNING",
        )

    def _manage(self, *command) -> str:
        said = self.folder / "said.txt"
        with open(said, "wb") as file:
            code = self.children.run(
                command[0], [str(packages.PYTHON), "manage.py", *command],
                cwd=packages.ROOT, env=self.environment, stdout=file, stderr=subprocess.STDOUT,
            )  # fmt: skip
        text = said.read_text().strip()
        if code:
            packages.stop(f"manage.py {command[0]} failed:\n{text}")
        return text

    def load(self, years: int) -> str:
        self._manage("migrate", "--verbosity", "0")
        self._manage("collectstatic", "--no-input", "--verbosity", "0")
        return self._manage("load_bench", "--contacts", str(self.size), "--years", str(years))

    def serve(self) -> Client:
        names = sorted({operation.who for operation in OPERATIONS})
        sessions = json.loads(self._manage("bench_session", *names))
        port = free_port()
        gunicorn = ["-m", "gunicorn", "kcc.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        gunicorn += ["--workers", "2", "--log-level", "warning", "--no-control-socket"]
        self.server = self.children.start(
            "web server", [str(packages.PYTHON), *gunicorn],
            cwd=packages.ROOT, env=self.environment,
        )  # fmt: skip
        latest = time.monotonic() + READY_WITHIN
        while not answers(f"http://127.0.0.1:{port}/livez"):
            if time.monotonic() > latest or self.children.ended():
                packages.stop("The web server does not answer; the lines above say why.")
            time.sleep(0.1)
        return Client(port, sessions)

    def reports(self) -> dict:
        """What `manage.py bench_reports` measured, with workers as docker-compose.yml has them."""
        celery = ["-m", "celery", "-A", "kcc", "worker", "--concurrency", "2"]
        worker = self.children.start(
            "worker", [str(packages.PYTHON), *celery, "--loglevel", "ERROR"],
            cwd=packages.ROOT, env=self.environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            return json.loads(self._manage("bench_reports").splitlines()[-1])
        finally:
            # The next town has the same broker.
            worker.terminate()
            self.children.wait(worker)


if __name__ == "__main__":
    sys.exit(main())
