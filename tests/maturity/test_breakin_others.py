"""Getting at the self-assessment, or into it: rounds and plans of others."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from kcc.lib.errors import DomainError
from kcc.organisation.models import Membership
from maturity.models import ActionNote, Assessment, ImprovementAction, Target
from maturity.plan.reporting import actions_for
from tests.factories import NOW, make_team, make_user
from tests.maturity.breakin import OUTSIDERS, PILLAR, addresses, client_for, program_for, url_of
from tests.maturity.plans import make_action, settled
from tests.maturity.town import make_manager, make_round

# Who may do what is decided in code, whichever database is asked.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("on_the_clock")]


def about(assessment, action=None) -> list[str]:
    """The addresses that are about this round alone, with its files."""
    ids = {str(each.public_id) for each in (assessment, action) if each}
    found = addresses(assessment, action=action, files=True)
    return [url for url in found if any(each in url for each in ids)]


@pytest.mark.parametrize("role", ["agent", "kcc_lead", "handler", "head"])
def test_nobody_reads_a_round_of_another_department(place, role):
    action = make_action(
        settled(department=place["burgerzaken"]), department=place["burgerzaken"],
        text="Geheim plan van burgerzaken",
    )  # fmt: skip
    viewer = make_user(role, place["vergunningen"] if role in ("handler", "head") else None)
    page, program = client_for(viewer), program_for(viewer)
    for url in about(action.assessment, action):
        client = program if url.startswith("/api/") else page
        told = {client.get(url).status_code, client.head(url).status_code}
        assert told <= {403, 404, 405}, url
    lists = [each for each in addresses(action.assessment) if "/actions" in each or "?" in each]
    for url in lists:
        client = program if url.startswith("/api/") else page
        body = client.get(url).content.decode()
        assert not re.search(f"Geheim plan|{action.public_id}", body), url


def test_who_leads_a_team_is_no_head_there(place):
    """Head of one department, and leader of a team of another: only the first one's are read."""
    viewer = make_user("head", place["vergunningen"])
    team = make_team(place["burgerzaken"], "balie")
    Membership.objects.create(
        user=viewer, role="handler", department=place["burgerzaken"], team=team, leads=True
    )
    mine = settled(department=place["vergunningen"])
    other = settled(department=place["burgerzaken"])
    of_domain = settled(domain=place["burgerzaken"].domain)
    client, program = client_for(viewer), program_for(viewer)
    for assessment, status in ((mine, 200), (other, 404), (of_domain, 404)):
        assert client.get(url_of("result", assessment)).status_code == status
        assert client.get(url_of("report", assessment)).status_code == status
        api = f"/api/v1/maturity/assessments/{assessment.public_id}"
        assert program.get(api).status_code == status


def test_what_was_kept_by_the_browser_says_nothing_to_somebody_else(place):
    other = settled(department=place["burgerzaken"])
    url = reverse("maturity:report-file", args=[other.public_id, "xlsx"])
    tag = client_for(make_manager()).get(url).headers["ETag"]
    viewer = client_for(make_user("head", place["vergunningen"]))
    assert viewer.get(url, headers={"If-None-Match": tag}).status_code == 404
    assert viewer.get(url, headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize("state", ["draft", "open", "consensus", "cancelled"])
@pytest.mark.parametrize("role", ["board", "head", "kcc_lead", "agent", "manager"])
def test_what_is_not_settled_has_no_result_no_report_and_no_plan(state, role):
    assessment = make_round(state, form="short")
    viewer = make_user(role)
    client, program = client_for(viewer), program_for(viewer)
    for url in about(assessment):
        if any(each in url for each in ("/results/", "/report/", "/plan/", "/export/")):
            assert client.get(url).status_code in (403, 404, 405), url
        if url.startswith("/api/") and (role != "manager" or url.endswith(("pdf", "xlsx"))):
            assert program.get(url).status_code == 404, url
    assert client.post(url_of("share-export", assessment)).status_code in (403, 404)
    with pytest.raises(DomainError):
        make_action(assessment, by=make_manager())


def test_a_head_writes_in_no_plan_of_another_department(place):
    """An action of another department is read in a plan of the organisation, and nothing more."""
    action = make_action(settled(), department=place["burgerzaken"])
    head = make_user("head", place["vergunningen"])
    client, program = client_for(head), program_for(head)
    before = ImprovementAction.objects.values().get()
    sent = {
        "text": "Van mij", "owner": head.public_id, "due_on": "2027-03-01", "seal": "x",
        "to": "dropped", "said": "Weg ermee", "seen": "planned", "means": "", "kpi": "",
    }  # fmt: skip
    assert client.get(url_of("action", action.assessment, action=action)).status_code == 200
    for query in ("", "?department=burgerzaken", "?department=vergunningen"):
        url = url_of("action-change", action.assessment, action=action) + query
        assert {client.get(url).status_code, client.post(url, sent).status_code} == {404}
    move = url_of("action-move", action.assessment, action=action)
    assert client.post(move, sent).status_code == 403
    told = {"state": "planned", "to": "dropped", "text": "Weg ermee"}
    api = f"/api/v1/maturity/actions/{action.public_id}/move"
    assert program.post(api, told, content_type="application/json").status_code == 403
    assert client.post(url_of("targets", action.assessment), sent).status_code == 403
    over = url_of("actions-hand-over", action.assessment)
    url = f"{over}?owner={action.owner.public_id}"
    assert {client.get(url).status_code, client.post(url, {"to": head.public_id}).status_code} == {
        404
    }
    assert ImprovementAction.objects.values().get() == before
    assert (ActionNote.objects.count(), Target.objects.count()) == (0, 0)


def test_a_head_gives_no_action_to_another_department_or_to_somebody_of_it(place):
    assessment = settled()
    head = make_user("head", place["vergunningen"])
    mine = make_action(assessment, by=head)
    stranger = make_user("handler", place["burgerzaken"])
    client = client_for(head)
    sent = {
        "text": "Naar buiten", "owner": stranger.public_id, "due_on": "2027-03-01", "key": uuid4(),
        "pillar": PILLAR, "phase": "3", "means": "", "kpi": "",
    }  # fmt: skip
    new = url_of("action-new", assessment)
    assert client.post(new, sent).status_code == 422
    assert client.post(f"{new}?department=burgerzaken", sent).status_code in (404, 422)
    change = url_of("action-change", assessment, action=mine)
    assert client.post(change, sent | {"seal": "x"}).status_code == 422
    assert client.post(f"{change}?department=burgerzaken", sent).status_code == 404
    over = f"{url_of('actions-hand-over', assessment)}?owner={mine.owner.public_id}"
    assert client.post(over, {"to": stranger.public_id}).status_code == 422
    mine.refresh_from_db()
    assert (ImprovementAction.objects.count(), mine.text) == (1, "Bel binnen twee dagen terug.")


def test_a_key_of_somebody_elses_form_gives_nothing_away(place):
    action = make_action(settled())
    head = make_user("head", place["vergunningen"])
    colleague = make_user("handler", place["vergunningen"])
    sent = {
        "text": "Van mij", "owner": colleague.public_id, "due_on": "2027-03-01",
        "key": action.public_id, "pillar": PILLAR, "phase": "3", "means": "", "kpi": "",
    }  # fmt: skip
    found = client_for(head).post(url_of("action-new", action.assessment), sent)
    assert (found.status_code, ImprovementAction.objects.get().text) == (422, action.text)


def test_no_link_leads_a_head_to_a_plan_of_another_department(place):
    """Somebody of permits does something of a round of citizens' affairs."""
    action = make_action(settled(department=place["burgerzaken"]), department=place["vergunningen"])
    client = client_for(make_user("head", place["vergunningen"]))
    page = client.get(url_of("action", action.assessment, action=action))
    plan = url_of("plan", action.assessment)
    assert (page.status_code, client.get(plan).status_code) == (200, 404)
    assert plan not in page.content.decode()


def test_a_report_of_a_department_tells_no_action_of_another(place):
    make_action(settled(), department=place["burgerzaken"])
    told = {"since": NOW - timedelta(days=9), "until": NOW + timedelta(days=9)}
    assert actions_for(place["vergunningen"], **told) == []
    assert len(actions_for(place["burgerzaken"], **told)) == 1


@pytest.mark.parametrize("role", [each for each in OUTSIDERS if each != "manager"])
def test_nobody_makes_himself_the_leader(role):
    assessment = make_round("draft")
    user = make_user(role)
    client = client_for(user)
    person = assessment.respondents.first()
    for name in ("round-leader", "round-change", "round-people", "round-open", "round-cancel",
                 "round-remind", "round-consensus", "round-new"):  # fmt: skip
        sent = {"leader": user.public_id, "because": "x", "act": "remove", "title": "Van mij",
                "respondent": person.public_id, "pick": f"kcc:{user.public_id}"}  # fmt: skip
        assert client.post(url_of(name, assessment), sent).status_code == 403
    assessment.refresh_from_db()
    kept = (assessment.state, assessment.title, assessment.leader.username)
    assert (*kept, Assessment.objects.count()) == ("draft", "Ronde 2026", "manager", 1)


def test_the_lead_passes_to_a_manager_only():
    assessment = make_round("open")
    client = client_for(assessment.leader)
    head = make_user("head")
    for who in (head.public_id, uuid4(), "x", "\x00", ""):
        found = client.post(url_of("round-leader", assessment), {"leader": who})
        assert found.status_code == 422, who
    assessment.refresh_from_db()
    assert assessment.leader.username == "manager"


def test_who_is_manager_no_more_leads_no_more():
    assessment = make_round("consensus", form="short")
    Membership.objects.filter(user=assessment.leader).delete()
    client = client_for(assessment.leader)
    for name in ("round", "consensus", "consensus-screen", "consensus-now", "consensus-finish"):
        assert client.get(url_of(name, assessment)).status_code in (403, 404), name
    sent = {"answer": "3", "note": "", "seen": ""}
    assert client.post(url_of("consensus-answer", assessment), sent).status_code in (403, 404)


def test_a_person_of_another_round_is_not_taken_off():
    one, other = make_round("draft"), make_round("draft", title="Andere")
    theirs = other.respondents.first()
    client = client_for(one.leader)
    for value in (theirs.public_id, uuid4(), "x", "\x00", ""):
        client.post(url_of("round-people", one), {"act": "remove", "respondent": value})
    assert (one.respondents.count(), other.respondents.count()) == (4, 4)


def test_who_cannot_be_asked_is_not_asked_by_typing(place):
    assessment = make_round("draft")
    client = client_for(assessment.leader)
    officer, admin = make_user("privacy_officer"), make_user("administrator")
    agent, gone = make_user("agent").public_id, make_user("agent", is_active=False)
    for pick in (
        f"kcc:{officer.public_id}", f"management:{admin.public_id}", f"management:{agent}",
        f"kcc:{gone.public_id}", f"x:{agent}", "kcc:x", "kcc:\x00", f"kcc:{uuid4()}",
    ):  # fmt: skip
        client.post(url_of("round-people", assessment), {"act": "add", "pick": pick})
    assert assessment.respondents.count() == 4
