"""What a round does by itself: figures read anew, reminders, answers forgotten."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as configured

from kcc.jobs.models import Notification
from kcc.organisation.calendars import calendar_for
from maturity.models import Assessment, Response
from maturity.rounds import jobs
from maturity.rounds.jobs import tick
from maturity.rounds.selectors import reminder_days
from maturity.rounds.services import change_round, remind
from tests.factories import NOW, reference
from tests.maturity.town import answer_all, make_round
from tests.statements import statements

pytestmark = pytest.mark.django_db


def at(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZoneInfo("Europe/Amsterdam"))


def lines(user, about: str) -> int:
    return Notification.objects.filter(user=user, key__contains=about).count()


def one_round(**values):
    return make_round(respondents=[("agent", "kcc")], **values)


def test_the_tick_is_called():
    assert "maturity.rounds.jobs.tick" in configured.JOB_TICKS


@pytest.mark.parametrize(
    ("closes_on", "days"),
    [
        # Tuesday 24 November: Thursday before, and the day itself.
        (date(2026, 11, 24), (date(2026, 11, 19), date(2026, 11, 24))),
        # A Sunday: Friday is the last working day.
        (date(2026, 11, 22), (date(2026, 11, 17), date(2026, 11, 20))),
        # Monday 28 December, after Christmas on Friday.
        (date(2026, 12, 28), (date(2026, 12, 22), date(2026, 12, 28))),
    ],
)
def test_reminders_are_three_working_days_before_and_on_the_last_day(closes_on, days):
    reference()
    assert reminder_days(calendar_for(), closes_on) == days


def test_each_reminder_comes_once():
    user = one_round().respondents.get().user
    for moment, count in [
        (at(11, 18), 0),
        (at(11, 19, 7), 0),  # closed
        (at(11, 19), 1),
        (at(11, 19, 11), 1),
        (at(11, 20), 1),
        (at(11, 23), 1),
        (at(11, 24), 2),
        (at(11, 24, 16), 2),
        (at(11, 25), 2),
    ]:
        tick(moment)
        assert lines(user, ":reminded:") == count, moment


def test_a_missed_day_is_made_up_for():
    user = one_round().respondents.get().user
    tick(at(11, 23))
    assert lines(user, ":reminded:") == 1


def test_who_handed_in_or_was_asked_that_day_or_reminded_by_hand_is_left_alone():
    found = make_round(respondents=[("agent", "kcc"), ("head", "heads"), ("board", "management")])
    done, new, _other = found.respondents.order_by("pk")
    answer_all(done)
    found.respondents.filter(pk=new.pk).update(invited_at=at(11, 19, 9))
    remind(by=found.leader, assessment=found, now=at(11, 19, 9))
    tick(at(11, 19))
    assert [lines(row.user, ":reminded:") for row in found.respondents.order_by("pk")] == [0, 0, 1]


def test_with_a_later_last_day_the_reminders_come_again():
    found = one_round()
    user = found.respondents.get().user
    tick(at(11, 19))
    change_round(by=found.leader, assessment=found, now=at(11, 19), closes_on=date(2026, 12, 8))
    tick(at(11, 24))
    assert lines(user, ":reminded:") == 1
    tick(at(12, 3))
    assert lines(user, ":reminded:") == 2


def test_figures_are_read_once_a_day_while_it_is_open():
    found = one_round()
    tick(NOW + timedelta(hours=1))
    found.refresh_from_db()
    assert found.evidence_at == NOW
    tick(at(11, 11, 5))
    found.refresh_from_db()
    assert found.evidence_at == NOW
    tick(at(11, 11, 6))
    found.refresh_from_db()
    assert found.evidence_at == at(11, 11, 6)


@pytest.mark.parametrize("state", ["draft", "consensus", "final", "cancelled"])
def test_in_any_other_state_figures_stay_as_they_are(state):
    found = one_round(state=state, form="short")
    before = found.evidence_at
    tick(at(11, 11))
    found.refresh_from_db()
    assert found.evidence_at == before


def test_who_leads_it_is_told_once_that_the_time_is_over():
    found = one_round()
    for moment in (at(11, 24), at(11, 25), at(11, 26), at(11, 27)):
        tick(moment)
    text = Notification.objects.get(user=found.leader).text
    assert found.title in text
    assert "0" in text


def test_one_round_that_fails_does_not_keep_the_others_from_theirs(monkeypatch, caplog):
    first, second = one_round(), one_round()
    real = jobs.refresh

    def refresh(*, assessment, now):
        if assessment.pk == first.pk:
            raise RuntimeError("mis")
        return real(assessment=assessment, now=now)

    monkeypatch.setattr(jobs, "refresh", refresh)
    tick(at(11, 11))
    second.refresh_from_db()
    assert second.evidence_at == at(11, 11)
    assert str(first.public_id) in caplog.text
    assert "mis" not in caplog.messages[0].replace(str(first.public_id), "")


@pytest.mark.parametrize("state", ["final", "cancelled"])
def test_answers_of_persons_go_after_ninety_days(state):
    found = one_round(state="open", form="short", answers=2)
    over = {"final_at": NOW} if state == "final" else {"cancelled_at": NOW}
    more = {"result": {}} if state == "final" else {"cancelled_because": "Klaar."}
    Assessment.objects.filter(pk=found.pk).update(state=state, **over, **more)
    tick(NOW + timedelta(days=90))
    assert Response.objects.count() == 25
    tick(NOW + timedelta(days=90, seconds=1))
    assert Response.objects.count() == 0
    assert found.respondents.count() == 1


def test_a_tick_with_nothing_to_do_takes_two_statements_whatever_is_open():
    reference()
    calendar_for()  # kept
    for count in (0, 1, 3):
        while Assessment.objects.count() < count:
            one_round()
        with statements() as ran:
            tick(NOW)
        assert len(ran) == 2
