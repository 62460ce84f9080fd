"""What is in a ZIP, read so that nothing can be hidden from us that another program would see."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from cases.documents.content.kinds import Refused, Why
from cases.documents.content.signs import OLE, ZIP, ends_as_zip, is_program, runs

MOST_ENTRIES = 2_000
MOST_BYTES = 250_000_000  # of everything, unpacked
# Text packs well; nobody's letter becomes a hundred times as large and more than this.
USUAL_BYTES, MOST_TIMES = 20_000_000, 100
ENCRYPTED = 0x1


def entries(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, content) of every file in it, in the order of the archive. Raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            start_of_list, comment = archive.start_dir, archive.comment
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise Refused(Why.DAMAGED) from error
    _check_envelope(data, infos, comment)
    for info, end in _laid_out(infos, start_of_list):
        content = _unpacked(data, info, end)
        _check_content(info.orig_filename, content)
        yield info.orig_filename, content


def _check_envelope(data: bytes, infos: list[zipfile.ZipInfo], comment: bytes) -> None:
    if not infos:
        raise Refused(Why.DAMAGED)
    if comment or not ends_as_zip(data):
        raise Refused(Why.HIDDEN)
    total = sum(info.file_size for info in infos)
    if len(infos) > MOST_ENTRIES or total > MOST_BYTES:
        raise Refused(Why.BOMB)
    if total > USUAL_BYTES and total > MOST_TIMES * len(data):
        raise Refused(Why.BOMB)
    names = [info.orig_filename for info in infos]
    renamed = any(info.filename != info.orig_filename for info in infos)
    twice = len({name.lower() for name in names}) != len(names)
    if renamed or twice or not all(map(_is_inside, names)):
        raise Refused(Why.HIDDEN)
    if any(info.flag_bits & ENCRYPTED for info in infos):
        raise Refused(Why.PROTECTED)


def _is_inside(name: str) -> bool:
    """Unpacked it stays in its folder, and the name is all there is to see."""
    parts = name.split("/")
    return not (
        name.startswith("/") or ".." in parts or any(char in name for char in "\\:\0") or not name
    )


def _laid_out(infos, start_of_list: int) -> Iterator[tuple[zipfile.ZipInfo, int]]:
    """With where each must end. From the first byte on, one after the other: entries that share
    their bytes are a bomb, a gap hides something."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    if ordered[0].header_offset != 0:
        raise Refused(Why.HIDDEN)
    ends = {
        info.header_offset: after
        for info, after in zip(
            ordered, [*(each.header_offset for each in ordered[1:]), start_of_list], strict=True
        )
    }
    if len(ends) != len(ordered):
        raise Refused(Why.BOMB)
    yield from ((info, ends[info.header_offset]) for info in infos)


def _unpacked(data: bytes, info: zipfile.ZipInfo, end: int) -> bytes:
    """The content, of exactly the size and sum the list promises."""
    offset = info.header_offset
    head = data[offset : offset + 30]
    if len(head) < 30 or not head.startswith(ZIP):
        raise Refused(Why.DAMAGED)
    (method,) = struct.unpack("<H", head[8:10])
    name_size, extra_size = struct.unpack("<HH", head[26:30])
    coding = "utf-8" if info.flag_bits & 0x800 else "cp437"
    name = data[offset + 30 : offset + 30 + name_size]
    if method != info.compress_type or name != info.orig_filename.encode(coding, "replace"):
        raise Refused(Why.HIDDEN)
    start = offset + 30 + name_size + extra_size
    packed = data[start : start + info.compress_size]
    # Behind it at most the 24 bytes that repeat its size and sum.
    behind = end - start - info.compress_size
    if behind < 0:
        raise Refused(Why.BOMB)
    if behind > 24:
        raise Refused(Why.HIDDEN)
    content = _inflated(packed, info)
    if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
        raise Refused(Why.DAMAGED)
    return content


def _inflated(packed: bytes, info: zipfile.ZipInfo) -> bytes:
    if info.compress_type == zipfile.ZIP_STORED:
        return packed
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise Refused(Why.HIDDEN)
    machine = zlib.decompressobj(-15)
    try:
        content = machine.decompress(packed, info.file_size + 1)
    except zlib.error as error:
        raise Refused(Why.DAMAGED) from error
    if len(content) > info.file_size:
        raise Refused(Why.BOMB)
    if not machine.eof or machine.unused_data:
        raise Refused(Why.DAMAGED)
    return content


def _check_content(name: str, content: bytes) -> None:
    if content.startswith(OLE):
        macros = name.lower().endswith(("vbaproject.bin", "vbadata.bin"))
        raise Refused(Why.MACROS if macros else Why.EMBEDDED)
    if is_program(content) or (runs(name) and not name.lower().endswith(".svg")):
        raise Refused(Why.PROGRAM)
