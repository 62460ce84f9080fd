"""One act on many callbacks: row by row all or nothing, and what it would do told before."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from contacts.callbacks import services
from contacts.callbacks.batches import MOST, do_batch, preview
from contacts.models import Callback, CallbackEvent, Question
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification
from kcc.lib.errors import DomainError
from kcc.organisation.access import access_of
from kcc.organisation.models import Batch, BatchItem
from tests.factories import NOW, make_callback, make_department, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
NOT_NOW = "This cannot be done with this callback now, or not by you."
CHANGED = "Somebody else changed this callback in the meantime."
NOT_THERE = "This is not there any more, or not yours to see."


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def handler():
    reference()
    return make_user("handler")


def items(*callbacks):
    return [(callback.public_id, callback.version) for callback in callbacks]


def refused(result):
    return [(refusal.number, refusal.sentence) for refusal in result.refused]


def refusal(**values):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        do_batch(**{"now": LATER} | values)
    return caught.value.field, caught.value.code


def test_claimed_together_each_has_its_own_traces(handler):
    first, second = make_callback(), make_callback()
    result = do_batch(by=handler, act="claim", items=items(first, second), now=LATER)
    assert (result.done, result.refused) == ([first, second], [])
    found = Callback.objects.order_by("pk")
    assert [(row.status, row.assignee, row.version) for row in found] == [
        ("claimed", handler, 2), ("claimed", handler, 2),
    ]  # fmt: skip
    assert list(
        CallbackEvent.objects.order_by("callback").values_list("callback", "kind", "detail")
    ) == [
        (first.pk, "claimed", {"version": 2, "status": "claimed"}),
        (second.pk, "claimed", {"version": 2, "status": "claimed"}),
    ]
    assert AuditEvent.objects.filter(action="callback.claim", actor=handler).count() == 2
    assert set(Question.objects.values_list("last_activity_at", flat=True)) == {LATER}
    batch = result.batch
    assert (batch.act, batch.by, batch.undo_until) == (
        "claim", handler, LATER + timedelta(seconds=30),
    )  # fmt: skip
    assert list(batch.items.order_by("work_id").values_list("work_id", "before", "version")) == [
        (first.pk, {"status": "new", "assignee_id": None}, 2),
        (second.pk, {"status": "new", "assignee_id": None}, 2),
    ]
    assert [callback.batch for callback in result.done] == [batch, batch]


def test_what_changed_or_may_not_be_touched_is_refused_and_the_others_go_on(handler):
    colleague = make_user("handler")
    changed, closed, fine = make_callback(), make_callback(), make_callback()
    elsewhere = make_callback(department=make_department("burgerzaken"))
    gone = uuid4()
    asked = [*items(changed, closed, elsewhere, fine), (gone, 1)]
    services.claim(by=colleague, callback=changed, version=1, now=NOW)
    services.lapse(by=colleague, callback=closed, version=1, reason="Dubbel", now=NOW)
    asked[1] = (closed.public_id, 2)
    result = do_batch(by=handler, act="claim", items=asked, now=LATER)
    assert result.done == [fine]
    assert refused(result) == [
        (changed.number, CHANGED), (closed.number, NOT_NOW), ("", NOT_THERE), ("", NOT_THERE),
    ]  # fmt: skip
    assert {refusal.public_id for refusal in result.refused[2:]} == {elsewhere.public_id, gone}
    assert Callback.objects.get(pk=changed.pk).assignee == colleague
    assert BatchItem.objects.filter(batch=result.batch).count() == 1


def test_a_confidential_contact_of_somebody_else_is_as_good_as_not_there(handler):
    lead = make_user("kcc_lead")
    secret = make_callback(by=make_user("agent"), confidential=True)
    result = do_batch(
        by=lead, act="lapse", items=items(secret), reason="Dubbel", now=LATER
    )  # fmt: skip
    assert (result.batch, result.done, refused(result)) == (None, [], [("", NOT_THERE)])
    assert Batch.objects.count() == 0


def test_given_to_a_colleague_with_the_reason(handler):
    colleague = make_user("handler")
    first, second = make_callback(assignee=colleague), make_callback()
    result = do_batch(
        by=handler, act="assign", items=items(first, second), person=colleague,
        reason="Vakantie", now=LATER,
    )  # fmt: skip
    assert result.done == [second]
    assert refused(result) == [(first.number, "It is with this colleague already.")]
    event = second.events.get()
    assert (event.kind, event.text) == ("assigned", "Vakantie")
    assert result.batch.reason == "Vakantie"
    assert Notification.objects.get().user == colleague


def test_only_who_works_there_is_given_it(handler):
    stranger = make_user("handler", make_department("burgerzaken"))
    callback = make_callback()
    values = {"by": handler, "act": "assign", "items": items(callback)}
    result = do_batch(**values, person=stranger, now=LATER)
    assert refused(result) == [
        (callback.number, "This colleague does not work in that department.")
    ]
    left = make_user("handler", is_active=False)
    assert do_batch(**values, person=left, now=LATER).done == []


def test_an_agent_is_given_work_of_the_contact_centre(handler):
    lead, agent = make_user("kcc_lead"), make_user("agent")
    callback = make_callback(department=make_department("kcc"))
    result = do_batch(by=lead, act="assign", items=items(callback), person=agent, now=LATER)
    assert result.done == [callback]


def test_passed_on_together_the_questions_go_along_and_stopped_clocks_run(handler):
    there = make_department("burgerzaken")
    make_user("handler", there)
    first, waits = make_callback(), make_callback()
    services.wait(
        by=handler, callback=waits, version=1, until=NOW.date() + timedelta(days=2),
        reason="Tekening", now=NOW,
    )  # fmt: skip
    result = do_batch(
        by=handler, act="reroute", items=items(first, waits), department=there,
        reason="Hoort daar", now=LATER,
    )  # fmt: skip
    assert [row.status for row in result.done] == ["rerouted", "rerouted"]
    found = list(Callback.objects.order_by("pk"))
    assert [(row.department, row.reroutes, row.waiting_since) for row in found] == [
        (there, 1, None), (there, 1, None),
    ]  # fmt: skip
    # Two working days end at closing time; an hour stood still of it.
    assert found[1].due_at == found[0].due_at + timedelta(hours=16, minutes=30)
    assert set(Question.objects.values_list("department", flat=True)) == {there.pk}


def test_released_and_lapsed_together(handler):
    first, second = make_callback(), make_callback()
    do_batch(by=handler, act="claim", items=items(first, second), now=LATER)
    asked = [(first.public_id, 2), (second.public_id, 2)]
    do_batch(by=handler, act="release", items=asked, reason="Vrij", now=LATER)
    assert set(Callback.objects.values_list("status", "assignee")) == {("new", None)}
    asked = [(first.public_id, 3), (second.public_id, 3)]
    do_batch(by=handler, act="lapse", items=asked, reason="Storing is over", now=LATER)
    assert set(Callback.objects.values_list("status", "closed_at", "closed_by")) == {
        ("lapsed", LATER, handler.pk)
    }


def test_what_is_wrong_with_the_question_itself_stops_all_of_it(handler):
    callback, there = make_callback(), make_department("burgerzaken")
    one = {"by": handler, "items": items(callback)}
    assert refusal(**one, act="lapse") == ("reason", "refused")
    assert refusal(**one, act="reroute", department=there) == ("reason", "refused")
    assert refusal(**one, act="reroute", reason="x") == ("department", "refused")
    assert refusal(**one, act="reroute", reason="x", department=there) == (
        "department", "nobody_there",
    )  # fmt: skip
    assert refusal(**one, act="assign") == ("person", "refused")
    assert refusal(by=handler, act="claim", items=[]) == ("", "nothing_chosen")
    many = [(uuid4(), 1) for _ in range(MOST + 1)]
    assert refusal(by=handler, act="claim", items=many) == ("", "too_many")
    assert Callback.objects.get().version == 1
    with pytest.raises(ValueError, match="close is not done to many at once"):
        do_batch(**one, act="close", now=LATER)


# -- Beforehand -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "typed", "sentence"),
    [
        ("claim", {}, "Becomes yours."),
        ("assign", {"person": "handler-2"}, "Goes to Robin Handler-2."),
        ("lapse", {"reason": "x"}, "Is closed without an answer."),
        ("reroute", {"reason": "x", "department": "burgerzaken"},
         "Goes to Burgerzaken; its clock keeps running."),
    ],
)  # fmt: skip
def test_beforehand_it_says_what_would_happen_and_writes_nothing(handler, act, typed, sentence):
    colleague, there = make_user("handler"), make_department("burgerzaken")
    make_user("handler", there)
    known = {"handler-2": colleague, "burgerzaken": there}
    typed = {name: known.get(value, value) for name, value in typed.items()}
    callback, closed = make_callback(), make_callback()
    services.lapse(by=handler, callback=closed, version=1, reason="x", now=NOW)
    told = preview(by=handler, act=act, items=items(callback, closed), now=LATER, **typed)
    assert told.will == [(callback, sentence)]
    assert refused(told) == [(closed.number, NOT_NOW)]
    assert (Callback.objects.get(pk=callback.pk).version, Batch.objects.count()) == (1, 1)


def test_beforehand_a_clock_that_stands_still_and_a_release_are_named(handler):
    there = make_department("burgerzaken")
    make_user("handler", there)
    waits, claimed = make_callback(), make_callback()
    services.wait(
        by=handler, callback=waits, version=1, until=NOW.date() + timedelta(days=2),
        reason="Tekening", now=NOW,
    )  # fmt: skip
    services.claim(by=handler, callback=claimed, version=1, now=NOW)
    told = preview(
        by=handler, act="reroute", items=items(waits), department=there, reason="x", now=LATER
    )
    assert told.will == [(waits, "Goes to Burgerzaken; its clock, which stood still, runs again.")]
    told = preview(by=handler, act="release", items=items(claimed), now=LATER)
    name = claimed.department.name
    assert told.will == [(claimed, f"Becomes free for everybody in {name}.")]


# -- What it costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3, 12])
@pytest.mark.parametrize(
    ("act", "typed", "expected"),
    [
        # The rows; their new values; timeline, questions, audit log; two to take it back by.
        ("claim", {}, 7),
        ("lapse", {"reason": "x"}, 7),
        # Where does this person work; and telling: was it told, the line, the number at the bell.
        ("assign", {"person": "colleague"}, 11),
        # Can somebody be reached there?
        ("reroute", {"department": "there", "reason": "x"}, 8),
    ],
)
def test_it_costs_the_same_for_one_and_for_many(handler, number, act, typed, expected):
    known = {"colleague": make_user("handler"), "there": make_department("burgerzaken")}
    make_user("handler", known["there"])
    typed = {name: known.get(value, value) for name, value in typed.items()}
    asked = items(*[make_callback() for _ in range(number)])
    access_of(handler)
    with statements() as ran:
        assert len(do_batch(by=handler, act=act, items=asked, now=LATER, **typed).done) == number
    assert len(ran) == expected
