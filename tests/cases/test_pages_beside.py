"""What belongs to a case, on its page: tasks, people, other cases, handing over, who else is there.
The forms open on the page itself, and without a script on pages of their own."""

from datetime import date, timedelta

import pytest

from cases import services
from cases.models import Case, CaseLink, CasePresence, CaseRole, CaseTask
from kcc.audit.models import AuditEvent
from kcc.organisation.models import Batch, User
from tests.factories import (
    NOW,
    make_case,
    make_closed_case,
    make_customer,
    make_department,
    make_team,
    make_user,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def town():
    return reference()


@pytest.fixture
def handler(client_of, town):
    client = client_of("handler")
    User.objects.filter(pk=client.user.pk).update(language="en")
    return client


@pytest.fixture
def case(town):
    return make_case()


def url(case, part=""):
    return f"/cases/{case.public_id}/{part}"


def saved(case):
    return Case.objects.get(pk=case.pk)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("part", ["hand-over/", "tasks/add/", "people/add/", "links/add/"])
def test_a_form_is_a_page_or_a_part_of_one(handler, case, part):
    whole = handler.get(url(case, part))
    assert (whole.status_code, b"<html" in whole.content) == (200, True)
    piece = handler.get(url(case, part), headers=HTMX)
    assert (piece.status_code, b"<html" in piece.content) == (200, False)
    assert b'class="beside' in piece.content
    # What is wrong is said there, too.
    wrong = handler.post(url(case, part), headers=HTMX)
    assert (wrong.status_code, b"<html" in wrong.content) == (422, False)
    assert b"error-summary" in wrong.content


@pytest.mark.parametrize("part", ["hand-over/", "tasks/add/", "people/add/", "edit/"])
def test_a_form_for_what_cannot_be_done_now_leads_back(handler, part):
    case = make_closed_case()
    response = handler.get(url(case, part), follow=True)
    assert response.redirect_chain == [(url(case), 302)]
    assert said(response) == ["This cannot be done with this case now, or not by you."]


# -- Tasks ------------------------------------------------------------------------------------


def test_a_task_is_added_done_opened_again_and_removed(handler, case):
    colleague = make_user("handler")
    typed = {"title": "Advies vragen", "due_on": "2026-11-20", "assignee": colleague.public_id}
    added = handler.post(url(case, "tasks/add/?state=mine"), typed)
    assert added["Location"] == url(case, "?state=mine#tasks")
    task = CaseTask.objects.get()
    assert (task.title, task.due_on, task.assignee) == (
        "Advies vragen", date(2026, 11, 20), colleague,
    )  # fmt: skip
    done = handler.post(url(case, f"tasks/{task.public_id}/done/"), follow=True)
    assert said(done)[-1] == "Task done."
    tasks = done.context["tasks"]
    assert (tasks.open, tasks.done) == ([], [task])
    # The message has a button that takes it back.
    assert f"tasks/{task.public_id}/reopen/" in done.content.decode()
    handler.post(url(case, f"tasks/{task.public_id}/reopen/"))
    assert CaseTask.objects.get().done_at is None
    handler.post(url(case, f"tasks/{task.public_id}/remove/"))
    assert CaseTask.objects.count() == 0
    assert handler.post(url(case, f"tasks/{task.public_id}/done/")).status_code == 404


def test_what_is_due_first_stands_first(handler, case):
    for title, days in (("Ooit", None), ("Later", 5), ("Te laat", -1), ("Nu", 0)):
        day = None if days is None else NOW.date() + timedelta(days=days)
        services.add_task(by=None, case=case, title=title, due_on=day, now=NOW)
    tasks = handler.get(url(case)).context["tasks"]
    assert [(task.title, task.late) for task in tasks.open] == [
        ("Te laat", True), ("Nu", False), ("Later", False), ("Ooit", False),
    ]  # fmt: skip


def test_who_was_too_late_with_a_task_is_told(handler, case):
    task = services.add_task(by=None, case=case, title="Bellen", now=NOW)
    handler.post(url(case, f"tasks/{task.public_id}/done/"))
    again = handler.post(url(case, f"tasks/{task.public_id}/done/"), follow=True)
    assert said(again)[-1] == "This task was finished or removed in the meantime."
    elsewhere = url(make_case(), f"tasks/{task.public_id}/done/")
    assert handler.post(elsewhere).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "Bellen", "due_on": "morgen"}, "due_on"),
        ({"title": "Bellen", "assignee": "niemand"}, "assignee"),
    ],
)
def test_a_task_that_is_not_right_stays_typed(handler, case, typed, field):
    response = handler.post(url(case, "tasks/add/"), typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert CaseTask.objects.count() == 0


# -- People -----------------------------------------------------------------------------------


def test_somebody_is_found_and_added(client_of, case):
    agent = client_of("agent")
    found = make_customer(family_name="Vries", given_name="Piet", phones=())
    response = agent.post(url(case, "people/add/"), {"q": "piet"})
    assert response.status_code == 200
    assert [option.public_id for option in response.context["found"]] == [found.public_id]
    # Only one was found: that one is chosen already, and without a customer it is the customer.
    assert response.context["pick"].initial == {"kind": "initiator", "chosen": found.public_id}
    assert AuditEvent.objects.get(action="customer.searched").detail == {"found": 1}
    typed = {"q": "piet", "save": "1", "chosen": found.public_id, "remark": "Met volmacht"}
    assert agent.post(url(case, "people/add/"), typed).status_code == 422
    added = agent.post(url(case, "people/add/"), typed | {"kind": "gemachtigde"})
    assert added["Location"] == url(case, "#people")
    role = CaseRole.objects.get()
    assert (role.customer, role.kind, role.remark) == (found, "gemachtigde", "Met volmacht")
    people = agent.get(url(case)).context["people"]
    assert [(person.customer, person.role) for person in people] == [(found, role)]
    twice = agent.post(url(case, "people/add/"), typed | {"kind": "gemachtigde"})
    assert twice.status_code == 422
    agent.post(url(case, f"people/{role.public_id}/remove/"))
    assert CaseRole.objects.count() == 0
    assert agent.post(url(case, f"people/{role.public_id}/remove/")).status_code == 404


def test_the_customer_of_the_case_is_chosen_in_the_same_way(client_of, case):
    agent, found = client_of("agent"), make_customer()
    typed = {"q": "hanna", "save": "1", "chosen": found.public_id, "kind": "initiator"}
    assert agent.post(url(case, "people/add/"), typed).status_code == 302
    assert saved(case).customer == found
    agent.post(f"/cases/undo/{Batch.objects.get().public_id}/")
    assert saved(case).customer is None


def test_a_department_adds_only_whom_it_may_see(handler, case):
    stranger = make_customer()
    response = handler.post(url(case, "people/add/"), {"q": "hanna"})
    assert response.context["found"] == []
    typed = {"q": "hanna", "save": "1", "chosen": stranger.public_id, "kind": "adviseur"}
    refused = handler.post(url(case, "people/add/"), typed)
    assert (refused.status_code, CaseRole.objects.count()) == (422, 0)


def test_a_confidential_person_is_named_to_the_department_only(handler, client_of, case):
    hidden = make_customer(confidential=True)
    services.add_role(by=None, case=case, customer=hidden, kind="adviseur", now=NOW)
    assert [each.customer for each in handler.get(url(case)).context["people"]] == [hidden]
    page = client_of("agent").get(url(case))
    assert [each.customer for each in page.context["people"]] == [None]
    assert "Wit" not in page.content.decode()
    assert "06 12345678" not in page.content.decode()


# -- Other cases ------------------------------------------------------------------------------


def related(response):
    others = response.context["others"]
    rows = [*others.tied, *others.same_customer]
    return [(row.case.number, row.word, row.visible) for row in rows]


def test_a_case_is_found_and_linked(handler, case):
    other = make_case(description="Schutting in de achtertuin")
    response = handler.post(url(case, "links/add/"), {"q": other.number})
    assert [option.public_id for option in response.context["found"]] == [other.public_id]
    assert AuditEvent.objects.get(action="cases.searched").detail == {"keys": ["case"], "found": 1}
    typed = {"q": other.number, "save": "1", "chosen": other.public_id, "kind": "vervolg"}
    assert handler.post(url(case, "links/add/"), typed)["Location"] == url(case, "#others")
    assert related(handler.get(url(case))) == [(other.number, "is followed by", True)]
    assert related(handler.get(url(other))) == [(case.number, "follows", True)]
    again = handler.post(url(case, "links/add/"), typed)
    assert again.status_code == 422
    # From the other side, too.
    link = CaseLink.objects.get()
    handler.post(url(other, f"links/{link.public_id}/remove/"))
    assert CaseLink.objects.count() == 0
    assert handler.post(url(make_case(), f"links/{link.public_id}/remove/")).status_code == 404


def test_a_case_becomes_part_of_another_and_leaves_it(handler, case):
    whole = make_case()
    typed = {"q": whole.number, "save": "1", "chosen": whole.public_id, "kind": "part-of"}
    assert handler.post(url(case, "links/add/"), typed).status_code == 302
    assert saved(case).parent == whole
    assert related(handler.get(url(case))) == [(whole.number, "is part of", True)]
    assert related(handler.get(url(whole))) == [(case.number, "has as a part", True)]
    leave = url(case, "links/parent/remove/")
    stale = handler.post(leave, {"version": 1}, follow=True)
    assert said(stale)[-1] == "Somebody else changed this case in the meantime."
    handler.post(leave, {"version": 2})
    assert saved(case).parent is None
    assert said(handler.post(leave, {"version": 3}, follow=True))[-1] == (
        "It is part of no other case."
    )


def test_what_may_not_be_opened_is_a_number_only(handler, town):
    customer = make_customer()
    case = make_case(customer=customer)
    elsewhere = make_case(department=town.department["burgerzaken"], customer=customer)
    make_case(department=town.department["burgerzaken"], customer=customer)
    services.add_link(by=None, case=case, other=elsewhere, kind="onderwerp", now=NOW)
    response = handler.get(url(case))
    assert related(response) == [(elsewhere.number, "is about", False)]
    assert f"/cases/{elsewhere.public_id}/" not in response.content.decode()
    typed = {"q": "x", "save": "1", "chosen": elsewhere.public_id, "kind": "vervolg"}
    assert handler.post(url(make_case(), "links/add/"), typed).status_code == 422


def test_what_else_is_open_for_the_customer_is_there(handler):
    customer = make_customer()
    case = make_case(customer=customer)
    open_case = make_case(customer=customer)
    make_closed_case(customer=customer)
    make_case(customer=make_customer(family_name="Vries", phones=()))
    assert related(handler.get(url(case))) == [(open_case.number, "", True)]
    assert related(handler.get(url(make_case()))) == []


# -- Handing over -----------------------------------------------------------------------------


def test_who_is_away_is_marked_when_a_case_is_handed_over(handler, case):
    colleague = make_user("handler", first_name="Anna", last_name="Smit")
    Batch.objects.create(
        act="absence", by=colleague, at=NOW, undo_until=NOW, absent=colleague,
        absent_until=NOW.date() + timedelta(days=3),
    )  # fmt: skip
    choices = handler.get(url(case, "hand-over/")).context["form"].fields["to"].choices
    labels = [label for _name, group in choices if isinstance(group, list) for _v, label in group]
    assert "Anna Smit (away until Fri 13 Nov)" in labels


def test_who_hands_over_too_late_sees_what_happened_and_loses_nothing(handler, case):
    team = make_team()
    services.claim(by=make_user("handler"), case=case, version=1, now=NOW)
    typed = {"version": 1, "to": f"team:{team.public_id}", "reason": "Rooster"}
    refused = handler.post(url(case, "hand-over/"), typed)
    assert (refused.status_code, len(refused.context["changes"])) == (409, 1)
    form = refused.context["form"]
    assert (form["to"].value(), form["reason"].value(), form["version"].value()) == (
        f"team:{team.public_id}", "Rooster", 2,
    )  # fmt: skip
    assert handler.post(url(case, "hand-over/"), typed | {"version": 2}).status_code == 302
    assert saved(case).team == team


def test_a_department_without_anybody_cannot_get_it(handler, case):
    typed = {"version": 1, "to": "department:kcc", "reason": "Hoort daar"}
    assert handler.post(url(case, "hand-over/"), typed).status_code == 422
    make_user("agent")
    department = make_department("kcc")
    assert handler.post(url(case, "hand-over/"), typed).status_code == 302
    assert saved(case).department == department


# -- Who else is there ------------------------------------------------------------------------


def here(client, case, **sent):
    return client.post(url(case, "presence/"), {"version": 1} | sent)


def test_colleagues_who_have_it_open_see_each_other(handler, client_of, case):
    agent = client_of("agent")
    assert here(handler, case).content.strip() == b""
    response = here(agent, case)
    assert [(row.user, row.editing) for row in response.context["others"]] == [
        (handler.user, False)
    ]
    here(agent, case, editing="1")
    response = here(handler, case)
    assert [(row.user, row.editing) for row in response.context["others"]] == [(agent.user, True)]
    here(agent, case, left="1")
    assert list(here(handler, case).context["others"]) == []


def test_who_says_nothing_is_forgotten(handler, client_of, case, time_machine):
    here(client_of("agent"), case)
    time_machine.move_to(NOW + timedelta(seconds=51), tick=False)
    assert list(here(handler, case).context["others"]) == []
    assert CasePresence.objects.count() == 2
    time_machine.move_to(NOW + timedelta(minutes=7), tick=False)
    here(handler, make_case())
    assert CasePresence.objects.count() == 1


def test_a_page_that_is_old_by_now_is_told_what_happened(handler, case):
    assert here(handler, case).context["changes"] == []
    services.claim(by=make_user("handler"), case=case, version=1, now=NOW)
    response = here(handler, case)
    assert [entry.title for entry in response.context["changes"]] == ["Taken on"]
    assert b"Show it as it is now" in response.content
    assert b"laid side by side" in here(handler, case, editing="1").content
    for nonsense in ("", "x", "-1"):
        assert here(handler, case, version=nonsense).context["changes"] == []


def test_asking_costs_little_and_leaves_no_trace(handler, case):
    here(handler, case)
    looks = AuditEvent.objects.count()
    with statements() as ran:
        here(handler, case)
    # Session, person, roles; case; forget, say, who else.
    assert (len(ran), AuditEvent.objects.count()) == (7, looks)


# -- From here to a contact ---------------------------------------------------------------------


def test_a_contact_about_the_case_begins_on_its_page(handler, client_of, town):
    agent, customer = client_of("agent"), make_customer()
    case = make_case(customer=customer, subject_code="VG01", subject_name="Dakkapel")
    link = f"/contacts/new?case={case.public_id}&amp;customer={customer.public_id}"
    assert link in agent.get(url(case)).content.decode()
    assert "/contacts/new?case" not in handler.get(url(case)).content.decode()
    page = agent.get(link.replace("&amp;", "&"))
    assert page.context["space"].questions.value(0, "case") == str(case.public_id)
    assert page.context["space"].questions.value(0, "subject") == "Dakkapel"
    Case.objects.update(confidentiality="vertrouwelijk")
    page = agent.get(link.replace("&amp;", "&"))
    assert (page.status_code, page.context["space"].questions.value(0, "case")) == (200, "")
    assert agent.get("/contacts/new?case=x").status_code == 200
