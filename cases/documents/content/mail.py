"""A saved e-mail: words, and attachments of which each is something we would let in by itself, or a
sheet, a presentation or plain text."""

import re
from collections.abc import Callable
from email import policy
from email.message import Message
from email.parser import BytesParser

from cases.documents.content import office
from cases.documents.content.kinds import EML, Found, Refused, Why
from cases.documents.content.signs import ZIP, is_program, runs

MOST_HEADERS, MOST_PARTS = 256_000, 300
HEADER = re.compile(rb"([!-9;-~]+):[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
NEEDED = {b"from"}
ONE_OF = {b"date", b"received", b"message-id", b"mime-version"}
# Pictures and signatures that mail programs add; nothing of them runs.
GIF, WEBP = (b"GIF87a", b"GIF89a"), b"RIFF"
SIGNATURES = frozenset(
    {
        "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
        "message/delivery-status", "message/disposition-notification", "text/rfc822-headers",
    }
)  # fmt: skip


def is_mail(data: bytes) -> bool:
    """Whether it begins with the headers of a mail, and nothing else."""
    position, names = 0, set()
    while found := HEADER.match(data, position, MOST_HEADERS):
        names.add(found[1].lower())
        position = found.end()
    if position == 0 or data[position : position + 1] not in (b"\r", b"\n", b""):
        return False
    return names >= NEEDED and not names.isdisjoint(ONE_OF) and b"\0" not in data


def check(data: bytes, examine: Callable[[bytes], Found]) -> None:
    """Raises Refused. `examine` looks at an attachment as at a file of its own."""
    try:
        parts = _parts(BytesParser(policy=policy.compat32).parsebytes(data))
        for part in parts:
            _check_part(part, examine)
    except (RecursionError, LookupError, ValueError, AttributeError) as error:
        raise Refused(Why.DAMAGED) from error


def _parts(message: Message) -> list[Message]:
    found = []
    for part in message.walk():
        found.append(part)
        if len(found) > MOST_PARTS:
            raise Refused(Why.TOO_HEAVY)
    return found


def _check_part(part: Message, examine) -> None:
    name = str(part.get_filename() or "")
    if runs(name):
        raise Refused(Why.PROGRAM)
    if part.is_multipart():
        return
    content = part.get_payload(decode=True) or b""
    if is_program(content):
        raise Refused(Why.PROGRAM)
    kind = part.get_content_type()
    if not content or kind in SIGNATURES or kind.startswith("text/"):
        return
    if content.startswith(GIF) or (content.startswith(WEBP) and content[8:12] == b"WEBP"):
        return
    if content.startswith(ZIP):
        office.check(content, office.OFFICE)
        return
    try:
        found = examine(content)
    except Refused as refused:
        plain = refused.why == Why.NOT_ALLOWED
        raise Refused(Why.ATTACHMENT if plain else refused.why) from refused
    if found.kind == EML:
        # A mail that is attached as such was walked through; this one calls itself something else.
        raise Refused(Why.ATTACHMENT)
