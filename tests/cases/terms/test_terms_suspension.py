"""Suspending and resuming: what is refused, what is written, and what ends it."""

import pytest

from cases import services as acts
from cases.models import Case, CaseEvent, CaseMessage, StatusType, Suspension
from cases.terms import services
from kcc.jobs.models import Notification, OutboxMessage
from kcc.lib.errors import DomainError
from tests.cases.terms.acts import (
    DAY,
    DUE,
    TODAY,
    audited,
    change_type,
    extend,
    fresh,
    resume,
    suspend,
    titles,
)
from tests.factories import NOW, make_case, make_customer

pytestmark = pytest.mark.django_db


# -- Standing still -------------------------------------------------------------------------------


def test_the_clock_stands_still_from_the_day_after_the_letter(case, handler):
    done = suspend(case, handler, text="Tekeningen van de gevel")
    assert (done.suspended_on, done.suspended_until) == (TODAY + DAY, TODAY + 14 * DAY)
    row = Suspension.objects.get()
    assert (row.reason, row.text, row.letter_on, row.until, row.resumed_on, row.added_by) == (
        "incomplete", "Tekeningen van de gevel", TODAY, TODAY + 14 * DAY, None, handler,
    )  # fmt: skip
    assert (fresh(case).due_on, fresh(case).version) == (DUE, 2)
    assert titles(case) == [
        "Suspended by the letter of Tue 10 Nov, until Tue 24 Nov:"
        " The application must be completed (Awb 4:5, 4:15)"
    ]
    assert audited() == ["case.opened", "case.suspend"]


def test_what_was_left_is_left_again_from_the_day_the_papers_came(case, handler):
    suspend(case, handler)
    norm = fresh(case).norm_due_at
    done = resume(case, handler)
    # Six days stood still: the 11th up to the 16th.
    assert (done.suspended_on, done.suspended_until) == (None, None)
    assert done.due_on == DUE + 6 * DAY
    assert done.serious_on == TODAY + (3 * 56 + 6) * DAY
    assert done.norm_due_at > norm
    row = Suspension.objects.get()
    assert (row.resumed_on, row.days, row.ended_at) == (TODAY + 7 * DAY, 6, NOW + 7 * DAY)
    assert titles(case)[1] == (
        "The clock runs again from Tue 17 Nov, after 6 days; the term ends on Mon 11 Jan 2027"
    )


def test_what_comes_after_the_last_day_stops_the_clock_no_longer(case, handler):
    suspend(case, handler)
    late = TODAY + 20 * DAY
    assert resume(case, handler, late, NOW + 20 * DAY).due_on == DUE + 14 * DAY
    assert Suspension.objects.get().resumed_on == TODAY + 15 * DAY


def test_papers_that_came_with_the_letter_stop_nothing(case, handler):
    suspend(case, handler)
    done = resume(case, handler, TODAY, NOW)
    assert (done.due_on, Suspension.objects.get().days) == (DUE, 0)


def test_it_can_stand_still_more_than_once(case, handler):
    suspend(case, handler)
    resume(case, handler)
    again = TODAY + 8 * DAY
    suspend(case, handler, letter_on=again, until=again + 7 * DAY, now=NOW + 8 * DAY)
    done = resume(case, handler, again + 3 * DAY, NOW + 11 * DAY)
    assert done.due_on == DUE + 8 * DAY
    assert done.serious_on == TODAY + (3 * 56 + 8) * DAY


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"letter_on": TODAY + DAY}, "letter_on"),  # still to come
        ({"letter_on": TODAY - DAY}, "letter_on"),  # not received yet
        ({"letter_on": DUE, "until": None, "now": NOW + 60 * DAY}, "letter_on"),  # the last day
        ({"letter_on": DUE + DAY, "until": None, "now": NOW + 60 * DAY}, "letter_on"),
        ({"until": None}, "until"),
        ({"until": None, "reason": "consent"}, "until"),
        ({"until": TODAY}, "until"),
    ],
)
def test_days_that_cannot_be_are_refused(case, handler, values, field):
    with pytest.raises(DomainError) as refused:
        suspend(case, handler, **values)
    assert refused.value.field == field
    assert (fresh(case).version, Suspension.objects.count()) == (1, 0)


@pytest.mark.parametrize("reason", ["applicant", "abroad", "force_majeure"])
def test_nobody_knows_how_long_the_others_take(case, handler, reason):
    assert suspend(case, handler, reason=reason, until=None).suspended_until is None
    # 39 days on it is a Saturday.
    assert resume(case, handler, TODAY + 40 * DAY, NOW + 40 * DAY).due_on == DUE + 41 * DAY


def test_two_suspensions_do_not_overlap(case, handler):
    suspend(case, handler)
    with pytest.raises(DomainError) as refused:
        suspend(case, handler)
    assert refused.value.message == "The clock stands still already."
    resume(case, handler)
    with pytest.raises(DomainError) as refused:
        suspend(case, handler, letter_on=TODAY + 5 * DAY, now=NOW + 8 * DAY)
    assert refused.value.field == "letter_on"


def test_only_types_that_can_be_suspended_and_extended(case, handler):
    change_type(suspendable=False, extension="", extendable=False)
    for act in (suspend, extend):
        with pytest.raises(DomainError) as refused:
            act(case, handler)
        assert refused.value.code == "not_now"
    with pytest.raises(DomainError) as refused:
        resume(case, handler)
    assert refused.value.message == "The clock runs already."


def test_the_customer_hears_of_it(case, handler):
    case.customer = make_customer(emails=["hanna@voorbeeld.nl"])
    case.save(update_fields=["customer"])
    for kind in ("suspended", "extended"):
        CaseMessage.objects.update_or_create(
            kind=kind,
            defaults={"subject": "Uw zaak {number}", "body": "Tot {due}.", "active": True},
        )
    suspend(case, handler)
    resume(case, handler)
    extend(case, handler, now=NOW + 7 * DAY)
    kinds = OutboxMessage.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["case.suspended", "case.extended"]


# -- By itself ------------------------------------------------------------------------------------


def test_the_day_after_the_last_one_the_clock_runs_by_itself(case, handler):
    suspend(case, handler)
    other = make_case(handler=handler)
    suspend(other, handler, reason="applicant", until=None)
    assert services.resume_unanswered(NOW + 14 * DAY) == 0
    assert services.resume_unanswered(NOW + 15 * DAY) == 1
    assert services.resume_unanswered(NOW + 15 * DAY) == 0
    assert (fresh(case).suspended_on, fresh(case).due_on) == (None, DUE + 14 * DAY)
    assert fresh(other).suspended_on == TODAY + DAY
    event = CaseEvent.objects.get(kind="resumed")
    assert (event.by, event.detail["days"]) == (None, 14)
    line = Notification.objects.get()
    assert (line.user, line.kind, line.for_digest) == (handler, "case.silence", True)
    assert case.number in line.text


def test_the_machine_was_off_for_a_month(case, handler):
    """It runs again from the day it should have, whenever that is noticed."""
    suspend(case, handler)
    services.resume_unanswered(NOW + 50 * DAY)
    assert fresh(case).due_on == DUE + 14 * DAY
    assert Suspension.objects.get().resumed_on == TODAY + 15 * DAY


def test_one_that_cannot_be_worked_does_not_keep_the_others_waiting(case, handler, caplog):
    suspend(case, handler)
    broken = make_case(handler=handler)
    suspend(broken, handler, until=TODAY + 2 * DAY)
    Case.objects.filter(pk=broken.pk).update(due_steps=[{"code": "ends", "date": "geen dag"}])
    assert services.resume_unanswered(NOW + 15 * DAY) == 1
    assert fresh(case).suspended_on is None
    assert broken.number in caplog.text
    assert "geen dag" not in caplog.text


# -- A decision -----------------------------------------------------------------------------------


def test_a_decision_ends_the_suspension(case, handler):
    suspend(case, handler)
    result = case.case_type.result_types.first()
    now = NOW + 7 * DAY
    done = acts.close_case(
        by=handler, case=fresh(case), version=2, result=result, answer="Verleend.", now=now
    )
    assert (done.decided_on, done.suspended_on, done.due_on) == (
        TODAY + 7 * DAY,
        None,
        DUE + 6 * DAY,
    )
    assert Suspension.objects.get().days == 6


def test_a_status_that_is_the_decision_ends_it_too(case, handler):
    step = StatusType.objects.get(name="In behandeling")
    StatusType.objects.filter(pk=step.pk).update(is_decision=True)
    suspend(case, handler)
    now = NOW + 7 * DAY
    done = acts.change_status(by=handler, case=fresh(case), version=2, status=step, now=now)
    assert (done.decided_on, done.suspended_on) == (TODAY + 7 * DAY, None)
    for act in (suspend, extend):
        with pytest.raises(DomainError) as refused:
            act(case, handler)
        assert refused.value.message.startswith("The decision was taken")


def test_a_status_before_the_decision_leaves_it_standing_still(case, handler):
    suspend(case, handler)
    step = StatusType.objects.get(name="In behandeling")
    done = acts.change_status(by=handler, case=fresh(case), version=2, status=step, now=NOW)
    assert done.suspended_on == TODAY + DAY
