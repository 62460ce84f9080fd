"""Lets the limited process examine a file or draw a page, and believes nothing but its answer."""

import json
import logging
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings
from django.utils.translation import gettext as _

from cases.documents.content import Found, Refused, Why
from kcc.lib.errors import DomainError

logger = logging.getLogger(__name__)

PATIENCE = 30  # seconds, by the clock on the wall
# Each may take a gigabyte for a moment: no more than these at once in one web process.
AT_ONCE, WAIT = 2, 20
PNG_SIGN = b"\x89PNG\r\n\x1a\n"
MOST_ANSWER = 40_000_000
_places = BoundedSemaphore(AT_ONCE)


def look(path: Path) -> Found:
    """What the file holds. Raises Refused, or DomainError when it is too busy to look."""
    answer = _run(path, "look")
    try:
        found = json.loads(answer or b"")
    except ValueError as error:
        raise Refused(Why.DAMAGED) from error
    if "refused" in found:
        raise Refused(Why(found["refused"]))
    return Found(kind=found["kind"], pages=found["pages"])


def draw(path: Path, *, kind: str, page: int) -> bytes:
    """The page (from 1) as a PNG. Raises Refused, or DomainError when it is too busy to draw."""
    answer = _run(path, "draw", kind, str(page))
    if not answer.startswith(PNG_SIGN) or len(answer) > MOST_ANSWER:
        raise Refused(Why.DAMAGED)
    return answer


def _run(path: Path, *arguments: str) -> bytes:
    """What the process says; nothing when it broke down on the file."""
    with _place(), path.open("rb") as file:
        try:
            ended = subprocess.run(  # noqa: S603 - our own module and numbers
                # Without what the environment or the home of the user adds to Python.
                [sys.executable, "-E", "-s", "-m", "cases.documents.limited", *arguments],
                stdin=file,
                capture_output=True,
                cwd=settings.BASE_DIR,
                env={},
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Refused(Why.TOO_HEAVY) from error
    if ended.returncode < 0:  # stopped by a limit, or fallen over
        raise Refused(Why.TOO_HEAVY)
    if ended.returncode:
        # The kind of error; the rest of what it says may repeat the file.
        last = ended.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        logger.warning("Examining a file ended with %s", last.partition(":")[0][:80])
        return b""
    return ended.stdout


@contextmanager
def _place():
    if not _places.acquire(timeout=WAIT):
        raise DomainError(_("Too many files are looked at now. Try again in a moment."))
    try:
        yield
    finally:
        _places.release()
