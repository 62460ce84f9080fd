"""On which days a norm holds, and what another one would have changed."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation

from contacts.norms.holding import Holding, Span, State, holding, spans
from contacts.norms.preview import preview_of_new
from kcc.organisation import calendars
from kcc.organisation.models import ServiceNorm
from tests.contacts.norms import DAY, TODAY, counts, made_on, norm
from tests.factories import NOW, reference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ten_in_the_morning():
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        yield


# -- On which days a norm holds ---------------------------------------------------------------


def days(first, last=None):
    return Span(TODAY + first * DAY, None if last is None else TODAY + last * DAY)


@pytest.mark.parametrize(
    ("own", "others", "left"),
    [
        (days(0), [], [days(0)]),
        (days(0), [days(-5)], [days(0)]),  # an earlier one changes nothing
        (days(0), [days(3)], [days(0, 2)]),
        (days(0), [days(3, 4)], [days(0, 2), days(5)]),
        (days(0, 9), [days(3, 4), days(7)], [days(0, 2), days(5, 6)]),
        (days(0, 2), [days(3)], [days(0, 2)]),
        (days(0, 9), [days(1, 9)], [days(0, 0)]),
        (days(0), [days(3, 4), days(4, 6)], [days(0, 2), days(7)]),
    ],
)
def test_spans(own, others, left):
    assert spans(own, [own, *others]) == left


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        (days(-9), [], Holding(State.IN_FORCE, days(-9))),
        (days(0, 0), [], Holding(State.IN_FORCE, days(0, 0))),
        (days(-9), [days(3)], Holding(State.IN_FORCE, days(-9, 2))),
        (days(-9), [days(3, 4)], Holding(State.IN_FORCE, days(-9, 2), TODAY + 5 * DAY)),
        (days(-9), [days(-1, 4)], Holding(State.RESTING, days(5))),
        (days(-9), [days(-1)], Holding(State.PAST, days(-9, -2))),
        (days(-9, -1), [], Holding(State.PAST, days(-9, -1))),
        (days(1), [], Holding(State.COMING, days(1))),
        (days(-9, -2), [days(-9, -2)], Holding(State.PAST, days(-9, -2))),
        (days(1), [days(2, 3)], Holding(State.COMING, days(1, 1), TODAY + 4 * DAY)),
    ],
)
def test_holding(own, others, expected):
    assert holding(own, others, TODAY) == expected


def test_spans_are_the_days_that_norm_for_gives():
    """The list says the same as the promise: day by day, with norms that cross each other."""
    ServiceNorm.objects.all().delete()
    made = [
        norm(amount=1, valid_from=TODAY),
        norm(amount=2, valid_from=TODAY + 2 * DAY, valid_until=TODAY + 8 * DAY),
        norm(amount=3, valid_from=TODAY + 4 * DAY, valid_until=TODAY + 5 * DAY),
        norm(amount=4, valid_from=TODAY + 12 * DAY),
    ]
    own = [Span(row.valid_from, row.valid_until) for row in made]
    for number in range(20):
        day = TODAY + number * DAY
        held = [
            row.amount
            for row, span in zip(made, own, strict=True)
            if any(piece.holds_on(day) for piece in spans(span, own))
        ]
        at = datetime.combine(day, NOW.timetz())
        assert held == [calendars.norm_for(kind="callback", at=at).amount]


# -- What it would change ---------------------------------------------------------------------


def look(amount=1, unit="working_days", *, first=TODAY + DAY, kind="callback", **place):
    one = calendars.Norm(
        0, kind, place.get("department_id"), place.get("channel_id"), amount, unit, 80, first,
        None, place.get("subject_code", ""),
    )  # fmt: skip
    return preview_of_new(calendars.read_norms(), one, now=NOW)


def test_preview_counts_what_would_have_gone_by_it():
    made_on((11, 2))
    made_on((11, 9), 18)
    made_on((10, 1))  # too long ago
    assert counts(look(1)) == (2, 2, 0, 0)
    assert counts(look(2)) == (2, 0, 2, 0)
    assert counts(look(3)) == (2, 0, 0, 2)
    # Seventeen opening hours are two working days only for who asks when it opens.
    assert counts(look(17, "working_hours")) == (2, 2, 0, 0)
    assert counts(look(1, kind="letter")) == (0, 0, 0, 0)


def test_preview_gives_the_moments_and_why():
    callback = made_on((11, 6), 16)
    (example,) = look(1).examples
    assert (example.number, example.subject, example.earlier) == (
        callback.number,
        "Dakkapel",
        True,
    )
    assert (example.old.moment, example.new.moment) == (
        callback.promised_at,
        datetime(2026, 11, 9, 17, tzinfo=ZoneInfo("Europe/Amsterdam")),
    )
    assert [p.norm.amount for p in (example.old, example.new)] == [2, 1]


def test_preview_has_five_examples_at_most_the_latest_first():
    made = [made_on((11, day)) for day in (2, 3, 4, 5, 6, 9)]
    preview = look(1)
    assert [each.number for each in preview.examples] == [row.number for row in made[:0:-1]]
    assert preview.looked_at == 6


def test_preview_looks_only_at_what_the_norm_holds_for():
    ref = reference()
    made_on((11, 2), channel="telefoon")
    made_on((11, 3), channel="balie", subject="VG02")
    made_on((11, 4), department=ref.department["burgerzaken"], subject="BZ01")
    vergunningen = ref.department["vergunningen"].pk
    assert counts(look(1)) == (3, 3, 0, 0)
    assert counts(look(1, department_id=vergunningen)) == (2, 2, 0, 0)
    assert counts(look(1, channel_id=ref.channel["balie"].pk)) == (1, 1, 0, 0)
    assert counts(look(1, subject_code="BZ01")) == (1, 1, 0, 0)
    assert counts(look(1, subject_code="BZ01", department_id=vergunningen)) == (0, 0, 0, 0)


def test_preview_leaves_out_what_a_more_specific_norm_decides():
    ref = reference()
    made_on((11, 2), channel="telefoon")
    made_on((11, 3), channel="balie")
    norm(amount=4, channel=ref.channel["telefoon"])
    assert counts(look(1)) == (1, 1, 0, 0)


def test_preview_says_what_it_takes_over_from_and_what_stays():
    ref = reference()
    made_on((11, 2))
    made_on((10, 1))  # open all the same
    preview = look(1, channel_id=ref.channel["telefoon"].pk)
    assert (preview.now_term, preview.now_names, preview.now_built_in) == (
        "2 working days",
        (),
        False,
    )
    assert preview.still_open == 2
    norm(amount=3, channel=ref.channel["telefoon"])
    preview = look(4, "working_hours", channel_id=ref.channel["telefoon"].pk)
    assert (preview.now_term, preview.now_names, preview.next_term) == (
        "3 working days",
        ("channel Telefoon",),
        "4 opening hours",
    )
    letters = look(10, kind="letter")
    assert (letters.now_term, letters.now_built_in) == ("15 working days", True)
