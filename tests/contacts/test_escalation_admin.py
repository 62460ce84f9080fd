"""Keeping the steps: what a text may say, what a change does, and what cannot be deleted."""

import pytest

from contacts.escalation.services import take_steps
from contacts.loading import escalation_steps
from contacts.models import Callback, Escalation, EscalationStep
from kcc.audit.models import AuditEvent
from tests.factories import NOW, make_callback, make_steps, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
LIST = "/admin/contacts/escalationstep/"


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def admin(client_of):
    return client_of("administrator")


@pytest.fixture
def step():
    return make_steps()["behandelaar"]


def change(admin, step, **values):
    data = {
        "name": step.name, "basis": step.basis, "amount": step.amount, "audience": step.audience,
        "mail": "on", "text": step.text, "active": "on",
    }  # fmt: skip
    data = {name: value for name, value in (data | values).items() if value is not None}
    return admin.post(f"{LIST}{step.pk}/change/", data)


def errors(response):
    return dict(response.context["adminform"].form.errors)


def test_the_page_shows_how_the_text_reads(admin, step):
    page = admin.get(f"{LIST}{step.pk}/change/").content.decode()
    assert "T-4127 over Dakkapel: antwoord vóór di 24 nov 17:00." in page
    assert admin.get(LIST).status_code == 200
    assert admin.get(f"{LIST}add/").status_code == 200


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{number} van {naam}", "{naam}"), ("{number", "{"), ("{number!r} {number}", "{number!r}"),
        ("Er is iets te laat", "{number}"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_filled_in_is_refused_with_the_reason(admin, step, text, error):
    response = change(admin, step, text=text)
    assert response.status_code == 200
    assert list(errors(response)) == ["text"]
    assert error in errors(response)["text"][0]


@pytest.mark.parametrize("values", [{"amount": 0}, {"amount": 101}])
def test_a_share_is_between_one_and_a_hundred(admin, step, values):
    assert change(admin, step, **values).status_code == 200


def test_a_change_has_all_running_clocks_looked_at_again(admin, step):
    running, waiting = make_callback(), make_callback(assignee=make_user("handler"))
    take_steps(now=NOW)
    Callback.objects.filter(pk=waiting.pk).update(
        status="waiting", waiting_since=NOW, waiting_until=NOW.date(), next_step_at=None
    )
    assert change(admin, step, amount=80).status_code == 302
    found = dict(Callback.objects.values_list("pk", "next_step_at"))
    assert found == {running.pk: NOW, waiting.pk: None}
    event = AuditEvent.objects.get(action="settings.changed")
    assert event.object_type == "contacts.escalationstep"


def test_looking_again_is_one_statement_however_many_there_are(admin, step):
    ran = []
    for _ in range(2):
        make_callback()
        with statements() as here:
            change(admin, step, amount=80)
        ran.append(len([each for each in here if each.startswith('UPDATE "contacts_callback"')]))
    assert ran == [1, 1]


def test_a_step_in_use_is_not_deleted_but_switched_off(admin, step):
    make_callback(assignee=make_user("handler", reference().department["vergunningen"]))
    take_steps(now=NOW.replace(day=12, hour=12))
    assert Escalation.objects.filter(step=step).exists()
    for response in (
        admin.get(f"{LIST}{step.pk}/delete/"),
        admin.post(f"{LIST}{step.pk}/delete/", {"post": "yes"}),
    ):
        assert len(response.context["protected"]) == 1
    assert EscalationStep.objects.filter(pk=step.pk).exists()
    assert change(admin, step, active=None).status_code == 302
    step.refresh_from_db()
    assert not step.active


def test_a_step_that_was_never_taken_is_deleted(admin, step):
    assert admin.post(f"{LIST}{step.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not EscalationStep.objects.filter(pk=step.pk).exists()


# -- Loading ----------------------------------------------------------------------------------


def test_loading_makes_the_steps_of_the_plan_and_twice_changes_nothing():
    assert escalation_steps().created == 4
    assert escalation_steps().changed == 0
    rows = EscalationStep.objects.order_by("-basis", "amount")
    assert list(rows.values_list("basis", "amount", "audience", "mail")) == [
        ("share", 50, "nobody", False), ("share", 75, "handler", True),
        ("share", 100, "team_lead", True), ("days_late", 2, "head", True),
    ]  # fmt: skip


def test_loading_leaves_alone_what_an_administrator_made_instead(step):
    EscalationStep.objects.filter(pk=step.pk).update(code="eigen")
    assert escalation_steps(update=True).created == 0
    assert EscalationStep.objects.count() == 4
