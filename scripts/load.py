"""`make load`: a whole contact centre at work at once, and nothing of what it was told is lost.

    make load                     # 200 agents and 10 heads for two minutes, 200,000 contacts
    make load SOAK=1              # for ten minutes
    make load CONTACTS=5000 AGENTS=20 SECONDS=20 SATURATE=0 KEEP=/tmp/try.md

Starts everything itself, lets people work by a schedule, writes down what the server said it kept,
looks all of it up afterwards, and then lets more and more of them in until it gets slow
(SATURATE=0: not). Prints Markdown, kept as docs/benchmarks/load-<date>.md.
"""

import asyncio
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import load_report
import packages
import services
from children import Children
from load_ledger import Ledger
from load_people import Agent, Head, Person, Run
from load_schedule import growing
from load_tally import Tally, at
from load_town import Installation, Moment

SERVERS = ("postgresql", "redis-server")
WARMING = 15.0  # seconds of the same work, of which the times are not kept
STEP = 25.0  # seconds with one number of agents
REST = 3.0  # between two of them
SEED = 1


@dataclass(frozen=True)
class Plan:
    contacts: int
    years: int
    agents: int
    heads: int
    seconds: float
    most: int  # agents of the saturation; 0 is none
    keep: Path

    @classmethod
    def of(cls, words) -> "Plan":
        today = f"load-{datetime.now().astimezone():%Y-%m-%d}.md"
        soak = words.get("SOAK", "") not in ("", "0")
        return cls(
            contacts=int(words.get("CONTACTS", "200000")),
            years=int(words.get("YEARS", "3")),
            agents=int(words.get("AGENTS", "200")),
            heads=int(words.get("HEADS", "10")),
            seconds=float(words.get("SECONDS", "600" if soak else "120")),
            most=int(words.get("SATURATE", "1600")),
            keep=Path(words.get("KEEP", packages.ROOT / "docs" / "benchmarks" / today)),
        )


@dataclass(frozen=True)
class Stretch:
    """One number of people at work, for a while."""

    agents: int
    heads: int
    seconds: float
    tally: Tally
    before: Moment
    after: Moment

    @property
    def requests(self) -> int:
        return len(self.tally.all)

    @property
    def rate(self) -> float:
        """Requests a second, from the first that was due to the last that was answered."""
        return self.requests / self.seconds

    @property
    def holds(self) -> bool:
        return not self.tally.errors and at(self.tally.all, 95) <= load_report.SLOWEST


def main() -> None:
    plan = Plan.of(os.environ)
    packages.ensure("requirements.txt")
    services.install_missing([tool for tool in services.TOOLS if tool[2][0] in SERVERS])
    with tempfile.TemporaryDirectory(prefix="kcc-load-") as name, Children() as children:
        folder = Path(name)
        town = Installation(children, folder, plan.contacts)
        print(f"Loading {plan.contacts:,} contacts …", flush=True)
        print(town.load(plan.years), flush=True)
        town.open()
        print(f"{plan.agents} agents, {plan.heads} heads, {plan.seconds:g} seconds …", flush=True)
        crowd = Crowd(town, folder / "ledger", plan.agents, plan.heads)
        crowd.work(WARMING)
        stretch = crowd.work(plan.seconds)
        kept = [crowd.check()]
        steps = []
        if plan.most:
            crowd = Crowd(town, folder / "ledger-of-steps", max(plan.most, plan.agents), plan.heads)
            steps = saturate(crowd, plan)
            kept.append(crowd.check())
        text = load_report.report(plan, stretch, kept, steps)
    print("\n" + text)
    plan.keep.write_text(text, encoding="utf-8")
    print(f"Kept as {plan.keep}")


class Crowd:
    """People who are logged in, and the ledger of what they were told."""

    def __init__(self, town: Installation, ledger: Path, agents: int, heads: int):
        said = town.people(agents, heads)
        self.town, self.path, self.after = town, ledger, said.pop("after")
        self.ledger = Ledger(ledger)
        self.examples = {name: said[name] for name in ("subjects", "phones", "names", "places")}
        self.agents = [self._person(Agent, who) for who in said["agents"]]
        self.heads = [self._person(Head, who) for who in said["heads"]]

    def _person(self, kind: type[Person], who: dict) -> Person:
        # Replaced with each stretch of work.
        run = Run(self.town.port, self.ledger, Tally(), 0.0, self.examples)
        rng = Random(f"{SEED} {who['name']}")  # noqa: S311 - a story, no secret
        return kind(who, run, rng)

    def work(self, seconds: float, agents: int | None = None) -> Stretch:
        """The first so many agents, and all heads; what somebody has begun is gone on with in the
        next stretch."""
        people = self.agents[:agents] + self.heads
        tally, before = Tally(), self.town.moment()
        took = asyncio.run(self._together(people, tally, seconds))
        return Stretch(
            len(people) - len(self.heads), len(self.heads), took, tally, before, self.town.moment()
        )

    async def _together(self, people: list[Person], tally: Tally, seconds: float) -> float:
        loop = asyncio.get_running_loop()
        schedules = [(person, each) for person in people for each in person.schedules(seconds)]
        run = Run(self.town.port, self.ledger, tally, loop.time(), self.examples)
        for person in people:
            person.run = run
        await asyncio.gather(*(person.live(schedule) for person, schedule in schedules))
        return max(loop.time() - run.began, seconds)

    def check(self) -> dict:
        """What became of all that was acknowledged."""
        self.ledger.close()
        said = self.town.look_up(self.path, self.after)
        return said | {"acknowledged": self.ledger.acknowledged}


def saturate(crowd: Crowd, plan: Plan) -> list[Stretch]:
    """More and more agents until it is slow or something fails; the last one does not hold."""
    steps: list[Stretch] = []
    for agents in growing(max(10, plan.agents // 2), len(crowd.agents)):
        time.sleep(REST)
        steps.append(crowd.work(STEP, agents))
        print(load_report.step_line(steps[-1]), flush=True)
        if not steps[-1].holds:
            break
    return steps


if __name__ == "__main__":
    sys.exit(main())
