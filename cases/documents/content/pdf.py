"""PDF: opened by the program that will draw its previews. That one has no JavaScript, no forms that
calculate and follows no link; what a PDF wants to run stays words in a file."""

from contextlib import closing

import pypdfium2
from pypdfium2 import PdfiumError

from cases.documents.content.kinds import Refused, Why
from cases.documents.content.signs import is_program, runs

MOST_PAGES = 5_000
MOST_ATTACHMENTS = 200


def check(data: bytes) -> int:
    """The number of pages. Raises Refused."""
    end = data.rfind(b"%%EOF")
    if end == -1 or b"startxref" not in data:
        raise Refused(Why.DAMAGED)
    # Nothing behind the end: what is there is for another program.
    if data[end + len(b"%%EOF") :].strip(b"\0\t\n\f\r \x1a"):
        raise Refused(Why.HIDDEN)
    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            pages = len(document)
            if pages < 1:
                raise Refused(Why.DAMAGED)
            if pages > MOST_PAGES:
                raise Refused(Why.TOO_HEAVY)
            document[0].get_size()
            _check_attachments(document)
    except PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Refused(Why.PROTECTED if locked else Why.DAMAGED) from error
    return pages


def _check_attachments(document) -> None:
    """An invoice may carry its figures; nothing may carry a program."""
    count = document.count_attachments()
    if count > MOST_ATTACHMENTS:
        raise Refused(Why.EMBEDDED)
    for number in range(count):
        attachment = document.get_attachment(number)
        if runs(attachment.get_name()):
            raise Refused(Why.PROGRAM)
        try:
            start = bytes(attachment.get_data()[:16])
        except PdfiumError:
            continue  # announced, and not there
        if is_program(start):
            raise Refused(Why.PROGRAM)
