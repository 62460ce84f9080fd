"""Suspending, resuming, extending, notices of default: what is refused, what is written, and what
is taken back."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from cases import services as acts
from cases import undoing
from cases.models import (
    Case,
    CaseEvent,
    CaseMessage,
    CaseType,
    DefaultNotice,
    Extension,
    StatusType,
    Suspension,
)
from cases.terms import services
from cases.terms.loading import penalty_rates
from cases.timeline import timeline
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification, OutboxMessage
from kcc.lib.errors import Conflict, DomainError
from tests.factories import NOW, make_case, make_customer, make_user, reference
from tests.races import at_once
from tests.statements import statements

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = NOW.date()  # Tuesday 10 November 2026
DUE = date(2027, 1, 5)  # eight weeks on


@pytest.fixture(autouse=True)
def english(time_machine):
    time_machine.move_to(NOW, tick=False)
    with translation.override("en"):
        yield


@pytest.fixture
def town():
    ref = reference()
    change_type(suspendable=True, extension="P42D", penalty=True)
    penalty_rates()
    return ref


def change_type(**values):
    CaseType.objects.filter(slug="omgevingsvergunning").update(**values)


@pytest.fixture
def handler(town):
    return make_user("handler")


@pytest.fixture
def case(town, handler):
    return make_case(handler=handler)


def fresh(case) -> Case:
    return Case.objects.for_acts().get(pk=case.pk)


def suspend(case, by, **values):
    given = {"reason": "incomplete", "letter_on": TODAY, "until": TODAY + 14 * DAY, "now": NOW}
    case = fresh(case)
    return services.suspend(by=by, case=case, version=case.version, **(given | values))


def resume(case, by, received_on=TODAY + 7 * DAY, now=NOW + 7 * DAY, **values):
    case = fresh(case)
    return services.resume(
        by=by, case=case, version=case.version, received_on=received_on, now=now, **values
    )


def extend(case, by, **values):
    case = fresh(case)
    given = {"reason": "Advies van de brandweer.", "letter_on": TODAY, "now": NOW}
    return services.extend(by=by, case=case, version=case.version, **(given | values))


def notice(case, by, received_on, *, now=None, **values):
    case = fresh(case)
    now = now or NOW + (received_on - TODAY)
    return services.receive_notice(
        by=by, case=case, version=case.version, received_on=received_on, now=now, **values
    )


def titles(case):
    return [entry.title for entry in timeline(fresh(case))][1:]


def audited():
    return list(
        AuditEvent.objects.filter(action__startswith="case.").values_list("action", flat=True)
    )


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


# -- Extension ------------------------------------------------------------------------------------


def test_the_term_is_extended_once(case, handler):
    done = extend(case, handler)
    assert done.due_on == DUE + 42 * DAY
    row = Extension.objects.get()
    assert (row.reason, row.due_before, row.due_after) == (
        "Advies van de brandweer.", DUE, DUE + 42 * DAY
    )  # fmt: skip
    assert titles(case) == ["Extended from Tue 5 Jan 2027 to Tue 16 Feb 2027"]
    with pytest.raises(DomainError) as refused:
        extend(case, handler)
    assert "once" in refused.value.message


def test_without_a_duration_a_day_is_set_by_hand(case, handler):
    change_type(extension="", extendable=True)
    for until in (None, DUE):
        with pytest.raises(DomainError) as refused:
            extend(case, handler, until=until)
        assert refused.value.field == "until"
    assert extend(case, handler, until=DUE + 10 * DAY).due_on == DUE + 10 * DAY


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"letter_on": TODAY + DAY}, "letter_on"),
        ({"letter_on": DUE + DAY, "now": NOW + 60 * DAY}, "letter_on"),
    ],
)
def test_an_extension_that_comes_too_late_is_refused(case, handler, values, field):
    with pytest.raises(DomainError) as refused:
        extend(case, handler, **values)
    assert (refused.value.field, Extension.objects.count()) == (field, 0)


def test_on_the_last_day_itself_the_customer_can_still_be_told(case, handler):
    done = extend(case, handler, letter_on=DUE, now=NOW + 57 * DAY)
    assert done.due_on == DUE + 42 * DAY


def test_while_it_stands_still_the_term_does_not_end(case, handler):
    suspend(case, handler, reason="applicant", until=None)
    later = DUE + 10 * DAY
    extend(case, handler, letter_on=later, now=NOW + (later - TODAY))
    done = resume(case, handler, later, NOW + (later - TODAY))
    assert done.due_on == DUE + (42 + (later - TODAY).days - 1) * DAY


# -- Notice of default ----------------------------------------------------------------------------


def test_a_notice_that_comes_too_early_counts_for_nothing(case, handler):
    for day in (TODAY, DUE):
        assert notice(case, handler, day).premature
    assert not Notification.objects.exists()
    found = notice(case, handler, DUE + DAY)
    assert not found.premature
    assert titles(case)[-1] == "Notice of default received on Wed 6 Jan 2027"
    with pytest.raises(DomainError) as refused:
        notice(case, handler, DUE + 2 * DAY)
    assert refused.value.message == "There is a notice of default already."


def test_a_term_that_stands_still_has_not_passed(case, handler):
    suspend(case, handler, reason="applicant", until=None)
    assert notice(case, handler, DUE + 30 * DAY).premature


def test_who_handles_it_and_who_leads_there_are_told_at_once(case, handler):
    head, agent = make_user("head"), make_user("agent")
    notice(case, agent, DUE + DAY)
    told = {line.user: line.text for line in Notification.objects.all()}
    assert set(told) == {handler, head}
    # Dutch is their language; the day is the one on which it begins to cost money.
    assert "do 21 jan" in told[handler]


def test_a_notice_can_be_withdrawn(case, handler):
    found = notice(case, handler, DUE + DAY)
    later = NOW + 60 * DAY
    with pytest.raises(DomainError) as refused:
        services.withdraw_notice(by=handler, notice=found, version=2, withdrawn_on=DUE, now=later)
    assert refused.value.field == "withdrawn_on"
    given = {"withdrawn_on": DUE + 2 * DAY, "now": later, "remark": "Per telefoon."}
    services.withdraw_notice(by=handler, notice=found, version=2, **given)
    with pytest.raises(DomainError):
        services.withdraw_notice(by=handler, notice=found, version=3, **given)
    # Another one can come.
    assert not notice(case, handler, DUE + 5 * DAY).premature
    assert titles(case)[1] == "Notice of default of Wed 6 Jan 2027 withdrawn on Thu 7 Jan 2027"


# -- Two at once, and taking back -----------------------------------------------------------------


def test_a_page_that_is_old_is_a_conflict(case, handler):
    old = fresh(case)
    suspend(case, handler)
    with pytest.raises(Conflict):
        services.suspend(
            by=handler, case=fresh(case), version=1, reason="applicant", letter_on=TODAY, now=NOW
        )
    with pytest.raises(Conflict):
        services.receive_notice(by=handler, case=old, version=1, received_on=TODAY, now=NOW)
    assert (Suspension.objects.count(), DefaultNotice.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_of_many_notices_at_once_one_is_written_down():
    reference()
    people = [make_user("handler") for _number in range(4)]
    case = make_case(at=NOW - 100 * DAY)
    seen = {person: fresh(case) for person in people}

    def receive(by):
        return services.receive_notice(by=by, case=seen[by], version=1, received_on=TODAY, now=NOW)

    found = at_once(receive, people)
    assert (
        len([each for each in found if each is not Conflict]) == DefaultNotice.objects.count() == 1
    )


def test_every_act_can_be_taken_back(case, handler):
    def undo(done):
        undoing.undo(by=handler, batch=done.batch, now=done.batch.at)

    columns = (
        "due_on",
        "serious_on",
        "norm_due_at",
        "suspended_on",
        "suspended_until",
        "due_steps",
    )

    def row():
        return [getattr(fresh(case), name) for name in columns]

    first = row()
    undo(suspend(case, handler))
    assert (row(), Suspension.objects.count()) == (first, 0)
    undo(extend(case, handler))
    assert (row(), Extension.objects.count()) == (first, 0)
    suspend(case, handler)
    still = row()
    undo(resume(case, handler))
    assert row() == still
    kept = Suspension.objects.get()
    assert (kept.resumed_on, kept.days, kept.ended_at) == (None, None, None)
    undo(notice(case, handler, TODAY).case)
    assert DefaultNotice.objects.count() == 0
    found = notice(case, handler, TODAY)
    version = fresh(case).version
    given = {"version": version, "withdrawn_on": TODAY, "now": NOW}
    undo(services.withdraw_notice(by=handler, notice=found, **given).case)
    assert DefaultNotice.objects.get().withdrawn_on is None


def test_closing_is_taken_back_with_the_suspension_it_ended(case, handler):
    suspend(case, handler)
    still = fresh(case)
    result = case.case_type.result_types.first()
    done = acts.close_case(
        by=handler, case=fresh(case), version=2, result=result, answer="Ja", now=NOW
    )
    undoing.undo(by=handler, batch=done.batch, now=NOW)
    again = fresh(case)
    assert (again.suspended_on, again.due_on, again.closed_at) == (
        still.suspended_on, still.due_on, None
    )  # fmt: skip
    assert Suspension.objects.get().resumed_on is None


def test_what_the_acts_cost(case, handler):
    def cost(act, **values):
        here = fresh(case)
        with statements() as ran:
            act(by=handler, case=here, version=here.version, **values)
        return len(ran)

    letter = {"letter_on": TODAY, "now": NOW}
    found = [
        cost(services.suspend, reason="applicant", **letter),
        cost(services.resume, received_on=TODAY + DAY, now=NOW + DAY),
        cost(services.extend, reason="Advies", **letter),
        cost(services.receive_notice, received_on=TODAY, now=NOW),
    ]
    # Roles once; the act itself six (see cases.services.writing), its row, and what it looks at:
    # other suspensions, an extension, notices; the lines of the bell that are no longer so (two),
    # the address of the customer.
    assert found == [12, 9, 12, 7]
