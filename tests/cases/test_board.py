"""The board: which cards stand where, who may move them where to, and what it costs."""

from datetime import timedelta

import pytest

from cases import board, services
from cases.models import Case, CaseEvent, CaseType, StatusType
from kcc.organisation.access import WORKERS
from kcc.organisation.models import Batch, Role
from tests.factories import NOW, make_case, make_customer, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
URL, TYPE = "/cases/board/", "omgevingsvergunning"
HTMX = {"HX-Request": "true"}
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def head(client_of):
    reference()
    return client_of("head")


def lanes(response):
    """{name of the status: numbers of its cards}."""
    return {
        lane.name: [card.row.number for card in lane.cards] for lane in response.context["lanes"]
    }


def look(client, **query):
    return client.get(URL, {"type": TYPE, **query})


def move(client, case, to, *, reason=None, query=f"type={TYPE}", headers=None):
    sent = {"version": case.version, "to": to, "query": query}
    if reason is not None:
        sent["reason"] = reason
    return client.post(f"{URL}{case.public_id}/move/", sent, headers=headers)


def started(case):
    """In the second status."""
    status = StatusType.objects.get(case_type=case.case_type, order=2)
    Case.objects.filter(pk=case.pk).update(status=status)
    case.refresh_from_db()
    return case


# -- Who sees which cards ---------------------------------------------------------------------


def test_only_who_works_with_cases_or_oversees_them_may_look(client, client_of):
    reference()
    seen = {role: look(client_of(role)).status_code for role in Role}
    assert seen == {role: 200 if role in WORKERS | {Role.MANAGER} else 403 for role in Role}
    assert client.get(URL).status_code == 302


def test_cards_stand_in_the_column_of_their_status_most_urgent_first(head):
    later, first = make_case(due_on=TODAY + timedelta(days=9)), make_case(due_on=TODAY)
    high = make_case(due_on=TODAY + timedelta(days=30), priority=2)
    begun = started(make_case())
    closed = make_case()
    result = closed.case_type.result_types.first()
    services.close_case(by=head.user, case=closed, version=1, result=result, answer="Ja", now=NOW)
    assert lanes(look(head)) == {
        "Ontvangen": [high.number, first.number, later.number],
        "In behandeling": [begun.number],
    }


def test_every_tab_and_filter_of_the_list_narrows_the_board(head, client_of):
    mine = make_case(handler=head.user)
    late = make_case(due_on=TODAY - timedelta(days=1))
    make_case(department=reference().department["burgerzaken"])
    asked = [
        ({"state": "mine"}, [mine.number]), ({"state": "overdue"}, [late.number]),
        ({"handler": "nobody"}, [late.number]), ({"department": "vergunningen"}, None),
    ]  # fmt: skip
    for query, numbers in asked:
        expected = numbers or [late.number, mine.number]
        assert lanes(look(head, **query))["Ontvangen"] == expected, query
    assert len(lanes(look(client_of("agent")))["Ontvangen"]) == 3


def test_without_a_type_it_opens_the_one_with_most_to_do(head):
    assert head.get(URL).status_code == 200
    make_case()
    response = head.get(URL, {"state": "mine"})
    assert (response.status_code, response.url) == (302, f"{URL}?state=mine&type={TYPE}")


def test_an_unknown_type_shows_nothing_and_says_so(head):
    make_case()
    response = head.get(URL, {"type": "x"})
    assert (response.status_code, response.context["lanes"]) == (200, [])
    assert list(response.context["asked"].filters.form.errors) == ["type"]


def test_a_column_holds_forty_and_says_how_many_more(head, monkeypatch):
    monkeypatch.setattr(board, "MOST", 2)
    for number in range(5):
        make_case(due_on=TODAY + timedelta(days=number))
    (lane, _begun) = look(head).context["lanes"]
    assert (len(lane.cards), lane.count, lane.more) == (2, 5, 3)
    assert "?type=omgevingsvergunning&amp;status=Ontvangen" in look(head).content.decode()


def test_an_overseer_sees_no_person_and_moves_nothing(client_of):
    case = make_case(customer=make_customer(), description="Dakkapel van mevrouw De Wit")
    page = look(client_of("manager")).content.decode()
    assert case.number in page
    for hidden in ("Wit", str(case.public_id) + "/", 'name="to"'):
        assert hidden not in page


def test_who_may_not_move_sees_no_buttons(client_of):
    make_case()
    seen = {
        role: 'data-step="forward"' in look(client_of(role)).content.decode()
        for role in ("agent", "kcc_lead", "handler", "head")
    }
    assert seen == {"agent": False, "kcc_lead": False, "handler": True, "head": True}


# -- Versions of a type -----------------------------------------------------------------------


def second_version(names):
    old = reference().case_type[TYPE]
    CaseType.objects.filter(pk=old.pk).update(stage="past")
    new = CaseType.objects.create(
        slug=TYPE, version=2, stage="current", name="Vergunning", domain=old.domain,
        department=old.department, term="P56D", term_unit=old.term_unit, norm="P42D",
        norm_unit=old.norm_unit,
    )  # fmt: skip
    StatusType.objects.bulk_create(
        StatusType(case_type=new, order=order, name=name, is_final=order == len(names))
        for order, name in enumerate(names, start=1)
    )
    return new


def test_cases_of_two_versions_share_the_columns_they_share(head):
    old = started(make_case())
    version = second_version(["Ontvangen", "Advies", "Besluit", "Afgehandeld"])
    new = services.open_case(
        by=head.user, case_type=version, description="Nieuw",
        department=reference().department["vergunningen"], now=NOW,
    )  # fmt: skip
    found = lanes(look(head))
    assert found == {
        "Ontvangen": [new.number], "In behandeling": [old.number], "Advies": [], "Besluit": [],
    }  # fmt: skip
    cards = {c.row.number: c for lane in look(head).context["lanes"] for c in lane.cards}
    steps = {number: (c.back and c.back.name, c.forward and c.forward.name, c.last)
             for number, c in cards.items()}  # fmt: skip
    assert steps == {
        new.number: (None, "Advies", False), old.number: ("Ontvangen", None, True),
    }  # fmt: skip
    # What only the old version has goes with its last case.
    Case.objects.filter(pk=old.pk).update(status=version.status_types.get(order=1))
    assert list(lanes(look(head))) == ["Ontvangen", "Advies", "Besluit"]


# -- Moving -----------------------------------------------------------------------------------


def test_a_card_goes_on_and_back_again_with_the_undo_of_its_message(head):
    case = make_case()
    response = move(head, case, 2)
    assert (response.status_code, response.url) == (302, f"{URL}?type={TYPE}")
    case.refresh_from_db()
    assert (case.status.name, case.version) == ("In behandeling", 2)
    page = look(head)
    (message,) = page.context["messages"]
    assert message.extra_tags == f"/cases/undo/{Batch.objects.get().public_id}/"
    head.post(message.extra_tags)
    case.refresh_from_db()
    assert case.status.name == "Ontvangen"


def test_for_a_script_the_answer_is_the_board(head):
    case = make_case()
    response = move(head, case, 2, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 200
    assert page.lstrip().startswith('<div id="board"')
    assert f'id="card-{case.public_id}"' in page
    assert f"/cases/undo/{Batch.objects.get().public_id}/" in page
    assert lanes(response) == {"Ontvangen": [], "In behandeling": [case.number]}


def test_going_back_asks_the_reason_on_the_card(head):
    case = started(make_case())
    response = move(head, case, 1, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="why-{case.public_id}"' in page
    # Asked for the first time nothing was forgotten yet.
    assert 'class="error"' not in page
    refused = move(head, case, 1, reason=" ", headers=HTMX)
    assert (refused.status_code, 'class="error"' in refused.content.decode()) == (422, True)
    long = move(head, case, 1, reason="x" * 501, headers=HTMX)
    assert (long.status_code, "x" * 501 in long.content.decode()) == (422, True)
    assert move(head, case, 1, reason="Stukken ontbreken", headers=HTMX).status_code == 200
    case.refresh_from_db()
    assert case.status.name == "Ontvangen"
    assert CaseEvent.objects.get(kind="status").text == "Stukken ontbreken"


def test_without_a_script_the_question_is_an_address(head):
    case = started(make_case())
    response = move(head, case, 1)
    assert response.status_code == 302
    assert response.url == f"{URL}?type={TYPE}&ask={case.public_id}&to=1#card-{case.public_id}"
    page = head.get(response.url).content.decode()
    assert f'id="why-{case.public_id}"' in page
    # What is sent from there is not asked again.
    assert f'name="query" value="type={TYPE}"' in page
    assert move(head, case, 1, reason="Stukken ontbreken").url == f"{URL}?type={TYPE}"


def test_who_comes_too_late_is_told_and_nothing_moves(head):
    case = make_case()
    services.claim(by=make_user("handler"), case=case, version=1, now=NOW)
    stale = Case.objects.get(pk=case.pk)
    stale.version = 1
    response = move(head, stale, 2, headers=HTMX)
    assert (response.status_code, case.number in response.content.decode()) == (409, True)
    assert Case.objects.get().status.name == "Ontvangen"


@pytest.mark.parametrize("to", [1, 3, 7, "x", ""])
def test_a_card_goes_nowhere_it_cannot_go(head, to):
    case = make_case()
    assert move(head, case, to, headers=HTMX).status_code == 422
    assert Case.objects.get().version == 1


def test_only_who_handles_the_work_moves_it(client_of, head):
    case = make_case()
    codes = {
        role: move(client_of(role), case, 2).status_code
        for role in ("agent", "kcc_lead", "manager", "board")
    }
    assert codes == dict.fromkeys(codes, 403)
    other = client_of("head", reference().department["burgerzaken"])
    assert move(other, case, 2).status_code == 404
    assert head.get(f"{URL}{case.public_id}/move/").status_code == 405
    assert Case.objects.get().version == 1


@pytest.mark.parametrize("query", ["//kwaad.example", "type=x&next=https://kwaad.example", "%00"])
def test_a_move_never_leads_to_another_site(head, query):
    assert move(head, make_case(), 2, query=query).url.startswith(f"{URL}?")


# -- What it costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["handler", "agent", "manager"])
def test_a_board_costs_seven_statements(client_of, role):
    """Session, person, roles; statuses; numbers; which cards, the cards."""
    client = client_of(role)
    for count in (1, 3):
        while Case.objects.count() < count:
            make_case(customer=make_customer(), handler=client.user)
        look(client)
        with statements() as ran:
            response = look(client)
        # One more counts what an agent registered, whatever became of it.
        cost = 8 if role == "agent" else 7
        assert (sum(map(len, lanes(response).values())), len(ran)) == (count, cost)
