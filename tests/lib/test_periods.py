"""Months: going back, also over a year."""

import pytest

from kcc.lib.periods import Month


@pytest.mark.parametrize(
    ("back", "found"),
    [(0, "2026-11"), (1, "2026-10"), (10, "2026-01"), (11, "2025-12"), (23, "2024-12")],
)
def test_months_before_another(back, found):
    assert Month(2026, 11).earlier(back) == Month.parse(found)
