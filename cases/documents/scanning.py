"""The virus scanner, when there is one: ClamAV's clamd (settings.CLAMAV_ADDRESS)."""

import logging
import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from kcc.lib.errors import DomainError

logger = logging.getLogger(__name__)

PATIENCE = 30  # seconds, of each step
PIECE = 64 * 1024
PORT = 3310


class Infected(DomainError):
    """`signature` is what the scanner calls it."""

    def __init__(self, signature: str):
        super().__init__(_("The virus scanner found something in this file. It was not kept."))
        self.signature = signature


def scan(path: Path) -> None:
    """Raises Infected, and DomainError when no scanner answers: then nothing is let in. Does
    nothing where no scanner is set."""
    if not settings.CLAMAV_ADDRESS:
        return
    try:
        answer = _ask(path)
    except (OSError, ValueError) as error:
        logger.error("The virus scanner cannot be reached: %s", type(error).__name__)
        raise _not_now() from error
    if answer == "stream: OK":
        return
    if answer.endswith(" FOUND"):
        raise Infected(answer.removeprefix("stream: ").removesuffix(" FOUND")[:100])
    logger.error("The virus scanner did not look: %s", answer[:100])
    raise _not_now()


def _not_now() -> DomainError:
    return DomainError(
        _("The virus scanner does not answer, so no file is let in now. Try again later."),
        code="try_again",
    )


def _ask(path: Path) -> str:
    """clamd's INSTREAM: pieces with their length before them, then a length of nothing."""
    with _connection() as clamd, path.open("rb") as file:
        clamd.sendall(b"zINSTREAM\0")
        try:
            while piece := file.read(PIECE):
                clamd.sendall(struct.pack("!L", len(piece)) + piece)
            clamd.sendall(struct.pack("!L", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it stops listening when a file is too large for it, and says so
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < 4096:
            received = clamd.recv(1024)
            if not received:
                break
            answer += received
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def place_of(address: str) -> str | tuple[str, int]:
    """unix:/run/clamav/clamd.ctl, or tcp://127.0.0.1:3310. Raises ValueError."""
    parts = urlsplit(address)
    if parts.scheme == "unix" and parts.path:
        return parts.path
    if parts.scheme == "tcp" and parts.hostname:
        return parts.hostname, parts.port or PORT
    raise ValueError("CLAMAV_ADDRESS")


def _connection() -> socket.socket:
    place = place_of(settings.CLAMAV_ADDRESS)
    if isinstance(place, tuple):
        return socket.create_connection(place, PATIENCE)
    clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    clamd.settimeout(PATIENCE)
    try:
        clamd.connect(place)
    except OSError:
        clamd.close()
        raise
    return clamd
