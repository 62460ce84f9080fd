"""A database with so many contacts, and the application on it."""

import json
import os
import subprocess
import time
from pathlib import Path

import packages
import services
from children import Children, answers, clean_environment, free_port
from processes import Memory, children_of
from stage import Stage

READY_WITHIN = 60  # seconds
WORKERS = 2
# As in the Dockerfile, with two workers instead of three; they are never begun anew, for that
# would hide that they grow.
GUNICORN = (
    "-m", "gunicorn", "kcc.wsgi:application", "--workers", str(WORKERS), "--threads", "4",
    "--no-control-socket", "--log-level", "warning",
)  # fmt: skip
# One round of beat begins every half minute.
BEAT = ("-m", "celery", "-A", "kcc", "beat", "--pidfile=", "--loglevel", "ERROR")
WORKING_DAYS = 252  # in a year
TODAY = (
    "SELECT count(*) FROM contacts_contact"
    " WHERE local_day = (now() AT TIME ZONE 'Europe/Amsterdam')::date"
)
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - as in the Dockerfile
CELERY = (
    "-m", "celery", "-A", "kcc", "worker", "--concurrency", "2", "--loglevel", "ERROR",
)  # fmt: skip


def _without_password(address: str) -> str:
    """Other people read command lines."""
    url, _at, place = address.rpartition("@")
    scheme, _slashes, user = url.partition("://")
    return f"{scheme}://{user.partition(':')[0]}@{place}"


def _password(address: str) -> dict[str, str]:
    """The environment it is handed over in."""
    return clean_environment(PGPASSWORD=address.rpartition("@")[0].rpartition(":")[2])


class Town:
    def __init__(self, children: Children, folder: Path, address: str, redis: str, size: int):
        """`address` and `redis` are those of a PostgreSQL and a Redis that run already. That
        database of Redis and the one after it are of this town alone."""
        self.children, self.folder, self.size, self.admin = children, folder, size, address
        self.server = self.worker = self.beat = None
        before, _slash, _name = address.rpartition("/")
        self.address = f"{before}/kcc_{size}"
        self._sql(address, f"CREATE DATABASE kcc_{size}")
        self.environment = clean_environment(
            DEMO="1",
            DATABASE_URL=self.address,
            REDIS_URL=redis,
            DJANGO_SETTINGS_MODULE="dashboard.management.bench.settings",
            MEDIA_ROOT=str(folder / "files"),
            STATIC_ROOT=str(folder / "static"),
            LOG_LEVEL="WARNING",
        )

    def _sql(self, address: str, *statements: str) -> str:
        command = [services.postgresql_programs() / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1"]
        command += [_without_password(address)]
        for statement in statements:
            command += ["-c", statement]
        done = subprocess.run(command, env=_password(address), capture_output=True, text=True)
        if done.returncode:
            packages.stop(f"PostgreSQL refused:\n{done.stderr}")
        return done.stdout.strip()

    def manage(self, *command: str) -> str:
        """What it prints; what it warns of is shown here."""
        said = self.folder / "said.txt"
        with open(said, "wb") as file:
            code = self.children.run(
                command[0], [str(packages.PYTHON), "manage.py", *command],
                cwd=packages.ROOT, env=self.environment, stdout=file,
            )  # fmt: skip
        text = said.read_text().strip()
        if code:
            packages.stop(f"manage.py {command[0]} failed; the lines above say why.\n{text}")
        return text

    def told(self, *command: str):
        """What a command prints as JSON: the last line."""
        return json.loads(self.manage(*command).splitlines()[-1])

    def load(self, years: int) -> str:
        """What the loader said, and how long it took with everything around it."""
        started = time.monotonic()
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        said = self.manage("load_bench", "--contacts", str(self.size), "--years", str(years))
        # What was due in those years, before anything is measured.
        self.manage("work_jobs")
        # What PostgreSQL does by itself in the first hours, and what would be in the way now.
        self._vacuum()
        self._sql(self.address, "CHECKPOINT")
        return f"{said}\nAll of it, migrations and VACUUM too ({time.monotonic() - started:.0f} s)"

    def _vacuum(self) -> None:
        """Several tables at once."""
        command = [services.postgresql_programs() / "vacuumdb", "--analyze", "--quiet"]
        command += [f"--jobs={os.cpu_count() or 1}", f"--dbname={_without_password(self.address)}"]
        done = subprocess.run(command, env=_password(self.address), capture_output=True, text=True)
        if done.returncode:
            packages.stop(f"PostgreSQL refused:\n{done.stderr}")

    def contacts_lacking_today(self, years: int) -> int:
        """How many a working day has more than today has so far: on a Sunday, or at night."""
        usual = self.size // (years * WORKING_DAYS)
        return max(0, usual - int(self._sql(self.address, TODAY)))

    @property
    def gigabytes(self) -> float:
        return int(self._sql(self.address, "SELECT pg_database_size(current_database())")) / 1e9

    # -- The application -----------------------------------------------------------------------

    def serve(self) -> int:
        """Starts the web server; answers its port."""
        port = free_port()
        command = [str(packages.PYTHON), *GUNICORN, "--bind", f"127.0.0.1:{port}"]
        if IN_MEMORY.is_dir():
            command += ["--worker-tmp-dir", str(IN_MEMORY)]
        self.server = self.children.start(
            "web server", command, cwd=packages.ROOT, env=self.environment
        )
        latest = time.monotonic() + READY_WITHIN
        while not answers(f"http://127.0.0.1:{port}/livez"):
            if time.monotonic() > latest or self.children.ended():
                packages.stop("The web server does not answer; the lines above say why.")
            time.sleep(0.1)
        return port

    def work(self) -> None:
        """Starts the workers of Celery and its beat, as docker-compose.yml has them."""
        schedule = f"--schedule={self.folder / f'beat-{self.size}'}"
        self.worker = self._celery("worker", CELERY)
        self.beat = self._celery("beat", [*BEAT, schedule])

    def _celery(self, name: str, command):
        return self.children.start(
            name, [str(packages.PYTHON), *command],
            cwd=packages.ROOT, stdout=subprocess.DEVNULL,
            # It minds to be root, as who measures may be.
            env={**self.environment, "PYTHONWARNINGS": "ignore"},
        )  # fmt: skip

    def stage(self, port: int) -> Stage:
        keys = self.told("bench_keys")
        keys["claimable"] = self.told("bench_keys", "--claimable")
        staff = keys["people"]
        names = {*staff["agents"], *staff["heads"].values(), *staff["alone"].values()}
        names.update(name for each in staff["handlers"].values() for name in each)
        return Stage(port, keys, self.told("bench_session", *sorted(names)))

    def missing(self, stage: Stage) -> dict[str, int]:
        """Of what was acknowledged on this stage, by kind."""
        file = self.folder / "ledger.json"
        file.write_text(json.dumps(stage.ledger), encoding="utf-8")
        return self.told("bench_check", str(file))

    @property
    def web_workers(self) -> list[int]:
        return children_of(self.server.pid)

    @property
    def peaks(self) -> dict[str, float]:
        """The most megabytes that a worker ever had."""
        both = {"web": self.web_workers, "Celery": children_of(self.worker.pid)}
        return {
            name: max((Memory.of(pid).peak for pid in pids), default=0)
            for name, pids in both.items()
        }

    def stop(self, *processes) -> None:
        for process in processes:
            process.terminate()
            self.children.wait(process)

    def clear(self) -> None:
        """The next town needs the disk."""
        self.stop(self.beat, self.server, self.worker)
        name = self.address.rpartition("/")[2]
        self._sql(self.admin, f"DROP DATABASE {name} WITH (FORCE)")
