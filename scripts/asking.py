"""A browser of one person who is logged in, for measuring. Standard library only.

A connection for each request, as most proxies make them. It keeps its cookies and never follows a
redirect, so that one question is one request. One thread uses a browser at a time; as many browsers
as one likes may be of the same person.
"""

import http.client
import json
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
# As htmx asks: a piece of the page instead of all of it.
BACKGROUND = {"HX-Request": "true"}
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes
    # From opening the connection to the last byte.
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self):
        return json.loads(self.body)


class WrongAnswer(Exception):
    """Another answer than a user wants, or none at all."""

    def __init__(self, about: str, answer: Answer | None = None, why: object = ""):
        words = f"{answer.status}: {_words(answer.text)}" if answer else f"nothing: {why}"
        super().__init__(f"{about} answered {words}")


def _words(html: str) -> str:
    """The first of what somebody would read."""
    text = re.sub(r"<(head|script|style).*?</\1>|<[^>]*>", " ", html, flags=re.S)
    return " ".join(text.split())[:300]


class Browser:
    """`session` as `manage.py bench_session` prints it, or `token` of a client of the API.

    Raises OSError or http.client.HTTPException when there is no answer; every answer is returned,
    also one that says no.
    """

    def __init__(self, port: int, *, session: str = "", token: str = "", timeout: float = 120):
        self.port, self.timeout = port, timeout
        # Django compares it with what comes along in the form; who made it up does not matter.
        self.secret = secrets.token_hex(16)
        self.cookies = {"csrftoken": self.secret}
        if session:
            self.cookies["sessionid"] = session
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(
        self,
        path: str,
        fields: Mapping[str, str] | Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """A form; the same name more than once goes as pairs, or as a list of values."""
        pairs = list(fields.items() if isinstance(fields, Mapping) else fields)
        pairs.append(("csrfmiddlewaretoken", self.secret))
        body = urlencode(pairs, doseq=True).encode()
        return self._ask("POST", path, body, {"Content-Type": FORM, **(headers or {})})

    def post_json(self, path: str, value, headers: Mapping[str, str] | None = None) -> Answer:
        said = {"Content-Type": "application/json", "X-CSRFToken": self.secret}
        return self._ask("POST", path, json.dumps(value).encode(), said | dict(headers or {}))

    def _ask(self, method: str, path: str, body: bytes | None, headers) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        asked = {"Cookie": cookies, **self.headers, **(headers or {})}
        connection = http.client.HTTPConnection(HOST, self.port, timeout=self.timeout)
        started = time.perf_counter()
        try:
            connection.request(method, path, body, asked)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        seconds = time.perf_counter() - started
        self._keep_cookies(answer.headers)
        return Answer(answer.status, answer.headers, content, seconds)

    def _keep_cookies(self, headers: Message) -> None:
        for line in headers.get_all("Set-Cookie", ()):
            try:
                said = SimpleCookie(line)
            except CookieError:
                continue
            for name, morsel in said.items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    # As it came, quotes and all.
                    self.cookies[name] = morsel.coded_value
                    if name == "csrftoken":
                        self.secret = morsel.value
