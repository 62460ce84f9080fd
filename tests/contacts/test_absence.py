"""Handing over the work of somebody absent in one step, and giving back what is left."""

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
from kcc.organisation.models import Batch, Membership, User
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_department,
    make_team,
    make_user,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db
PAGE = "/contacts/absence/"
LATER = NOW + timedelta(days=7)


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people():
    """A head and three employees of vergunningen."""
    reference()
    names = (("Joost", "Bakker"), ("Lotte", "Mulder"), ("Sem", "Vos"))
    handlers = [make_user("handler", first_name=a, last_name=b) for a, b in names]
    return [make_user("head"), *handlers]


def work_for(person, callbacks=2, cases=1):
    """Open work of this person, the first callback late."""
    rows = [
        make_callback(
            assignee=person,
            due=NOW + timedelta(days=2 * day - 1),
            phone=f"+3166000{person.pk:02d}{day:03d}",
        )
        for day in range(callbacks)
    ]
    rows += [
        make_case(handler=person, due_on=(NOW + timedelta(days=20 + day)).date())
        for day in range(cases)
    ]
    return rows


def to(*users, person):
    able = {each.user: each for each in selectors.receivers(person, [], now=NOW)}
    return [able[user] for user in users]


def hand_over(by, person, *users, until=None, now=NOW, **values):
    receivers = to(*users, person=person)
    return services.hand_over(by=by, person=person, to=receivers, until=until, now=now, **values)


def owners(rows) -> list:
    for row in rows:
        row.refresh_from_db()
    return [selectors.owner_of(row) for row in rows]


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


# -- Giving back ----------------------------------------------------------------------------------


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


def away_at(now) -> dict:
    found = with_absence(User.objects.all(), now=now).filter(away=True)
    return dict(found.values_list("pk", "away_until"))


# -- Who is away ----------------------------------------------------------------------------------


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


# -- The pages ------------------------------------------------------------------------------------


def numbers(response) -> dict:
    return {
        line.user.username: (line.callbacks, line.cases, line.late)
        for line in response.context["colleagues"]
    }


def test_a_head_sees_how_much_everybody_has(client, people):
    head, sick, other, third = people
    work_for(sick, 3, 2)
    work_for(other, 1, 0)
    client.force_login(head)
    assert numbers(client.get(PAGE)) == {
        head.username: (0, 0, 0),
        sick.username: (3, 2, 1),
        other.username: (1, 0, 1),
        third.username: (0, 0, 0),
    }


def test_a_team_lead_sees_colleagues_and_a_handler_only_themselves(client, people):
    _head, sick, other, _third = people
    Membership.objects.filter(user=other).update(leads=True, team=make_team())
    client.force_login(other)
    assert len(numbers(client.get(PAGE))) == 4
    client.force_login(sick)
    assert list(numbers(client.get(PAGE))) == [sick.username]


def test_a_lead_of_the_contact_centre_sees_agents(client, people):
    lead, agent = make_user("kcc_lead"), make_user("agent")
    make_callback(department=reference().department["kcc"], assignee=agent)
    client.force_login(lead)
    found = numbers(client.get(PAGE))
    found.pop("collega-kcc", None)
    assert found == {"kcc_lead": (0, 0, 0), "agent": (1, 0, 0)}


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_eight_statements(client, people, rows):
    head, *others = people
    for person in others[:rows]:
        work_for(person, rows, rows)
        hand_over(head, person)
        work_for(person, rows, rows) if rows == 1 else None
    client.force_login(head)
    with statements() as ran:
        assert client.get(PAGE).status_code == 200
    # session, person, roles, members, callbacks, cases, who is away
    assert len(ran) == 7


@pytest.mark.parametrize("number", [1, 3, 40])
def test_handing_over_costs_the_same_however_much_it_is(people, number):
    head, sick, other, _third = people
    work_for(sick, number, number)
    receivers = to(other, person=sick)
    access_of(head)
    with statements() as ran:
        services.hand_over(by=head, person=sick, to=receivers, until=None, now=NOW)
    assert len(ran) == 17


def url(name, person):
    return reverse(f"contacts:absence-{name}", args=[person.public_id])


def test_a_hand_over_in_three_pages(client, people):
    head, sick, other, _third = people
    rows = work_for(sick)
    client.force_login(head)
    page = client.get(url("new", sick))
    assert [line.number for line in page.context["lines"]] == [row.number for row in rows]
    chosen = {"way": "people", "people": [other.public_id], "until": "2026-11-17", "reason": ""}
    page = client.post(url("new", sick), chosen)
    assert (page.status_code, page.context["count"]) == (200, 3)
    assert owners(rows) == [sick] * 3
    sent = chosen | {"seen": page.context["seen"], "confirm": "yes"}
    answer = client.post(url("new", sick), sent)
    assert (answer.status_code, answer.url, owners(rows)) == (302, PAGE, [other] * 3)
    batch = Batch.objects.get(absent=sick)
    undo = reverse("contacts:absence-undo", args=[batch.public_id])
    assert undo in client.get(PAGE).content.decode()
    assert client.post(undo).status_code == 302
    assert owners(rows) == [sick] * 3


def test_changed_meanwhile_it_is_shown_once_more(client, people):
    head, sick, other, _third = people
    rows = work_for(sick)
    client.force_login(head)
    chosen = {"way": "people", "people": [other.public_id]}
    seen = client.post(url("new", sick), chosen).context["seen"]
    callback_services.record_attempt(by=sick, callback=rows[0], version=1, now=NOW)
    page = client.post(url("new", sick), chosen | {"seen": seen, "confirm": "yes"})
    assert (page.status_code, owners(rows)) == (422, [sick] * 3)
    again = chosen | {"seen": page.context["seen"], "confirm": "yes"}
    assert client.post(url("new", sick), again).status_code == 302


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "way"),
        ({"way": "people"}, "people"),
        ({"way": "people", "people": ["b5e0a3a4-0000-4000-8000-000000000000"]}, "people"),
        ({"way": "department", "until": "morgen"}, "until"),
    ],
)
def test_what_is_missing_stands_at_its_field(client, people, typed, field):
    head, sick, *_others = people
    client.force_login(head)
    page = client.post(url("new", sick), typed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_a_passed_day_stands_at_its_field_when_it_is_confirmed(client, people):
    head, sick, *_others = people
    client.force_login(head)
    typed = {"way": "department", "until": "2026-11-09", "confirm": "yes"}
    page = client.post(url("new", sick), typed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["until"])


def test_giving_back_is_shown_first(client, people):
    head, sick, other, _third = people
    rows = work_for(sick)
    hand_over(head, sick, other)
    client.force_login(sick)
    page = client.get(url("back", sick))
    assert ([line.to for line in page.context["goes"]], page.context["stays"]) == (
        ["Lotte Mulder"] * 3, [],
    )  # fmt: skip
    assert client.post(url("back", sick)).url == PAGE
    assert owners(rows) == [sick] * 3
    assert client.get(url("back", sick)).status_code == 404
    assert client.post(url("back", sick)).url == PAGE


@pytest.mark.parametrize("name", ["new", "back"])
def test_somebody_elses_people_are_not_there(client, people, name):
    head, sick, other, _third = people
    hand_over(head, sick, other)
    strangers = [
        other,
        make_user("head", make_department("burgerzaken")),
        make_user("kcc_lead"),
        make_user("agent"),
    ]
    for stranger in strangers:
        client.force_login(stranger)
        assert client.get(url(name, sick)).status_code == 404
        assert client.post(url(name, sick), {"way": "department"}).status_code == 404


@pytest.mark.parametrize("role", ["manager", "board", "administrator", "privacy_officer"])
def test_who_has_no_work_of_their_own_may_not_look(client_of, role):
    assert client_of(role).get(PAGE).status_code == 403


def test_no_customer_is_on_the_pages(client, people):
    head, sick, other, _third = people
    make_callback(assignee=sick, caller_name="mevrouw Zonderling", question_text="Mijn geheim")
    client.force_login(head)
    pages = [client.get(PAGE), client.get(url("new", sick))]
    pages.append(client.post(url("new", sick), {"way": "people", "people": [other.public_id]}))
    for page in pages:
        assert "Zonderling" not in page.content.decode()
        assert "geheim" not in page.content.decode()


def test_the_undo_of_callbacks_leaves_a_hand_over_alone(client, people):
    """It would take back the half of it: the cases would stay."""
    head, sick, other, _third = people
    rows = work_for(sick)
    batch, _plan = hand_over(head, sick, other)
    client.force_login(head)
    address = reverse("contacts:callbacks-undo", args=[batch.public_id])
    assert client.post(address).status_code == 404
    page = client.get(reverse("contacts:callback", args=[rows[0].public_id]))
    assert page.context["undo"] is None
    assert owners(rows) == [other] * 3
