"""Taking an act back within half a minute: the row, its words, and whoever was told."""

from datetime import timedelta

import pytest
from django.db import transaction

from cases import services
from cases.batches import do_batch
from cases.models import Case, CaseEvent, CaseMessage
from cases.timeline import timeline
from cases.undoing import own_batch, undo, undoable
from kcc.audit.models import AuditEvent
from kcc.customers.merging import merge_customers
from kcc.jobs.models import Notification, OutboxMessage
from kcc.lib.errors import DomainError
from kcc.organisation.batches import KEPT, UNDO, forget_old
from kcc.organisation.models import Batch
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_customer,
    make_department,
    make_team,
    make_user,
    reference,
)
from tests.statements import statements

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(seconds=20)


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def handler():
    reference()
    return make_user("handler")


@pytest.fixture
def case(handler):
    return load(make_case(location="Noord 1"))


def load(case) -> Case:
    return Case.objects.for_acts().select_related("result").get(pk=case.pk)


def columns(case) -> dict:
    return Case.objects.filter(pk=case.pk).values().get() | {"version": 0}


def status(case, order):
    return case.case_type.status_types.get(order=order)


def refusal(**values):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        undo(**{"now": SOON} | values)
    return caught.value.code


def acts(case, by):
    """Every act of a person on a case, as a call that does it."""
    there, team = make_department("burgerzaken"), make_team()
    colleague = make_user("handler", username="collega")
    make_user("handler", there, username="elders")
    known = {"by": by, "now": NOW}
    result = case.case_type.result_types.first()
    parent = make_case(description="Het geheel")
    return {
        "claim": lambda c: services.claim(**known, case=c, version=c.version),
        "status": lambda c: services.change_status(
            **known, case=c, version=c.version, status=status(c, 2)
        ),
        "colleague": lambda c: services.hand_over(
            **known, case=c, version=c.version, handler=colleague, reason="x"
        ),
        "team": lambda c: services.hand_over(
            **known, case=c, version=c.version, team=team, reason="x"
        ),
        "department": lambda c: services.hand_over(
            **known, case=c, version=c.version, department=there, reason="x"
        ),
        "edit": lambda c: services.edit(
            **known, case=c, version=c.version,
            values={"description": "Erker", "location": "Zuid 2", "priority": 2,
                    "customer": make_customer(), "confidentiality": "vertrouwelijk"},
        ),
        "close": lambda c: services.close_case(
            **known, case=c, version=c.version, result=result, answer="Verleend."
        ),
        "part of": lambda c: services.set_parent(
            **known, case=c, version=c.version, parent=parent
        ),
    }  # fmt: skip


ACTS = ["claim", "status", "colleague", "team", "department", "edit", "close", "part of"]


@pytest.mark.parametrize("name", ACTS)
def test_every_act_is_taken_back_exactly(handler, case, name):
    act = acts(case, handler)[name]
    before, text = columns(case), timeline(load(case))
    batch = act(load(case)).batch
    assert columns(case) != before
    result = undo(by=handler, batch=batch, now=SOON)
    assert ([done.pk for done in result.done], result.kept) == ([case.pk], [])
    assert (columns(case), load(case).version) == (before, 3)
    event = case.events.get(kind="undone")
    assert (event.by, event.at, event.detail) == (
        handler, SOON, {"act": batch.act, "version": 2, "led_to": 3},
    )  # fmt: skip
    assert AuditEvent.objects.filter(action="case.undone", actor=handler).count() == 1
    # The timeline keeps both, and says that the first one does not count.
    entries = timeline(load(case))
    assert len(entries) == len(text) + 2
    assert [entry.undone for entry in entries[-2:]] == [True, False]
    assert [entry.version for entry in entries[-2:]] == [2, 3]


@pytest.mark.parametrize("name", ["take over", "release", "reopen", "no part of"])
def test_what_follows_an_act_is_taken_back_too(handler, case, name):
    other = make_user("handler")
    known = {"by": handler, "now": NOW}
    if name in ("take over", "release"):
        services.claim(by=other, case=case, version=1, now=NOW)
        act = services.take_over if name == "take over" else services.release
    elif name == "reopen":
        result = case.case_type.result_types.first()
        services.close_case(
            **known, case=case, version=1, result=result, answer="Nee, dit mag niet."
        )
        act, known = services.reopen, known | {"reason": "Vergeten"}
    else:
        services.set_parent(**known, case=case, version=1, parent=make_case())
        act = services.unset_parent
    before = columns(case)
    batch = act(case=load(case), version=2, **known).batch
    undo(by=handler, batch=batch, now=SOON)
    assert columns(case) == before
    assert load(case).version == 4


def test_notes_tasks_and_people_leave_nothing_to_take_back(handler, case):
    services.add_note(by=handler, case=case, text="Gebeld.", now=NOW)
    services.add_task(by=handler, case=case, title="Bellen", now=NOW)
    assert (case.batch, Batch.objects.count()) == (None, 0)


def test_only_by_who_did_it_in_time_and_once(handler, case):
    batch = services.claim(by=handler, case=case, version=1, now=NOW).batch
    other = make_user("head")
    assert refusal(by=other, batch=batch) == "not_yours"
    assert refusal(by=handler, batch=batch, now=NOW + UNDO + timedelta(seconds=1)) == "too_late"
    assert load(case).handler == handler
    undo(by=handler, batch=batch, now=NOW + UNDO)
    assert refusal(by=handler, batch=batch) == "undone"


def test_who_went_on_is_not_disturbed(handler, case):
    batch = services.claim(by=handler, case=case, version=1, now=NOW).batch
    services.change_status(by=handler, case=load(case), version=2, status=status(case, 2), now=NOW)
    result = undo(by=handler, batch=batch, now=SOON)
    assert (result.done, [kept.number for kept in result.kept]) == ([], [case.number])
    assert (load(case).handler, load(case).version) == (handler, 3)


def test_of_many_only_the_ones_nobody_touched(handler):
    rows = [make_case() for _ in range(3)]
    asked = [(row.public_id, 1) for row in rows]
    batch = do_batch(by=handler, act="claim", items=asked, now=NOW).batch
    services.release(by=handler, case=load(rows[1]), version=2, now=NOW)
    services.claim(by=handler, case=load(rows[1]), version=3, now=NOW)
    with statements() as ran:
        result = undo(by=handler, batch=batch, now=SOON)
    assert (result.done, result.kept) == ([rows[0], rows[2]], [rows[1]])
    assert [load(row).handler for row in rows] == [None, handler, None]
    # The batch, its items, the rows locked, what they said, the rows, timeline, questions, audit
    # log, and three to forget what was told.
    assert len(ran) == 11


def test_a_batch_of_callbacks_is_not_taken_back_as_cases(handler, case):
    mine = services.claim(by=handler, case=case, version=1, now=NOW).batch
    assert own_batch(handler, mine.public_id) == mine
    callbacks = Batch.objects.create(act="claim", by=handler, at=NOW, undo_until=NOW + UNDO)
    callbacks.items.create(worklist="callbacks", work_id=make_callback().pk, before={}, version=1)
    for by, batch in ((handler, callbacks), (make_user("head"), mine)):
        with pytest.raises(Batch.DoesNotExist):
            own_batch(by, batch.public_id)


def test_the_page_offers_the_last_act_only(handler, case):
    first = services.claim(by=handler, case=case, version=1, now=NOW).batch
    assert undoable(load(case), handler, SOON) == first
    assert undoable(load(case), make_user("head"), SOON) is None
    assert undoable(load(case), handler, NOW + UNDO) is None
    services.release(by=handler, case=load(case), version=2, now=NOW)
    services.claim(by=make_user("handler"), case=load(case), version=3, now=NOW)
    assert undoable(load(case), handler, SOON) is None


def test_what_was_told_is_forgotten_unless_it_was_read(handler, case):
    colleague = make_user("handler")
    batch = services.hand_over(
        by=handler, case=case, version=1, handler=colleague, reason="x", now=NOW
    ).batch
    assert Notification.objects.get().user == colleague
    undo(by=handler, batch=batch, now=SOON)
    colleague.refresh_from_db()
    assert (Notification.objects.count(), colleague.unseen) == (0, 0)


# -- The customer -----------------------------------------------------------------------------


def told(case) -> list:
    return list(OutboxMessage.objects.order_by("pk").values_list("kind", "state"))


@pytest.fixture
def writes(case):
    """The customer is told of the second status and of the result."""
    for kind in ("status", "closed"):
        CaseMessage.objects.update_or_create(
            kind=kind, defaults={"subject": "Zaak {zaaknummer}", "body": "Stand: {status}"}
        )
    case.case_type.status_types.filter(order=2).update(tells_customer=True)
    Case.objects.filter(pk=case.pk).update(customer=make_customer(emails=["h@example.org"]))


@pytest.mark.usefixtures("writes")
def test_the_mail_of_an_act_taken_back_never_leaves(handler, case):
    batch = services.change_status(
        by=handler, case=load(case), version=1, status=status(case, 2), now=NOW
    ).batch
    assert told(case) == [("case.status", "waiting")]
    undo(by=handler, batch=batch, now=SOON)
    assert told(case) == [("case.status", "withdrawn")]
    assert case.events.get(kind="undone").detail["message"] == "withdrawn"
    entry = next(entry for entry in timeline(load(case)) if entry.undone and not entry.by)
    assert entry.undone
    result = case.case_type.result_types.first()
    services.close_case(by=handler, case=load(case), version=3, result=result, answer="Ja", now=NOW)
    assert told(case)[1:] == [("case.closed", "waiting")]


@pytest.mark.usefixtures("writes")
def test_a_mail_that_left_stays_in_the_timeline(handler, case):
    batch = services.change_status(
        by=handler, case=load(case), version=1, status=status(case, 2), now=NOW
    ).batch
    OutboxMessage.objects.update(state="sent", finished_at=SOON)
    undo(by=handler, batch=batch, now=SOON)
    assert case.events.get(kind="undone").detail["message"] == "sent"
    told_entries = [
        entry.undone
        for entry, event in zip(timeline(load(case))[1:], case.events.all(), strict=True)
        if event.kind == "told"
    ]
    assert told_entries == [False]


@pytest.mark.usefixtures("writes")
def test_a_step_back_is_not_told(handler, case):
    services.change_status(by=handler, case=load(case), version=1, status=status(case, 2), now=NOW)
    case.case_type.status_types.filter(order=1).update(tells_customer=True)
    services.change_status(
        by=handler, case=load(case), version=2, status=status(case, 1), reason="x", now=NOW
    )
    assert len(told(case)) == 1


# -- What became of it meanwhile --------------------------------------------------------------


def test_the_customer_of_before_may_be_a_double_by_now(handler, case):
    double, kept = make_customer(phones=()), make_customer()
    Case.objects.filter(pk=case.pk).update(customer=double)
    batch = services.edit(
        by=handler, case=load(case), version=1, values={"customer": None}, now=NOW
    ).batch
    merge_customers(by=handler, kept=kept, merged=double, now=NOW)
    undo(by=handler, batch=batch, now=SOON)
    assert load(case).customer == kept


def test_words_are_kept_with_the_case_only(handler, case):
    """What is kept to take an act back by names nobody: it would outlive the words."""
    services.edit(
        by=handler, case=case, version=1, now=NOW,
        values={"description": "Geheim verhaal", "location": "Geheime plek"},
    )  # fmt: skip
    services.close_case(
        by=handler, case=load(case), version=2, answer="Geheim antwoord", now=NOW,
        result=case.case_type.result_types.first(),
    )  # fmt: skip
    kept = str(list(Batch.objects.values())) + str(list(CaseEvent.objects.values("detail")))
    for batch in Batch.objects.all():
        kept += str(list(batch.items.values()))
    assert "Dakkapel" not in kept
    assert "Geheim" not in kept


def test_old_batches_are_forgotten(handler, case):
    services.claim(by=handler, case=case, version=1, now=NOW)
    assert forget_old(NOW + KEPT) == 0
    assert forget_old(NOW + UNDO + KEPT + timedelta(seconds=1)) == 1
    assert Batch.objects.count() == 0
