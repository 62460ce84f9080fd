"""Rows that change a few times a year and are needed on every page, kept by each process.

A change in the settings is seen at once by the process that made it (`forget_all()`), and within
TTL seconds by the others. Nothing that decides who may do what is kept, and nothing of a customer.
"""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

TTL = 30.0  # seconds
K, T = TypeVar("K", bound=Hashable), TypeVar("T")
_all: list["Kept"] = []


class Kept(Generic[T]):
    """What `read` gives, read again when it is older than TTL seconds. Read-only: every thread and
    every request has the same. What is made `of` something else that is kept is as old as that."""

    def __init__(self, read: Callable[[], T], of: "Kept | None" = None):
        self._read, self._of, self._found, self._forgotten = read, of, None, 0
        _all.append(self)

    def __call__(self) -> T:
        source, found = self._of and self._of(), self._found
        if found is None or found[1] is not source or self._is_old(found[0]):
            # The moment before reading: a change meanwhile is seen in time.
            began, forgotten = time.monotonic(), self._forgotten
            found = began, source, self._read()
            # Read for another thread before the change that made it forget.
            if forgotten == self._forgotten:
                self._found = found
        return found[2]

    def _is_old(self, began: float) -> bool:
        return self._of is None and time.monotonic() - began >= TTL

    def forget(self) -> None:
        if self._of:
            self._of.forget()
        self._forgotten += 1
        self._found = None


def forget_all() -> None:
    """Read everything again at the next question. Call it after changing such rows."""
    for kept in _all:
        kept.forget()


class Shelf(dict[K, T]):
    """What depends on nothing but its key, made once: statements, pieces of pages. When it holds
    `most` it is cleared, so keys may be made of what is asked for."""

    def __init__(self, most: int):
        super().__init__()
        self._most = most

    def of(self, key: K, make: Callable[[], T]) -> T:
        # Looked up once: another thread may clear it meanwhile.
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def put(self, key: K, value: T) -> None:
        if len(self) >= self._most:
            self.clear()
        self[key] = value
