"""The origin of what happens now: an address of the request, or the name of a command."""

from contextlib import contextmanager
from contextvars import ContextVar

_origin: ContextVar[str] = ContextVar("kcc_origin", default="")


def current() -> str:
    return _origin.get()


@contextmanager
def of(name: str):
    token = _origin.set(name[:60])
    try:
        yield
    finally:
        _origin.reset(token)
