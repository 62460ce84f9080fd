"""A report stays as it was published, and says what the dashboard says by now."""

from datetime import date, timedelta

import pytest

from contacts.models import Contact, Question
from dashboard import figures
from dashboard.models import Report, SettledDay
from dashboard.reports.changed.differences import differences, told
from dashboard.reports.changed.jobs import tick
from dashboard.reports.changed.services import AT_MOST_EVERY, check, to_check
from dashboard.reports.frozen import canonical, digest_of
from dashboard.reports.schedule import Period
from dashboard.tallies.keeping import settle
from kcc.lib.periods import start_of
from tests.dashboard.history import make_month
from tests.dashboard.reports.kept import OCTOBER, keep_report
from tests.factories import reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
PUBLISHED = start_of(date(2026, 11, 4))
LATER = start_of(date(2026, 11, 9))


@pytest.fixture
def october():
    """Reports of the organisation and of two departments, everything counted."""
    make_month(start_of(date(2026, 10, 20)) + timedelta(hours=15))
    ref = reference()
    settle_at(PUBLISHED - timedelta(hours=4))
    places = [None, ref.department["burgerzaken"], ref.department["vergunningen"]]
    return [keep_report(place, at=PUBLISHED) for place in places]


def correct() -> None:
    """A question of October that was about citizens' affairs turns out to be nobody's fault."""
    rows = Question.objects.filter(counts_as_direct=True, subject__code="BZ01")
    question = rows.filter(repeats=None).first()
    Question.objects.filter(pk=question.pk).update(counts_as_direct=False)


def settle_at(now) -> None:
    while settle(now):
        pass


def test_nothing_changed(october):
    assert check(kind="month", first_day=OCTOBER, now=LATER) == 0
    assert [each.changes for each in Report.objects.all()] == [[], [], []]
    assert {each.checked_at for each in Report.objects.all()} == {LATER}


def test_a_correction_is_told_of_its_department_and_of_the_whole(october):
    frozen = [canonical(each.figures) for each in october]
    correct()
    assert check(kind="month", first_day=OCTOBER, now=LATER) == 2
    whole, mine, other = (Report.objects.get(pk=each.pk) for each in october)
    assert other.changes == []
    for report in (whole, mine):
        found = {each.figure.slug: each for each in told(report.changes)}
        assert set(found) == {"direct", "direct-net"}
        direct = found["direct"]
        assert (direct.then.part - direct.now.part, direct.then.whole) == (1, direct.now.whole)
    # The report itself is what it was.
    assert [canonical(each.figures) for each in (whole, mine, other)] == frozen
    assert [digest_of(each.figures) for each in (whole, mine)] == [whole.digest, mine.digest]


def test_what_was_put_right_again_is_no_change(october):
    correct()
    check(kind="month", first_day=OCTOBER, now=LATER)
    Question.objects.filter(subject__code="BZ01", outcome__counts_as_direct=True).update(
        counts_as_direct=True
    )
    assert check(kind="month", first_day=OCTOBER, now=LATER + timedelta(hours=1)) == 0
    assert [each.changes for each in Report.objects.all()] == [[], [], []]


def test_it_is_looked_at_when_a_day_of_it_was_counted_again(october):
    assert to_check(LATER) == []
    correct()
    settle_at(LATER)
    assert to_check(LATER) == [Period("month", OCTOBER)]
    tick(LATER)
    assert Report.objects.exclude(changes=[]).count() == 2
    assert to_check(LATER + timedelta(hours=1)) == []


def test_many_corrections_in_a_row_are_looked_at_together(october):
    correct()
    settle_at(LATER)
    tick(LATER)
    Contact.objects.filter(counts=True).update(counts=False)
    soon = LATER + timedelta(seconds=30)
    settle_at(soon)
    assert to_check(soon) == []
    assert to_check(LATER + AT_MOST_EVERY) == [Period("month", OCTOBER)]


def test_another_month_says_nothing_about_this_one(october):
    SettledDay.objects.filter(day__month=9).update(made_at=LATER)
    assert to_check(LATER) == []
    SettledDay.objects.filter(day=date(2026, 10, 31)).update(made_at=LATER)
    assert to_check(LATER) == [Period("month", OCTOBER)]


def test_drafts_and_earlier_versions_are_left_alone(october):
    place = reference().department["burgerzaken"]
    second = keep_report(place, at=PUBLISHED, version=2)
    draft = keep_report(place, at=PUBLISHED, version=3, state="built")
    correct()
    assert check(kind="month", first_day=OCTOBER, now=LATER) == 2
    found = (Report.objects.get(pk=each.pk) for each in (october[1], second, draft))
    assert [bool(each.changes) for each in found] == [False, True, False]


def test_the_number_of_statements_does_not_grow_with_the_reports(october):
    with statements() as three:
        check(kind="month", first_day=OCTOBER, now=LATER)
    Report.objects.exclude(pk=october[0].pk).delete()
    with statements() as one:
        check(kind="month", first_day=OCTOBER, now=LATER)
    assert (len(three), len(one)) == (5, 5)
    with statements() as quiet:
        tick(LATER)
    assert len(quiet) == 1


def test_differences_are_of_figures_that_are_still_there():
    found = differences({"questions": 10, "direct": 7}, {"questions": 11, "direct": 7})
    assert ["direct", [7, 10], [7, 11]] in found
    assert ["questions", [10, None], [11, None]] in found
    assert (
        told([["gone", [1, 2], [1, 3]], ["direct", [7, 10], [7, 11]]])[0].figure == figures.DIRECT
    )
