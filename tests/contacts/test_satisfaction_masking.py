"""What is taken out of a comment before anybody reads it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.satisfaction.masking import Known, masked

KNOWN = Known(
    near=["Hanna de Wit", "de Wit", "mevrouw De Wit", "Rob Smit"],
    others=["Ingrid van Leeuwen", "Jan Bakker", "Youssef El Amrani", "José Gómez"],
    streets=["Noorderstraat"],
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mevrouw de Wit was top", "[naam] was top"),
        ("hanna en de heer smit", "[naam] en de heer [naam]"),
        ("HANNA DE WIT", "[naam]"),
        ("Hannas vraag", "[naam] vraag"),
        ("Jan hielp mij, de bakker niet", "[naam] hielp mij, de bakker niet"),
        ("ingrid van leeuwen hielp mij", "[naam] hielp mij"),
        ("Youssef el-Amrani en jose gomez", "[naam] en [naam]"),
        ("dhr. P. Jansen kwam", "dhr. [naam] kwam"),
        ("mijn naam is Piet van der Berg en ik wacht", "mijn naam is [naam] en ik wacht"),
        ("Goed gedaan.\nGroetjes, Karel de Grote", "Goed gedaan.\nGroetjes, [naam]"),
        ("bel 06-12 34 56 78 of (0591) 12 34 56", "bel [nummer] of [nummer]"),
        ("bel +31 6 12345678", "bel [nummer]"),
        ("BSN 123456782, 1234.56.782", "BSN [nummer], [nummer]"),
        ("geboren 12-03-1950", "geboren [nummer]"),
        ("zaak Z-2026-000123 en T-4127", "zaak [nummer] en [nummer]"),
        ("rekening NL91 ABNA 0417 1643 00", "rekening [nummer]"),
        ("auto AB-123-C", "auto [nummer]"),
        ("mail hanna@voorbeeld.nl of piet (at) mail.nl", "mail [e-mail] of [e-mail]"),
        ("zie https://voorbeeld.nl/piet", "zie [link]"),
        ("op 7801AB 12a of 7801 ab", "op [postcode] of [postcode]"),
        ("Dorpsstraat 5 en Brink 12-3", "[adres] en [adres]"),
        ("aan de noorderstraat", "aan de [adres]"),
        ("０６１２３４５６７８ en 06\u200b12345678", "[nummer] en [nummer]"),
    ],
)
def test_what_tells_who_it_is_is_masked(written, read):
    assert masked(written, KNOWN) == read


@pytest.mark.parametrize(
    "written",
    [
        "Ik moest 30 minuten wachten en 3 keer bellen.",
        "In 2026 is het beter dan in 2025, een 8 dus.",
        "Het kostte € 1.250,00 en duurde 12 weken.",
        "De weg ligt open, 24 uur per dag.",
        "Prima geholpen!\nSnel en vriendelijk.",
        "De website werkt niet goed, de rest wel: 100 % tevreden.",
        "",
    ],
)
def test_the_rest_stays_as_it_was_written(written):
    assert masked(written, KNOWN) == written


WORDS = st.text(st.characters(codec="utf-8"), max_size=40)


@given(WORDS, WORDS, st.sampled_from(["0612345678", "hanna@voorbeeld.nl", "123456782"]))
def test_a_number_is_gone_whatever_stands_around_it(before, after, secret):
    read = masked(f"{before} {secret} {after}", KNOWN)
    assert secret not in read


@given(WORDS, WORDS, st.sampled_from(["Hanna de Wit", "hanna", "Rob Smit", "Ingrid van Leeuwen"]))
def test_a_known_name_is_gone_whatever_stands_around_it(before, after, name):
    read = masked(f"{before} {name} {after}", KNOWN)
    last = name.split()[-1].casefold()
    around = f"{before}{after}".casefold()
    assert last in around or last not in read.casefold()


@pytest.mark.parametrize(
    "text", ["a" * 1000, "1 " * 500, "de " * 333, "@" * 1000, "A1-" * 333, "mevrouw " * 125]
)
def test_a_hostile_text_does_not_keep_the_machine_busy(text):
    crowd = Known(others=[f"Voornaam{n} van Achternaam{n}" for n in range(2000)])
    start = time.perf_counter()
    masked(text, crowd)
    assert time.perf_counter() - start < 1
