"""Agents and heads of departments at work: what each of them sends, and what must come back."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from uuid import uuid4

from asking import BACKGROUND, Answer
from load_asking import Browser
from load_ledger import Ledger, token
from load_schedule import AGENT, HEAD, Due, minutes, polls
from load_tally import Tally

TIMEOUT = 60.0  # seconds
# A form that is sent twice at once, and one of which the answer was not waited for: one in so many.
TWICE, UNHEARD = 20, 20
CALLBACKS = 6  # one contact in so many is a promise
NEXT_FORM = re.compile(r'data-url="/contacts/running/([0-9a-f-]{36})/"')
CALLBACK = re.compile(r'href="/contacts/callbacks/([0-9a-f-]{36})/')
SHOWN = re.compile(r'name="shown" id="shown" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')
# What the form of a contact holds as long as nobody filled it in.
EMPTY = {
    "started": "", "questions": "1", "call_id": "", "customer": "", "channel": "telefoon",
    "direction": "inbound", "phone": "", "find": "", "caller_name": "", "email": "",
    "location": "", "q0-repeat_answer": "", "q0-subject": "", "q0-note": "",
    "q0-outcome_direct": "direct_afgehandeld", "q0-outcome_aborted": "afgebroken",
    "q0-transfer_department": "", "q0-transfer_to": "", "q0-transfer_wait_seconds": "",
    "q0-answer_by": "phone", "q0-answer_was": "phone", "q0-callback_phone": "",
    "q0-callback_email": "", "q0-callback_address": "", "q0-callback_handle": "",
    "q0-callback_department": "", "q0-best_time": "any", "q0-callback_name": "",
    "q0-callback_team": "", "q0-callback_assignee": "", "q0-already_said": "",
    "q0-case_type": "", "q0-referred_to": "", "q0-reason": "",
}  # fmt: skip
SCRIPT = {"HX-Request": "true"}
POLL = {"X-Requested-With": "XMLHttpRequest"}


@dataclass(frozen=True)
class Run:
    """One run: where it is asked, what it is written to, and when it began (clock of the loop)."""

    port: int
    ledger: Ledger
    tally: Tally
    began: float
    examples: Mapping[str, list[str]]


class Person:
    script: tuple = ()
    polled: tuple[str, ...] = ("bell",)

    def __init__(self, who: Mapping[str, str], run: Run, rng: Random):
        self.name, self.department = who["name"], who["department"]
        self.run, self.rng = run, rng
        self.browser = Browser(run.port, session=who["session"], timeout=TIMEOUT)
        # As the script of our pages tells for whom they were made.
        self.scripted = SCRIPT | {"X-KCC-User": who["id"]}
        self.known: dict[str, str] = {}

    def schedules(self, seconds: float) -> list[list[Due]]:
        """What is done one after the other: by the person, and by the page itself."""
        return [
            minutes(self.script, seconds=seconds, rng=self.rng),
            polls(self.polled, seconds=seconds, rng=self.rng),
        ]

    async def live(self, schedule: list[Due]) -> None:
        loop = asyncio.get_running_loop()
        for due in schedule:
            at = self.run.began + due.at
            if (wait := at - loop.time()) > 0:
                await asyncio.sleep(wait)
                self.run.tally.late.append(loop.time() - at)
            await getattr(self, due.act)(at)

    async def ask(self, kind: str, due: float, coming, expected=(200,)) -> Answer | None:
        """The answer when it is one of those expected; what else comes is an error of the run."""
        try:
            answer = await coming
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            self.run.tally.fail(kind, type(error).__name__)
            return None
        self.run.tally.add(kind, asyncio.get_running_loop().time() - due)
        if answer.status not in expected:
            self.run.tally.fail(kind, str(answer.status))
            return None
        return answer

    async def bell(self, due: float) -> None:
        await self._poll("Poll: bell", "/jobs/messages/bell/", due)

    async def wallboard(self, due: float) -> None:
        await self._poll("Poll: wallboard", "/wallboard/now/", due)

    async def _poll(self, kind: str, path: str, due: float) -> None:
        headers = POLL | ({"If-None-Match": self.known[path]} if path in self.known else {})
        answer = await self.ask(kind, due, self.browser.get(path, headers), (200, 304))
        if answer is not None and answer.status == 200:
            self.known[path] = answer.headers["ETag"]

    async def after_form(self, answer: Answer) -> Answer | None:
        """The page a form leads to, as a browser asks for it."""
        due = asyncio.get_running_loop().time()
        return await self.ask(
            "Page after a form", due, self.browser.get(answer.headers["Location"])
        )


class Agent(Person):
    """Looks up a subject, types, is kept while typing, and saves. One contact at a time."""

    script = AGENT
    # The wallboard is for the contact centre.
    polled = ("bell", "wallboard")

    def __init__(self, *args):
        super().__init__(*args)
        self._begin(str(uuid4()))

    def _begin(self, key: str) -> None:
        pick, examples = self.rng.choice, self.run.examples
        self.key, self.revision, self.typed = key, 0, 0
        number = self.rng.random()
        # Half of them are known, and most of the others call for the first time.
        phone = pick(examples["phones"]) if number < 0.5 else f"061{self.rng.randrange(10**7):07}"
        self.said = EMPTY | {
            "phone": phone if number < 0.9 else "",
            "q0-subject": pick(examples["subjects"]),
        }
        self.promises = not self.rng.randrange(CALLBACKS)

    def note(self) -> str:
        """Longer at every save; with the key of the contact in it, so that it is nobody else's."""
        words = "Vraagt hoe het staat met de aanvraag en wanneer er antwoord komt. " * self.typed
        return f"{words}Kenmerk {token(self.key)}."

    async def open(self, due: float) -> None:
        answer = await self.ask(
            "Open the agent screen", due, self.browser.get("/contacts/new"), (200, 302)
        )
        # What was begun is gone on with.
        if answer is not None and answer.status == 200 and not self.revision:
            self._follow(answer)

    def _follow(self, answer: Answer) -> None:
        """On with the form that is in the answer."""
        found = NEXT_FORM.search(answer.text)
        self._begin(found[1] if found else str(uuid4()))

    async def subjects(self, due: float) -> None:
        typed = self.said["q0-subject"][: self.rng.randint(2, 6)]
        sent = self.browser.post("/contacts/subjects/", {"q": typed}, POLL)
        await self.ask("Subject, while typing", due, sent)

    async def search(self, due: float) -> None:
        examples = self.run.examples
        words = self.rng.choice(examples[self.rng.choice(("phones", "names", "places"))])
        sent = self.browser.post("/search/", {"q": words}, BACKGROUND)
        await self.ask("Search", due, sent)

    async def autosave(self, due: float) -> None:
        self.revision += 1
        self.typed += 1
        note = self.note()
        sent = self.browser.post(self._path, self._form("autosave", note), POLL)
        answer = await self.ask("Autosave", due, sent)
        if answer is not None:
            # As the browser does: what the next save says the screen shows.
            if shown := SHOWN.search(answer.text):
                self.said["shown"] = shown[1]
            self.run.ledger.draft(key=self.key, revision=self.revision, note=note)

    @property
    def _path(self) -> str:
        return f"/contacts/running/{self.key}/"

    def _form(self, action: str, note: str) -> dict[str, str]:
        form = self.said | {"action": action, "revision": str(self.revision), "q0-note": note}
        if self.promises:
            form |= {"q0-category": "callback", "q0-callback_phone": form["phone"] or "0201234567"}
        elif action == "save":
            form["q0-category"] = "direct"
        return form

    async def save(self, due: float) -> None:
        """Some press twice, and of some the answer gets lost and they send the form again. Whatever
        they do: one contact."""
        self.revision += 1
        note, kind = self.note(), "Save, with a callback" if self.promises else "Save"
        form, key, promises = self._form("save", note), self.key, self.promises
        self.run.ledger.asked(key=key, note=note)
        way = self.rng.randrange(TWICE * UNHEARD)
        if not way % UNHEARD:
            await self._unheard(form)
            due = asyncio.get_running_loop().time()
        sent = [self.browser.post(self._path, form, self.scripted)]
        if not way // UNHEARD:
            self.run.tally.notices["forms sent twice at once"] += 1
            sent.append(self.browser.post(self._path, form, self.scripted))
        answers = await asyncio.gather(*(self.ask(kind, due, each) for each in sent))
        heard = [answer for answer in answers if answer]
        if heard:
            self.run.ledger.contact(key=key, note=note, callback=promises)
            self._follow(heard[0])

    async def _unheard(self, form: Mapping[str, str]) -> None:
        self.run.tally.notices["answers not waited for, and sent again"] += 1
        try:
            await self.browser.unheard().post(self._path, form, self.scripted)
        except (OSError, TimeoutError) as error:
            self.run.tally.fail("Save, not waited for", type(error).__name__)
        await asyncio.sleep(self.rng.uniform(0, 0.5))


class Head(Person):
    """Looks at the figures, takes callbacks of the department on and answers them."""

    script = HEAD

    def __init__(self, *args):
        super().__init__(*args)
        self.open_ones: list[str] = []
        self.done: set[str] = set()
        self.page = self.callback_id = ""

    async def dashboard(self, due: float) -> None:
        path = f"/dashboard/departments/{self.department}/"
        await self.ask("Dashboard of the department", due, self.browser.get(path))

    async def cases(self, due: float) -> None:
        await self.ask("Worklist of cases", due, self.browser.get("/cases/"))

    async def worklist(self, due: float) -> None:
        sent = self.browser.get("/contacts/callbacks/")
        if answer := await self.ask("Worklist of callbacks", due, sent):
            self.open_ones = sorted(set(CALLBACK.findall(answer.text)) - self.done)

    async def callback(self, due: float) -> None:
        self.callback_id = self.page = ""
        if not self.open_ones:
            return
        self.callback_id = self.rng.choice(self.open_ones)
        if answer := await self.ask("Page of a callback", due, self.browser.get(self._path)):
            self.page = answer.text

    @property
    def _path(self) -> str:
        return f"/contacts/callbacks/{self.callback_id}/"

    async def claim(self, due: float) -> None:
        """Not what somebody has taken on already: then there is no button for it."""
        if f"{self._path}claim/" not in self.page or not (found := VERSION.search(self.page)):
            return
        sent = self.browser.post(f"{self._path}claim/", {"version": found[1]})
        if answer := await self.ask("Claim a callback", due, sent, (302,)):
            self.run.ledger.claimed(callback=self.callback_id, by=self.name)
            after = await self.after_form(answer)
            self.page = after.text if after else ""

    async def close(self, due: float) -> None:
        """Pressed twice by some: the second is told that somebody changed it first."""
        if f"{self._path}close/" not in self.page or not (found := VERSION.search(self.page)):
            return
        self.done.add(self.callback_id)
        answer = f"Gebeld en uitgelegd. Kenmerk {token(self.callback_id)}."
        form = {"version": found[1], "answer": answer, "result": "answered"}
        times = 1 if self.rng.randrange(TWICE) else 2
        sent = [self.browser.post(f"{self._path}close/", form) for _ in range(times)]
        expected = (302,) if times == 1 else (302, 409, 422)
        answers = await asyncio.gather(
            *(self.ask("Close a callback", due, each, expected) for each in sent)
        )
        kept = [each for each in answers if each and each.status == 302]
        if len(kept) > 1:
            self.run.tally.fail("Close a callback", "twice")
        if kept:
            self.run.ledger.closed(callback=self.callback_id, by=self.name, answer=answer)
            await self.after_form(kept[0])
        self.page = ""
