"""What figures mean, without a database."""

from itertools import pairwise
from pathlib import Path

import pytest

from dashboard.document import as_markdown
from dashboard.figures import (
    BUCKETS,
    DIRECT,
    FIGURES,
    MEDIAN_AGE,
    OPEN_CALLBACKS,
    OVERDUE,
    REPEATS,
    SERIOUS,
    TRACKER,
    UNASSIGNED,
    Rating,
    Value,
    bucket_label,
)

pytestmark = pytest.mark.once
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "figures.md"


@pytest.mark.parametrize(
    ("figure", "part", "whole", "rating"),
    [
        (OVERDUE, 5, 100, Rating.GOOD),
        (OVERDUE, 6, 100, Rating.NEAR),
        (OVERDUE, 15, 100, Rating.NEAR),
        (OVERDUE, 16, 100, Rating.BAD),
        (OVERDUE, 0, 5, Rating.GOOD),
        (UNASSIGNED, 0, 100, Rating.GOOD),
        (UNASSIGNED, 2, 100, Rating.NEAR),
        (UNASSIGNED, 3, 100, Rating.BAD),
        (SERIOUS, 0, 100, Rating.GOOD),
        (SERIOUS, 1, 100, Rating.BAD),
        (REPEATS, 10, 100, Rating.GOOD),
        (REPEATS, 20, 100, Rating.NEAR),
        (REPEATS, 21, 100, Rating.BAD),
        # More repeats than questions: people came back about what was asked last month.
        (REPEATS, 8, 5, Rating.BAD),
        (DIRECT, 80, 100, Rating.GOOD),
        (DIRECT, 79, 100, Rating.NEAR),
        (DIRECT, 60, 100, Rating.NEAR),
        (DIRECT, 59, 100, Rating.BAD),
        # An age is rated itself, not divided by how many there are.
        (MEDIAN_AGE, 3, 100, Rating.GOOD),
        (MEDIAN_AGE, 3.5, 100, Rating.NEAR),
        (MEDIAN_AGE, 5.5, 100, Rating.BAD),
    ],
)
def test_a_share_is_rated_by_its_norm(figure, part, whole, rating):
    assert figure.rate(part, whole) == rating


@pytest.mark.parametrize(
    ("figure", "part", "whole"),
    [
        (OVERDUE, 4, 4),
        (OVERDUE, 0, 0),
        (OVERDUE, None, 9),
        (DIRECT, 1, None),
        (OPEN_CALLBACKS, 9, 9),
    ],
)
def test_few_or_nothing_is_not_rated(figure, part, whole):
    assert figure.rate(part, whole) is None


def test_every_rating_has_a_word():
    assert len({str(rating.word) for rating in Rating}) == 3


def test_figures_are_defined_once():
    every = [*FIGURES, *TRACKER]
    assert len({figure.slug for figure in every}) == len(every)
    assert len({str(figure.sentence) for figure in every}) == len(every)


def test_a_ratio_over_nothing_is_none():
    assert (Value(DIRECT, 0, 0).number, Value(DIRECT, 0, 0).rating) == (None, None)


def test_buckets_have_no_gap():
    assert [bucket_label(*bucket) for bucket in BUCKETS] == ["0–2", "3–5", "6–10", "11–20", "> 20"]
    for (_, most), (least, _) in pairwise(BUCKETS):
        assert least == most + 1


def test_the_document_is_current():
    assert DOCUMENT.read_text(encoding="utf-8") == as_markdown()
