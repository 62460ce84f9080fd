"""Many callbacks at once from the list: what would happen, doing it, taking it back."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contacts.callbacks import services
from contacts.callbacks.batches import UNDO
from contacts.models import Callback
from kcc.organisation.models import Batch, Membership
from tests.factories import NOW, make_callback, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
LIST, URL = "/contacts/callbacks/", "/contacts/callbacks/bulk/"


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def head(client_of):
    reference()
    return client_of("head")


def picked(*callbacks):
    return [f"{callback.public_id}:{callback.version}" for callback in callbacks]


def post(client, act, callbacks, **values):
    return client.post(URL, {"act": act, "pick": picked(*callbacks), **values})


def said(client):
    """What the next page tells, each with the address of its undo button."""
    response = client.get(LIST, {"state": "open"})
    return [(str(message), message.extra_tags) for message in response.context["messages"]]


# -- The list ---------------------------------------------------------------------------------


def test_only_what_one_may_act_on_can_be_chosen(client_of, head):
    make_callback()
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


# -- First what would happen ------------------------------------------------------------------


def test_it_first_asks_and_changes_nothing(head):
    one, two = make_callback(), make_callback()
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


def test_what_is_refused_is_shown_with_its_reason(head):
    one, mine = make_callback(), make_callback()
    services.claim(by=head.user, callback=mine, version=1, now=NOW)
    mine.refresh_from_db()
    # Only what somebody has taken on can be released: it is shown at once.
    response = post(head, "release", [one, mine])
    refused = {line[0].number: bool(line[2]) for line in response.context["lines"]}
    assert refused == {one.number: True, mine.number: False}


@pytest.mark.parametrize(
    "sent",
    [{}, {"act": "assign"}, {"act": "close", "pick": ["x:1"]}, {"act": "assign", "pick": "x"}],
)
def test_nothing_chosen_says_so(head, sent):
    assert head.post(URL, sent).status_code == 422


def test_it_is_not_done_before_it_was_shown(head):
    callback, colleague = make_callback(), make_user("handler")
    person = str(colleague.public_id)
    response = post(head, "assign", [callback], step="do", person=person)
    assert (response.status_code, response.context["choice"]) == (200, person)
    other = str(make_user("handler").public_id)
    response = post(head, "assign", [callback], step="do", person=person, shown=other)
    assert response.status_code == 200
    assert Callback.objects.get().assignee is None


# -- Then it happens --------------------------------------------------------------------------


def test_many_are_given_away_and_taken_back(head):
    callbacks = [make_callback() for _ in range(3)]
    colleague = make_user("handler", first_name="Joost", last_name="Bakker")
    person = str(colleague.public_id)
    response = post(
        head, "assign", callbacks, step="do", person=person, shown=person, query="state=overdue"
    )
    assert (response.status_code, response.url) == (302, f"{LIST}?state=overdue")
    assert set(Callback.objects.values_list("assignee", flat=True)) == {colleague.pk}
    batch = Batch.objects.get()
    ((words, undo),) = said(head)
    assert ("Joost Bakker" in words, undo) == (True, f"{LIST}undo/{batch.public_id}/")
    response = head.post(undo, headers={"Referer": f"http://testserver{LIST}?state=mine"})
    assert (response.status_code, response.url) == (302, f"{LIST}?state=mine")
    assert set(Callback.objects.values_list("assignee", flat=True)) == {None}


def test_what_somebody_else_changed_meanwhile_stays(head):
    one, two = make_callback(), make_callback()
    sent = picked(one, two)
    services.claim(by=make_user("handler"), callback=two, version=1, now=NOW)
    colleague = make_user("handler")
    person = str(colleague.public_id)
    head.post(URL, {"act": "assign", "pick": sent, "step": "do", "person": person, "shown": person})
    assert Callback.objects.get(pk=one.pk).assignee == colleague
    assert Callback.objects.get(pk=two.pk).assignee != colleague
    _done, refused = said(head)
    assert refused[0].startswith(two.number)


def test_nothing_typed_is_lost_when_nothing_could_be_done(head):
    callback = make_callback()
    sent = picked(callback)
    services.claim(by=make_user("handler"), callback=callback, version=1, now=NOW)
    response = head.post(
        URL, {"act": "lapse", "pick": sent, "step": "do", "reason": "Dubbel gevraagd", "shown": ""}
    )
    assert response.status_code == 409
    assert "Dubbel gevraagd" in response.content.decode()
    assert [bool(line[2]) for line in response.context["lines"]] == [True]


def test_a_reason_is_asked_and_what_was_typed_stays(head):
    there = reference().department["burgerzaken"]
    make_user("handler", there)
    callback = make_callback()
    sent = {"step": "do", "department": "burgerzaken", "shown": "burgerzaken"}
    response = post(head, "reroute", [callback], **sent)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["reason"]
    assert response.context["form"]["department"].value() == "burgerzaken"
    assert post(head, "reroute", [callback], **sent, reason="Paspoort").status_code == 302
    assert Callback.objects.get().department == there


def test_work_of_others_is_not_there(client_of, head):
    elsewhere = make_callback(department=reference().department["burgerzaken"], subject="BZ01")
    response = post(head, "lapse", [elsewhere], step="do", reason="Weg", shown="")
    assert (response.status_code, response.context["gone"]) == (409, 1)
    assert elsewhere.number not in response.content.decode()
    assert Callback.objects.get().is_open


def test_a_colleague_of_another_department_is_no_choice(head):
    callback = make_callback()
    other = make_user("handler", reference().department["burgerzaken"])
    person = str(other.public_id)
    response = post(head, "assign", [callback], step="do", person=person, shown=person)
    assert response.status_code == 422
    assert Callback.objects.get().assignee is None


def test_agents_of_the_contact_centre_can_be_given_its_work(client_of):
    lead, centre = client_of("kcc_lead"), reference().department["kcc"]
    agent = make_user("agent", first_name="Sanne", last_name="Mulder")
    make_user("head", centre)
    callback = make_callback(department=centre, subject="BZ01")
    response = post(lead, "assign", [callback])
    people = response.context["form"].fields["person"].queryset
    assert agent in people
    assert Membership.objects.filter(user__in=people).exclude(
        role__in=("agent", "kcc_lead", "head")
    ).count() == 0  # fmt: skip


def test_at_most_two_hundred(head):
    pick = [f"{uuid4()}:1" for _ in range(201)]
    response = head.post(URL, {"act": "release", "pick": pick})
    assert (response.status_code, bool(response.context["problem"])) == (200, True)


def test_a_look_costs_the_same_for_one_and_for_three(head):
    callbacks = []
    for count in (1, 3):
        while len(callbacks) < count:
            callbacks.append(make_callback())
        post(head, "lapse", callbacks)
        with statements() as ran:
            post(head, "lapse", callbacks)
        assert len(ran) == 5


# -- Taking back ------------------------------------------------------------------------------


def test_taking_back_is_only_for_who_did_it_and_for_half_a_minute(head, time_machine, client_of):
    callback = make_callback()
    services.claim(by=head.user, callback=callback, version=1, now=NOW)
    batch = Batch.objects.get()
    url = f"{LIST}undo/{batch.public_id}/"
    assert client_of("head").post(url).status_code == 404
    time_machine.move_to(NOW + UNDO + timedelta(seconds=1), tick=False)
    assert head.post(url, headers={"Referer": "https://kwaad.example/"}).url == LIST
    assert Callback.objects.get().assignee == head.user
    ((words, undo),) = said(head)
    assert (bool(words), undo) == (True, "")


@pytest.mark.parametrize("path", ["//kwaad.example/", "/\\kwaad.example/", "///kwaad.example"])
def test_taking_back_never_leads_to_another_site(head, path):
    """Such an address of ours would be the name of another host once ours is left out."""
    services.claim(by=head.user, callback=make_callback(), version=1, now=NOW)
    url = f"{LIST}undo/{Batch.objects.get().public_id}/"
    assert head.post(url, headers={"Referer": f"http://testserver{path}"}).url == LIST


def test_what_somebody_went_on_with_is_not_taken_back(head):
    callback = make_callback()
    services.claim(by=head.user, callback=callback, version=1, now=NOW)
    callback.refresh_from_db()
    services.release(by=make_user("handler"), callback=callback, version=2, now=NOW)
    head.post(f"{LIST}undo/{Batch.objects.get(by=head.user).public_id}/")
    assert callback.number in said(head)[0][0]
    assert Callback.objects.get().version == 3
