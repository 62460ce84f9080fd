"""The page of one case and its buttons: who may press them, and what is never lost."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from cases import services
from cases.models import (
    Case,
    CaseDocument,
    CaseQuestion,
    CaseType,
    DefaultNotice,
    PenaltyRate,
    StatusType,
    Suspension,
)
from cases.workflow import Act
from contacts.logging.inputs import NewCaseInput
from kcc.audit.models import AuditEvent
from kcc.organisation.access import WORKERS
from kcc.organisation.models import Role
from tests.cases.pages import PAGE, saved, url
from tests.factories import (
    NOW,
    make_case,
    make_closed_case,
    make_contact,
    make_customer,
    make_team,
    make_user,
)
from tests.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]
HTMX = {"HX-Request": "true"}
# Events, contacts, tasks, other cases, roles, ways to reach people, suspensions, notices, the
# amounts of the penalty, documents.
EVERYTHING = 10


def test_only_who_may_see_a_case_opens_it(client, client_of, town):
    case = make_case()
    seen = {role: client_of(role).get(url(case)).status_code for role in Role}
    assert seen == {role: 200 if role in WORKERS else 403 for role in Role}
    assert client.get(url(case)).status_code == 302
    assert client_of("head", town.department["burgerzaken"]).get(url(case)).status_code == 404
    Case.objects.update(confidentiality="vertrouwelijk")
    assert client_of("agent").get(url(case)).status_code == 404
    assert client_of("handler").get(url(case)).status_code == 200
    assert client_of("agent").get(f"/cases/{uuid4()}/").status_code == 404
    assert client_of("agent").post(url(case)).status_code == 405


WORK = {Role.HANDLER, Role.HEAD}
ANSWERS = {
    Act.CLAIM: WORK,
    Act.TAKE_OVER: WORK,
    Act.RELEASE: WORK | {Role.KCC_LEAD},
    Act.STATUS: WORK,
    Act.HAND_OVER: WORK | {Role.KCC_LEAD},
    Act.CLOSE: WORK,
    Act.NOTE: WORKERS,
    Act.REOPEN: WORK,
}


@pytest.mark.parametrize("act", ANSWERS)
def test_every_button_is_for_who_may_press_it(client, client_of, town, act):
    make_user("handler", town.department["burgerzaken"])
    typed = {
        "version": 1, "text": "Ja", "to": "department:burgerzaken", "reason": "Daar",
        "status": 2, "result": "Verleend", "answer": "Ja",
    }  # fmt: skip
    seen = {}
    for role in Role:
        case = make_case()
        seen[role] = client_of(role).post(url(case, act), typed).status_code
    # 422: allowed, but there is nobody to take it from, and it is open.
    done = 422 if act in (Act.RELEASE, Act.TAKE_OVER, Act.REOPEN) else 302
    assert seen == {role: done if role in ANSWERS[act] else 403 for role in Role}
    assert client_of("handler").get(url(case, act)).status_code == (
        200 if act == Act.HAND_OVER else 405
    )
    elsewhere = client_of("handler", town.department["burgerzaken"])
    assert elsewhere.post(url(make_case(), act), typed).status_code == 404
    assert client.post(url(case, act), typed).status_code == 302


def test_looking_is_recorded(handler):
    case = make_case()
    handler.get(url(case))
    event = AuditEvent.objects.get(action="case.viewed")
    assert (event.actor, event.object_id) == (handler.user, str(case.public_id))


def test_the_page_explains_its_due_dates(handler):
    page = handler.get(url(make_case(customer=make_customer()))).content.decode()
    for words in ("56 days, received", "42 days, received", "Hanna de Wit", "Z-2026-000001"):
        assert words in page


def test_contacts_about_the_case_are_shown_as_far_as_they_may_be(handler, client_of, town):
    new_case = NewCaseInput(case_type=town.case_type["omgevingsvergunning"], description="Dakkapel")
    first = make_contact(subject="VG01", outcome="zaak_aangemaakt", at=NOW, new_case=new_case)
    case = first.made_cases[0]
    elsewhere = make_contact(subject="BZ01", at=NOW + timedelta(hours=1))
    hidden = make_contact(subject="BZ02", at=NOW + timedelta(hours=2), confidential=True)
    for contact in (elsewhere, hidden):
        contact.questions.update(case=case)
    origins = handler.get(url(case)).context["origins"]
    assert [(origin.subject, origin.contact) for origin in origins] == [
        ("Paspoort of identiteitskaart", None),
        ("Dakkapel", first.public_id),
    ]
    origins = client_of("agent").get(url(case)).context["origins"]
    assert [origin.contact for origin in origins] == [elsewhere.public_id, first.public_id]


def make_everything(case, by, number):
    """One more of all that a case can have."""
    day = NOW.date() - timedelta(days=10 * number)
    services.add_note(by=by, case=case, text=f"Noot {number}", now=NOW)
    services.add_task(by=by, case=case, title=f"Taak {number}", assignee=by, now=NOW)
    done = services.add_task(by=by, case=case, title=f"Klaar {number}", now=NOW)
    services.finish_task(by=by, task=done, now=NOW)
    lawyer = make_customer(family_name=f"Advocaat {number}", phones=(f"+3161234567{number}",))
    services.add_role(by=by, case=case, customer=lawyer, kind="gemachtigde", now=NOW)
    services.add_link(by=by, case=case, other=make_case(), kind="vervolg", now=NOW)
    make_case(parent=case)
    make_case(customer=case.customer)
    make_contact(subject="VG01", at=NOW).questions.update(case=case)
    known = {"case": case, "added_at": NOW, "added_by": by}
    Suspension.objects.create(
        letter_on=day, resumed_on=day + timedelta(days=3), days=2, reason="incomplete", **known
    )
    DefaultNotice.objects.create(received_on=day, premature=number > 1, **known)
    CaseDocument.objects.create(
        name=f"Brief {number}.pdf", kind="application/pdf", size=1, sha256="0" * 64,
        path=f"documents/{number}", **known,
    )  # fmt: skip


def test_the_page_costs_the_same_with_one_of_everything_and_with_three(handler, town):
    case_type = town.case_type["omgevingsvergunning"]
    CaseType.objects.update(suspendable=True, extendable=True, penalty=True)
    PenaltyRate.objects.create(valid_from=date(2020, 1, 1), tiers=[[14, 23], [14, 35], [14, 45]])
    for order, key in enumerate(("eerste", "tweede", "derde"), start=1):
        CaseQuestion.objects.create(case_type=case_type, order=order, key=key, label=key)
    answers = {"eerste": "Ja", "tweede": "Nee", "derde": "Nooit"}
    case = make_case(
        customer=make_customer(), details=answers, due_on=NOW.date() - timedelta(days=40)
    )
    services.edit(by=None, case=case, version=1, values={"details.eerste": "Nou"}, now=NOW)
    found = []
    for number in (1, 2, 3):
        make_everything(case, handler.user, number)
        handler.get(url(case))
        with statements() as ran:
            handler.get(url(case))
        found.append(len(ran))
    assert found == [PAGE + EVERYTHING] * 3


def test_the_page_of_a_simple_case_costs_less(handler):
    case = make_case()
    handler.get(url(case))
    with statements() as ran:
        handler.get(url(case))
    assert len(ran) == PAGE


def test_a_claim_with_script_answers_the_row(handler):
    case = make_case()
    response = handler.post(url(case, "claim"), {"version": 1}, headers=HTMX)
    assert response.status_code == 200
    assert f'id="case-{case.public_id}"' in response.content.decode()
    assert saved(case).handler == handler.user
    again = handler.post(url(case, "claim"), {"version": 1}, headers=HTMX)
    assert again.status_code == 409


def test_a_claim_without_script_goes_back_to_the_list(handler):
    case = make_case()
    back = "/cases/?state=overdue"
    assert handler.post(url(case, "claim"), {"version": 1, "next": back})["Location"] == back
    away = handler.post(url(case, "release"), {"version": 2, "next": "//example.org/"})
    assert away["Location"] == url(case)


def test_a_save_over_a_newer_version_loses_nothing_typed(handler):
    colleague, case = make_user("handler"), make_case()
    step = StatusType.objects.get(name="In behandeling")
    services.change_status(by=colleague, case=case, version=1, status=step, now=NOW)
    typed = {"version": 1, "result": "Geweigerd", "answer": "De vergunning is geweigerd."}
    refused = handler.post(url(case, "close"), typed)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert [(c.title, c.by) for c in refused.context["changes"]] == [
        ("Status from Ontvangen to In behandeling", "Robin Handler-2")
    ]
    assert "De vergunning is geweigerd." in page
    closing = refused.context["steps"][-1]
    assert (closing.chosen, closing.typed.data["version"]) == (True, 2)
    assert saved(case).closed_at is None
    assert handler.post(url(case, "close"), typed | {"version": 2}).status_code == 302
    assert saved(case).result.name == "Geweigerd"


def test_words_whose_act_is_no_longer_possible_become_a_note(handler):
    """Somebody else closed it while the answer was typed."""
    case = make_case()
    services.close_case(
        by=make_user("handler"), case=case, version=1, now=NOW,
        result=case.case_type.result_types.first(), answer="Ja",
    )  # fmt: skip
    typed = {"version": 1, "result": "Geweigerd", "answer": "De vergunning is geweigerd."}
    refused = handler.post(url(case, "close"), typed)
    assert refused.status_code == 409
    assert refused.context["forms"]["note"].initial == {"text": "De vergunning is geweigerd."}
    assert refused.context["opened"] == Act.NOTE


@pytest.mark.parametrize(
    ("act", "typed", "field"),
    [
        ("close", {"answer": "Ja"}, "result"),
        ("close", {"result": "Verleend"}, "answer"),
        ("close", {"result": "Elders", "answer": "Ja"}, "result"),
        ("close", {"result": "Verleend", "answer": "Ja", "expires_on": "morgen"}, "expires_on"),
        ("hand-over", {"to": "department:geheim", "reason": "x"}, "to"),
        ("hand-over", {"to": "", "reason": "x"}, "to"),
        ("hand-over", {"to": "department:vergunningen", "reason": ""}, "reason"),
        ("note", {"text": ""}, "text"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_saved(handler, act, typed, field):
    case = make_case()
    case.case_type.result_types.update(counts_from="vervaldatum_besluit")
    response = handler.post(url(case, act), typed | {"version": 1})
    assert response.status_code == 422
    form = response.context["form"] if act == "hand-over" else response.context["typed"]
    assert list(form.errors) == [field]
    assert (saved(case).version, case.events.count()) == (1, 0)


def test_going_back_without_a_reason_is_refused_with_the_choice_kept(handler):
    case = make_case()
    step = StatusType.objects.get(name="In behandeling")
    services.change_status(by=handler.user, case=case, version=1, status=step, now=NOW)
    response = handler.post(url(case, "status"), {"version": 2, "status": 1, "reason": ""})
    assert (response.status_code, saved(case).status) == (422, step)
    assert list(response.context["typed"].errors) == ["reason"]


def test_handing_over_offers_colleagues_departments_and_teams(handler, town):
    colleague, team = make_user("handler"), make_team()
    case = make_case(handler=handler.user)
    choices = handler.get(url(case, "hand-over")).context["form"].fields["to"].choices
    offered = [value for _label, group in choices if isinstance(group, list) for value, _ in group]
    assert offered == [
        f"person:{colleague.public_id}", "department:vergunningen", f"team:{team.public_id}",
    ]  # fmt: skip
    for target, place in [
        (offered[2], (team, None)), (offered[0], (team, colleague)), (offered[1], (None, None)),
    ]:  # fmt: skip
        typed = {"version": saved(case).version, "to": target, "reason": "Rooster"}
        assert handler.post(url(case, "hand-over"), typed).status_code == 302
        assert (saved(case).team, saved(case).handler) == place


def test_a_case_handed_over_elsewhere_leads_back_to_the_list(handler, town):
    make_user("handler", town.department["burgerzaken"])
    case = make_case()
    typed = {"version": 1, "to": "department:burgerzaken", "reason": "Gaat over een paspoort."}
    assert handler.post(url(case, "hand-over"), typed)["Location"] == "/cases/"
    assert handler.get(url(case)).status_code == 404


def test_a_closed_case_takes_notes_and_can_be_opened_again(handler):
    case = make_closed_case()
    page = handler.get(url(case))
    assert list(page.context["forms"]) == ["reopen", "note"]
    assert not any(step.may_go for step in page.context["steps"])
    assert handler.post(url(case, "note"), {"text": "Dank"}).status_code == 302
    assert handler.post(url(case, "reopen"), {"version": 2, "reason": ""}).status_code == 422
    typed = {"version": 2, "reason": "De klant belde"}
    assert handler.post(url(case, "reopen"), typed).status_code == 302
    assert (saved(case).closed_at, saved(case).status.name) == (None, "Ontvangen")
