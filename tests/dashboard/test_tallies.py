"""The tallies say what the rows say: settled, counted now, and after anything was written."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from contacts.importing.services import IMPORT
from contacts.models import Contact
from dashboard.measures import BROKEN_DOWN, MEASURES
from dashboard.models import Mark, SettledDay, Tally
from dashboard.models.tallies import COUNTS, Facts, Level
from dashboard.spans import Span, last_months, months
from dashboard.tallies import jobs, keeping, marks, reading
from dashboard.tallies.counts import Counts
from dashboard.tallies.jobs import tick
from dashboard.tallies.keeping import forget_all, settle, work_waits
from dashboard.tallies.marks import what_to_count
from dashboard.tallies.reading import Question, read
from kcc.jobs.models import Job
from kcc.jobs.services import enqueue, work_waiting
from kcc.lib.periods import Month
from tests.dashboard.drawn import DAYS, NOW, History
from tests.dashboard.recount import recount
from tests.races import at_once
from tests.secrecy import callbacks_unlike_their_contact
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


def of_part(found, name: str) -> dict:
    """What a breakdown would tell of all of it."""
    total = found.total()
    return {measure: total[measure] for measure in BROKEN_DOWN[name] if total[measure]}


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
        assert callbacks_unlike_their_contact() == []
        assert what_to_count(Question(span=SPANS[1])).days == set()

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
            for name, measures in BROKEN_DOWN.items():
                whole = {measure: total[measure] for measure in measures if total[measure]}
                assert (name, dict(Counts.total(getattr(found, name).values()))) == (name, whole)
            repeats = Counts.total(found.repeated_subjects.values())
            assert repeats["repeats"] == total["repeats"]
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
                assert of_part(part, "channels") == dict(whole.channels[channel.pk])
            for subject in history.ref.subject.values():
                part = read(Question(span=ALL, subjects=[subject.pk]), now=NOW)
                assert of_part(part, "subjects") == dict(whole.subjects[subject.pk])

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


def test_a_month_says_what_its_days_say(history):
    settle_all()
    for _ in range(3):
        for _ in range(4):
            history.change()
        settle_all()
        for level in (Level.DEPARTMENT, Level.SUBJECT, Level.HOUR, Level.REASON, Level.SCORE):
            assert by_month(level) == by_month(Level(level + Level.MONTH))
        assert by_month(Level.DEPARTMENT) == by_month(Level.MONTH_WEEKDAY)


def by_month(level: Level) -> dict:
    """Sums of all columns by month, department, subject and channel."""
    found: dict[tuple, Counter] = {}
    for day, department, secret, subject, channel, *sums in Tally.objects.filter(
        level=level
    ).values_list("day", "department", "confidential", "subject", "channel", *COUNTS):
        place = day.replace(day=1), department, secret, subject, channel
        found.setdefault(place, Counter()).update(dict(zip(COUNTS, sums, strict=True)))
    return {place: dict(+counts) for place, counts in found.items()}


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


def test_much_to_settle_becomes_one_job(history, monkeypatch):
    monkeypatch.setattr(jobs, "TICK_SECONDS", 0)
    tick(NOW)
    tick(NOW)
    assert [job.kind for job in Job.objects.all()] == ["dashboard.settle"]


def test_the_tick_goes_on_until_nothing_is_marked(history, monkeypatch):
    settle_all()
    monkeypatch.setattr(keeping, "FIRST_PIECE", 2)
    for day in (1, 2, 8, 9, 28, 29):
        Mark.objects.create(day=date(2028, 2, day))
    tick(NOW)
    assert (Mark.objects.count(), Job.objects.count()) == (0, 0)


def test_the_job_settles_everything_in_pieces(history, monkeypatch):
    settled = []

    def counted(now, *, most, wait):
        settled.append(settle(now, most=most, wait=wait))
        return settled[-1]

    monkeypatch.setattr(keeping, "settle", counted)
    enqueue(kind="dashboard.settle", key="now", payload={}, by=None, now=NOW)
    work_waiting(clock=lambda: NOW)
    assert settled[0] == keeping.FIRST_PIECE
    assert sum(settled) == SettledDay.objects.count() - 1
    assert settled[-1] == 0
    assert not work_waits(NOW)


def test_an_import_is_settled_at_once(history, monkeypatch, settings):
    """The kind of job in settings.JOBS_FOLLOWED is that of the import."""
    settle_all()
    settings.JOB_HANDLERS = settings.JOB_HANDLERS | {IMPORT: "tests.dashboard.drawn.run_import"}
    enqueue(kind=IMPORT, key="now", payload={}, by=None, now=NOW)
    assert work_waiting(clock=lambda: NOW) == 2
    kinds = list(Job.objects.order_by("pk").values_list("kind", "state"))
    assert kinds == [(IMPORT, Job.State.DONE), ("dashboard.settle", Job.State.DONE)]
    assert not Mark.objects.exists()
    assert told(ALL) == expected(ALL)


def test_a_day_before_the_first_one_is_settled_again(history):
    contact = history.contact()
    Contact.objects.filter(pk=contact.pk).update(local_day=date(2024, 2, 29))
    settle_all()
    Contact.objects.filter(pk=contact.pk).update(local_day=date(2028, 2, 29))
    settle_all()
    assert not Mark.objects.exists()
    assert not Tally.objects.filter(day=date(2024, 2, 29)).exists()


def test_marks_of_today_go_although_nothing_else_is_settled(history):
    settle_all()
    Mark.objects.create(day=NOW.date())
    Mark.objects.create(at=NOW + timedelta(days=3))
    assert settle(NOW) == 0
    assert not Mark.objects.exists()


def test_a_clock_that_is_behind_takes_no_mark_away(history):
    settle_all()
    Mark.objects.create(day=NOW.date() - timedelta(days=1))
    settle(NOW - timedelta(days=1))
    assert Mark.objects.count() == 1


# -- Departments of a day -------------------------------------------------------------------------


def test_only_the_marked_department_is_counted(history):
    """The tallies of the other one are left as they are, right or wrong."""
    settle_all()
    day = date(2028, 2, 28)
    contacts = [history.contact() for _ in range(6)]
    for contact in contacts:
        contact.local_day, contact.counts, contact.direction = day, True, "inbound"
        contact.save(update_fields=["local_day", "counts", "direction"])
    settle_all()
    one, other = sorted(told(Span(day, day)))[:2]
    Tally.objects.filter(day=day, level__lt=Level.MONTH).update(questions=77)
    Mark.objects.create(day=day, department=one, facts=Facts.QUESTIONS)
    right = expected(Span(day, day))
    found = told(Span(day, day))
    assert found[one].get("questions") == right[one].get("questions")
    assert found[other]["questions"] >= 77
    settle_all()
    assert told(Span(day, day)) == found


def test_only_the_marked_facts_are_counted(history):
    settle_all()
    day = date(2028, 2, 28)
    Mark.objects.create(day=day, department=1, facts=Facts.CALLBACKS)
    live = what_to_count(Question(span=Span(day, day)))
    assert {facts: dict(days) for facts, days in live.found.items() if days} == {
        Facts.CALLBACKS: {day: frozenset({1})}
    }
    assert live.is_of_parts
    of_other = Question(span=Span(day, day), departments=[2])
    assert what_to_count(of_other).days == set()
    alone = what_to_count(Question(span=Span(day, day), departments=[1]))
    assert (alone.days, alone.is_of_parts) == ({day}, False)


def test_too_many_departments_and_days_are_not_told_apart(history, monkeypatch):
    settle_all()
    monkeypatch.setattr(marks, "MOST_APART", 1)
    for _ in range(12):
        history.change()
    asked = Question(span=ALL, breakdowns=True, everything=True)
    assert not what_to_count(asked).is_of_parts
    assert told(ALL) == expected(ALL)


def test_what_takes_time_is_known_whoever_is_marked(history):
    """A page of one department tells of the time of all: also of what is marked of others."""
    settle_all()
    for _ in range(30):
        history.change()
    for department in history.ref.department.values():
        asked = {"span": ALL, "breakdowns": True, "everything": True}
        of_one = read(Question(departments=[department.pk], **asked), now=NOW)
        of_two = read(Question(departments=[department.pk, 0], **asked), now=NOW)
        everything = read(Question(**asked), now=NOW)
        assert dict(of_one.everything) == dict(of_two.everything) == dict(everything.everything)
        assert dict(of_one.total()) == dict(of_two.total())
        assert dict(of_one.total()) == expected(ALL).get(department.pk, {})


@pytest.mark.django_db(transaction=True)
def test_departments_of_a_day_are_read_at_one_moment(monkeypatch):
    """A question that moves from a department to another meanwhile counts once."""
    history = History(7).more(20)
    settle_all()
    day = date(2028, 2, 28)
    contact = history.contact()
    Contact.objects.filter(pk=contact.pk).update(local_day=day, counts=True, direction="inbound")
    one, other = list(history.ref.department.values())[:2]
    contact.questions.update(department=one)
    settle_all()
    Mark.objects.create(day=day, department=one.pk, facts=Facts.QUESTIONS)
    expected_total = sum(counts.get("questions", 0) for counts in expected(Span(day, day)).values())
    counted = reading.count_whole

    def meanwhile(*args, **kwargs):
        at_once(lambda _: contact.questions.update(department=other), range(1))
        return counted(*args, **kwargs)

    monkeypatch.setattr(reading, "count_whole", meanwhile)
    found = read(Question(span=Span(day, day)), now=NOW)
    assert found.total()["questions"] == expected_total
