"""What can be done with a case: rows, timeline, audit log, and who may."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from cases import services
from cases.models import Case, CaseEvent, CaseSequence, ResultType, StatusType
from cases.timeline import timeline
from contacts.logging.inputs import NewCaseInput
from contacts.models import Question
from kcc.audit.models import AuditEvent
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of
from tests.factories import (
    NOW,
    make_case,
    make_contact,
    make_department,
    make_team,
    make_user,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def town():
    return reference()


@pytest.fixture
def handler(town):
    return make_user("handler")


@pytest.fixture
def case(handler):
    make_case()
    return Case.objects.select_related("case_type", "status", "department").get()


def refusal(action, *args, **kwargs):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        action(*args, **kwargs)
    return caught.value.field, caught.value.code


def events(case):
    return list(case.events.values_list("kind", "by__username", "text"))


def status(case, order):
    return StatusType.objects.get(case_type=case.case_type, order=order)


# -- Opening ----------------------------------------------------------------------------------


def test_a_case_gets_a_number_a_status_and_its_due_dates(town):
    agent, case_type = make_user("agent"), town.case_type["omgevingsvergunning"]
    opened = services.open_case(
        by=agent, case_type=case_type, description=" Dakkapel ", customer=None, now=NOW
    )
    saved = Case.objects.get(pk=opened.pk)
    assert (saved.number, saved.status.name, saved.result) == ("Z-2026-000001", "Ontvangen", None)
    assert (saved.department, saved.description) == (case_type.department, "Dakkapel")
    assert (saved.registered_at, saved.registered_by) == (NOW, agent)
    # 10 November + 56 days = 5 January 2027; norm 42 days = 22 December, closing time.
    assert (saved.due_on, saved.norm_due_at) == (
        datetime(2027, 1, 5, tzinfo=UTC).date(),
        datetime(2026, 12, 22, 16, 0, tzinfo=UTC),
    )
    assert saved.due_steps[0] == {"code": "term", "amount": 56, "unit": "days"}
    assert CaseEvent.objects.count() == 0
    audit = AuditEvent.objects.get(action="case.opened")
    assert (audit.actor, audit.object_id) == (agent, str(saved.public_id))


def test_opening_costs_four_statements(town):
    case_type = town.case_type["omgevingsvergunning"]
    values = {"by": make_user("agent"), "case_type": case_type, "customer": None, "now": NOW}
    services.open_case(**values, description="Eerste")
    with statements() as ran:
        services.open_case(**values, description="Tweede")
    assert len(ran) == 4


def test_numbers_count_per_year_of_registration(town):
    values = {
        "by": None, "case_type": town.case_type["omgevingsvergunning"], "customer": None,
        "description": "x", "now": NOW,
    }  # fmt: skip
    # New Year's Eve in UTC, but the new year in Amsterdam.
    newyear = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    numbers = [
        services.open_case(**values).number,
        services.open_case(**values, registered_at=newyear).number,
        services.open_case(**values, registered_at=newyear - timedelta(hours=1)).number,
        services.open_case(**values).number,
    ]
    assert numbers == ["Z-2026-000001", "Z-2026-000002", "Z-2025-000001", "Z-2026-000003"]
    assert dict(CaseSequence.objects.values_list("year", "last")) == {2026: 3, 2025: 1}


def test_a_number_taken_in_vain_is_given_again(town):
    values = {
        "by": None, "case_type": town.case_type["omgevingsvergunning"], "customer": None,
        "description": "x", "now": NOW,
    }  # fmt: skip

    def undone():
        services.open_case(**values)
        raise DomainError("no")

    assert refusal(undone) == ("", "refused")
    assert services.open_case(**values).number == "Z-2026-000001"


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda town, values: values.update(description=" "), "description"),
        (lambda town, values: setattr(values["case_type"], "active", False), "case_type"),
        (lambda town, values: setattr(values["department"], "active", False), "department"),
        (lambda town, values: values["case_type"].status_types.all().delete(), "case_type"),
    ],
)
def test_what_cannot_become_a_case_is_refused(town, spoil, field):
    case_type = town.case_type["omgevingsvergunning"]
    values = {
        "by": None, "case_type": case_type, "customer": None, "description": "x", "now": NOW,
        "department": case_type.department,
    }  # fmt: skip
    spoil(town, values)
    assert refusal(services.open_case, **values) == (field, "refused")
    assert (Case.objects.count(), CaseSequence.objects.count()) == (0, 0)


# -- Working on it ----------------------------------------------------------------------------


def test_claim_and_release(handler, case):
    services.claim(by=handler, case=case, version=1, now=LATER)
    assert (Case.objects.get().handler, Case.objects.get().version) == (handler, 2)
    assert refusal(services.claim, by=handler, case=case, version=2, now=LATER) == ("", "not_now")
    services.release(by=handler, case=case, version=2, now=LATER)
    assert Case.objects.get().handler is None
    assert events(case) == [("claimed", "handler", ""), ("released", "handler", "")]


def test_an_act_costs_six_statements(handler, case):
    """The row, the timeline, the questions about it, the audit log, and two to take it back by."""
    access_of(handler)
    with statements() as ran:
        services.claim(by=handler, case=case, version=1, now=LATER)
    assert len(ran) == 6


def test_what_happens_by_itself_is_not_taken_back(case):
    there = status(case, 2)
    with statements() as ran:
        services.change_status(by=None, case=case, version=1, status=there, now=LATER)
    # One for the statuses of the type.
    assert (len(ran), case.batch) == (4 + 1, None)


def test_a_case_goes_forward_and_one_back_with_a_reason(handler, case):
    values = {"by": handler, "case": case, "now": LATER}
    services.change_status(**values, version=1, status=status(case, 2))
    assert refusal(services.change_status, **values, version=2, status=status(case, 1)) == (
        "reason", "refused",
    )  # fmt: skip
    services.change_status(**values, version=2, status=status(case, 1), reason="Stuk ontbreekt")
    assert Case.objects.get().status.name == "Ontvangen"
    details = list(case.events.values_list("detail", "text"))
    assert details == [
        ({"version": 2, "from_name": "Ontvangen", "to_name": "In behandeling"}, ""),
        ({"version": 3, "from_name": "In behandeling", "to_name": "Ontvangen"}, "Stuk ontbreekt"),
    ]


def test_the_final_status_is_for_closing(handler, case):
    values = {"by": handler, "case": case, "version": 1, "now": LATER}
    for order in (1, 3):
        assert refusal(services.change_status, **values, status=status(case, order)) == (
            "status", "refused",
        )  # fmt: skip


def test_a_status_of_another_type_is_refused(handler, case):
    other = case.case_type
    other.pk, other.slug = None, "anders"
    other.save()
    strange = StatusType.objects.create(case_type=other, order=2, name="Elders")
    case = Case.objects.select_related("case_type", "status", "department").get()
    values = {"by": handler, "case": case, "version": 1, "now": LATER}
    assert refusal(services.change_status, **values, status=strange) == ("status", "refused")
    result = ResultType.objects.create(case_type=other, name="Elders", archive="vernietigen")
    assert refusal(services.close_case, **values, result=result, answer="x") == (
        "result", "refused",
    )  # fmt: skip


def test_closing_brings_the_final_status(handler, case):
    result = case.case_type.result_types.get(name="Verleend")
    values = {"by": handler, "case": case, "version": 1, "result": result, "now": LATER}
    assert refusal(services.close_case, **values, answer=" ") == ("answer", "refused")
    services.close_case(**values, answer=" De vergunning is verleend. ")
    saved = Case.objects.get()
    assert (saved.status.name, saved.result, saved.closed_at) == ("Afgehandeld", result, LATER)
    assert (saved.answer, saved.handler) == ("De vergunning is verleend.", handler)
    assert timeline(saved)[-1].text == "De vergunning is verleend."
    assert refusal(services.claim, by=handler, case=saved, version=2, now=LATER) == ("", "not_now")


def test_a_type_without_a_final_status_cannot_be_closed(handler, case):
    StatusType.objects.filter(is_final=True).delete()
    result = case.case_type.result_types.first()
    values = {"by": handler, "case": case, "version": 1, "result": result, "now": LATER}
    assert refusal(services.close_case, **values, answer="x") == ("", "refused")


# -- Handing over -----------------------------------------------------------------------------


def handed(case, by, **values):
    values = {"version": case.version, "reason": "Vakantie", "now": LATER} | values
    services.hand_over(by=by, case=case, **values)
    saved = Case.objects.select_related(
        "case_type", "status", "department", "team", "handler"
    ).get()
    return saved, (saved.department.slug, saved.team and saved.team.slug, saved.handler)


def test_to_a_colleague_to_a_team_and_to_another_department(handler, case):
    colleague, there = make_user("handler"), make_department("burgerzaken")
    make_user("handler", there)
    case, place = handed(case, handler, handler=colleague)
    assert place == ("vergunningen", None, colleague)
    case, place = handed(case, handler, team=make_team())
    assert place == ("vergunningen", "bouwen", None)
    case, place = handed(case, handler, handler=colleague)
    assert place == ("vergunningen", "bouwen", colleague)
    case, place = handed(case, handler, department=there)
    assert place == ("burgerzaken", None, None)
    assert [event.detail["from_name"] for event in case.events.all()] == [
        "Vergunningen, Toezicht en Handhaving", "Robin Handler-2", "Bouwen",
        "Vergunningen, Toezicht en Handhaving, Bouwen, Robin Handler-2",
    ]  # fmt: skip
    assert [event.detail["to_name"] for event in case.events.all()] == [
        "Robin Handler-2", "Bouwen", "Bouwen, Robin Handler-2", "Burgerzaken",
    ]  # fmt: skip


def test_the_terms_stay_when_a_case_is_handed_over(handler, case):
    due = case.due_on, case.norm_due_at
    make_user("handler", make_department("burgerzaken"))
    case, _place = handed(case, handler, department=make_department("burgerzaken"))
    assert (case.due_on, case.norm_due_at) == due


def test_handing_over_needs_a_reason_and_somebody_there(handler, case):
    there = make_department("burgerzaken")
    elsewhere = make_user("handler", make_department("ruimte"))
    values = {"by": handler, "case": case, "version": 1, "now": LATER}
    for place, expected in [
        ({"department": there, "reason": "x"}, ("department", "nobody_there")),
        ({"handler": handler, "reason": " "}, ("reason", "refused")),
        ({"handler": elsewhere, "reason": "x"}, ("to", "refused")),
        ({"department": case.department, "reason": "x"}, ("to", "refused")),
    ]:
        assert refusal(services.hand_over, **values, **place) == expected
    assert CaseEvent.objects.count() == 0


# -- Who, and two at once ---------------------------------------------------------------------


def test_another_department_and_an_agent_may_not(case):
    result = case.case_type.result_types.first()
    for role, place in (("head", make_department("burgerzaken")), ("agent", None)):
        person = make_user(role, place)
        values = {"by": person, "case": case, "version": 1, "now": LATER}
        assert refusal(services.claim, **values) == ("", "not_now")
        assert refusal(services.close_case, **values, result=result, answer="x") == ("", "not_now")
    assert refusal(services.add_note, by=make_user("manager"), case=case, text="x", now=LATER) == (
        "",
        "not_now",
    )
    services.add_note(by=make_user("agent"), case=case, text="Klant belde.", now=LATER)
    assert events(case) == [("note", "agent-2", "Klant belde.")]


def test_a_save_over_a_newer_version_changes_nothing(handler, case):
    old = Case.objects.select_related("department", "status", "case_type").get()
    services.change_status(by=handler, case=case, version=1, status=status(case, 2), now=LATER)
    for seen, version in ((old, 1), (case, 1)):
        with pytest.raises(Conflict):
            services.claim(by=handler, case=seen, version=version, now=LATER)
    assert Case.objects.get().handler is None


def test_what_happens_to_a_case_is_activity_on_its_questions(handler, town):
    new_case = NewCaseInput(case_type=town.case_type["omgevingsvergunning"], description="Dakkapel")
    contact = make_contact(subject="VG01", outcome="zaak_aangemaakt", at=NOW, new_case=new_case)
    case = contact.made_cases[0]
    services.claim(by=handler, case=case, version=1, now=LATER)
    assert Question.objects.get().last_activity_at == LATER


# -- Opened again -----------------------------------------------------------------------------


def closed(case, by, now=LATER) -> Case:
    result = case.case_type.result_types.first()
    services.close_case(
        by=by, case=load(case), version=load(case).version, result=result, answer="Mag.", now=now
    )
    return load(case)


def load(case) -> Case:
    return Case.objects.for_acts().select_related("result").get(pk=case.pk)


def reopened(case, by, **values):
    known = {"version": case.version, "reason": "Bezwaar gegrond", "now": LATER}
    return services.reopen(by=by, case=case, **known | values)


def test_opened_again_it_is_where_it_was_closed_from(handler, case):
    services.change_status(by=handler, case=case, version=1, status=status(case, 2), now=NOW)
    due = case.due_on, case.norm_due_at
    again = reopened(closed(case, handler), handler)
    saved = load(case)
    assert (again.pk, saved.status.order, saved.handler, saved.version) == (
        case.pk, 2, handler, 4,
    )  # fmt: skip
    assert (saved.result, saved.closed_at, saved.archive_on, saved.decided_on, saved.answer) == (
        None, None, None, None, "",
    )  # fmt: skip
    # The law gives no new term.
    assert (saved.due_on, saved.norm_due_at) == due
    last = timeline(saved)[-1]
    assert (last.title, last.text) == ("Heropend met status In behandeling", "Bezwaar gegrond")
    assert closed(saved, handler).closed_at == LATER


def test_opened_again_before_the_decision_or_after_it(handler, case):
    status_type = status(case, 2)
    status_type.is_decision = True
    status_type.save(update_fields=["is_decision"])
    services.change_status(by=handler, case=case, version=1, status=status_type, now=NOW)
    saved = reopened(closed(case, handler), handler)
    # The decision stands: only what came after it is done again.
    assert saved.decided_on == NOW.date()


def test_what_was_closed_elsewhere_opens_in_the_last_status_before_the_end(handler, case):
    shut = closed(case, handler)
    CaseEvent.objects.all().delete()
    assert reopened(shut, handler).status.order == 2


def test_who_is_gone_does_not_get_it_back(handler, case):
    services.claim(by=handler, case=case, version=1, now=NOW)
    shut = closed(case, handler)
    handler.is_active = False
    handler.save(update_fields=["is_active"])
    assert reopened(shut, make_user("head")).handler is None


def test_opening_again_needs_a_reason_and_a_closed_case_of_ones_own(handler, case):
    assert refusal(reopened, load(case), handler) == ("", "not_now")
    shut = closed(case, handler)
    assert refusal(reopened, shut, handler, reason=" ") == ("reason", "refused")
    assert refusal(reopened, shut, make_user("agent")) == ("", "not_now")
    assert refusal(reopened, shut, make_user("head", make_department("burgerzaken"))) == (
        "", "not_now",
    )  # fmt: skip
    with pytest.raises(Conflict):
        reopened(shut, handler, version=1)


# -- What was destroyed -----------------------------------------------------------------------


def test_nothing_happens_to_what_was_destroyed(handler, case):
    shut = closed(case, handler)
    shut.destroyed_at = LATER
    assert refusal(reopened, shut, handler) == ("", "not_now")
    assert refusal(services.add_note, by=handler, case=shut, text="x", now=LATER) == (
        "", "not_now",
    )  # fmt: skip
