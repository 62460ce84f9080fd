"""What was typed, in one spelling: phones, addresses, BSNs and the guesses of the search box."""

import re

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kcc.customers.identify import (
    Address,
    Guess,
    Kind,
    address_key,
    compact_bsn,
    find_address,
    is_bsn,
    is_kvk,
    location_key,
    mask_bsn,
    mask_bsns,
    normalise_email,
    normalise_phone,
    normalise_postcode,
    plain_words,
    recognise,
)

pytestmark = pytest.mark.once


# -- Phone and e-mail ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "0612345678", "06-12345678", "06-12 34 56 78", "06 12345678", "+31612345678",
        "+31 6 12345678", "+31 (0)6 12345678", "0031612345678", "612345678", " (06) 12.34.56.78 ",
    ],
)  # fmt: skip
def test_phone_any_spelling_of_a_dutch_number(typed):
    assert normalise_phone(typed) == "+31612345678"


@pytest.mark.parametrize("typed", ["", None, "06", "0612", "jan", "12345678901234567890"])
def test_phone_that_is_none(typed):
    assert normalise_phone(typed) == ""


def test_phone_of_the_neighbours():
    assert normalise_phone("+49 30 123456") == "+4930123456"


@settings(deadline=None)  # the first call reads the numbering plan
@given(st.integers(min_value=610_000_000, max_value=658_999_999), st.sampled_from(range(4)))
def test_phone_every_dutch_format_is_one_number(national, style):
    number = phonenumbers.PhoneNumber(country_code=31, national_number=national)
    assert normalise_phone(phonenumbers.format_number(number, style)) == f"+31{national}"
    assert normalise_phone(normalise_phone(f"0{national}")) == f"+31{national}"


def spelled_by_the_library(text: str) -> str:
    number = phonenumbers.parse(text, "NL")
    valid = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, 0) if valid else ""


@settings(deadline=None)
@given(st.integers(min_value=100_000_000, max_value=999_999_999))
def test_phone_in_ten_digits_is_what_the_library_makes_of_it(national):
    assert normalise_phone(f"0{national}") == spelled_by_the_library(f"0{national}")


def test_phone_in_ten_digits_of_every_area():
    for area in range(100, 1000):
        text = f"0{area}123456"
        assert normalise_phone(text) == spelled_by_the_library(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Hanna.Wit@Example.ORG ", "hanna.wit@example.org"),
        ("<h@example.org>;", "h@example.org"),
        ("mailto:h@example.org", "h@example.org"),
        ("h@example", ""),
        ("h wit@example.org", ""),
        ("h@@example.org", ""),
        ("h@" + "x" * 250 + ".org", ""),
        (None, ""),
    ],
)
def test_email(typed, stored):
    assert normalise_email(typed) == stored


# -- Addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("7801 ab", "7801AB"), ("7801AB", "7801AB"), (" 7801Ab ", "7801AB"), ("0801AB", ""),
        ("7801SS", ""), ("7801", ""), ("7801 A", ""), ("49824", ""), ("", ""), (None, ""),
    ],
)  # fmt: skip
def test_postcode(typed, stored):
    assert normalise_postcode(typed) == stored


@pytest.mark.parametrize("suffix", ["a", "A", "-a", " a ", "a."])
def test_address_key_any_spelling_of_an_addition(suffix):
    assert address_key("7801 ab", 12, suffix) == "7801AB12A"


def test_address_key_keeps_a_numeric_addition_apart_from_the_number():
    assert address_key("7801AB", 12, "3") == "7801AB12-3"
    assert address_key("7801AB", 123) == "7801AB123"


def test_address_key_of_a_foreign_and_of_half_an_address():
    assert address_key("49824", 12, "a") == "49824-12A"
    assert address_key("", 12) == ""
    assert address_key("7801AB", None) == ""


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("7801AB 12", Address("7801AB", 12, "")),
        ("7801ab12a", Address("7801AB", 12, "A")),
        ("7801 AB, 12-3", Address("7801AB", 12, "3")),
        ("12a 7801AB", Address("7801AB", 12, "A")),
        ("Noorderstraat 12 bis, 7801 AB Lindenwaard", Address("7801AB", 12, "BIS")),
        ("Noorderstraat 12, 7801 AB, 2e etage", Address("7801AB", 12, "")),
        ("7801AB 12 te koop", Address("7801AB", 12, "")),
        ("Noorderstraat 12", None),
        ("7801AB", None),
        ("7801SA 12", None),
        ("", None),
    ],
)
def test_find_address(typed, address):
    assert find_address(typed) == address


def test_location_key_is_the_address_key_or_the_folded_words():
    assert location_key("Noorderstraat 12a, Lindenwaard", "7801 AB") == "noorderstraat 12a " + (
        "lindenwaard 7801 ab"
    )
    assert location_key("Noorderstraat 12a", "7801 AB") == "7801AB12A"
    assert location_key("Kruising Noorderstraat / Dorpsstraat") == (
        "kruising noorderstraat dorpsstraat"
    )
    assert location_key("120 BROADWAY", "10271") == location_key("120  Broadway,", "10271")
    assert location_key("") == ""


@given(st.text())
def test_location_key_is_stable_and_fits(text):
    key = location_key(text)
    assert len(key) <= 160
    assert location_key(key) == key


@given(
    st.from_regex(r"[1-9][0-9]{3}", fullmatch=True),
    st.sampled_from(["AB", "ZX", "ST"]),
    st.integers(min_value=1, max_value=99_999),
    st.sampled_from(["", "A", "B12", "BIS", "14"]),
)
def test_address_key_survives_being_typed(digits, letters, number, suffix):
    key = address_key(f"{digits} {letters.lower()}", number, suffix)
    assert location_key(key) == key
    assert find_address(key).key == key


# -- BSN and KvK ---------------------------------------------------------------------------------


def eleven(digits: str) -> bool:
    """The rule itself, apart from the library that is used."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return total % 11 == 0 and int(digits) > 0


def a_bsn(start: int) -> str:
    """The first BSN from this number on."""
    return next(f"{n:09d}" for n in range(start, start + 1000) if eleven(f"{n:09d}"))


BSNS = st.integers(min_value=1, max_value=999_000_000).map(a_bsn)


@given(st.integers(min_value=0, max_value=999_999_999))
def test_bsn_is_the_eleven_test(number):
    digits = f"{number:09d}"
    assert is_bsn(digits) == eleven(digits)


@pytest.mark.parametrize(
    "digits", ["000000000", "12345678", "1234567890", "12345678a", "", "١٢٣٤٥٦٧٨٢"]
)
def test_bsn_that_is_none(digits):
    assert is_bsn(digits) is False


@pytest.mark.parametrize("typed", ["123456782", "123 456 782", "1234.56.782", " 1234-56-782 "])
def test_bsn_any_spelling(typed):
    assert compact_bsn(typed) == "123456782"


@pytest.mark.parametrize(
    ("digits", "answer"), [("68750110", True), ("6875011", False), ("00000000", False)]
)
def test_kvk(digits, answer):
    assert is_kvk(digits) is answer


# -- The search box ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("Z-2026-000123", [(Kind.CASE, "Z-2026-000123")]),
        ("zaak 2026-123", [(Kind.CASE, "Z-2026-000123")]),
        ("z2026-000123", [(Kind.CASE, "Z-2026-000123")]),
        ("T-4127", [(Kind.CALLBACK, "4127")]),
        ("terugbelverzoek T-4127", [(Kind.CALLBACK, "4127")]),
        ("4127", [(Kind.CALLBACK, "4127")]),
        ("06-12 34 56 78", [(Kind.PHONE, "+31612345678")]),
        ("H@Example.org", [(Kind.EMAIL, "h@example.org")]),
        ("123456782", [(Kind.BSN, "123456782")]),
        ("111222333", [(Kind.BSN, "111222333"), (Kind.PHONE, "+31111222333")]),
        ("68750110", [(Kind.KVK, "68750110")]),
        ("7801 ab 12a", [(Kind.ADDRESS, "7801AB12A")]),
        ("Hánna de  WIT", [(Kind.NAME, "hanna de wit")]),
        ("Smit-'t Hóf", [(Kind.NAME, "smit t hof")]),
        ("t", []),
        ("  ", []),
        (None, []),
    ],
)
def test_recognise(typed, kinds):
    assert [(guess.kind, guess.value) for guess in recognise(typed)] == kinds


def test_recognise_gives_the_parts_of_an_address():
    address = Address("7801AB", 12, "A")
    assert recognise("7801ab12a") == [Guess(Kind.ADDRESS, "7801AB12A", address)]


@given(st.text())
def test_recognise_makes_something_or_nothing_of_anything(text):
    guesses = recognise(text)
    assert len({guess.kind for guess in guesses}) == len(guesses)
    assert all(guess.value for guess in guesses)


# -- A BSN in free text --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "masked", "count"),
    [
        ("Mijn BSN is 123456782.", "Mijn BSN is ******782.", 1),
        ("bsn:123 456 782, dank", "bsn:******782, dank", 1),
        ("1234.56.782 en 111222333", "******782 en ******333", 2),
        ("BSN123456782", "BSN******782", 1),
        ("kamer 5 123456782", "kamer 5 ******782", 1),
        ("123456783", "123456783", 0),
        ("1234567820", "1234567820", 0),
        ("bel 0123456782", "bel 0123456782", 0),
        ("bel +31 123 456 782", "bel +31 123 456 782", 0),
        ("0031 123456782", "0031 123456782", 0),
        ("zaak Z-2026-123456782", "zaak Z-2026-123456782", 0),
        ("terugbel T-123456782", "terugbel T-123456782", 0),
        ("€ 123.456.782", "€ 123.456.782", 0),
        ("op 2026-11-10 om 10:42", "op 2026-11-10 om 10:42", 0),
        ("NL91 ABNA 0417 1643 00", "NL91 ABNA 0417 1643 00", 0),
        ("", "", 0),
    ],
)
def test_mask_bsns(text, masked, count):
    assert mask_bsns(text) == (masked, count)


@given(BSNS)
def test_mask_bsns_leaves_an_iban_that_ends_in_a_bsn(bsn):
    # The check digits of NL.. ABNA 1 and nine digits; A is 10, B 11, L 21, N 23 (ISO 13616).
    check = 98 - int(f"101123101{bsn}232100") % 97
    text = f"rekening NL{check:02d}ABNA1 {bsn[:3]} {bsn[3:6]} {bsn[6:]} klopt"
    assert mask_bsns(text) == (text, 0)
    wrong = text.replace(f"NL{check:02d}", f"NL{(check + 1) % 97 + 1:02d}")
    assert mask_bsns(wrong)[1] == 1


SPELLINGS = [
    lambda bsn: bsn,
    lambda bsn: f"{bsn[:3]} {bsn[3:6]} {bsn[6:]}",
    lambda bsn: f"{bsn[:4]}.{bsn[4:6]}.{bsn[6:]}",
    lambda bsn: f"{bsn[:4]}-{bsn[4:6]}-{bsn[6:]}",
]


@given(
    st.text(alphabet="abc ,.;:\n(", max_size=30),
    BSNS,
    st.sampled_from(SPELLINGS),
    st.text(alphabet="abc ,;:\n)", max_size=30),
)
def test_mask_bsns_finds_every_bsn_in_words(before, bsn, spell, after):
    masked, count = mask_bsns(before + spell(bsn) + after)
    assert (masked, count) == (before + mask_bsn(bsn) + after, 1)


@given(st.text(alphabet="0123456789 .-+()abNLZT\n", max_size=60))
def test_mask_bsns_touches_nothing_else_and_is_done_at_once(text):
    masked, count = mask_bsns(text)
    assert mask_bsns(masked) == (masked, 0)
    assert masked.count("******") == count
    kept = re.sub(r"\*{6}[0-9]{3}", "", masked)
    assert set(kept) <= set(text)
    assert (masked == text) == (count == 0)


@given(st.integers(min_value=100_000_000, max_value=999_999_999))
def test_mask_bsns_leaves_phone_numbers(national):
    for text in (f"0{national}", f"+31{national}", f"+31 {national}", f"0031{national}"):
        assert mask_bsns(text) == (text, 0)


def test_plain_words():
    assert plain_words("Smit-'t Hóf & Zn.") == "smit t hof zn"
