"""The figures of a town in which nothing ever happened: most rounds of the tests stand in one, and
reading what all the figures say there takes longer than making the round."""

from contextlib import contextmanager
from datetime import datetime

import pytest

from cases.models import Case
from contacts.models import Contact
from dashboard.evidence import selectors
from dashboard.models import Report, Snapshot, Tally, TelephonyHour
from kcc.lib.periods import local_day
from tests.again import any_rows

# Where every figure of the self-assessment comes from.
FACTS = (Contact, Case, TelephonyHour, Tally, Snapshot, Report)
_read: dict[tuple, dict] = {}


@contextmanager
def figures_of_nothing_read_once():
    """Inside it figures are read as ever where anything happened; and of an empty town once for all
    tests, for the same figures, places, days and today."""
    real = selectors.readings

    def readings(kpis, *, departments, span, now: datetime):
        asked = {"departments": departments, "span": span, "now": now}
        if any_rows(FACTS):
            return real(kpis, **asked)
        places = None if departments is None else tuple(sorted(departments))
        key = tuple(kpis), places, span, local_day(now)
        if key not in _read:
            _read[key] = real(kpis, **asked)
        return dict(_read[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(selectors, "readings", readings)
        yield
