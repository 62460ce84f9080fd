"""The tallies say what the rows say: settled, counted now, and after anything was written."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dashboard.measures import MEASURES
from dashboard.models import Mark, SettledDay, Tally
from dashboard.spans import Span, last_months, months
from dashboard.tallies import keeping
from dashboard.tallies.counts import Counts
from dashboard.tallies.jobs import tick
from dashboard.tallies.keeping import forget_all, settle, work_waits
from dashboard.tallies.reading import Question, days_to_count, read
from kcc.jobs.models import Job
from kcc.lib.periods import Month
from tests.dashboard.drawn import DAYS, NOW, History
from tests.dashboard.recount import recount
from tests.statements import statements

ALL = Span(date(2027, 10, 1), date(2028, 4, 3))
SPANS = [
    ALL,
    Span.of_month(Month(2027, 10)),
    Span.of_month(Month(2028, 2)),
    Span(date(2028, 2, 29), date(2028, 2, 29)),
    Span(date(2028, 3, 26), date(2028, 3, 26)),
    Span(date(2027, 10, 31), date(2028, 1, 1)),
]


def few(examples: int):
    """The seed is all there is to shrink: then the first one found is as good as any."""
    return settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )


def settle_all(now=NOW) -> None:
    while settle(now):
        pass


def told(span: Span, **values) -> dict[int, dict]:
    """What the tallies say by department, without the zeros."""
    found = read(Question(span=span, **values), now=NOW).now
    return {department: dict(counts) for department, counts in found.items() if counts}


def expected(span: Span, confidential=True) -> dict[int, dict]:
    found: dict[int, Counter] = {}
    for (department, is_confidential), numbers in recount(span, now=NOW).items():
        if confidential or not is_confidential:
            found.setdefault(department, Counter()).update(numbers)
    return {department: dict(+numbers) for department, numbers in found.items() if +numbers}


@pytest.fixture(autouse=True)
def few_days(monkeypatch):
    """Nothing lies before it: no use in settling a year of nothing each time."""
    monkeypatch.setattr(keeping, "LEAST_DAYS", (NOW.date() - ALL.first).days)


class EveryHistory(TestCase):
    """Of any history, before and after anything is written over."""

    @few(6)
    @given(seed=st.integers(0, 10**9))
    def test_the_tallies_say_what_the_rows_say(self, seed):
        history = History(seed).more(14)
        for span in SPANS:
            assert told(span) == expected(span)
        settle_all()
        assert Mark.objects.count() == 0
        for span in SPANS:
            assert told(span) == expected(span)
            assert told(span, open_only=None) == expected(span, confidential=False)
        for _ in range(4):
            history.change()
        assert told(ALL) == expected(ALL)
        settle_all()
        assert told(ALL) == expected(ALL)
        assert days_to_count(Question(span=SPANS[1]), now=NOW) == set()

    @few(4)
    @given(seed=st.integers(0, 10**9))
    def test_days_add_up_to_months_and_years(self, seed):
        History(seed).more(10)
        settle_all()
        whole = read(Question(span=ALL, months=tuple(months(ALL))), now=NOW)
        by_day = Counts.total(read(Question(span=Span(day, day)), now=NOW).total() for day in DAYS)
        by_month = Counts.total(whole.month(month) for month in months(ALL))
        assert dict(by_day) == dict(by_month) == dict(whole.total())

    @few(4)
    @given(seed=st.integers(0, 10**9))
    def test_breakdowns_add_up(self, seed):
        History(seed).more(12)
        for make_ready in (lambda: None, settle_all):
            make_ready()
            found = read(Question(span=ALL, breakdowns=True), now=NOW)
            total = found.total()
            for parts in (found.subjects, found.channels, found.weekdays):
                assert dict(Counts.total(parts.values())) == dict(total)
            hours, repeats = Counts.total(found.hours.values()), found.repeated_subjects
            assert hours["questions"] == total["questions"]
            assert Counts.total(found.reasons.values())["repeats"] == total["repeats"]
            assert Counts.total(repeats.values())["repeats"] == total["repeats"]
            scored = sum(score * each["scores"] for score, each in found.scores.items())
            assert scored == total["score_sum"]

    @few(4)
    @given(seed=st.integers(0, 10**9))
    def test_narrowed_it_is_part_of_the_whole(self, seed):
        history = History(seed).more(12)
        for make_ready in (lambda: None, settle_all):
            make_ready()
            whole = read(Question(span=ALL, breakdowns=True), now=NOW)
            for channel in history.ref.channel.values():
                part = read(Question(span=ALL, channels=[channel.pk]), now=NOW)
                assert dict(part.total()) == dict(whole.channels[channel.pk])
            for subject in history.ref.subject.values():
                part = read(Question(span=ALL, subjects=[subject.pk]), now=NOW)
                assert dict(part.total()) == dict(whole.subjects[subject.pk])

    @few(6)
    @given(seed=st.integers(0, 10**9))
    def test_every_measure_counts_its_rows(self, seed):
        History(seed).more(10)
        settle_all()
        total = read(Question(span=ALL), now=NOW).total()
        for name, measure in MEASURES.items():
            rows = measure.rows([ALL], NOW)
            if measure.sums is None:
                assert (name, rows.count()) == (name, total[name])


@pytest.fixture
def history(db):
    return History(7).more(20)


def test_today_is_never_settled_and_still_counts(history):
    today = Span(NOW.date(), NOW.date())
    before = told(today)
    contact = history.contact()
    type(contact).objects.filter(pk=contact.pk).update(
        local_day=NOW.date(), direction="inbound", counts=True
    )
    settle_all()
    assert not SettledDay.objects.filter(day__gte=NOW.date()).exists()
    assert before == {}
    assert sum(counts["questions"] for counts in told(today).values()) == contact.questions.count()


def test_statements_are_the_same_for_much_and_for_little(history):
    settle_all()
    little = Question(span=SPANS[3], departments=[history.ref.department["kcc"].pk])
    much = Question(
        span=ALL, compare=ALL.previous, months=tuple(last_months(13, until=Month(2028, 4)))
    )
    for question in (little, much):
        with statements() as ran:
            read(question, now=NOW)
        assert len(ran) == 3 - (question is little)
    with statements() as ran:
        read(Question(span=ALL, breakdowns=True, everything=True), now=NOW)
    assert len(ran) == 3


def test_forgotten_tallies_are_counted_from_the_rows(history):
    settle_all()
    settled = told(ALL)
    assert settled
    forget_all()
    assert not Tally.objects.exists()
    assert told(ALL) == settled


def test_an_old_row_is_settled_too(history):
    contact = history.contact()
    type(contact).objects.filter(pk=contact.pk).update(local_day=date(2024, 2, 29))
    settle_all()
    assert SettledDay.objects.filter(day=date(2024, 2, 29)).exists()


def test_before_anything_happened_there_is_nothing_to_settle(db):
    tick(NOW)
    assert (Job.objects.count(), Tally.objects.count()) == (0, 0)
    assert not SettledDay.objects.filter(day__gte=ALL.first).exists()


def test_the_tick_settles_yesterday_and_rests(history, settings):
    settle_all(NOW - timedelta(days=1))
    assert work_waits(NOW)
    tick(NOW)
    assert not work_waits(NOW)
    with statements() as ran:
        tick(NOW)
    assert len(ran) == 2


def test_much_to_settle_becomes_one_job(history):
    tick(NOW)
    tick(NOW)
    assert [job.kind for job in Job.objects.all()] == ["dashboard.settle"]
