"""Asking a server that is away costs a time-out: once in a while, not at every question."""

import time


class Breaker:
    """After `trip()` the server counts as away for `seconds`; then it is tried again."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self._until = 0.0

    @property
    def away(self) -> bool:
        return time.monotonic() < self._until

    def trip(self) -> None:
        self._until = time.monotonic() + self.seconds
