"""From the first bytes to the kind, and then whether it is what it says."""

from cases.documents.content import mail, office, pdf, pictures
from cases.documents.content.kinds import DOCX, EML, JPEG, ODT, PDF, PNG, Found, Refused, Why
from cases.documents.content.signs import OLE, ZIP, ends_as_zip

PICTURES = {
    b"\x89PNG\r\n\x1a\n": (PNG, pictures.check_png),
    b"\xff\xd8\xff": (JPEG, pictures.check_jpeg),
}


def examine(data: bytes) -> Found:
    """What it is. Raises Refused."""
    if not data:
        raise Refused(Why.EMPTY)
    if data.startswith(ZIP):
        return Found(office.check(data, {ODT, DOCX}))
    if data.startswith(OLE):
        raise Refused(Why.OLD_OFFICE)
    found = _by_sign(data)
    # A file that is an archive as well, read from its end.
    if ends_as_zip(data):
        raise Refused(Why.HIDDEN)
    return found


def _by_sign(data: bytes) -> Found:
    if data.startswith(b"%PDF-"):
        return Found(PDF, pages=pdf.check(data))
    for sign, (kind, check) in PICTURES.items():
        if data.startswith(sign):
            check(data)
            return Found(kind, pages=1)
    if mail.is_mail(data):
        mail.check(data, examine)
        return Found(EML)
    raise Refused(Why.NOT_ALLOWED)
