"""Giving back what is left of the work of who was away."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import translation

from cases import services as case_services
from contacts.absence import selectors, services
from contacts.callbacks import services as callback_services
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from kcc.organisation.models import Membership, User
from tests.contacts.absences import LATER, a_head_and_three, hand_over, owners, url, work_for
from tests.factories import NOW, make_callback, make_department, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people():
    return a_head_and_three()


def test_what_is_left_goes_back_and_the_rest_says_why_it_stays(people):
    head, sick, other, third = people
    rows = work_for(sick, 4, 2)
    hand_over(head, sick, other)
    owners(rows)
    callback_services.lapse(
        by=other, callback=rows[0], version=rows[0].version, reason="Dubbel", now=NOW
    )
    callback_services.assign(
        by=other, callback=rows[1], version=rows[1].version, person=third, now=NOW
    )
    callback_services.record_attempt(by=other, callback=rows[2], version=rows[2].version, now=NOW)
    case_services.release(by=other, case=rows[4], version=rows[4].version, now=NOW)
    plan = services.hand_back(by=head, person=sick, now=LATER)
    # What the substitute went on with goes back too: it is still theirs.
    assert owners(rows) == [other, third, sick, sick, None, sick]
    assert [row for row, _to in plan.goes] == [rows[2], rows[3], rows[5]]
    assert {row.number for row, _why in plan.stays} == {
        r.number for r in (rows[0], rows[1], rows[4])
    }
    assert rows[2].status == "attempted"


def test_each_reason_is_a_sentence(people):
    head, sick, other, third = people
    rows = work_for(sick, 4, 0)
    hand_over(head, sick, other)
    owners(rows)
    callback_services.lapse(
        by=other, callback=rows[0], version=rows[0].version, reason="Dubbel", now=NOW
    )
    callback_services.assign(
        by=other, callback=rows[1], version=rows[1].version, person=third, now=NOW
    )
    callback_services.assign(
        by=head, callback=rows[2], version=rows[2].version, person=sick, now=NOW
    )
    with translation.override("en"):
        plan = services.plan_back(sick, list(selectors.absences()), by=head)
    assert {row.number: why for row, why in plan.stays} == {
        rows[0].number: "Closed meanwhile.",
        rows[1].number: "With Sem Vos now.",
        rows[2].number: "Back already.",
    }


def test_what_waits_in_the_department_goes_back_while_nobody_took_it(people):
    head, sick, other, _third = people
    rows = work_for(sick, 2, 1)
    hand_over(head, sick)
    owners(rows)
    callback_services.claim(by=other, callback=rows[0], version=rows[0].version, now=NOW)
    services.hand_back(by=sick, person=sick, now=LATER)
    assert owners(rows) == [other, sick, sick]


def test_two_hand_overs_go_back_together(people):
    head, sick, one, two = people
    first = work_for(sick, 1, 0)
    hand_over(head, sick, one)
    second = make_callback(assignee=sick, phone="+31660000088")
    hand_over(head, sick, two, now=NOW + timedelta(hours=1))
    services.hand_back(by=head, person=sick, now=LATER)
    assert owners([*first, second]) == [sick, sick]
    assert selectors.absences().count() == 0


def test_it_goes_back_once(people):
    head, sick, other, _third = people
    work_for(sick)
    hand_over(head, sick, other)
    services.hand_back(by=head, person=sick, now=LATER)
    with pytest.raises(DomainError) as refused:
        services.hand_back(by=sick, person=sick, now=LATER)
    assert refused.value.code == "done"


def test_a_head_gives_back_only_the_work_of_the_own_department(client, people):
    """Somebody works in two departments: each head divides, and sees, their own part."""
    head, sick, other, _third = people
    burgerzaken = make_department("burgerzaken")
    Membership.objects.create(user=sick, role="handler", department=burgerzaken)
    head_there, colleague = (make_user(role, burgerzaken) for role in ("head", "handler"))
    here = work_for(sick, 1, 1)
    there = [make_callback(department=burgerzaken, assignee=sick, phone="+31660000077")]
    hand_over(head, sick, other)
    client.force_login(head_there)
    assert client.get(url("back", sick)).context["goes"] == []
    with pytest.raises(DomainError) as refused:
        services.hand_back(by=head_there, person=sick, now=LATER)
    assert (refused.value.code, owners(here)) == ("not_yours", [other] * 2)
    hand_over(head_there, sick, colleague, now=NOW + timedelta(hours=1))
    services.hand_back(by=head_there, person=sick, now=LATER)
    assert owners([*here, *there]) == [other, other, sick]
    services.hand_back(by=head, person=sick, now=LATER)
    assert (owners(here), selectors.absences().count()) == ([sick] * 2, 0)


def test_who_works_elsewhere_by_now_gets_nothing_back(people):
    """The callback would be with somebody who cannot open it."""
    head, sick, other, _third = people
    rows = work_for(sick)
    hand_over(head, sick, other)
    Membership.objects.filter(user=sick).update(department=make_department("burgerzaken"))
    moved = User.objects.get(pk=sick.pk)
    plan = services.hand_back(by=moved, person=moved, now=LATER)
    assert (plan.goes, plan.stays, owners(rows)) == ([], [], [other] * 3)
    assert selectors.absences().count() == 0


def test_who_comes_back_is_told_and_the_log_says_so(people):
    head, sick, other, _third = people
    work_for(sick)
    hand_over(head, sick, other)
    services.hand_back(by=head, person=sick, now=LATER)
    assert list(sick.notifications.values_list("kind", flat=True)) == ["absence.back"]
    assert AuditEvent.objects.filter(action="absence.handed_back", actor=head).count() == 1
