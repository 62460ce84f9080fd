"""`make load`: the schedule, the ledger and the client that a whole run is built on."""

import asyncio
import json
import sys
from itertools import pairwise
from random import Random
from types import SimpleNamespace
from uuid import uuid4

import pytest
import yaml

from kcc.customers.identify import mask_bsns
from tests.conftest import ROOT

pytestmark = pytest.mark.once
# As the scripts run: from their own folder.
sys.path.insert(0, str(ROOT / "scripts"))
try:
    import load
    import load_ledger
    import load_people
    import load_report
    import load_schedule
    import load_tally
    import load_town
    from asking import Answer
    from load_asking import Browser
    from processes import Used
finally:
    sys.path.pop(0)


# -- The schedule ---------------------------------------------------------------------------------


def schedules(people=200, seconds=600.0):
    return [
        load_schedule.minutes(load_schedule.AGENT, seconds=seconds, rng=Random(number))
        for number in range(people)
    ]


def acts(made, act):
    return [due.at for schedule in made for due in schedule if due.act == act]


def test_an_agent_logs_one_contact_a_minute_and_is_kept_every_ten_seconds():
    made = schedules()
    assert load_schedule.per_second([[due] for due in made[0]], 600) == len(made[0]) / 600
    assert [len(acts([one], "save")) for one in made].count(10) > 180
    assert 4.8 < len(acts(made, "autosave")) / len(acts(made, "save")) < 5.2


def test_two_hundred_agents_ask_for_the_rate_of_the_target():
    rng = Random(1)
    polled = [load_schedule.polls(("bell", "wallboard"), seconds=600, rng=rng) for _ in range(200)]
    assert load_schedule.per_second(polled, 600) == pytest.approx(10, rel=0.05)
    assert load_schedule.per_second([*schedules(), *polled], 600) > load_report.RATE


def test_a_schedule_is_in_order_and_inside_the_run():
    for one in schedules(20, 90.0):
        moments = [due.at for due in one]
        assert moments == sorted(moments)
        assert 0 <= moments[0] <= moments[-1] < 90


def test_the_mix_is_right_from_the_first_second():
    made = schedules(seconds=60.0)
    first, last = (
        [at for at in acts(made, "autosave") if (at < 30) is early] for early in (True, False)
    )
    assert len(first) == pytest.approx(len(last), rel=0.1)


def test_a_poll_comes_every_twenty_seconds_in_turn():
    made = load_schedule.polls(("bell", "wallboard"), seconds=100, rng=Random(1))
    assert len(made) == 5
    gaps = {round(later.at - one.at, 6) for one, later in pairwise(made)}
    assert (gaps, len({due.act for due in made[:2]})) == ({20.0}, 2)


def test_the_same_seed_makes_the_same_schedule():
    assert schedules(3) == schedules(3)


def test_a_saturation_grows_until_there_is_nobody_left():
    assert list(load_schedule.growing(100, 250)) == [100, 120, 160, 200, 240]
    assert list(load_schedule.growing(20, 60)) == [20, 30, 40, 50, 60]


# -- The ledger -----------------------------------------------------------------------------------


def test_a_line_is_in_the_file_as_soon_as_it_is_written(tmp_path):
    """Nothing is held back: another process reads it while this one goes on."""
    ledger, key = load_ledger.Ledger(tmp_path / "ledger"), str(uuid4())
    ledger.asked(key=key, note="Vraag")
    ledger.draft(key=key, revision=1, note="Vr")
    ledger.contact(key=key, note="Vraag", callback=True)
    ledger.claimed(callback=key, by="head")
    ledger.closed(callback=key, by="head", answer="Gebeld")
    lines = [json.loads(line) for line in (tmp_path / "ledger").read_text().splitlines()]
    assert [line["what"] for line in lines] == ["asked", "draft", "contact", "claim", "close"]
    assert lines[2] == {"what": "contact", "key": key, "note": "Vraag", "callback": True}
    # What is asked is not acknowledged yet.
    assert ledger.acknowledged == 4
    ledger.close()


def test_what_is_written_in_a_note_is_never_taken_for_a_bsn():
    for number in range(200):
        text = load_ledger.token(f"00000000-0000-4000-8000-{111222333 + number:012}")
        assert mask_bsns(text) == (text, 0)


# -- The client -----------------------------------------------------------------------------------


class Server:
    """Answers every request with what was asked; `seen` is what came in, whole or not."""

    def __init__(self, answer=b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\ngoed"):
        self.answer, self.seen = answer, []

    async def __aenter__(self):
        self.server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()
        await self.server.wait_closed()

    async def _take(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next((int(line.split()[1]) for line in head.splitlines()
                       if line.startswith("Content-Length")), 0)  # fmt: skip
        self.seen.append((head.splitlines()[0], (await reader.readexactly(length)).decode()))
        writer.write(self.answer)
        writer.close()


def test_a_browser_is_asked_without_waiting_for_others():
    async def story():
        async with Server() as server:
            browser = Browser(server.port, session="abc", timeout=5)
            answers = await asyncio.gather(browser.get("/een"), browser.post("/twee", {"q": "a b"}))
            return server.seen, answers, browser.secret

    seen, answers, secret = asyncio.run(story())
    assert sorted(seen) == [
        ("GET /een HTTP/1.0", ""),
        ("POST /twee HTTP/1.0", f"q=a+b&csrfmiddlewaretoken={secret}"),
    ]
    assert [(each.status, each.text) for each in answers] == [(200, "goed")] * 2


def test_an_answer_that_is_cut_off_is_an_error():
    async def story():
        async with Server(b"HTTP/1.0 200 OK\r\nContent-Length: 9\r\n\r\ngoed") as server:
            with pytest.raises(ConnectionError):
                await Browser(server.port, timeout=5).get("/")

    asyncio.run(story())


def test_who_hangs_up_has_sent_the_whole_form():
    async def story():
        async with Server() as server:
            browser = Browser(server.port, session="abc", timeout=5)
            assert await browser.unheard().post("/een", {"q": "x"}) is None
            while not server.seen:
                await asyncio.sleep(0.01)
            return server.seen, browser.secret

    seen, secret = asyncio.run(story())
    assert seen == [("POST /een HTTP/1.0", f"q=x&csrfmiddlewaretoken={secret}")]


# -- One person -----------------------------------------------------------------------------------


class Recorded:
    """In the place of a browser: answers as told, a moment later, and remembers what was sent."""

    def __init__(self, *statuses, takes=0.0):
        self.statuses, self.takes, self.sent = list(statuses), takes, []

    async def post(self, path, fields=(), headers=None):
        self.sent.append((path, dict(fields)))
        await asyncio.sleep(self.takes)
        status = self.statuses.pop(0)
        if status is None:
            raise ConnectionResetError
        return Answer(status, {}, b'<div data-url="/contacts/running/%s/">' % NEXT.encode(), 0.0)

    get = post

    def unheard(self):
        return self


NEXT = "11111111-2222-4333-8444-555555555555"
WHO = {"name": "agent-1", "id": "x", "session": "s", "department": ""}
EXAMPLES = {"phones": ["+31612345678"], "subjects": ["Dakkapel"], "names": ["Wit"], "places": ["x"]}


def agent(tmp_path, browser, *, draws=()):
    """An agent whose chances come out as `draws` says, the last of them for good."""
    ledger = load_ledger.Ledger(tmp_path / "ledger")
    run = load_people.Run(0, ledger, load_tally.Tally(), 0.0, EXAMPLES)
    person = load_people.Agent(WHO, run, Random(1))
    person.browser, left = browser, list(draws)
    person.rng = SimpleNamespace(
        randrange=lambda _most: left.pop(0) if left else 27, choice=lambda rows: rows[0],
        random=lambda: 0.1, uniform=lambda low, _high: low, randint=lambda low, _high: low,
    )  # fmt: skip
    person.promises = False
    return person


def lines_of(tmp_path):
    return [json.loads(line)["what"] for line in (tmp_path / "ledger").read_text().splitlines()]


async def soon(coming):
    return await coming(asyncio.get_running_loop().time())


def test_only_what_is_acknowledged_is_in_the_ledger(tmp_path):
    person = agent(tmp_path, Recorded(200, 500, None, 200))
    for _ in range(3):
        asyncio.run(soon(person.autosave))
    asyncio.run(soon(person.save))
    assert lines_of(tmp_path) == ["draft", "asked", "contact"]
    assert person.run.tally.errors == {"Autosave: 500": 1, "Autosave: ConnectionResetError": 1}
    # On with the form in the answer.
    assert (person.key, person.revision) == (NEXT, 0)


def test_a_save_that_fails_is_asked_but_not_acknowledged(tmp_path):
    person = agent(tmp_path, Recorded(422))
    key = person.key
    asyncio.run(soon(person.save))
    assert (lines_of(tmp_path), person.key) == (["asked"], key)


def test_a_form_sent_twice_is_one_line(tmp_path):
    browser = Recorded(200, 200)
    # The second sort of trouble only: sent twice at once.
    person = agent(tmp_path, browser, draws=[1])
    asyncio.run(soon(person.save))
    (one, first), (other, second) = browser.sent
    assert (one, first) == (other, second)
    assert lines_of(tmp_path) == ["asked", "contact"]
    assert person.run.tally.notices == {"forms sent twice at once": 1}


def test_a_form_whose_answer_was_lost_is_sent_again(tmp_path):
    browser = Recorded(200, 200)
    person = agent(tmp_path, browser, draws=[load_people.UNHEARD])
    asyncio.run(soon(person.save))
    assert len({json.dumps(each) for each in browser.sent}) == 1
    assert (len(browser.sent), lines_of(tmp_path)) == (2, ["asked", "contact"])


def test_a_request_that_had_to_wait_counts_from_when_it_was_due(tmp_path):
    """The first takes half a second, so the second begins too late by that: it has taken as long
    for who was waiting, however fast it was itself."""
    person = agent(tmp_path, Recorded(200, 200, takes=0.25))
    schedule = [load_schedule.Due(0.0, "autosave"), load_schedule.Due(0.01, "autosave")]

    async def story():
        now = asyncio.get_running_loop().time()
        person.run = load_people.Run(0, person.run.ledger, person.run.tally, now, EXAMPLES)
        await person.live(schedule)

    asyncio.run(story())
    first, second = person.run.tally.times["Autosave"]
    assert 0.25 <= first < second
    assert second >= 0.49


# -- What comes of it -----------------------------------------------------------------------------


def test_percentiles_are_in_milliseconds():
    times = [number / 1000 for number in range(1, 101)]
    assert load_tally.at(times, 50) == pytest.approx(50.5)
    assert load_tally.at(times, 95) == pytest.approx(95.05)
    assert (load_tally.at([], 95), load_tally.at([0.2], 95)) == (0.0, 200.0)


def step(agents, slowest, errors=0):
    tally = load_tally.Tally()
    for _ in range(100):
        tally.add("Search", slowest)
    for _ in range(errors):
        tally.fail("Search", "500")
    moment = load_town.Moment(0.0, {"Load generator": 0.0}, {}, Used(0.0, 0.0), 0, 0)
    return load.Stretch(agents, 10, 10.0, tally, moment, moment)


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([(100, 0.1, 0), (200, 0.4, 0)],
         "The knee: 100 agents, 10 requests/s held; 200 agents did not."),
        ([(100, 0.1, 0), (200, 0.1, 1)],
         "The knee: 100 agents, 10 requests/s held; 200 agents did not."),
        ([(100, 0.1, 0)], "The knee: 100 agents, 10 requests/s held, and more were not tried."),
        ([(100, 0.4, 0)], "Not even 100 agents were kept up with."),
    ],
)  # fmt: skip
def test_the_knee_is_the_most_that_held(steps, said):
    assert load_report.knee([step(*each) for each in steps]) == said


def test_a_plan_is_what_was_asked_for():
    usual = load.Plan.of({})
    assert (usual.contacts, usual.agents, usual.heads, usual.seconds) == (200_000, 200, 10, 120.0)
    assert load.Plan.of({"SOAK": "1"}).seconds == 600
    assert load.Plan.of({"SOAK": "0", "AGENTS": "20", "SATURATE": "0"}).seconds == 120


def test_it_starts_what_production_starts():
    """The web server of the image, and worker and beat of docker-compose.yml."""
    web = load_town.production_command((ROOT / "Dockerfile").read_text())
    assert (web[0], web[web.index("--workers") + 1]) == ("gunicorn", "3")
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    for name, command in (("worker", load_town.WORKER), ("beat", load_town.BEAT)):
        assert set(command) <= set(compose[name]["command"])
        assert list(command[:4]) == compose[name]["command"][:4]
