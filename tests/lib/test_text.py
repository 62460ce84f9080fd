"""Folding: the short way for plain letters comes to the same as the long way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kcc.lib.text import fold, shorten

pytestmark = pytest.mark.once
UNHURRIED = settings(deadline=None)  # a busy machine is no fault


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("José  de WIT", "jose de wit"),
        ("  Straße\tİ ", "strasse i"),
        ("ABC\r\n def", "abc def"),
        ("Yılmaz Øst Łukasz Æsop", "yilmaz ost lukasz aesop"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@UNHURRIED
@given(st.text(st.characters(codec="ascii"), max_size=30))
def test_plain_letters_fold_as_all_others(text):
    # An accent takes the long way; it disappears.
    assert fold(text) == fold(f"{text}\u0301")


def test_shorten():
    assert [shorten("een  twee drie", length) for length in (20, 9, 8)] == [
        "een twee drie", "een twee…", "een twe…",
    ]  # fmt: skip
