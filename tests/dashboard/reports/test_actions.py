"""What a head does about a report, and how it comes back in the next one."""

from datetime import date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from dashboard.models import ReportAction
from dashboard.reports.actions.selectors import actions_before, actions_of, listed
from dashboard.reports.actions.services import add_action, change_action, seal_of
from dashboard.reports.making import words_of
from dashboard.reports.schedule import Period
from dashboard.reports.services import new_version, publish
from dashboard.reports.words import Action
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.periods import ZONE
from kcc.organisation.access import access_of
from kcc.organisation.models import Membership, User
from tests.dashboard.reports.making import (
    DAY,
    make_draft,
    make_october,
    make_published,
    make_schedules,
    report_of,
)
from tests.factories import make_user, reference
from tests.statements import statements

NOVEMBER = Period.parse("2026-11")
DECEMBER_3 = datetime(2026, 12, 3, 8, 0, tzinfo=ZONE)
DUE = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def third_working_day():
    with time_machine.travel(DAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def head(db):
    people = make_october()
    make_schedules()
    return people["head"]


@pytest.fixture
def worker(head):
    here = reference().department["vergunningen"]
    return make_user("handler", here, username="w", first_name="Ans", last_name="Bos")


@pytest.fixture
def browser(client, head):
    client.force_login(head)
    return client


def agree(head, worker, report, *, text="Elke ochtend terugbellen", **values) -> ReportAction:
    given = {
        "by": head, "report": report, "key": uuid4(), "text": text, "owner": worker, "due_on": DUE,
        "department": reference().department["vergunningen"], "now": DAY,
    }  # fmt: skip
    return add_action(**given | values)


def changed(head, action, **values) -> ReportAction:
    now = {
        "text": action.text, "owner": action.owner, "due_on": action.due_on,
        "state": action.state, "result": action.result,
    }  # fmt: skip
    given = {"by": head, "action": action, "seal": seal_of(action), "now": DAY}
    return change_action(**given | now | values)


def page(name, *args):
    return reverse(f"reports:{name}", args=args)


# -- Agreeing -------------------------------------------------------------------------------------


def test_an_action_is_told_to_who_does_it_and_sent_twice_is_one(head, worker):
    report, key = make_published(), uuid4()
    first = agree(head, worker, report, key=key)
    assert agree(head, worker, report, key=key, text="Anders") == first
    assert ReportAction.objects.get().text == "Elke ochtend terugbellen"
    assert Notification.objects.filter(kind="report.action").get().user == worker
    assert AuditEvent.objects.filter(action="report.action_added").count() == 1
    assert actions_of(report) == (
        Action(text="Elke ochtend terugbellen", owner="Ans Bos", due_on=DUE),
    )


def test_only_a_published_report_takes_actions(head, worker):
    draft = make_draft()
    with pytest.raises(DomainError):
        agree(head, worker, draft)
    assert not ReportAction.objects.exists()


def test_a_head_agrees_for_the_own_department_and_its_people(head, worker):
    report, everything = make_published(), make_published(None)
    ref = reference()
    stranger = make_user("handler", ref.department["burgerzaken"], username="s")
    with pytest.raises(DomainError):
        agree(head, stranger, report)
    other = {"department": ref.department["burgerzaken"]}
    for about in (report, everything):
        with pytest.raises(DomainError):
            agree(head, stranger, about, **other)
    with pytest.raises(DomainError):
        agree(stranger, worker, report)
    assert not ReportAction.objects.exists()
    manager = User.objects.get(email="manager@example.org")
    assert agree(manager, stranger, everything, **other).owner == stranger


def test_who_leads_a_team_elsewhere_is_no_head_there(head, worker):
    there = reference().department["burgerzaken"]
    Membership.objects.create(user=head, role="handler", department=there, leads=True)
    other = make_user("handler", there, username="s")
    with pytest.raises(DomainError):
        agree(head, other, make_published("burgerzaken"), department=there)
    assert not ReportAction.objects.exists()


def test_a_form_of_somebody_else_is_refused(head, worker):
    report, key = make_published(), uuid4()
    agree(head, worker, report, key=key)
    manager = User.objects.get(email="manager@example.org")
    with pytest.raises(Conflict):
        agree(manager, worker, report, key=key)


# -- Changing -------------------------------------------------------------------------------------


def test_what_is_done_says_what_came_of_it(head, worker):
    action = agree(head, worker, make_published())
    with pytest.raises(DomainError):
        changed(head, action, state="done")
    done = changed(head, action, state="done", result="Iedereen is gebeld")
    assert (done.state, done.closed_at) == ("done", DAY)
    again = changed(head, done, state="open")
    assert (again.state, again.closed_at) == ("open", None)


def test_the_same_change_twice_is_one_and_another_one_is_a_conflict(head, worker):
    action = agree(head, worker, make_published())
    seal = seal_of(action)
    for _ in range(2):
        changed(head, action, seal=seal, text="Twee keer per dag")
    assert AuditEvent.objects.filter(action="report.action_changed").count() == 1
    with pytest.raises(Conflict):
        changed(head, action, seal=seal, text="Nooit meer")
    assert ReportAction.objects.get().text == "Twee keer per dag"


def test_a_head_of_another_department_changes_nothing(head, worker):
    action = agree(head, worker, make_published())
    other = make_user("head", reference().department["burgerzaken"], username="ander")
    with pytest.raises(DomainError):
        changed(other, action, text="Niets doen")


# -- Coming back ----------------------------------------------------------------------------------


def test_actions_come_back_in_the_next_report_until_they_are_done(head, worker):
    october = make_published()
    first = agree(head, worker, october)
    agree(head, worker, october, text="Rooster aanpassen")
    changed(head, first, state="done", result="Gelukt")
    november = make_draft(period=NOVEMBER, now=DECEMBER_3)
    before = words_of(november).actions_before
    assert [(each.text, each.state, each.result) for each in before] == [
        ("Elke ochtend terugbellen", "done", "Gelukt"), ("Rooster aanpassen", "open", ""),
    ]  # fmt: skip
    publish(report=november, by=head, now=DECEMBER_3, with_files=False)
    later = datetime(2027, 1, 6, 8, 0, tzinfo=ZONE)
    december = make_draft(period=Period.parse("2026-12"), now=later)
    # What was told as done is not told again.
    assert [each.text for each in words_of(december).actions_before] == ["Rooster aanpassen"]


def test_a_new_version_knows_the_actions_of_the_one_before(head, worker):
    october = make_published()
    agree(head, worker, october)
    second = new_version(report=october, reason="Beter geteld", by=head, now=DAY)
    assert len(actions_of(second)) == 1
    assert actions_before(second.department, second) == ()


def test_the_organisation_reads_of_which_department_and_not_by_whom(head, worker):
    agree(head, worker, make_published())
    november = make_draft(None, period=NOVEMBER, now=DECEMBER_3)
    (only,) = words_of(november).actions_before
    assert (only.department, only.owner) == ("Vergunningen, Toezicht en Handhaving", "")


def test_other_departments_do_not_read_it(head, worker):
    agree(head, worker, make_published())
    november = make_draft("burgerzaken", period=NOVEMBER, now=DECEMBER_3)
    assert words_of(november).actions_before == ()


def test_what_comes_back_costs_one_statement(head, worker):
    for text in ("een", "twee", "drie"):
        agree(head, worker, report_of() if text != "een" else make_published(), text=text)
    november = make_draft(period=NOVEMBER, now=DECEMBER_3)
    with statements() as seen:
        assert len(actions_before(november.department, november)) == 3
    assert len(seen) == 1


# -- Pages ----------------------------------------------------------------------------------------


def test_a_head_adds_an_action_and_finds_it_in_the_list(browser, worker):
    report = make_published()
    address = page("action-new", report.public_id)
    form = browser.get(address).context["form"]
    sent = {
        "text": "Elke ochtend terugbellen", "owner": str(worker.public_id), "due_on": "2026-11-30",
        "key": str(form["key"].value()),
    }  # fmt: skip
    for _ in range(2):
        answer = browser.post(address, sent)
        assert answer["Location"] == f"{page('report', report.public_id)}#agreed-title"
    assert ReportAction.objects.count() == 1
    assert "Elke ochtend terugbellen" in browser.get(page("actions")).content.decode()


def test_what_is_typed_wrong_is_asked_again(browser, worker):
    report = make_published()
    sent = {"text": "Bellen", "owner": "", "due_on": "2026-11-03", "key": str(uuid4())}
    answer = browser.post(page("action-new", report.public_id), sent)
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["due_on", "owner"]
    assert ">\nBellen</textarea>" in answer.content.decode()


def test_of_everything_the_department_is_chosen_first(client, worker):
    manager = User.objects.get(email="manager@example.org")
    client.force_login(manager)
    report = make_published(None)
    address = page("action-new", report.public_id)
    assert "form" not in client.get(address).context
    chosen = client.get(address, {"department": "vergunningen"})
    assert worker in chosen.context["form"].fields["owner"].queryset
    assert client.get(address, {"department": "bestaat-niet"}).status_code == 404


def test_an_action_is_closed_on_its_page(browser, head, worker):
    action = agree(head, worker, make_published())
    address = page("action", action.public_id)
    sent = browser.get(address).context["form"].initial | {"state": "done"}
    assert browser.post(address, sent).status_code == 422
    assert browser.post(address, sent | {"result": "Klaar"}).status_code == 302
    # Sent once more: nothing happens.
    assert browser.post(address, sent | {"result": "Klaar"}).status_code == 302
    late = browser.post(address, sent | {"result": "Anders"})
    assert late.status_code == 409
    assert "Klaar" in late.content.decode()
    assert ReportAction.objects.get().result == "Klaar"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_however_many_there_are(browser, head, worker, number):
    report = make_published()
    for index in range(number):
        agree(head, worker, report, text=f"Actie {index}")
    browser.get(page("actions"))
    with statements() as seen:
        told = browser.get(page("actions")).content.decode()
    assert told.count("Actie ") == number
    # Session, person, access; the departments, those the person is head of, and the actions.
    assert len(seen) == 6


def test_late_and_closed_have_a_view_of_their_own(head, worker):
    report, access = make_published(), access_of(head)
    agree(head, worker, report, text="laat", due_on=date(2026, 11, 4))
    done = agree(head, worker, report, text="klaar")
    changed(head, done, state="dropped", result="Niet nodig")
    agree(head, worker, report, text="straks")
    day = date(2026, 11, 5)

    def shown(view, **values):
        return [each.text for each in listed(access, head, day=day, view=view, **values)]

    assert shown("open") == ["laat", "straks"]
    assert shown("late") == ["laat"]
    assert shown("closed") == ["klaar"]
    assert shown("open", department="burgerzaken") == []


def test_an_agent_finds_what_is_asked_of_the_own_person(client, head):
    here = reference().department["kcc"]
    agent = make_user("agent", username="a")
    manager = User.objects.get(email="manager@example.org")
    agree(manager, agent, make_published("kcc"), department=here, text="Scripts nalopen")
    client.force_login(agent)
    told = client.get(page("actions")).content.decode()
    assert "Scripts nalopen" in told
    assert page("report", report_of("kcc").public_id) not in told


def test_somebody_of_the_department_reads_and_changes_nothing(client, head, worker):
    action = agree(head, worker, make_published())
    client.force_login(worker)
    told = client.get(page("actions")).content.decode()
    assert action.text in told
    assert page("action", action.public_id) not in told
    assert client.get(page("action", action.public_id)).status_code == 403
