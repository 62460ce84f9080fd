"""What did somebody type? Numbers, addresses and names brought to one spelling. Plain Python.

Everything that is compared, stored or searched goes through here first, so that 06-12 34 56 78 and
+31612345678 are one number. A function that cannot make sense of its text answers "".
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from stdnum import iban
from stdnum.nl import bsn as stdnum_bsn

from kcc.lib.text import fold

REGION = "NL"
_NOT_ALNUM = re.compile(r"[^0-9a-z]+")


# -- One spelling ------------------------------------------------------------------------------


_PLAIN_PHONE = re.compile(r"0[1-9][0-9]{8}")


@lru_cache(maxsize=1)
def _dutch_phones() -> re.Pattern:
    """All numbers of here, without the first 0, as the library knows them."""
    known = phonenumbers.PhoneMetadata.metadata_for_region(REGION)
    kinds = (
        known.fixed_line, known.mobile, known.toll_free, known.premium_rate, known.shared_cost,
        known.personal_number, known.voip, known.pager, known.uan, known.voicemail,
    )  # fmt: skip
    patterns = (kind.national_number_pattern for kind in kinds if kind)
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns if pattern))


def normalise_phone(text: str) -> str:
    """A phone number in E.164 (+31612345678), from any spelling; "" when it is not one."""
    # As lists from elsewhere have them: in a twentieth of the time.
    if text and _PLAIN_PHONE.fullmatch(text) and _dutch_phones().fullmatch(text[1:]):
        return f"+31{text[1:]}"
    try:
        number = phonenumbers.parse(text or "", REGION)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}")


def normalise_email(text: str) -> str:
    """An e-mail address in lower case; "" when it is not one."""
    plain = (text or "").strip().removeprefix("mailto:").strip(" \t\r\n<>,;").lower()
    return plain if len(plain) <= 254 and _EMAIL.fullmatch(plain) else ""


# SA, SD and SS are never used.
_POSTCODE = r"(?P<digits>[1-9][0-9]{3})\s?(?P<letters>(?!s[ads])[a-z]{2})"
_POSTCODE_ALONE = re.compile(_POSTCODE, re.IGNORECASE)


def normalise_postcode(text: str) -> str:
    """A Dutch postcode as 7801AB; "" when it is not one."""
    found = _POSTCODE_ALONE.fullmatch((text or "").strip())
    return f"{found['digits']}{found['letters'].upper()}" if found else ""


def normalise_suffix(text: str) -> str:
    """A letter or addition of a house number without marks: 'a', '-A' and ' a ' are all 'A'."""
    return _NOT_ALNUM.sub("", fold(text or "")).upper()


def address_key(postcode: str, house_number: int | None, suffix: str = "") -> str:
    """Equal for equal addresses: '7801AB12A'; a foreign one as '49824-12A'; "" when incomplete."""
    if not house_number:
        return ""
    addition = normalise_suffix(suffix)
    # 12-3 is not house number 123.
    number = f"{int(house_number)}{'-' if addition[:1].isdigit() else ''}{addition}"
    if dutch := normalise_postcode(postcode):
        return f"{dutch}{number}"
    foreign = normalise_suffix(postcode)
    return f"{foreign}-{number}" if foreign else ""


_NUMBER = r"(?P<number>[1-9][0-9]{0,4})(?![0-9])"
# Attached or after a hyphen almost anything; after a space only what cannot be a word.
_SUFFIX = (
    r"(?P<suffix>[a-z]{1,2}[0-9]{0,3}|\s?-\s?[a-z0-9]{1,4}|\s[a-z]|\s?(?:bis|hs|huis|rood|zwart))?"
    r"(?![0-9a-z])"
)
_ADDRESSES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![0-9a-z]){_POSTCODE}\s*{_NUMBER}{_SUFFIX}",  # 7801 AB 12a
        rf"(?<![0-9a-z]){_NUMBER}{_SUFFIX}[\s,]+{_POSTCODE}(?![0-9a-z])",  # 12a, 7801 AB
        rf"(?<![0-9a-z]){_POSTCODE}\s*,\s*{_NUMBER}{_SUFFIX}",  # 7801 AB, 12a
    )
]


@dataclass(frozen=True)
class Address:
    postcode: str
    number: int
    suffix: str

    @property
    def key(self) -> str:
        return address_key(self.postcode, self.number, self.suffix)


def find_address(text: str) -> Address | None:
    """The Dutch postcode and house number in a text, in either order; or None."""
    found = next(filter(None, (pattern.search(text or "") for pattern in _ADDRESSES)), None)
    if found is None:
        return None
    postcode = f"{found['digits']}{found['letters'].upper()}"
    return Address(postcode, int(found["number"]), normalise_suffix(found["suffix"] or ""))


LOCATION_KEY_LENGTH = 160  # contacts.Contact.location_key


def location_key(text: str, postcode: str = "") -> str:
    """The same for the same place, however it was typed.

    The address key when a Dutch postcode and house number can be recognised, else the folded words
    ('kruising noorderstraat dorpsstraat', '120 broadway 10271'). "" for an empty text.
    """
    words = f"{text or ''} {postcode or ''}"
    address = find_address(words)
    return address.key if address else plain_words(words)[:LOCATION_KEY_LENGTH].strip()


def plain_words(text: str) -> str:
    """Folded, and without marks between the words: "Smit-'t Hóf" is 'smit t hof'."""
    return _NOT_ALNUM.sub(" ", fold(text or "")).strip()


# -- Numbers of people and organisations -------------------------------------------------------

_BSN_SEPARATORS = str.maketrans("", "", " .-")


def compact_bsn(text: str) -> str:
    """Nine digits without spaces, dots and hyphens; "" when it is no BSN."""
    digits = (text or "").strip().translate(_BSN_SEPARATORS)
    return digits if is_bsn(digits) else ""


def is_bsn(digits: str) -> bool:
    """Nine digits that pass the eleven-test (weights 9…2 and -1), and not 000000000."""
    return len(digits) == 9 and digits.isascii() and digits.isdigit() and _eleven_test(digits)


def _eleven_test(digits: str) -> bool:
    return stdnum_bsn.is_valid(digits)


def is_kvk(digits: str) -> bool:
    """Eight digits: the KvK number has no check digit."""
    return bool(re.fullmatch(r"[0-9]{8}", digits)) and digits != "00000000"


def mask_bsn(bsn: str) -> str:
    """Only the last three digits."""
    return f"******{bsn[-3:]}"


# -- The search box ----------------------------------------------------------------------------


class Kind(StrEnum):
    """What a text in the search box may be, in the order in which the answers are shown."""

    CASE = "case"
    CALLBACK = "callback"
    EMAIL = "email"
    ADDRESS = "address"
    PHONE = "phone"
    BSN = "bsn"
    KVK = "kvk"
    NAME = "name"


@dataclass(frozen=True)
class Guess:
    """One thing the text may be; `value` in the one spelling in which it is stored."""

    kind: Kind
    value: str
    address: Address | None = None


_CASE = re.compile(
    r"(?:zaak(?:nummer)?)?[\s:.-]*z?[\s.:-]*"
    r"(?P<year>20[0-9]{2})[\s.-]+0*(?P<number>[1-9][0-9]{0,8})",
    re.IGNORECASE,
)
_CALLBACK = re.compile(
    r"(?:terugbel[a-z]*)?[\s:.-]*t?[\s.:-]*0*(?P<number>[1-9][0-9]{0,6})", re.IGNORECASE
)
_DIGITS_AND_MARKS = re.compile(r"[0-9+()\s./-]+")


LONGEST = 200  # of a text that is searched for


def recognise(text: str) -> list[Guess]:
    """Everything a text may be, the likeliest first: nine digits may be a BSN or a phone. Looks at
    the first LONGEST characters only, for the work grows faster than the text."""
    typed = (text or "").strip()[:LONGEST]
    guesses = []
    if case := _CASE.fullmatch(typed):
        number = f"Z-{case['year']}-{int(case['number']):06d}"
        guesses.append(Guess(Kind.CASE, number))
    if callback := _CALLBACK.fullmatch(typed):
        guesses.append(Guess(Kind.CALLBACK, callback["number"]))
    if email := normalise_email(typed):
        return [*guesses, Guess(Kind.EMAIL, email)]
    if address := find_address(typed):
        guesses.append(Guess(Kind.ADDRESS, address.key, address))
    if _DIGITS_AND_MARKS.fullmatch(typed):
        return guesses + _numbers(typed)
    words = plain_words(typed)
    if len(words) >= 2 and not guesses:
        guesses.append(Guess(Kind.NAME, words))
    return guesses


def _numbers(typed: str) -> list[Guess]:
    found = []
    digits = re.sub(r"[^0-9]", "", typed)
    if bsn := compact_bsn(typed):
        found.append(Guess(Kind.BSN, bsn))
    if phone := normalise_phone(typed):
        found.append(Guess(Kind.PHONE, phone))
    if is_kvk(digits) and "+" not in typed:
        found.append(Guess(Kind.KVK, digits))
    return found


# -- A BSN in free text ------------------------------------------------------------------------

_BSN_IN_TEXT = re.compile(
    r"(?<![0-9])(?:[0-9]{9}"
    r"|[0-9]{3}(?P<three>[ .-])[0-9]{3}(?P=three)[0-9]{3}"
    r"|[0-9]{4}(?P<four>[ .-])[0-9]{2}(?P=four)[0-9]{3})(?![0-9])"
)
# What a nine-digit number may be a part of without being a BSN.
_PROTECTED = [
    re.compile(r"(?:\+|(?<![0-9])00)[1-9](?:[ .()/-]*[0-9]){7,13}(?![0-9])"),  # international
    re.compile(r"(?<![0-9])\(?0(?:[ .()/-]*[0-9]){9}(?![0-9])"),  # national, ten digits
    re.compile(r"\b[ZT]-?[0-9][0-9-]*", re.I),  # numbers of cases and callbacks
    re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"),  # dates
    re.compile(r"(?<![0-9])[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}(?![0-9])"),
    re.compile(r"(?:€|EUR)\s?[0-9][0-9.,]*", re.I),  # amounts
]
_IBAN_START = re.compile(r"\b[A-Z]{2}[0-9]{2}(?=[ ]?[A-Z0-9])", re.I)
_IBAN_LENGTHS = range(15, 35)


def mask_bsns(text: str) -> tuple[str, int]:
    """The text with every BSN masked but for its last three digits, and how many there were.

    A BSN is nine digits that pass the eleven-test, also spelled 123 456 782 or 1234.56.782, that
    are not part of a phone number, the number of a case or callback, a date, an amount or an IBAN.
    """
    if not any(_is_spelled_bsn(found) for found in _BSN_IN_TEXT.finditer(text)):
        return text, 0
    protected = _Spans(_protected_spans(text))
    count = 0

    def mask(found):
        nonlocal count
        if not _is_spelled_bsn(found) or protected.touch(*found.span()):
            return found[0]
        count += 1
        return mask_bsn(found[0].translate(_BSN_SEPARATORS))

    return _BSN_IN_TEXT.sub(mask, text), count


def _is_spelled_bsn(found: re.Match) -> bool:
    return is_bsn(found[0].translate(_BSN_SEPARATORS))


class _Spans:
    """Parts of a text, joined where they overlap: one look finds whether another part touches."""

    def __init__(self, spans: list[tuple[int, int]]):
        self.starts: list[int] = []
        self.ends: list[int] = []
        for start, end in sorted(spans):
            if self.ends and start <= self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], end)
            else:
                self.starts.append(start)
                self.ends.append(end)

    def touch(self, start: int, end: int) -> bool:
        """The last one that begins before `end` is the only one that can reach `start`."""
        before = bisect_left(self.starts, end)
        return before > 0 and self.ends[before - 1] > start


def _protected_spans(text: str) -> list[tuple[int, int]]:
    spans = [found.span() for pattern in _PROTECTED for found in pattern.finditer(text)]
    for found in _IBAN_START.finditer(text):
        start = found.start()
        rest = re.match(r"(?:[ ]?[A-Z0-9])+", text[start : start + 46], re.I)[0]
        spans += [(start, start + end) for end in _iban_ends(rest)]
    return spans


def _iban_ends(rest: str) -> list[int]:
    """Where an IBAN that begins this text may end. The check digits are reckoned along the way,
    so that the dear test is only made of the one in 97 that passes the cheap one."""
    head = "".join(str(int(char, 36)) for char in rest[:4])
    ends, seen, remainder = [], 0, 0
    for index, char in enumerate(rest, start=1):
        if char == " ":
            continue
        seen += 1
        if seen > 4:
            value = int(char, 36)
            remainder = (remainder * (10 if value < 10 else 100) + value) % 97
        if (
            seen in _IBAN_LENGTHS
            and int(f"{remainder}{head}") % 97 == 1
            and iban.is_valid(rest[:index])
        ):
            ends.append(index)
    return ends
