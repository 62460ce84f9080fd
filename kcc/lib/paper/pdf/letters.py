"""Which letters the font of the reports can write. A PDF for everybody (PDF/UA) may hold no letter
without a shape, and a name or a comment may hold any."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
# For a letter the font does not have.
UNKNOWN = "□"
# A word longer than this may be broken anywhere, or it would run off the page.
LONGEST = 28
BREAK_HERE = "\u200b"


@cache
def known_letters() -> frozenset[int]:
    """Of the regular weight; the others have the same (held by a test)."""
    return letters_of((FONTS / "SourceSans3-Regular.ttf").read_bytes())


def letters_of(font: bytes) -> frozenset[int]:
    """Read from its table of characters ("cmap"), in the layout that knows them all (12)."""
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for number in range(count):
        (place,) = struct.unpack_from(">I", font, start + 8 + 8 * number)
        if struct.unpack_from(">H", font, start + place)[0] == 12:
            break
    else:
        raise ValueError("The font has no full table of characters.")
    groups = struct.unpack_from(">I", font, start + place + 12)[0]
    return frozenset(
        letter
        for group in range(groups)
        for first, last, _glyph in [
            struct.unpack_from(">III", font, start + place + 16 + 12 * group)
        ]
        for letter in range(first, last + 1)
    )


def _table(font: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        if font[12 + 16 * number : 16 + 16 * number] == name:
            return struct.unpack_from(">I", font, 12 + 16 * number + 8)[0]
    raise ValueError(f"The font has no table {name.decode()}.")


def written(words: object) -> str:
    """The same text as far as it can be written: what only steers (direction, joining, style of an
    emoji) is left out, what has no shape becomes a box, and long words get places to break."""
    text = str(words)
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text
    known = known_letters()
    text = "".join(
        each if ord(each) in known or each == "\n" else _instead(each)
        for each in unicodedata.normalize("NFC", text)
    )
    return " ".join(_breakable(word) for word in text.split(" "))


def _instead(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in ("Zs", "Cc", "Zl", "Zp"):
        return " "
    return "" if kind in ("Cf", "Mn", "Me", "Cs") else UNKNOWN


def _breakable(word: str) -> str:
    if len(word) <= LONGEST:
        return word
    return BREAK_HERE.join(word[at : at + 12] for at in range(0, len(word), 12))
