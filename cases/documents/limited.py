"""Examines a file, or draws one of its pages, in a process of its own that can do little else.

`python -m cases.documents.limited look` and `… draw KIND PAGE`; the file comes in by standard
input. The answer is JSON, or a PNG. The process has no settings, no secrets, no database and no
right to write; time and memory are limited before the first byte is read (cases.documents.looking).
"""

import codecs
import ctypes
import io
import json
import sys
from contextlib import closing, suppress

import pypdfium2

# The last two for what telephones put in a picture; after `limit` no file can be opened.
from PIL import Image, ImageOps, MpoImagePlugin, TiffImagePlugin  # noqa: F401

from cases.documents.content import PDF, PNG, Refused, Why
from cases.documents.content.examining import examine
from cases.documents.content.pictures import opened

try:
    import resource
except ImportError:  # Windows, for trying it out only: there is only the time limit then
    resource = None

MEMORY, SECONDS = 1_200_000_000, 20
OPEN_FILES = 3  # in, out and errors: no other file and no connection is opened any more
# What names and texts may be written in; to be had before no file can be opened.
CODINGS = (
    "ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "iso8859-15", "cp1250",
    "cp1252", "cp437", "iso8859-2", "iso8859-9", "base64", "quopri", "uu", "raw_unicode_escape",
)  # fmt: skip
NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS of Linux
WIDTH, HEIGHT = 1200, 3600  # points of a drawn page, at most


def limit() -> None:
    """Nothing below this may be undone by what is in the file."""
    Image.preinit()
    for coding in CODINGS:
        codecs.lookup(coding)
    if resource is None:
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),  # no file is written
        (resource.RLIMIT_NPROC, 0),  # no process is started
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        # A machine that knows no such limit keeps the others.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def look(data: bytes) -> bytes:
    """{"kind": …, "pages": …}, or {"refused": why}."""
    try:
        found = examine(data)
    except Refused as refused:
        return json.dumps({"refused": refused.why}).encode()
    except MemoryError:
        return json.dumps({"refused": Why.TOO_HEAVY}).encode()
    return json.dumps({"kind": found.kind, "pages": found.pages}).encode()


def draw(data: bytes, kind: str, number: int) -> bytes:
    """A page as a PNG, drawn anew: only its points are left, nothing of what was around them."""
    picture = _page_of_pdf(data, number) if kind == PDF else _picture(data, kind)
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=4)
    return out.getvalue()


def _page_of_pdf(data: bytes, number: int) -> Image.Image:
    with closing(pypdfium2.PdfDocument(data)) as document:
        # What was filled in on a form is drawn too. Nothing computes: this PDFium knows no scripts.
        document.init_forms()
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), HEIGHT / max(height, 1))
        return page.render(scale=scale).to_pil().convert("RGB")


def _picture(data: bytes, kind: str) -> Image.Image:
    with opened(data, "PNG" if kind == PNG else "JPEG") as found:
        picture = ImageOps.exif_transpose(found)
        picture.thumbnail((WIDTH, HEIGHT))
        if picture.has_transparency_data:
            picture = picture.convert("RGBA")
            paper = Image.new("RGBA", picture.size, "white")
            picture = Image.alpha_composite(paper, picture)
        return _bare(picture.convert("RGB"))


def _bare(picture: Image.Image) -> Image.Image:
    """Without profiles, comments and places where it was taken."""
    picture.info.clear()
    return picture


def main() -> None:
    limit()
    data, out = sys.stdin.buffer.read(), sys.stdout.buffer
    if sys.argv[1] == "look":
        out.write(look(data))
    else:
        out.write(draw(data, sys.argv[2], int(sys.argv[3])))


if __name__ == "__main__":
    main()
