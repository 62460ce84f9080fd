"""How a promise is told."""

import pytest
from django.utils import translation

from kcc.organisation.due import Due


@pytest.mark.parametrize(
    ("due", "kind", "words", "short"),
    [
        (Due(True, False, 0), "late", "late", "late"),
        (Due(True, False, 1), "late", "1 working day late", "1 wd late"),
        (Due(True, False, 3), "late", "3 working days late", "3 wd late"),
        (Due(False, True, 0), "warn", "due today", "due today"),
        (Due(False, True, 1), "warn", "1 day left", "1 day left"),
        (Due(False, True, 7), "warn", "7 days left", "7 days left"),
        (Due(False, False, 8), "info", "", ""),
    ],
)
def test_a_promise_has_a_colour_and_words(due, kind, words, short):
    with translation.override("en"):
        assert (due.kind, due.words, due.short) == (kind, words, short)


def test_the_words_are_dutch_for_who_reads_dutch():
    told = [Due(True, False, 2), Due(False, True, 0), Due(False, True, 2)]
    with translation.override("nl"):
        assert [due.words for due in told] == ["2 werkdagen te laat", "vandaag", "nog 2 dagen"]
        assert told[0].short == "2 wd te laat"
