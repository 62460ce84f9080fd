"""The kinds that are let in, and the reasons why something is not."""

from dataclasses import dataclass
from enum import StrEnum

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EML = "message/rfc822"


class Why(StrEnum):
    """Why a file is refused; cases.documents.sentences says it to people."""

    EMPTY = "empty"
    NOT_ALLOWED = "not-allowed"  # none of the six kinds
    OLD_OFFICE = "old-office"  # an office file from before 2007, or one with a password
    PROTECTED = "protected"  # cannot be opened without a password
    DAMAGED = "damaged"
    HIDDEN = "hidden"  # something else sits in, before or behind what it looks like
    BOMB = "bomb"  # small, and enormous once it is unpacked or drawn
    MACROS = "macros"
    PROGRAM = "program"  # holds something that runs
    EMBEDDED = "embedded"  # holds another file nobody can see into
    REMOTE = "remote"  # fetches something from elsewhere when it is opened
    ATTACHMENT = "attachment"  # a mail with an attachment of another kind
    TOO_HEAVY = "too-heavy"  # examining or drawing it took too much time or memory


class Refused(Exception):
    def __init__(self, why: Why):
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Found:
    kind: str
    # How many pages can be shown as pictures.
    pages: int = 0
