"""What a document is called: what the sender called it, without what could deceive."""

import re
import unicodedata
from pathlib import PurePosixPath

from cases.documents.content import DOCX, EML, JPEG, ODT, PDF, PNG

ENDINGS = {
    PDF: ("pdf",),
    PNG: ("png",),
    JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    ODT: ("odt",),
    DOCX: ("docx",),
    EML: ("eml",),
}
LONGEST = 120
# Not allowed in the name of a file on one system or another.
FORBIDDEN = re.compile(r'[<>:"|?*%]')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def clean_name(name: str, kind: str) -> str:
    """Without folders, characters that cannot be seen or turn the text around, and with the ending
    of what it is: 'C:\\a\\fdp.exe' that holds a PDF becomes 'fdp.exe.pdf'."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(
        char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char)[0] != "C"
    )
    bare = FORBIDDEN.sub("-", " ".join(seen.split())).strip(" .-")
    endings = ENDINGS[kind]
    stem, ending = bare, endings[0]
    path = PurePosixPath(bare)
    if path.suffix.lower().lstrip(".") in endings:
        stem, ending = path.stem, path.suffix.lstrip(".")
    elif bare.lower() in endings:
        stem = ""
    stem = stem[:LONGEST].strip(" .-") or "document"
    if RESERVED.fullmatch(stem):
        stem = f"document-{stem}"
    return f"{stem}.{ending}"
