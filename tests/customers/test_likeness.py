"""Words that look or sound alike: typing errors and Dutch spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcc.customers.likeness import edits, likeness, mistyped, one_edit_away, relevance, sound

pytestmark = pytest.mark.once
WORDS = st.text(alphabet="abdeijnrsty", min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("vries", "vries", 0), ("vries", "vreis", 1), ("vries", "vris", 1), ("vries", "vriess", 1),
        ("vries", "vrees", 1), ("jansen", "janssen", 1), ("smit", "wit", 2), ("", "wit", 3),
    ],
)  # fmt: skip
def test_edits(one, other, count):
    assert edits(one, other) == count


@given(WORDS, WORDS)
def test_edits_is_a_distance(one, other):
    assert edits(one, other) == edits(other, one)
    assert (edits(one, other) == 0) == (one == other)
    assert edits(one, other) <= max(len(one), len(other))


@given(WORDS)
def test_one_edit_away_is_one_edit_away(word):
    assert {edits(word, other) for other in one_edit_away(word)} <= {0, 1}


@given(WORDS, st.data())
def test_a_swap_of_neighbours_is_among_the_guesses(word, data):
    at = data.draw(st.integers(min_value=0, max_value=len(word)))
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    assert swapped in mistyped(word) or len(word) < 3


@pytest.mark.parametrize(
    ("one", "other"),
    [("meyer", "meijer"), ("kuyper", "kuiper"), ("jansen", "janzen"), ("decker", "dekker"),
     ("visser", "fisser"), ("smidt", "smid"), ("bakkes", "bakes")],
)  # fmt: skip
def test_sound(one, other):
    assert sound(one) == sound(other)


def test_mistyped_knows_dutch_spellings_and_leaves_short_words():
    assert "meijer" in mistyped("meyer")
    assert mistyped("de") == {"de"}


def test_likeness_in_order():
    fits = [
        likeness("jansen", word) for word in ("jansen", "jansens", "janssen", "janssens", "smit")
    ]
    assert fits == sorted(fits, reverse=True)
    assert (fits[0], fits[1], fits[-1]) == (1.0, 0.9, 0.0)


@given(WORDS, WORDS)
def test_likeness_is_a_fraction_and_one_for_the_same_word_only(one, other):
    assert 0 <= likeness(one, other) <= 1
    assert (likeness(one, other) == 1) == (one == other)


def test_relevance_prefers_the_name_with_fewer_other_words():
    assert relevance("de wit", "hanna de wit") > relevance("de wit", "hanna maria de wit smit")
    assert relevance("de wit", "hanna de wit") > relevance("de wit", "hanna de witte")
    assert relevance("", "hanna") == 0
