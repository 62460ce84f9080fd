"""Browser stories: the system's own Chromium against a live server, and axe on what it shows."""

import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import expect, sync_playwright

# Playwright's synchronous interface keeps an event loop in this thread, and Django then refuses
# every query here. The tests themselves never run two things at once, so it may.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# How long a story waits for what must come. Waiting costs nothing when it comes at once; a machine
# that does other work as well may need half of this.
PATIENCE = 30_000  # milliseconds
expect.set_options(timeout=PATIENCE)

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Other colours change nothing but these; the rest was looked at in light.
COLOURS = ["color-contrast", "link-in-text-block"]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 320, "height": 640}
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-dev-shm-usage",
    # Quiet: it asks nobody for anything, and no name but this machine's exists.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.fixture(scope="session")
def browser():
    # `make test` names the one it found.
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    assert program, "No Chromium; `make test` installs it, or name one in CHROMIUM."
    # Chromium's sandbox refuses to run as root, as in a container.
    flags = [*CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


class Faults:
    """What no page may show: errors in the console (a CSP violation is one), scripts that throw,
    requests that fail. A story that provokes an answer such as 422 says so: `faults.allow(422)`."""

    def __init__(self):
        self.seen = []
        self.allowed = set()

    def allow(self, *statuses):
        self.allowed.update(statuses)

    def watch(self, page):
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"script error: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, message):
        # The answers with an error status are seen, with their address, by _response.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self.seen.append(f"console: {message.text}")

    def _failed(self, request):
        # Leaving a page aborts what it was still asking for.
        if request.failure != "net::ERR_ABORTED":
            self.seen.append(f"{request.failure}: {request.url}")

    def _response(self, response):
        if response.status >= 400 and response.status not in self.allowed:
            self.seen.append(f"{response.status}: {response.request.method} {response.url}")


@pytest.fixture
def faults():
    faults = Faults()
    yield faults
    assert not faults.seen, "\n".join(faults.seen)


class Requests:
    """Knows what the live server is working on: it has a thread for each request."""

    def __init__(self):
        self._running = set()

    def began(self, **_kwargs):
        # In the thread of the tests a request is over when the test goes on.
        if threading.current_thread() is not threading.main_thread():
            self._running.add(threading.get_ident())

    def ended(self, **_kwargs):
        self._running.discard(threading.get_ident())

    def wait(self):
        """A page that closes still says so to the server; what that writes belongs to this story.
        It would meet the emptying of the tables, or stand in the next story's."""
        latest, quiet = time.monotonic() + PATIENCE / 1000, 0
        while quiet < 3:
            assert time.monotonic() < latest, "the server is still at work"
            time.sleep(0.01)
            quiet = 0 if self._running else quiet + 1


@pytest.fixture(scope="session")
def requests():
    requests = Requests()
    request_started.connect(requests.began)
    request_finished.connect(requests.ended)
    yield requests
    request_started.disconnect(requests.began)
    request_finished.disconnect(requests.ended)


@pytest.fixture
def new_page(browser, live_server, faults, requests):
    """`new_page(user)`: a page of a browser of its own, in which that user is logged in; without a
    user nobody is. Every call is another computer."""
    contexts = []

    def new_page(user=None, **options):
        options = {"viewport": DESK, "locale": "nl-NL", "reduced_motion": "reduce", **options}
        context = browser.new_context(
            base_url=live_server.url, timezone_id="Europe/Amsterdam", **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        faults.watch(page)
        return page

    yield new_page
    for context in contexts:
        context.close()
    requests.wait()


@pytest.fixture
def page(new_page):
    return new_page()


def session_cookie(user, url):
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}


@pytest.fixture
def axe():
    """`axe(page)`: no violation of WCAG 2.2 A and AA or of good practice in light, in dark and at
    320 pixels, where nothing may need sideways scrolling either."""

    def axe(page):
        found = []
        # Half a page is no page to judge.
        page.wait_for_load_state()
        views = {"light": ("light", DESK), "dark": ("dark", DESK), "320 px": ("light", PHONE)}
        for name, (scheme, size) in views.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size(size)
            # What lies half under the sticky bar counts as too small a target.
            page.evaluate("scrollTo(0, 0)")
            # The new colours are there after the next frame, not before.
            page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
            rules = COLOURS if scheme == "dark" else []
            found += [f"{name}: {violation}" for violation in violations(page, rules)]
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > size["width"]:
                found.append(f"{name}: the page is {width} pixels wide")
        page.set_viewport_size(DESK)
        page.emulate_media(color_scheme="light")
        assert not found, "\n".join([page.url, *found])

    return axe


def violations(page, rules=()):
    """All of what is asked of a page, or some rules of it."""
    # Through the debugger, so that the page's content security policy stays as it is.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate(
        """async ([type, values]) => {
            // Over a picture no contrast is reckoned: the shadow that says a table scrolls is one.
            const wraps = [...document.querySelectorAll(".table-wrap")];
            wraps.forEach((each) => { each.style.backgroundImage = "none"; });
            const run = await axe.run(document, {
                runOnly: {type, values}, resultTypes: ["violations"], preload: false,
            });
            wraps.forEach((each) => { each.style.backgroundImage = ""; });
            return run.violations.flatMap((rule) =>
                rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.html}`));
        }""",
        ["rule", [*rules]] if rules else ["tag", AXE_TAGS],
    )
    return [line[:300] for line in result]
