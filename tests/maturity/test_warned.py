"""Cautions in sentences, and the radar as a page draws it."""

import pytest
from django.utils import translation

from maturity.asked import Asked
from maturity.catalogue import catalogue
from maturity.results import drawn
from maturity.results.cautions import Caution, Kind
from maturity.results.drawn import halves
from maturity.results.warned import ASKS, told

ASKED = Asked(catalogue(), short=False)
SLUGS = tuple(each.slug for each in catalogue().pillars)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("kind", Kind)
def test_every_caution_has_a_title_and_a_text(kind):
    found = told(ASKED, Caution(kind, pillars=SLUGS[:2], codes=("P1F1S1",), part=2, whole=7))
    assert (found.title.endswith("."), found.text[-1] in ".?") == (True, True)
    assert "%(" not in found.title + found.text
    assert found.kind == ("warn" if kind in ASKS else "info")


def test_a_caution_names_its_pillars():
    found = told(ASKED, Caution(Kind.LAGGING, pillars=SLUGS[3:]))
    assert found.text.startswith("Systemen en informatie and Leiderschap en medewerkers: two")


def test_a_caution_counts_its_statements():
    one, two = (
        told(ASKED, Caution(Kind.FAVOURABLE, codes=codes)).text
        for codes in (("P1F1S1",), ("P1F1S1", "P1F2S1"))
    )
    assert (one.partition(" is ")[0], two.partition(" are ")[0]) == ("1 answer", "2 answers")


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Prestaties", ("Prestaties",)),
        ("Leveren van prestaties", ("Leveren van", "prestaties")),
        ("Producten/diensten en kanalen", ("Producten/diensten", "en kanalen")),
    ],
)
def test_a_long_name_stands_in_two_lines(name, lines):
    assert halves(name) == lines


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_drawing_knows_no_decimal_comma(language):
    with translation.override(language):
        found = drawn.draw(ASKED, [("now", "Now", dict.fromkeys(SLUGS, 2.5))])
    (line,) = found.series
    assert line.outline == "0,-65 61.82,-20.09 38.21,52.59 -38.21,52.59 -61.82,-20.09"
    assert line.dots[1] == ("61.82", "-20.09")
    assert (len(found.rings), len(found.axes), [text for _y, text in found.marks]) == (
        5, 5, ["1", "2", "3", "4", "5"],
    )  # fmt: skip
    assert [each.digit for each in found.names] == ["1", "2", "3", "4", "5"]
