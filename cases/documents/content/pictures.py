"""PNG and JPEG: every part is walked through, then the whole picture is decoded."""

import io
import re
import struct
import zlib

from PIL import Image

from cases.documents.content.kinds import Refused, Why
from cases.documents.content.signs import MARKUP

# The largest telephones make pictures of 108 million points.
MOST_PIXELS = 120_000_000
# Our own limit is looked at before anything is decoded.
Image.MAX_IMAGE_PIXELS = None

# The start of the next marker after the coded points of a JPEG.
NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
END_OF_IMAGE, START_OF_SCAN = 0xD9, 0xDA
# SOF0…SOF15 without DHT, JPG and DAC.
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def check_png(data: bytes) -> None:
    """Raises Refused."""
    position, names = 8, []
    while True:
        head = data[position : position + 8]
        if len(head) < 8:
            raise Refused(Why.DAMAGED)
        length, name = struct.unpack(">I4s", head)
        end = position + 12 + length
        if end > len(data) or not name.isalpha():
            raise Refused(Why.DAMAGED)
        body = data[position + 4 : end - 4]
        if zlib.crc32(body) != struct.unpack(">I", data[end - 4 : end])[0]:
            raise Refused(Why.DAMAGED)
        if not names:
            _check_first(name, body[4:])
        names.append(name)
        position = end
        if name == b"IEND":
            break
    if b"IDAT" not in names:
        raise Refused(Why.DAMAGED)
    if data[position:].strip(b"\0"):
        raise Refused(Why.HIDDEN)
    _check_whole(data, "PNG")


def _check_first(name: bytes, body: bytes) -> None:
    if name != b"IHDR" or len(body) != 13:
        raise Refused(Why.DAMAGED)
    _check_size(*struct.unpack(">II", body[:8]))


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise Refused(Why.DAMAGED)
    if width * height > MOST_PIXELS:
        raise Refused(Why.BOMB)


def check_jpeg(data: bytes) -> None:
    """Raises Refused."""
    position, has_frame = 2, False
    while True:
        marker, position = _marker(data, position)
        if marker == END_OF_IMAGE:
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            continue
        if position + 2 > len(data):
            raise Refused(Why.DAMAGED)
        (length,) = struct.unpack(">H", data[position : position + 2])
        if length < 2 or position + length > len(data):
            raise Refused(Why.DAMAGED)
        if marker in FRAMES:
            _check_frame(data[position + 2 : position + length])
            has_frame = True
        position += length
        if marker == START_OF_SCAN:
            found = NEXT_MARKER.search(data, position)
            if found is None:
                raise Refused(Why.DAMAGED)
            position = found.start()
    if not has_frame:
        raise Refused(Why.DAMAGED)
    _check_tail(data[position:])
    _check_whole(data, "JPEG")


def _marker(data: bytes, position: int) -> tuple[int, int]:
    """The marker here and the place behind it; filling bytes before it are skipped."""
    if data[position : position + 1] != b"\xff":
        raise Refused(Why.DAMAGED)
    while data[position : position + 1] == b"\xff":
        position += 1
    if position >= len(data):
        raise Refused(Why.DAMAGED)
    return data[position], position + 1


def _check_frame(body: bytes) -> None:
    if len(body) < 6:
        raise Refused(Why.DAMAGED)
    height, width = struct.unpack(">HH", body[1:5])
    _check_size(width, height)


def _check_tail(tail: bytes) -> None:
    """Telephones put a second picture, a short film or notes of their own behind the picture;
    nothing else has a place there."""
    tail = tail.lstrip(b"\0\t\n\r ")
    film = b"ftyp" in tail[:8]
    if tail and not (tail.startswith(b"\xff\xd8\xff") or film or tail.endswith(b"SEFT")):
        raise Refused(Why.HIDDEN)


def _check_whole(data: bytes, form: str) -> None:
    if MARKUP.search(data):
        raise Refused(Why.HIDDEN)
    try:
        with opened(data, form) as picture:
            picture.load()
    except MemoryError:
        raise
    except Exception as error:  # a hostile picture can fail in any way
        raise Refused(Why.DAMAGED) from error


def opened(data: bytes, form: str, *, near: int = 1400) -> Image.Image:
    """The picture, by this decoder and no other one. A JPEG is decoded at a smaller scale when more
    than `near` points are not needed: a picture of 100 million points costs little then."""
    picture = Image.open(io.BytesIO(data), formats=(form,))
    picture.draft("RGB", (near, near))
    return picture
