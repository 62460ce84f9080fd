"""Taking personal data out of what a customer wrote. Plain Python.

Masked are the names we know (of the customer, of colleagues) and what follows "mevrouw", "mijn
naam is" or "groeten,"; mail addresses and links; postcodes, and streets with a number; every number
of seven digits and more, which a telephone number, a BSN, a date of birth and the number of a case
all are; bank accounts and number plates. It rather masks a word too many than one too few. A name
that nothing tells apart from another word is not found: readers are told that too.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from kcc.lib.text import fold

NAME, MAIL, LINK, ADDRESS, POSTCODE, NUMBER = (
    "[naam]", "[e-mail]", "[link]", "[adres]", "[postcode]", "[nummer]",
)  # fmt: skip

# Between first and last name; alone they name nobody.
PREFIXES = frozenset(
    {
        "aan", "af", "al", "bij", "d", "da", "de", "del", "den", "der", "des", "di", "dos", "du",
        "el", "en", "het", "i", "in", "l", "la", "le", "les", "onder", "op", "s", "t", "te", "ten",
        "ter", "toe", "tot", "uit", "uijt", "und", "van", "vom", "von", "voor", "zu", "zum", "zur",
    }
)  # fmt: skip
# Two letters after a year, "in 2026 is", that are no postcode when they are typed small.
SMALL_WORDS = frozenset(
    {
        "af", "al", "am", "an", "as", "at", "be", "by", "da", "de", "di", "do", "du", "en",
        "er", "ga", "he", "ho", "if", "ik", "in", "is", "it", "ja", "je", "ma", "me", "my", "na",
        "no", "nu", "of", "om", "on", "op", "or", "so", "te", "to", "up", "us", "uw", "we", "ze",
        "zo",
    }
)  # fmt: skip
STREETS = (
    "straat|laan|weg|plein|gracht|kade|singel|dijk|hof|pad|steeg|dreef|plantsoen|park|baan|wal|"
    "markt|ring|erf|burg|veld|horst|kamp|akker|brink|haven|hoek|kanaal|heide|berg|oord|poort|"
    "rade|schans|sloot|stee|waard|weide|wijk|zand|zijde|allee|boulevard|street|road|avenue|lane|str"
)
# Names of streets by themselves, with a capital.
ALONE = "(?-i:Markt|Brink|Plein|Kade|Hof|Laan|Dijk|Singel|Postbus)"
# Ends of addresses of sites; not those that are words after a forgotten space: "gebeld.De".
SITES = "nl|com|org|net|eu|info"
LETTER = r"[^\W\d_]"
CAPITAL = r"[^\W\d_a-z]"
WORD = rf"{LETTER}(?:{LETTER}|[.'’-])*"
BETWEEN = rf"(?:(?i:{'|'.join(sorted(PREFIXES, key=len, reverse=True))})['’]?\s+){{0,3}}"
TITLES = (
    r"mevrouw|mevr\.?|mw\.?|meneer|mijnheer|dhr\.?|heer|juffrouw|mrs\.?|mr\.?|ms\.?|miss|dr\.?|"
    r"drs\.?|ing\.?|ir\.?|prof\.?"
)
MY_NAME = r"mijn naam is|ik heet|my name is|i am called|genaamd|naam:|name:"
REGARDS = (
    r"(?:met )?(?:vriendelijke|hartelijke|vriendelijk) groet(?:en)?|groetjes|groeten|gr\.|mvg|"
    r"(?:kind |best )?regards|hoogachtend"
)

# Over the whole text, in this order: what is masked is not looked at again.
_PATTERNS = [
    (
        MAIL,
        re.compile(
            r"[^\s@<>()\[\],;:\"]{1,64}\s?(?:@|\(at\)|\[at\])\s?[^\s@<>()\[\],;:\"]+", re.IGNORECASE
        ),
    ),
    (LINK, re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)),
    (LINK, re.compile(r"(?<![\w@])@\w{2,}")),
    (
        LINK,
        re.compile(
            rf"(?<![\w@.-])[\w-]{{1,60}}(?:\.[\w-]{{1,60}}){{0,4}}\.(?:{SITES})(?![\w-])"
            r"(?:/\S*)?",
            re.IGNORECASE,
        ),
    ),
    # A day of birth.
    (NUMBER, re.compile(r"(?<!\d)\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:19|20)\d{2}(?!\d)")),
    # An account; the number of a case or callback.
    (NUMBER, re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")),
    (NUMBER, re.compile(r"(?<![^\W_])[TZ]-\s?\d[\d-]*", re.IGNORECASE)),
    (
        ADDRESS,
        re.compile(
            rf"(?<![^\W_])(?:(?:{LETTER}|['’.-]){{1,40}}(?:{STREETS})|{ALONE})"
            r"\.?,?\s+(?:nr\.?|nummer|no\.?)?"
            r"\s*\d{1,5}(?:(?:-?[a-z]{1,3}|\s[a-z]|\s?(?:bis|hs))(?![^\W_])|\s?-\s?\d{1,4})?(?!\d)",
            re.IGNORECASE,
        ),
    ),
]
_POSTCODE = re.compile(
    r"(?<!\d)[1-9]\d{3}(?P<space>\s{0,3})(?P<letters>[a-z]{2})(?![^\W_])"
    r"(?:\s*,?\s*(?:nr\.?\s?)?\d{1,5}[a-z]?(?![^\W_]))?",
    re.IGNORECASE,
)
# Letters and digits in three groups: the plate of a car.
_PLATE = re.compile(
    r"(?<![\w-])(?=[a-z0-9-]*\d)(?=[a-z0-9-]*[a-z])[a-z0-9]{1,3}-[a-z0-9]{2,3}-[a-z0-9]{1,2}(?![\w-])",
    re.IGNORECASE,
)
# And in capitals without dashes, in the shapes that are given out.
_PLATE_SHAPES = (
    "LL dd LL", "dd LL LL", "LL LL dd", "LL dd dd", "dd dd LL", "dd LLL d", "d LLL dd", "LL ddd L",
    "L ddd LL", "LLL dd L", "L dd LLL", "d LL ddd", "ddd LL d",
)  # fmt: skip
_BARE_PLATE = re.compile(
    rf"(?<![\w-])(?:{'|'.join(_PLATE_SHAPES)})(?![\w-])".replace(" ", "[ -]?")
    .replace("L", "[A-Z]").replace("d", r"[0-9]")
)  # fmt: skip
# With what people put between: a comma without a space, dashes of every length, a new line.
_DIGITS = re.compile(r"\(?\+?\d(?:(?:[ \t\n()./*_\u2010-\u2015\u2212-]{0,3}|,)\d)+")
MOST_DIGITS = 6  # that tell nobody's number from another
# A form of address, or the end of a letter, and the name after it.
INITIALS = rf"(?:{CAPITAL}\.\s?){{0,5}}"
MORE = rf"(?:(?<!\.)[ \t]+{INITIALS}{BETWEEN}{CAPITAL}{WORD})"
_AFTER = [
    re.compile(
        rf"(?<![^\W_])(?i:{TITLES})\s+(?P<name>{INITIALS}{BETWEEN}{WORD}{MORE}{{0,3}}(?<!\.))"
    ),
    # The first name is known, the last one is not.
    re.compile(rf"(?<![^\W_])(?i:{TITLES})\s+{re.escape(NAME)}(?P<name>{MORE}{{1,3}})"),
    re.compile(rf"(?<![^\W_])(?i:ik ben|i am)\s+(?P<name>{CAPITAL}{WORD}{MORE}{{1,4}})"),
    re.compile(
        rf"(?<![^\W_])(?i:{MY_NAME})\s+(?P<name>{BETWEEN}{WORD}(?:\s+{BETWEEN}{CAPITAL}{WORD})*)"
    ),
    re.compile(
        rf"(?<![^\W_])(?i:{REGARDS})[,.!:\s]+(?P<name>{WORD}(?:[ \t]+{WORD}){{0,4}})[.!]?[ \t]*"
        r"(?=$|\n)"
    ),
]


# Of a double name one half is known.
_DOUBLE = re.compile(
    rf"(?<![^\W_])(?:{LETTER}{{1,40}}-)?{re.escape(NAME)}(?:-{LETTER}{{1,40}}){{0,2}}"
)


@dataclass(frozen=True)
class Known:
    """What is known of who may be named. `near` are the names of the customer and of who worked on
    it: every word of them is masked; of the `others` a single name only when it has a capital."""

    near: Iterable[str] = field(default_factory=tuple)
    others: Iterable[str] = field(default_factory=tuple)
    streets: Iterable[str] = field(default_factory=tuple)


def masked(text: str, known: Known) -> str:
    """The text for other eyes, each thing replaced by what kind of thing it is."""
    text = _plain(text)
    for mark, pattern in _PATTERNS:
        text = pattern.sub(mark, text)
    text = _POSTCODE.sub(_postcode, text)
    text = _BARE_PLATE.sub(NUMBER, _PLATE.sub(NUMBER, text))
    text = _DIGITS.sub(_number, text)
    text = _mask_words(text, known)
    for pattern in _AFTER:
        text = pattern.sub(_name, text)
    text = _DOUBLE.sub(NAME, text)
    return re.sub(rf"{re.escape(NAME)}(?:[ ,.'’-]*{re.escape(NAME)})+", NAME, text)


def _plain(text: str) -> str:
    """In one spelling: wide digits are digits, and nothing invisible stands between them."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cf", "Cc")
    ).strip()


def _postcode(found: re.Match) -> str:
    small = found["letters"] in SMALL_WORDS
    return found[0] if found["space"] and small else POSTCODE


def _number(found: re.Match) -> str:
    return NUMBER if sum(char.isdigit() for char in found[0]) > MOST_DIGITS else found[0]


def _name(found: re.Match) -> str:
    start = found.start("name") - found.start()
    return found[0] if found["name"].startswith("[") else found[0][:start] + NAME


# -- Names we know --------------------------------------------------------------------------------

_WORDS = re.compile(rf"{LETTER}+")
_MARKS = re.compile(r"\[(?:naam|e-mail|link|adres|postcode|nummer)\]")
# What may stand between two words of one name.
_JOINTS = re.compile(r"[\s.'’`-]{0,3}")


def words_of(name: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(fold(name)))


def _mask_words(text: str, known: Known) -> str:
    """Known names, whole or in parts, and known streets; capitals and accents make no difference
    where several words agree."""
    phrases = _phrases(known)
    near = {word for name in known.near for word in words_of(name) if _names_somebody(word, 2)}
    others = {word for name in known.others for word in words_of(name) if _names_somebody(word, 3)}
    pieces, at = [], 0
    hidden = [found.span() for found in _MARKS.finditer(text)]
    words = [
        (found.start(), found.end(), fold(found[0]))
        for found in _WORDS.finditer(text)
        if not any(start <= found.start() < end for start, end in hidden)
    ]
    index = 0
    while index < len(words):
        start, _end, word = words[index]
        length, mark = _longest(text, words, index, phrases)
        if not length and (_same(word, near) or (text[start].isupper() and _same(word, others))):
            length, mark = 1, NAME
        if length:
            pieces += [text[at:start], mark]
            at = words[index + length - 1][1]
        index += length or 1
    return "".join([*pieces, text[at:]])


def _names_somebody(word: str, least: int) -> bool:
    return len(word) >= least and word not in PREFIXES


def _same(word: str, names: set[str]) -> bool:
    """Also "Jans", of Jan."""
    return word in names or (word.endswith("s") and word[:-1] in names)


def _phrases(known: Known) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Names and streets of more words, and streets of one, by their first word."""
    found = defaultdict(list)
    for name in (*known.near, *known.others):
        words = words_of(name)
        if len(words) > 1 and not PREFIXES.issuperset(words):
            found[words[0]].append((words, NAME))
    for street in known.streets:
        if words := words_of(street):
            found[words[0]].append((words, ADDRESS))
    return found


def _longest(text: str, words, index: int, phrases) -> tuple[int, str]:
    """How many words from here on are one known name, and what stands for it."""
    best = (0, "")
    for wanted, mark in phrases.get(words[index][2], ()):
        there = words[index : index + len(wanted)]
        if (
            len(there) == len(wanted) > best[0]
            and all(map(_is, there, wanted))
            and all(_JOINTS.fullmatch(text[one[1] : two[0]]) for one, two in pairwise(there))
        ):
            best = (len(wanted), mark)
    return best


def _is(word: tuple[int, int, str], wanted: str) -> bool:
    """Also "van Leeuwens", of Van Leeuwen."""
    return word[2] in (wanted, f"{wanted}s")
