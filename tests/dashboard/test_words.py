"""The sentences on top of a page."""

import pytest
from django.utils.translation import override

from dashboard import figures, words
from dashboard.board import Asked, Board
from dashboard.ranking import rank
from dashboard.scopes import Kind as Place
from dashboard.scopes import Scope
from dashboard.spans import Span
from dashboard.stock.work import Kind, Stock, Work
from dashboard.tallies.counts import Counts
from dashboard.tallies.reading import Told
from kcc.lib.periods import Month
from tests.factories import NOW

pytestmark = pytest.mark.once
OCTOBER, NOVEMBER = (Span.of_month(Month(2026, number)) for number in (10, 11))


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def board(now, before=None, *, everything=None, compare=OCTOBER) -> Board:
    told = Told(everything=Counts(everything or {}))
    told.now[1].add(now)
    told.before[1].add(before or {})
    asked = Asked(span=NOVEMBER, compare=compare)
    return Board(Scope(Place.ORGANISATION, ()), asked, (), told, NOW)


def stock(**works) -> Stock:
    return Stock({(Kind(kind), 1): Work(open=total, overdue=late)
                  for kind, (total, late) in works.items()})  # fmt: skip


@pytest.mark.parametrize(
    ("works", "sentence"),
    [
        ({}, "Nothing is open."),
        ({"callbacks": (1, 0)}, "1 callback and 0 cases are open, nothing is late."),
        (
            {"callbacks": (1200, 30), "cases": (1, 1)},
            "1,200 callbacks and 1 case are open, 31 of them late.",
        ),
    ],
)
def test_what_is_open(works, sentence):
    assert words.lead(board({}), stock(**works)) == sentence


def test_the_three_largest_changes_come_first():
    now = {"questions": 1000, "direct": 800, "repeats": 90, "phone_due": 200, "phone_kept": 180,
           "contacts": 1000, "calls": 500, "transferred": 50}  # fmt: skip
    before = {"questions": 1000, "direct": 700, "repeats": 180, "phone_due": 200, "phone_kept": 100,
              "contacts": 1000, "calls": 500, "transferred": 55}  # fmt: skip
    assert words.lead(board(now, before, everything={"talk_seconds": 90_000, "timed": 300})) == (
        "More callbacks were in time: 90.0\u00a0% (October 2026: 50.0\u00a0%). "
        "Fewer people had to come back: 9.0\u00a0% (October 2026: 18.0\u00a0%). "
        "More questions were answered at once: 80.0\u00a0% (October 2026: 70.0\u00a0%). "
        "Repeat contacts cost the contact centre 7\u00a0h\u00a030\u00a0min in this period."
    )


def test_without_a_comparison_nothing_changed():
    assert words.lead(board({"questions": 1000, "direct": 800}, compare=None)) == ""


def test_what_repeats_cost_is_not_told_when_no_time_was_kept():
    assert words.cost(board({"repeats": 4})) == ""
    assert words.cost(board({}, everything={"talk_seconds": 60, "timed": 1})) == ""


@pytest.mark.parametrize("slug", sorted(words.SENTENCES))
def test_every_change_has_a_sentence_for_more_and_for_less(slug):
    assert slug in figures.BY_SLUG
    more, less = (str(sentence) for sentence in words.SENTENCES[slug])
    assert more != less
    for sentence in (more, less):
        told = sentence % {"now": "NOW", "before": "BEFORE", "period": "PERIOD"}
        assert ("NOW" in told, told.endswith("(PERIOD: BEFORE).")) == (True, True)


def test_the_place_of_a_department_among_all():
    ranking = rank({1: (2, 40), 2: (10, 40), 3: (20, 40), 4: (1, 2)})
    assert words.standing(ranking, 2) == (
        "At the end of yesterday this department was number 2 of 3 by the share of open work that "
        "is late: 25\u00a0%. The best has 5\u00a0%, the median is 25\u00a0%."
    )
    assert (words.standing(ranking, 4), words.standing(ranking, 9)) == ("", "")
