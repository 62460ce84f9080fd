"""Who asks for what: the people of a town, logged in, and what there is to ask for."""

import re
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random

import packages
from asking import Answer, Browser, WrongAnswer
from filling import fields_of

WORDS = (
    "aanvraag", "afspraak", "balie", "bericht", "bezwaar", "brief", "buurt", "container", "datum",
    "document", "formulier", "graag", "huis", "inwoner", "kaart", "kosten", "kwijt", "lantaarn",
    "maandag", "melding", "morgen", "nieuw", "ontvangen", "paspoort", "straat", "subsidie",
    "termijn", "uitleg", "vergunning", "verhuizing", "vraag", "woning",
)  # fmt: skip
SHOWN = re.compile(r'name="shown" id="shown" value="([^"]+)"')
ROWS = re.compile(r'href="(/dashboard/rows/[^"]+)"')


class Stage:
    """`keys` and `sessions` as `manage.py bench_keys` and `bench_session` print them. What is
    acknowledged is kept in `ledger`, as `manage.py bench_check` reads it."""

    def __init__(self, port: int, keys: dict, sessions: dict[str, str], seed: int = 1):
        self.port, self.keys, self.sessions = port, keys, sessions
        self.rng = Random(seed)  # noqa: S311 - a measurement, no secret
        staff = keys["people"]
        self.agents, self.heads, self.handlers = staff["agents"], staff["heads"], staff["handlers"]
        self.alone = staff["alone"]
        self.customers = keys["customers"]
        # Subjects of departments with people who call back.
        self.subjects = [each for each in keys["subjects"] if self.handlers.get(each[3])]
        self.free = keys["claimable"]
        self.claimed: list[dict] = []
        self.running: dict[str, Running] = {}
        self.turn = 0
        self.ledger: dict = {
            "contacts": [], "contacts with a callback": [], "claimed callbacks": {},
            "closed callbacks": [], "running contacts": {}, "rows of the floor": [],
        }  # fmt: skip
        self.answered: dict[str, int] = {}
        self._lock = threading.Lock()
        self._form = fields_of(self.browser(self.agents[0]).get("/contacts/new").text, "contact")
        if "q0-subject" not in self._form:
            packages.stop("The agent screen has no form to fill in.")

    # -- Asking --------------------------------------------------------------------------------

    def browser(self, who: str) -> Browser:
        return Browser(self.port, session=self.sessions[who])

    def program(self, who: str) -> Browser:
        """A client of the API, with the access key of this person."""
        return Browser(self.port, token=self.keys["tokens"][who])

    def heard(self, answer: Answer) -> None:
        """Which worker it was."""
        worker = answer.headers["X-Worker"]
        with self._lock:
            self.answered[worker] = self.answered.get(worker, 0) + 1

    def note(self, kind: str, key: str, value: str = "") -> None:
        """Acknowledged: it has to be there at the end."""
        with self._lock:
            kept = self.ledger[kind]
            if isinstance(kept, dict):
                kept[key] = value
            else:
                kept.append(key)

    # -- Drawing -------------------------------------------------------------------------------

    def text(self) -> str:
        """Something that was not said before."""
        words = [self.rng.choice(WORDS) for _ in range(self.rng.randrange(12, 30))]
        return f"{' '.join(words).capitalize()} ({uuid.uuid4().hex[:8]})."

    def next_agents(self, number: int) -> list[str]:
        """Different people, in turn."""
        number = min(number, len(self.agents))
        start, self.turn = self.turn, self.turn + number
        return [self.agents[(start + each) % len(self.agents)] for each in range(number)]

    def agent(self) -> str:
        return self.rng.choice(self.agents)

    def worker_of(self, slug: str) -> str:
        return self.rng.choice(self.handlers[slug])

    def misspelt(self, name: str) -> str:
        """Two letters of the last name have changed places, or one is missing."""
        first, _space, last = name.partition(" ")
        place = self.rng.randrange(1, max(2, len(last) - 1))
        if self.rng.random() < 0.5:
            last = last[:place] + last[place + 1 :]
        else:
            last = last[:place] + last[place : place + 2][::-1] + last[place + 2 :]
        return f"{first} {last}"

    # -- Running contacts ----------------------------------------------------------------------

    def ready(self, number: int) -> list["Running"]:
        """Running contacts of so many agents, one of each; made now when there is none."""
        found = [self.running.get(name) for name in self.next_agents(number)]
        start = self.turn - len(found)
        names = [self.agents[(start + each) % len(self.agents)] for each in range(len(found))]
        fresh = [self.begin(name) for name, one in zip(names, found, strict=True) if one is None]
        self.at_once(Running.keep, fresh)
        return [self.running[name] for name in names]

    def begin(self, agent: str) -> "Running":
        """As somebody who called: found by number, linked, with a subject and a note."""
        customer, subject = self.rng.choice(self.customers), self.rng.choice(self.subjects)
        self.running[agent] = Running(self, agent, dict(self._form), customer, subject)
        return self.running[agent]

    @staticmethod
    def at_once(work: Callable, each: list) -> None:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, each))

    # -- Without being timed -------------------------------------------------------------------

    def body(self, *, callback: bool) -> dict:
        """A contact as a program gives it to the API."""
        customer, subject = self.rng.choice(self.customers), self.rng.choice(self.subjects)
        question = {"subject": subject[2], "outcome": "direct_afgehandeld", "note": self.text()}
        if callback:
            question["outcome"] = "terugbelverzoek"
            question["callback"] = {"phone": customer["phone"]}
        return {
            "key": str(uuid.uuid4()), "channel": "telefoon", "customer": customer["id"],
            "phone": customer["phone"], "startedAt": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "talkSeconds": 120, "wrapUpSeconds": 20, "questions": [question],
        }  # fmt: skip

    def news(self) -> None:
        """Somebody logs a contact."""
        body = self.body(callback=False)
        answer = self.program(self.agent()).post_json("/api/v1/contacts", body)
        if answer.status != 201:
            raise WrongAnswer("Logging a contact", answer)
        self.heard(answer)
        self.note("contacts", body["key"])

    def fill_the_day(self, number: int) -> None:
        """So many are logged: what is counted of a day that is not over is never in store."""
        self.at_once(lambda _number: self.news(), list(range(number)))

    def take_free(self, number: int) -> list[dict]:
        """So many callbacks that nobody has, with who may claim each; made when there are none."""
        lacking = max(0, number - len(self.free))
        bodies = [self.body(callback=True) for _ in range(lacking)]
        self.at_once(self._promise, bodies)
        taken, self.free = self.free[:number], self.free[number:]
        return taken

    def _promise(self, body: dict) -> None:
        answer = self.program(self.agent()).post_json("/api/v1/contacts", body)
        if answer.status != 201:
            raise WrongAnswer("Promising a callback", answer)
        self.heard(answer)
        self.note("contacts with a callback", body["key"])
        asked = next(each for each in self.subjects if each[2] == body["questions"][0]["subject"])
        made = answer.json()["questions"][0]["callback"]
        with self._lock:
            self.free.append({"id": made["id"], "version": 1, "who": self.worker_of(asked[3])})

    def take_claimed(self, number: int) -> list[dict]:
        """So many callbacks that somebody has, who may close each."""
        self.at_once(self.claim, self.take_free(max(0, number - len(self.claimed))))
        taken, self.claimed = self.claimed[:number], self.claimed[number:]
        return taken

    def claim(self, row: dict) -> None:
        answer = self.send_claim(row, {})
        if answer.status != 200:
            raise WrongAnswer("Claiming a callback", answer)
        self.keep_claimed(row, answer)

    def send_claim(self, row: dict, headers: dict) -> Answer:
        """The button in the list, which answers with the row."""
        fields = {"version": str(row["version"]), "next": "/contacts/callbacks/"}
        path = f"/contacts/callbacks/{row['id']}/claim/"
        return self.browser(row["who"]).post(path, fields, {"HX-Request": "true", **headers})

    def keep_claimed(self, row: dict, answer: Answer) -> None:
        self.heard(answer)
        self.note("claimed callbacks", row["id"], row["who"])
        with self._lock:
            self.claimed.append({**row, "version": row["version"] + 1})

    def links_to_rows(self) -> list[tuple[str, str]]:
        """(head, address behind a number of the dashboard) of a few departments."""
        found = []
        for slug in self.rng.sample(sorted(self.heads), min(8, len(self.heads))):
            page = self.browser(self.heads[slug]).get(f"/dashboard/departments/{slug}/").text
            links = sorted(set(ROWS.findall(page)))
            found += [(self.heads[slug], link.replace("&amp;", "&")) for link in links]
        return found


class Running:
    """A contact that an agent is typing, and the request that keeps or saves it."""

    def __init__(self, stage: Stage, agent: str, form: dict, customer: dict, subject: list):
        self.stage, self.agent, self.subject, self.customer = stage, agent, subject, customer
        self.key, self.revision = str(uuid.uuid4()), 0
        self.path = f"/contacts/running/{self.key}/"
        self.fields = form | {
            "phone": customer["phone"], "customer": customer["id"], "q0-subject": subject[1],
            "q0-note": stage.text(),
        }  # fmt: skip

    def keep(self) -> None:
        self.type()
        answer = self.autosave({})
        if answer.status != 200:
            raise WrongAnswer("Autosave", answer)
        self.kept(answer)

    def type(self) -> None:
        self.revision += 1
        self.fields |= {"revision": str(self.revision), "q0-note": self.stage.text()}

    def autosave(self, headers: dict) -> Answer:
        return self._post("autosave", {}, {"X-Requested-With": "XMLHttpRequest", **headers})

    def kept(self, answer: Answer) -> None:
        self.stage.heard(answer)
        # As the browser does: what the next save says the screen shows.
        if shown := SHOWN.search(answer.text):
            self.fields["shown"] = shown[1]
        self.stage.note("running contacts", self.key, self.fields["q0-note"])

    def save(self, ending: dict[str, str], headers: dict) -> Answer:
        return self._post("save", ending, {"HX-Request": "true", **headers})

    def saved(self, kind: str, answer: Answer) -> None:
        """It runs no more."""
        self.stage.heard(answer)
        self.stage.note(kind, self.key)
        self.stage.running.pop(self.agent, None)
        self.stage.ledger["running contacts"].pop(self.key, None)

    def _post(self, action: str, more: dict, headers: dict) -> Answer:
        fields = {**self.fields, **more, "action": action}
        return self.stage.browser(self.agent).post(self.path, fields, headers)
