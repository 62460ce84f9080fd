"""How a document leaves: as a file to keep, never as a page, and harmless in whatever opens it."""

from typing import BinaryIO

from django.http import FileResponse

from cases.models import CaseDocument

# The answer can do nothing in a browser, whatever is in the file.
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def as_file(file: BinaryIO, document: CaseDocument) -> FileResponse:
    return FileResponse(
        file,
        as_attachment=True,
        filename=document.name,
        content_type=document.kind,
        headers=HARMLESS,
    )
