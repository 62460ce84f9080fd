"""What users do, each with the requests it is made of. `make(stage, number)` gets at most so many
ready; nothing of that is timed."""

from collections.abc import Iterable

from asking import BACKGROUND, Answer, Browser
from measuring import Operation, Shot
from stage import Running, Stage

READ, INSERT = "read", "insert"


def ok(answer: Answer) -> bool:
    return answer.status == 200


def logged(answer: Answer) -> bool:
    """Saved: the answer is the next contact, at another address."""
    return answer.status == 200 and "HX-Push-Url" in answer.headers


def page(stage: Stage, browser: Browser, path: str, right=ok, **said: str) -> Shot:
    return Shot(
        ask=lambda headers: browser.get(path, {**said, **headers}),
        right=right,
        done=stage.heard,
        about=path,
    )


def pages(stage: Stage, asked: Iterable[tuple[str, str]]) -> list[Shot]:
    """Of (user name, address)."""
    return [page(stage, stage.browser(who), path) for who, path in asked]


# -- Floors ---------------------------------------------------------------------------------------


def read_one(stage, number):
    rows = [each[0] for each in stage.keys["subjects"]]
    return pages(
        stage, [(stage.agent(), f"/floor/{stage.rng.choice(rows)}/") for _ in range(number)]
    )


def insert_one(stage, number):
    return [_insert(stage, stage.text()) for _ in range(number)]


def _insert(stage, text):
    browser = stage.browser(stage.agent())

    def done(answer):
        stage.heard(answer)
        stage.note("rows of the floor", text)

    return Shot(lambda headers: browser.post("/floor/", {"text": text}, headers), ok, done, "floor")


FLOORS = (
    Operation("Floor: read one row", read_one, READ),
    Operation("Floor: insert one row", insert_one, INSERT),
)

# -- The agent screen -----------------------------------------------------------------------------


def open_new(stage, number):
    return pages(stage, [(stage.agent(), "/contacts/new") for _ in range(number)])


def open_call(stage, number):
    """The telephone system opens it with the number of who calls."""
    phones = [stage.rng.choice(stage.customers)["phone"][1:] for _ in range(number)]
    return pages(stage, [(stage.agent(), f"/contacts/new?phone=%2B{each}") for each in phones])


def open_running(stage, number):
    return pages(stage, [(each.agent, each.path) for each in stage.ready(number)])


def autosave(stage, number):
    return [_autosave(each) for each in stage.ready(number)]


def _autosave(running: Running):
    running.type()
    return Shot(running.autosave, ok, running.kept, "autosave")


def log_simple(stage, number):
    ending = {"q0-category": "direct"}
    return [_save(each, "contacts", ending) for each in stage.ready(number)]


def log_callback(stage, number):
    return [
        _save(
            each, "contacts with a callback",
            {"q0-category": "callback", "q0-callback_phone": each.customer["phone"]},
        )
        for each in stage.ready(number)
    ]  # fmt: skip


def _save(running: Running, kind, ending):
    running.type()
    return Shot(
        ask=lambda headers: running.save(ending, headers),
        right=logged,
        done=lambda answer: running.saved(kind, answer),
        about=f"logging {running.subject[1]}",
    )


# -- Search ---------------------------------------------------------------------------------------


def searches(texts):
    """The search box on every page, by agents."""

    def make(stage, number):
        return [_search(stage, texts(stage)) for _ in range(number)]

    return make


def _search(stage, text):
    browser = stage.browser(stage.agent())
    return Shot(
        ask=lambda headers: browser.post("/search/", {"q": text}, BACKGROUND | headers),
        right=ok,
        done=stage.heard,
        about="search",
    )


def a_number(stage: Stage) -> str:
    """Of a case or a callback."""
    some = [each["number"] for each in stage.keys["cases"]], stage.keys["callbacks"]
    return stage.rng.choice(stage.rng.choice([each for each in some if each]))


# -- Callbacks and cases --------------------------------------------------------------------------


def claim(stage, number):
    return [
        Shot(
            ask=lambda headers, row=row: stage.send_claim(row, headers),
            right=ok,
            done=lambda answer, row=row: stage.keep_claimed(row, answer),
            about="claim",
        )
        for row in stage.take_free(number)
    ]


def close(stage, number):
    return [_close(stage, row) for row in stage.take_claimed(number)]


def _close(stage, row):
    browser, path = stage.browser(row["who"]), f"/contacts/callbacks/{row['id']}/close/?state=open"
    fields = {"version": str(row["version"]), "answer": stage.text(), "result": "answered"}

    def done(answer):
        stage.heard(answer)
        stage.note("closed callbacks", row["id"])

    return Shot(
        ask=lambda headers: browser.post(path, fields, headers),
        # On to the next one of the list.
        right=lambda answer: answer.status == 302,
        done=done,
        about="close",
    )


def own_list(path):
    """The worklist of a department, opened by somebody who works there."""

    def make(stage, number):
        slugs = sorted(stage.handlers)
        return pages(
            stage, [(stage.worker_of(stage.rng.choice(slugs)), path) for _ in range(number)]
        )

    return make


def deep_callbacks(stage, number):
    path, cursors = "/contacts/callbacks/?status=done&after=", stage.keys["pages"]["callbacks"]
    return pages(
        stage,
        [
            (stage.alone["kcc_lead"], path + stage.rng.choice(cursors["cursors"]))
            for _ in range(number)
        ],
    )


def contact_list(stage, number):
    return pages(stage, [(stage.agent(), "/contacts/") for _ in range(number)])


def deep_contacts(stage, number):
    cursors = stage.keys["pages"]["contacts"]["cursors"]
    return pages(
        stage,
        [
            (stage.agent(), f"/contacts/?state=open&after={stage.rng.choice(cursors)}")
            for _ in range(number)
        ],
    )


def case_page(stage, number):
    """An open one from the list, so with its neighbours there; a closed one by its number."""
    rows = [stage.rng.choice(stage.keys["cases"]) for _ in range(number)]
    return pages(
        stage,
        [
            (row["who"], f"/cases/{row['id']}/{'?state=open' if row['open'] else ''}")
            for row in rows
        ],
    )


# -- Figures --------------------------------------------------------------------------------------


def department(stage, number):
    slugs = [stage.rng.choice(sorted(stage.heads)) for _ in range(number)]
    return pages(stage, [(stage.heads[each], f"/dashboard/departments/{each}/") for each in slugs])


def organisation(stage, number):
    who = [stage.alone["manager"], stage.alone["board"]]
    return pages(stage, [(stage.rng.choice(who), "/dashboard/") for _ in range(number)])


def wallboard(stage, number):
    return pages(stage, [(stage.agent(), "/wallboard/now/") for _ in range(number)])


def wallboard_again(stage, number):
    """As a screen that has it already."""
    tag = stage.browser(stage.agents[0]).get("/wallboard/now/").headers["ETag"]
    return [
        page(
            stage, stage.browser(stage.agent()), "/wallboard/now/",
            # Now and then the clock alone changes it.
            right=lambda answer: answer.status in (200, 304),
            **{"If-None-Match": tag},
        )
        for _ in range(number)
    ]  # fmt: skip


def rows_behind(stage, number):
    if not hasattr(stage, "links"):
        stage.links = stage.links_to_rows()
    return pages(stage, [stage.rng.choice(stage.links) for _ in range(number)])


# -- The API --------------------------------------------------------------------------------------


def api_list(stage, number):
    return [page(stage, stage.program(stage.agent()), "/api/v1/contacts") for _ in range(number)]


def api_create(stage, number):
    return [_api_create(stage, stage.body(callback=False)) for _ in range(number)]


def _api_create(stage, body):
    program = stage.program(stage.agent())

    def done(answer):
        stage.heard(answer)
        stage.note("contacts", body["key"])

    return Shot(
        ask=lambda headers: program.post_json("/api/v1/contacts", body, headers),
        right=lambda answer: answer.status == 201,
        done=done,
        about="API create",
    )


OPERATIONS = (
    Operation("Agent screen, empty", open_new, READ),
    Operation("Agent screen, a call comes in", open_call, READ),
    Operation("Agent screen, running contact", open_running, READ),
    Operation("Autosave", autosave, INSERT),
    Operation("Log a simple contact", log_simple, INSERT),
    Operation("Log a contact with a callback", log_callback, INSERT),
    Operation("Search by phone", searches(lambda s: s.rng.choice(s.customers)["phone"]), READ),
    Operation("Search by number", searches(a_number), READ),
    Operation(
        "Search by name with a typo",
        searches(lambda s: s.misspelt(s.rng.choice(s.customers)["name"])),
        READ,
    ),
    Operation("Search by postcode", searches(lambda s: s.rng.choice(s.customers)["address"]), READ),
    Operation("Claim a callback", claim, INSERT),
    Operation("Close a callback", close, INSERT),
    Operation("Worklist of callbacks", own_list("/contacts/callbacks/"), READ, with_news=True),
    Operation("Worklist of callbacks, page 1,000", deep_callbacks, READ, with_news=True),
    Operation("Worklist of cases", own_list("/cases/"), READ, with_news=True),
    Operation("Case page", case_page, READ),
    Operation("Contact list", contact_list, READ, with_news=True),
    Operation("Contact list, page 1,000", deep_contacts, READ, with_news=True),
    Operation("Department dashboard", department, READ, with_news=True),
    Operation("Organisation view", organisation, READ, with_news=True),
    Operation("Rows behind a number", rows_behind, READ, with_news=True),
    Operation("Wallboard poll, with news", wallboard, READ, with_news=True),
    Operation("Wallboard poll, without news", wallboard_again, READ),
    Operation("API list", api_list, READ, with_news=True),
    Operation("API create", api_create, INSERT),
)
