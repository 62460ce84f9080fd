"""`make bench`: how long everything takes in municipalities of three sizes.

    make bench                                # 200,000, 1,000,000 and 5,000,000 contacts
    make bench SIZES="20000 200000" YEARS=5   # others
    make bench ONLY="search, dashboard"       # operations with these words, and the floors
    make bench QUICK=1 SIZES="3000 12000"     # whether it works, in a minute or two

Starts PostgreSQL, Redis, gunicorn and Celery (2 workers each, and beat) itself, makes the contacts,
does what users do and prints Markdown tables. They are kept as docs/benchmarks/<date>.md too, after
each part, so that a run which is cut off leaves what it measured. What each of them says is in
docs/benchmarks/README.md. Commits are durable, as in earnest. Nothing but the tables outlives the
run.
"""

import os
import sys
import tempfile
from pathlib import Path
from random import Random

import benchmarks
import packages
import services
import targets
from asking import WrongAnswer
from children import Children
from measuring import QUICK, Limits, Measuring, Operation
from operations import FLOORS, OPERATIONS
from town import Town
from wear import wear

# As on a machine of its own; durable commits are PostgreSQL's default.
POSTGRESQL = (
    "shared_buffers=2GB", "work_mem=16MB", "random_page_cost=1.1", "max_wal_size=4GB",
    "max_connections=50",
)  # fmt: skip
SERVERS = ("postgresql", "redis-server")
# Work that is measured by a command, as ONLY names it.
MEMORY, REPORTS, IMPORT = "memory", "reports", "import"
ROWS, QUICK_ROWS = 100_000, 2_000


def main():
    asked = os.environ
    sizes = [int(word) for word in asked.get("SIZES", "200000 1000000 5000000").split()]
    years, quick = int(asked.get("YEARS", "3")), asked.get("QUICK", "") == "1"
    only = [word.strip().lower() for word in asked.get("ONLY", "").split(",") if word.strip()]
    packages.ensure("requirements.txt")
    services.install_missing([tool for tool in services.TOOLS if tool[2][0] in SERVERS])
    log = benchmarks.Log(sizes, years, quick, None if quick or only else benchmarks.place())
    with tempfile.TemporaryDirectory(prefix="kcc-bench-") as name, Children() as children:
        folder = Path(name)
        database = services.start_postgresql(children, folder, POSTGRESQL)
        redis = services.start_redis(children, folder)
        at = min(sizes, key=lambda size: abs(size - targets.AT))
        for place, size in enumerate(sorted(sizes)):
            # What is in a cache is of one town: each has two databases of Redis for itself.
            own = f"{redis.rpartition('/')[0]}/{2 * place}"
            town = Town(children, folder, database, own, size)
            run = Run(town, only, quick)
            run.load(years)
            run.measure(years)
            log.add(run.found)
            run.work()
            log.keep()
            if run.wants(MEMORY) and size == at:
                run.wear()
            print(f"\n{log.finish(size)}", flush=True)
            town.clear()
    print(f"\n{log.text()}")
    if log.path:
        print(f"Kept as {log.path.relative_to(packages.ROOT)}")


class Run:
    """Everything that is measured in one town."""

    def __init__(self, town: Town, only: list[str], quick: bool):
        self.town, self.only, self.quick = town, only, quick
        self.found = benchmarks.Found(town.size)

    def wants(self, name: str) -> bool:
        return not self.only or any(word in name.lower() for word in self.only)

    @property
    def operations(self) -> list[Operation]:
        return [each for each in OPERATIONS if self.wants(each.name)]

    def load(self, years: int) -> None:
        self.found.loaded = self.town.load(years)
        self.found.gigabytes = self.town.gigabytes
        print(f"\n{self.town.size:,} contacts\n{self.found.loaded}", flush=True)

    def measure(self, years: int) -> None:
        """In an order of chance, always the same; the floors before, amidst and after."""
        port = self.town.serve()
        self.town.work()
        stage = self.town.stage(port)
        self.found.pages = {name: each["page"] for name, each in stage.keys["pages"].items()}
        self._fill_the_day(stage, years)
        measuring = Measuring(stage, QUICK if self.quick else Limits())
        shuffled = self.operations
        Random(self.town.size).shuffle(shuffled)  # noqa: S311 - an order, no secret
        half = len(shuffled) // 2
        for each in (*FLOORS, *shuffled[:half], *FLOORS, *shuffled[half:], *FLOORS):
            try:
                one = measuring.measure(each)
            except WrongAnswer as error:
                print(f"  FAILED       {each.name}: {error}", flush=True)
                self.found.failed[each.name] = str(error)
                continue
            print(f"  {one.alone.median:8.1f} ms  {one.name}", *one.wrong[:1], flush=True)
            if each in FLOORS:
                self.found.floors.setdefault(each.floor, []).append(one)
            else:
                self.found.operations[each.name] = one
        self._in_order()
        self._check(stage)

    def _fill_the_day(self, stage, years: int) -> None:
        """As many contacts today as a working day has, whenever this is run."""
        lacking = self.town.contacts_lacking_today(years)
        try:
            stage.fill_the_day(lacking)
        except WrongAnswer as error:
            self.found.failed["A day of contacts"] = str(error)
        self.found.logged_today = lacking

    def _in_order(self) -> None:
        there = self.found.operations
        self.found.operations = {
            each.name: there[each.name] for each in OPERATIONS if each.name in there
        }

    def _check(self, stage) -> None:
        self.found.acknowledged = {name: len(each) for name, each in stage.ledger.items()}
        self.found.missing = self.town.missing(stage)
        print(f"  writes that are missing: {self.found.missing}", flush=True)

    def work(self) -> None:
        if self.wants(REPORTS):
            self.found.reports = self.town.told("bench_reports", "--months", "0")
        if self.wants(IMPORT):
            rows = QUICK_ROWS if self.quick else ROWS
            self.found.imported = self.town.told("bench_import", "--rows", str(rows))
        self.found.peaks = self.town.peaks

    def wear(self) -> None:
        """By workers that begin anew."""
        self.town.stop(self.town.server)
        stage = self.town.stage(self.town.serve())
        shorter = 20 if self.quick else 1
        try:
            self.found.memory = wear(stage, self.town.web_workers, list(OPERATIONS), shorter)
        except WrongAnswer as error:
            self.found.failed[MEMORY] = str(error)
        lost = self.town.missing(stage)
        self.found.missing = {name: lost[name] + self.found.missing[name] for name in lost}


if __name__ == "__main__":
    sys.exit(main())
