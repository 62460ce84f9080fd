"""What the customer sees of a case, however it stands."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from cases.following.loading import load
from cases.following.public import State, public_case
from cases.following.selectors import can_be_followed
from cases.following.services import confirm_receipt
from cases.models import CaseEvent, CaseType, Confidentiality, ResultType, StatusType, Suspension
from cases.services import change_status, close_case
from cases.undoing import undo
from kcc.jobs.models import OutboxMessage
from tests.factories import NOW, make_case, make_customer, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def handler():
    reference()
    CaseType.objects.update(public_name="uw vergunning", public_name_en="your permit")
    StatusType.objects.filter(order=2).update(public_name="Wij kijken", public_name_en="We look")
    ResultType.objects.update(public_text="Het mag.", public_text_en="You may.")
    return make_user("handler")


@pytest.fixture
def case(handler):
    return make_case(customer=make_customer(), handler=handler)


def seen(case, *, now=NOW, language="en"):
    confirm_receipt(by=None, case=case, now=NOW)
    found = can_be_followed(now).get(case_id=case.pk).case
    with translation.override(language):
        return public_case(found, now, language)


def move(case, handler, order, *, reason="", now=NOW):
    status = StatusType.objects.get(case_type=case.case_type, order=order)
    return change_status(
        by=handler, case=case, version=case.version, status=status, reason=reason, now=now
    )


def sentences(page):
    return [line.text for line in page.lines]


def test_new_case_has_its_first_step_and_a_day(case):
    page = seen(case)
    assert (page.name, page.status, page.next_step) == ("your permit", "Ontvangen", "We look")
    assert page.expected == "You hear from us on Tuesday 5 January 2027 at the latest."
    assert [(step.state, step.on) for step in page.steps] == [
        (State.NOW, TODAY), (State.LATER, None), (State.LATER, None),
    ]  # fmt: skip
    assert (sentences(page), page.late, page.handled) == (["We received it."], False, True)


def test_promised_earlier_day_is_named_until_it_has_passed(case):
    aimed = date(2026, 12, 22)
    assert seen(case).aimed_on == aimed
    assert seen(case, now=NOW + timedelta(days=45)).aimed_on is None


def test_status_names_fall_back_to_dutch_and_then_to_the_own_name(case, handler):
    move(case, handler, 2)
    StatusType.objects.filter(order=2).update(public_name_en="")
    assert seen(case).status == "Wij kijken"
    StatusType.objects.update(public_name="")
    assert seen(case).status == "In behandeling"
    assert seen(case, language="nl").name == "uw vergunning"


def test_steps_remember_their_day(case, handler):
    later = NOW + timedelta(days=3)
    move(case, handler, 2, now=later)
    page = seen(case, now=later)
    assert [(step.state, step.on) for step in page.steps] == [
        (State.DONE, TODAY), (State.NOW, later.date()), (State.LATER, None),
    ]  # fmt: skip
    assert sentences(page) == ["New step: We look.", "We received it."]


def test_step_back_is_said_without_its_reason(case, handler):
    move(case, handler, 2)
    move(case, handler, 1, reason="Fout van de aanvrager")
    page = seen(case)
    assert sentences(page)[0] == "It went one step back: Ontvangen."
    assert "Fout" not in str(page)


def test_what_was_taken_back_never_happened(case, handler):
    move(case, handler, 2)
    undo(by=handler, batch=case.batch, now=NOW)
    assert sentences(seen(case)) == ["We received it."]


def test_mail_that_left_before_the_act_was_taken_back_is_named(handler):
    load()
    StatusType.objects.update(tells_customer=True)
    customer = make_customer(family_name="Zwart", emails=("z@voorbeeld.nl",))
    case = make_case(customer=customer, handler=handler)
    move(case, handler, 2)
    OutboxMessage.objects.update(state="sent", finished_at=NOW)
    undo(by=handler, batch=case.batch, now=NOW)
    page = seen(case)
    assert sentences(page).count("We sent you a message by e-mail.") == 2
    assert "New step: We look." not in sentences(page)


def test_late_case_says_so_and_what_can_be_done(case):
    CaseType.objects.update(penalty=True)
    page = seen(case, now=NOW + timedelta(days=90))
    assert (page.late, page.may_give_notice) == (True, True)
    assert page.expected == (
        "We are late. You should have heard from us on Tuesday 5 January 2027 at the latest."
    )


def test_notice_is_named_only_where_the_law_gives_it(case):
    CaseType.objects.update(penalty=None)
    assert seen(case, now=NOW + timedelta(days=90)).may_give_notice is False


def suspend(case, **values):
    case.suspended_on, case.suspended_until = TODAY, values.get("until")
    case.save(update_fields=["suspended_on", "suspended_until"])
    Suspension.objects.create(
        case=case, text="Uw inkomen van 2025", letter_on=TODAY, added_at=NOW,
        **{"reason": "incomplete"} | values,
    )  # fmt: skip


def test_suspended_case_says_why_and_until_when(case):
    suspend(case, until=TODAY + timedelta(days=14))
    page = seen(case)
    assert page.expected == (
        "We wait until Tuesday 24 November 2026 at the latest. After that we go on."
    )
    assert page.why_waiting.startswith("We need something from you first.")
    assert (page.late, page.aimed_on) == (False, None)
    assert "inkomen" not in str(page)


@pytest.mark.parametrize("reason", Suspension.Reason.values)
def test_every_reason_has_a_sentence(case, reason):
    suspend(case, reason=reason)
    page = seen(case)
    assert page.why_waiting.endswith(".")
    assert page.expected == "As soon as we can go on, you hear from us when it will be ready."


def test_decided_case_says_when(case):
    case.decided_on = TODAY
    case.save(update_fields=["decided_on"])
    page = seen(case, now=NOW + timedelta(days=200))
    assert (page.expected, page.late) == (
        "We took the decision on Tuesday 10 November 2026.", False,
    )  # fmt: skip


def test_closed_case_says_what_became_of_it(case, handler):
    result = case.case_type.result_types.first()
    close_case(by=handler, case=case, version=1, result=result, answer="Brief gestuurd", now=NOW)
    page = seen(case)
    assert (page.is_open, page.explanation, page.next_step) == (False, "You may.", "")
    assert page.expected == "We closed this on Tuesday 10 November 2026."
    assert {step.state for step in page.steps} == {State.DONE}
    assert "Brief gestuurd" not in str(page)


def test_confidential_case_is_not_named(case):
    case.confidentiality = Confidentiality.CONFIDENTIAL
    case.save(update_fields=["confidentiality"])
    page = seen(case)
    assert (page.name, page.department) == ("Your case", "")


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_two_statements_and_one_more_while_it_waits(case, count):
    for each in range(count):
        CaseEvent.objects.create(case=case, kind="told", at=NOW, detail={"version": each})
    confirm_receipt(by=None, case=case, now=NOW)
    found = can_be_followed(NOW).get(case_id=case.pk).case
    with statements() as ran:
        public_case(found, NOW, "nl")
    assert len(ran) == 2, ran
    suspend(found)
    with statements() as ran:
        public_case(found, NOW, "nl")
    assert len(ran) == 3, ran
