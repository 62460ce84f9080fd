"""Handing over the work of somebody absent in one step, and who is away."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from cases import services as case_services
from cases.models import CaseEvent
from contacts.absence import selectors, services
from contacts.absence.sharing import share
from contacts.callbacks import services as callback_services
from contacts.models import CallbackEvent
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification
from kcc.lib.errors import DomainError
from kcc.organisation.access import access_of
from kcc.organisation.away import name_with_absence, with_absence
from kcc.organisation.models import Membership, User
from tests.contacts.absences import LATER, a_head_and_three, hand_over, owners, to, work_for
from tests.factories import NOW, make_callback, make_department, make_user, reference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people():
    return a_head_and_three()


# -- Dividing -------------------------------------------------------------------------------------


def test_work_is_divided_evenly_in_its_order():
    assert share("abcde", [1, 2], lambda item, person: True) == [
        ("a", 1), ("b", 2), ("c", 1), ("d", 2), ("e", 1),
    ]  # fmt: skip


def test_who_fits_less_gets_what_fits():
    fits = lambda item, person: person == 2 or item != "x"  # noqa: E731
    assert share("xxab", [1, 2], fits) == [("x", 2), ("x", 2), ("a", 1), ("b", 1)]


def test_what_fits_nobody_goes_to_nobody():
    assert share("a", [1], lambda item, person: False) == [("a", None)]
    assert share("a", [], lambda item, person: True) == [("a", None)]


# -- Handing over ---------------------------------------------------------------------------------


def test_everything_goes_to_a_colleague_in_one_step(people):
    head, sick, other, _third = people
    rows = work_for(sick)
    theirs = work_for(other, 1, 0)
    batch, plan = hand_over(head, sick, other, until=LATER.date(), reason="Afwezig")
    assert owners([*rows, *theirs]) == [other] * 4
    assert (len(plan.goes), plan.stays) == (3, [])
    assert (batch.absent, batch.absent_until, batch.by) == (sick, LATER.date(), head)
    assert (batch.items.count(), batch.undo_until) == (3, NOW + timedelta(seconds=30))


def test_several_colleagues_get_an_equal_part(people):
    head, sick, one, two = people
    rows = work_for(sick, 4, 2)
    hand_over(head, sick, one, two)
    assert owners(rows) == [one, two, one, two, one, two]


def test_back_to_the_department_it_is_nobodys(people):
    head, sick, *_others = people
    rows = work_for(sick, 2, 1)
    taken = make_callback(phone="+31660000077")
    callback_services.claim(by=sick, callback=taken, version=1, now=NOW)
    hand_over(head, sick)
    assert owners([*rows, taken]) == [None] * 4
    assert (rows[0].status, taken.status) == ("new", "new")


def test_who_waits_for_the_customer_needs_a_colleague(people):
    head, sick, other, _third = people
    (row,) = work_for(sick, 1, 0)
    callback_services.wait(
        by=sick, callback=row, version=1, until=LATER.date(), reason="Foto", now=NOW
    )
    _batch, plan = hand_over(head, sick)
    assert ([r for r, _why in plan.stays], owners([row])) == ([row], [sick])
    hand_over(head, sick, other)
    assert owners([row]) == [other]
    assert row.status == "waiting"


def test_the_terms_stay_what_they_are(people):
    head, sick, other, _third = people
    rows = work_for(sick)
    before = [(row.due_at, row.promised_at) for row in rows[:2]] + [rows[2].due_on]
    hand_over(head, sick, other)
    owners(rows)
    assert [(row.due_at, row.promised_at) for row in rows[:2]] + [rows[2].due_on] == before


def test_each_row_has_its_line_and_the_hand_over_one_in_the_log(people):
    head, sick, other, _third = people
    work_for(sick)
    AuditEvent.objects.all()
    before = AuditEvent.objects.count()
    hand_over(head, sick, other, reason="Afwezig")
    events = CallbackEvent.objects.filter(kind="assigned").values_list("by", "text")
    assert list(events) == [(head.pk, "Afwezig")] * 2
    event = CaseEvent.objects.get(kind="reassigned")
    assert (event.text, event.detail["from_name"], event.detail["to_name"]) == (
        "Afwezig", "Joost Bakker", "Lotte Mulder",
    )  # fmt: skip
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)[before:])
    assert sorted(actions) == [
        "absence.handed_over", "callback.assign", "callback.assign", "case.hand-over",
    ]  # fmt: skip
    event = AuditEvent.objects.get(action="absence.handed_over")
    assert (event.object_id, event.detail) == (str(sick.public_id), {"callbacks": 2, "cases": 1})


def test_who_gets_work_is_told_once_and_without_a_name(people):
    head, sick, one, two = people
    work_for(sick, 4, 2)
    batch, _plan = hand_over(head, sick, one, two)
    told = list(Notification.objects.order_by("user_id").values_list("user_id", "key", "url"))
    key = f"absence.given:{batch.public_id}"
    assert told == [(who.pk, key, "/contacts/callbacks/?state=mine") for who in (one, two)]
    for line in Notification.objects.all():
        assert line.for_digest
        assert "Bakker" not in line.text
        assert "Wit" not in line.text


def test_who_takes_it_over_by_own_hand_is_not_told(people):
    _head, sick, other, _third = people
    Membership.objects.filter(user=other).update(leads=True)
    work_for(sick, 1, 0)
    hand_over(other, sick, other)
    assert Notification.objects.count() == 0


def test_work_of_another_department_stays(people):
    """Somebody who works in two departments; the head divides the work of one."""
    head, sick, other, _third = people
    place = make_department("burgerzaken")
    Membership.objects.create(user=sick, role="handler", department=place)
    here, there = work_for(sick, 1, 0)[0], make_callback(department=place, assignee=sick)
    hand_over(head, sick, other)
    assert owners([here, there]) == [other, sick]


def test_own_work_of_two_departments_goes_to_who_works_there(people):
    _head, sick, other, _third = people
    place = make_department("burgerzaken")
    Membership.objects.create(user=sick, role="handler", department=place)
    here, there = work_for(sick, 1, 0)[0], make_callback(department=place, assignee=sick)
    _batch, plan = hand_over(sick, sick, other)
    assert (owners([here, there]), [row for row, _why in plan.stays]) == ([other, sick], [there])


def test_without_work_the_absence_is_known(people):
    head, sick, other, _third = people
    batch, plan = hand_over(head, sick, other, until=LATER.date())
    assert (plan.goes, batch.items.count()) == ([], 0)
    assert away_at(NOW) == {sick.pk: LATER.date()}


def test_a_day_that_has_passed_is_refused(people):
    head, sick, other, _third = people
    rows = work_for(sick)
    with pytest.raises(DomainError) as refused:
        hand_over(head, sick, other, until=(NOW - timedelta(days=1)).date())
    assert (refused.value.field, owners(rows)) == ("until", [sick] * 3)


def test_what_was_not_looked_at_is_not_handed_over(people):
    head, sick, other, _third = people
    rows = work_for(sick)
    seen = services.plan_for(
        selectors.work_of(sick, access=access_of(head), user=head),
        by=head, to=to(other, person=sick),
    ).fingerprint  # fmt: skip
    callback_services.record_attempt(by=sick, callback=rows[1], version=1, now=NOW)
    with pytest.raises(DomainError) as refused:
        hand_over(head, sick, other, seen=seen)
    assert (refused.value.code, owners(rows)) == ("changed", [sick] * 3)


# -- Taking it back at once -----------------------------------------------------------------------


@pytest.mark.parametrize("colleagues", [0, 2])
def test_within_half_a_minute_everything_is_as_it_was(people, colleagues):
    head, sick, *others = people
    rows = work_for(sick, 3, 2)
    callback_services.claim(by=sick, callback=rows[0], version=1, now=NOW)
    batch, _plan = hand_over(head, sick, *others[:colleagues])
    soon = NOW + timedelta(seconds=29)
    assert services.undo(by=head, batch=batch, now=soon) == (5, 0)
    assert owners(rows) == [sick] * 5
    assert [row.status for row in rows[:3]] == ["claimed", "new", "new"]
    assert (Notification.objects.count(), selectors.absences().count()) == (0, 0)


def test_what_somebody_touched_meanwhile_stays(people):
    head, sick, other, _third = people
    rows = work_for(sick, 1, 2)
    batch, _plan = hand_over(head, sick, other)
    rows[2].refresh_from_db()
    case_services.release(by=other, case=rows[2], version=rows[2].version, now=NOW)
    assert services.undo(by=head, batch=batch, now=NOW) == (2, 1)
    assert owners(rows) == [sick, sick, None]


def test_too_late_or_by_somebody_else_it_is_not_taken_back(people):
    head, sick, other, _third = people
    rows = work_for(sick)
    batch, _plan = hand_over(head, sick, other)
    for by, now in ((other, NOW), (head, NOW + timedelta(seconds=31))):
        with pytest.raises(DomainError):
            services.undo(by=by, batch=batch, now=now)
    assert owners(rows) == [other] * 3


# -- Who is away ----------------------------------------------------------------------------------


def away_at(now) -> dict:
    found = with_absence(User.objects.all(), now=now).filter(away=True)
    return dict(found.values_list("pk", "away_until"))


def test_away_until_the_last_day_or_until_further_notice(people):
    head, sick, other, third = people
    hand_over(head, sick, third, until=NOW.date())
    hand_over(head, other, third)
    assert away_at(NOW) == {sick.pk: NOW.date(), other.pk: None}
    assert away_at(NOW + timedelta(days=1)) == {other.pk: None}
    services.hand_back(by=head, person=other, now=NOW)
    assert away_at(NOW) == {sick.pk: NOW.date()}


def test_who_is_away_is_marked_where_a_colleague_is_chosen(client, people):
    head, sick, other, third = people
    callback = make_callback(assignee=third)
    hand_over(head, sick, third, until=NOW.date())
    hand_over(head, other, third)
    client.force_login(head)
    page = client.get(reverse("contacts:callback", args=[callback.public_id])).text
    with translation.override("nl"):
        assert name_with_absence(sick, away=True, until=NOW.date()) in page
        assert name_with_absence(other, away=True, until=None) in page


def test_who_is_away_cannot_take_over(people):
    head, sick, other, third = people
    hand_over(head, other, third)
    able = selectors.receivers(sick, work_for(sick), now=NOW)
    assert [each.user for each in able] == [head, third]


def test_agents_take_over_in_the_contact_centre(people):
    lead, one, two = make_user("kcc_lead"), make_user("agent"), make_user("agent")
    centre = reference().department["kcc"]
    row = make_callback(department=centre, assignee=one)
    able = selectors.receivers(one, [row], now=NOW)
    assert {each.user for each in able if each.user.username != "collega-kcc"} == {lead, two}
    services.hand_over(
        by=lead, person=one, to=[each for each in able if each.user == two], until=None, now=NOW
    )
    assert owners([row]) == [two]
    assert away_at(NOW) == {one.pk: None}
