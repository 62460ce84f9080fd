"""Suspending, extending and notices of default together: two people at once, taking back, and what
the acts cost."""

import pytest

from cases import services as acts
from cases import undoing
from cases.models import DefaultNotice, Extension, Suspension
from cases.terms import services
from kcc.lib.errors import Conflict
from tests.cases.terms.acts import DAY, TODAY, extend, fresh, notice, resume, suspend
from tests.factories import NOW, make_case, make_user, reference
from tests.races import at_once
from tests.statements import statements

pytestmark = pytest.mark.django_db


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
