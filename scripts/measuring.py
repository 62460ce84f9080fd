"""Asking a server for pages and writing down how long it takes. Standard library only."""

import http.client
import statistics
import time
from dataclasses import dataclass

import packages

WARMING = 12  # requests, so that both workers have had a few
LEAST, MOST, SECONDS = 30, 400, 6.0


@dataclass(frozen=True)
class Operation:
    name: str
    # Who asks (user name in the demo), and for what.
    who: str
    path: str
    # As a browser that has the page already.
    again: bool = False


@dataclass(frozen=True)
class Measured:
    """Times in milliseconds, of one client."""

    operation: Operation
    times: list[float]
    statements: int
    bytes: int

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1]


class Client:
    """A browser of one person who is logged in, with a connection for each request: as most
    proxies do, and gunicorn's plain workers know no other way."""

    def __init__(self, port: int, sessions: dict[str, str]):
        self.port, self.sessions = port, sessions

    def get(
        self, operation: Operation, **headers: str
    ) -> tuple[float, http.client.HTTPResponse, bytes]:
        """Milliseconds, the answer and its body. Another answer than expected ends the run."""
        headers["Cookie"] = f"sessionid={self.sessions[operation.who]}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        started = time.perf_counter()
        connection.request("GET", operation.path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        milliseconds = (time.perf_counter() - started) * 1000
        connection.close()
        if answer.status not in ((200, 304) if operation.again else (200,)):
            packages.stop(f"{operation.path} answered {answer.status}.")
        return milliseconds, answer, body

    def measure(self, operation: Operation) -> Measured:
        headers = {}
        _first, answer, _body = self.get(operation)
        if operation.again:
            headers["If-None-Match"] = answer.headers["ETag"]
        for _ in range(WARMING):
            self.get(operation, **headers)
        _ms, counted, body = self.get(operation, **headers, **{"X-Count": "1"})
        times, until = [], time.monotonic() + SECONDS
        while len(times) < LEAST or (len(times) < MOST and time.monotonic() < until):
            times.append(self.get(operation, **headers)[0])
        return Measured(operation, times, int(counted.headers["X-Statements"]), len(body))
