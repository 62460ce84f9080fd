"""Plain text: folding for search."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
# Letters of their own, that most people here type without their stroke or with their dot.
_PLAIN = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """Lower case, without accents, single spaces: 'José  de WIT' becomes 'jose de wit'."""
    if text.isascii():
        return _SPACE.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SPACE.sub(" ", plain.translate(_PLAIN)).strip()


def shorten(text: str, length: int) -> str:
    """At most `length` characters on one line, ending in … when something was cut."""
    line = _SPACE.sub(" ", text).strip()
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
