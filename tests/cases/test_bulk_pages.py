"""Many cases at once from the list: what would happen, doing it, taking it back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cases import services
from cases.models import Case, CaseEvent
from kcc.organisation.batches import UNDO
from kcc.organisation.models import Batch
from tests.factories import NOW, make_case, make_customer, make_team, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
LIST, URL = "/cases/", "/cases/bulk/"


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def head(client_of):
    reference()
    return client_of("head")


def picked(*cases):
    return [f"{case.public_id}:{case.version}" for case in cases]


def post(client, act, cases, **values):
    return client.post(URL, {"act": act, "pick": picked(*cases), **values})


def said(client):
    """What the next page tells, each with the address of its undo button."""
    response = client.get(LIST, {"state": "open"})
    return [(str(message), message.extra_tags) for message in response.context["messages"]]


# -- The list ---------------------------------------------------------------------------------


def test_only_what_one_may_act_on_can_be_chosen(client_of, head):
    make_case()
    seen = {
        role: [row.may_pick for row in client_of(role).get(LIST).context["page"].items]
        for role in ("handler", "head", "kcc_lead", "agent", "manager")
    }
    assert seen == {
        "handler": [True], "head": [True], "kcc_lead": [True], "agent": [False],
        "manager": [False],
    }  # fmt: skip
    assert 'id="bulk"' in head.get(LIST).content.decode()
    assert 'id="bulk"' not in client_of("agent").get(LIST).content.decode()


def test_a_row_that_was_claimed_keeps_its_box(head):
    case = make_case()
    sent = {"version": 1, "next": LIST, "picking": "1"}
    response = head.post(f"{LIST}{case.public_id}/claim/", sent, headers={"HX-Request": "true"})
    assert f'value="{case.public_id}:2"' in response.content.decode()


# -- First what would happen ------------------------------------------------------------------


def test_it_first_asks_and_changes_nothing(head):
    one, two = make_case(customer=make_customer()), make_case()
    response = post(head, "assign", [one, two], query="state=overdue")
    assert response.status_code == 200
    assert [line[0].number for line in response.context["lines"]] == [one.number, two.number]
    assert (response.context["shown"], response.context["back"]) == (None, f"{LIST}?state=overdue")
    colleague = make_user("handler", first_name="Joost", last_name="Bakker")
    response = post(head, "assign", [one, two], step="preview", person=str(colleague.public_id))
    will = [line[1] for line in response.context["lines"]]
    assert [("Joost Bakker" in sentence) for sentence in will] == [True, True]
    assert 'value="do"' in response.content.decode()
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("claim", []), ("take-over", []), ("release", ["reason"]), ("assign", ["person", "reason"]),
        ("hand-over", ["to", "reason"]),
    ],
)  # fmt: skip
def test_every_act_asks_what_it_needs_to_know(head, act, fields):
    response = post(head, act, [make_case()])
    assert (response.status_code, list(response.context["form"].fields)) == (200, fields)
    # Without a place to choose it is known at once what would happen.
    assert (response.context["shown"] is None) == (act in ("assign", "hand-over"))


def test_what_is_refused_is_shown_with_its_reason(head):
    free, mine = make_case(), make_case(handler=head.user)
    taken = make_case(handler=make_user("handler"))
    refused = {
        act: {
            line[0].number: bool(line[2])
            for line in post(head, act, [free, mine, taken]).context["lines"]
        }
        for act in ("claim", "take-over", "release")
    }
    names = (free.number, mine.number, taken.number)
    assert refused == {
        "claim": dict(zip(names, (False, True, True), strict=True)),
        "take-over": dict(zip(names, (True, True, False), strict=True)),
        "release": dict(zip(names, (True, False, False), strict=True)),
    }


@pytest.mark.parametrize(
    "sent",
    [{}, {"act": "assign"}, {"act": "close", "pick": ["x:1"]}, {"act": "assign", "pick": "x"}],
)
def test_nothing_chosen_says_so(head, sent):
    assert head.post(URL, sent).status_code == 422


def test_it_is_not_done_before_it_was_shown(head):
    case, colleague = make_case(), make_user("handler")
    person = str(colleague.public_id)
    response = post(head, "assign", [case], step="do", person=person, reason="Vakantie")
    assert (response.status_code, response.context["choice"]) == (200, person)
    other = str(make_user("handler").public_id)
    response = post(head, "assign", [case], step="do", person=person, shown=other, reason="Weg")
    assert response.status_code == 200
    assert Case.objects.get().handler is None


# -- Then it happens --------------------------------------------------------------------------


def test_many_are_given_away_and_taken_back(head):
    cases = [make_case() for _ in range(3)]
    colleague = make_user("handler", first_name="Joost", last_name="Bakker")
    person = str(colleague.public_id)
    response = post(
        head, "assign", cases, step="do", person=person, shown=person, query="state=overdue",
        reason="Ik ben met vakantie",
    )  # fmt: skip
    assert (response.status_code, response.url) == (302, f"{LIST}?state=overdue")
    assert set(Case.objects.values_list("handler", flat=True)) == {colleague.pk}
    texts = CaseEvent.objects.filter(kind="reassigned").values_list("text", flat=True)
    assert list(texts) == ["Ik ben met vakantie"] * 3
    batch = Batch.objects.get()
    ((words, undo),) = said(head)
    assert ("Joost Bakker" in words, undo) == (True, f"{LIST}undo/{batch.public_id}/")
    response = head.post(undo, headers={"Referer": f"http://testserver{LIST}?state=mine"})
    assert (response.status_code, response.url) == (302, f"{LIST}?state=mine")
    assert set(Case.objects.values_list("handler", flat=True)) == {None}


def test_a_reason_is_asked_and_what_was_typed_stays(head):
    there = reference().department["burgerzaken"]
    make_user("handler", there)
    case = make_case()
    sent = {"step": "do", "to": "department:burgerzaken", "shown": "department:burgerzaken"}
    response = post(head, "hand-over", [case], **sent)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["reason"]
    assert response.context["form"]["to"].value() == "department:burgerzaken"
    assert post(head, "hand-over", [case], **sent, reason="Paspoort").status_code == 302
    assert Case.objects.get().department == there


def test_a_team_can_be_chosen_and_what_is_there_already_stays(head):
    team = make_team()
    one, there = make_case(), make_case()
    Case.objects.filter(pk=there.pk).update(team=team)
    place = f"team:{team.public_id}"
    sent = {"to": place, "shown": place, "reason": "Bouwen"}
    response = post(head, "hand-over", [one, there], step="preview", **sent)
    assert [bool(line[1]) for line in response.context["lines"]] == [True, False]
    assert post(head, "hand-over", [one, there], step="do", **sent).status_code == 302
    assert set(Case.objects.values_list("team", flat=True)) == {team.pk}
    done, refused = said(head)
    assert (bool(done[1]), refused[0].startswith(there.number)) == (True, True)


def test_what_somebody_else_changed_meanwhile_stays(head):
    one, two = make_case(), make_case()
    sent = picked(one, two)
    other = make_user("handler")
    services.claim(by=other, case=two, version=1, now=NOW)
    head.post(URL, {"act": "claim", "pick": sent, "step": "do", "shown": ""})
    assert [case.handler for case in Case.objects.order_by("pk")] == [head.user, other]
    _done, refused = said(head)
    assert refused[0].startswith(two.number)


def test_nothing_typed_is_lost_when_nothing_could_be_done(head):
    case = make_case(handler=make_user("handler"))
    sent = picked(case)
    services.release(by=head.user, case=case, version=1, now=NOW)
    typed = {"act": "release", "pick": sent, "step": "do", "reason": "Met verlof", "shown": ""}
    response = head.post(URL, typed)
    assert response.status_code == 409
    assert "Met verlof" in response.content.decode()
    assert [bool(line[2]) for line in response.context["lines"]] == [True]


def test_work_of_others_is_not_there(head):
    elsewhere = make_case(department=reference().department["burgerzaken"])
    response = post(head, "claim", [elsewhere], step="do", shown="")
    assert (response.status_code, response.context["gone"]) == (409, 1)
    assert elsewhere.number not in response.content.decode()
    assert Case.objects.get().handler is None


def test_a_colleague_of_another_department_is_no_choice(head):
    case = make_case()
    other = make_user("handler", reference().department["burgerzaken"])
    person = str(other.public_id)
    response = post(head, "assign", [case], step="do", person=person, shown=person, reason="x")
    assert response.status_code == 422
    assert Case.objects.get().handler is None


def test_at_most_two_hundred(head):
    pick = [f"{uuid4()}:1" for _ in range(201)]
    response = head.post(URL, {"act": "release", "pick": pick})
    assert (response.status_code, bool(response.context["problem"])) == (200, True)


def test_a_look_costs_the_same_for_one_and_for_three(head):
    cases = []
    for count in (1, 3):
        while len(cases) < count:
            cases.append(make_case(customer=make_customer()))
        post(head, "release", cases)
        with statements() as ran:
            post(head, "release", cases)
        assert len(ran) == 5


# -- Taking back ------------------------------------------------------------------------------


def test_taking_back_is_only_for_who_did_it_and_for_half_a_minute(head, time_machine, client_of):
    services.claim(by=head.user, case=make_case(), version=1, now=NOW)
    url = f"{LIST}undo/{Batch.objects.get().public_id}/"
    assert client_of("head").post(url).status_code == 404
    time_machine.move_to(NOW + UNDO + timedelta(seconds=1), tick=False)
    assert head.post(url, headers={"Referer": "https://kwaad.example/"}).url == LIST
    assert Case.objects.get().handler == head.user
    ((words, undo),) = said(head)
    assert (bool(words), undo) == (True, "")


@pytest.mark.parametrize("path", ["//kwaad.example/", "/\\kwaad.example/", "///kwaad.example"])
def test_taking_back_never_leads_to_another_site(head, path):
    services.claim(by=head.user, case=make_case(), version=1, now=NOW)
    url = f"{LIST}undo/{Batch.objects.get().public_id}/"
    assert head.post(url, headers={"Referer": f"http://testserver{path}"}).url == LIST


def test_what_somebody_went_on_with_is_not_taken_back(head):
    case = make_case()
    services.claim(by=head.user, case=case, version=1, now=NOW)
    case.refresh_from_db()
    services.release(by=make_user("handler"), case=case, version=2, now=NOW)
    head.post(f"{LIST}undo/{Batch.objects.get(by=head.user).public_id}/")
    assert case.number in said(head)[0][0]
    assert Case.objects.get().version == 3
