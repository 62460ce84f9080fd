"""Taking an act back: what nobody touched since becomes what it was, and stays in the timeline."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from contacts.absence.selectors import receivers
from contacts.absence.services import hand_over
from contacts.callbacks import services
from contacts.callbacks.batches import UNDO, do_batch, own_batch, undo
from contacts.callbacks.jobs import tick
from contacts.callbacks.timeline import missing_before_giving_up, timeline
from contacts.models import Callback, CallbackEvent, Question
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from kcc.organisation.access import access_of
from kcc.organisation.models import Batch, BatchItem
from tests.factories import NOW, make_callback, make_contact, make_department, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
SOON = LATER + timedelta(seconds=10)
# Set by the undoing itself.
MOVING = {"version", "next_step_at"}


@pytest.fixture
def handler():
    reference()
    return make_user("handler")


def saved(callback=None) -> Callback:
    rows = Callback.objects.for_acts()
    return rows.get(pk=callback.pk) if callback else rows.get()


def columns(callback) -> dict:
    row = Callback.objects.filter(pk=callback.pk).values().get()
    return {name: value for name, value in row.items() if name not in MOVING}


def refusal(by, batch, now):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        undo(by=by, batch=batch, now=now)
    return caught.value.code


def prepare(handler, state):
    """A callback in this state; its version."""
    callback = make_callback(email="hanna@example.org", assignee=handler)
    known = {"by": handler, "callback": callback, "now": NOW}
    if state in ("claimed", "waiting"):
        services.claim(**known, version=1)
    if state == "waiting":
        services.wait(**known, version=2, until=NOW.date() + timedelta(days=3), reason="Tekening")
    if state in ("done", "answered before"):
        services.close_with_answer(**known, version=1, answer="Eerst dit.", result="sent")
    if state == "answered before":
        services.reopen(**known, version=2, reason="Nee")
    return saved(callback)


@pytest.mark.parametrize(
    ("state", "act", "typed"),
    [
        ("new", "claim", {}),
        ("new", "assign", {"person": "colleague"}),
        ("new", "record_attempt", {"text": "Voicemail"}),
        ("new", "wait", {"until": NOW.date() + timedelta(days=3), "reason": "Tekening"}),
        ("new", "close_with_answer", {"answer": "Ja", "result": "answered"}),
        ("new", "lapse", {"reason": "Dubbel"}),
        ("new", "reroute", {"department": "there", "reason": "Paspoort"}),
        ("claimed", "release", {}),
        ("claimed", "reroute", {"department": "there", "reason": "Paspoort"}),
        ("waiting", "resume", {}),
        ("waiting", "record_attempt", {}),
        ("waiting", "lapse", {"reason": "Dubbel"}),
        ("waiting", "reroute", {"department": "there", "reason": "Paspoort"}),
        ("done", "reopen", {"reason": "Nee"}),
        ("answered before", "close_with_answer", {"answer": "Nu dit.", "result": "answered"}),
    ],
)
def test_every_act_taken_back_leaves_the_row_as_it_was(handler, state, act, typed):
    known = {"colleague": make_user("handler"), "there": make_department("burgerzaken")}
    make_user("handler", known["there"])
    typed = {
        name: known[value] if isinstance(value, str) and value in known else value
        for name, value in typed.items()
    }
    callback = prepare(handler, state)
    before, version = columns(callback), callback.version
    question = Question.objects.values("department").get()
    done = getattr(services, act)(by=handler, callback=callback, version=version, now=LATER,
                                  **typed)  # fmt: skip
    assert columns(callback) != before
    result = undo(by=handler, batch=done.batch, now=SOON)
    assert (result.done, result.kept) == ([callback], [])
    assert columns(callback) == before
    assert Question.objects.values("department").get() == question
    found = saved(callback)
    assert found.version == version + 2
    assert found.next_step_at == (SOON if state not in ("waiting", "done") else None)
    assert (result.done[0].status, result.done[0].version) == (found.status, found.version)
    event = found.events.last()
    assert (event.kind, event.by, event.at) == ("undone", handler, SOON)
    assert event.detail["version"] == version + 1
    assert event.detail["led_to"] == version + 2
    assert AuditEvent.objects.filter(action="callback.undone", actor=handler).count() == 1


def test_only_who_did_it_takes_it_back_within_half_a_minute_and_once(handler):
    batch = services.claim(by=handler, callback=make_callback(), version=1, now=LATER).batch
    assert refusal(make_user("handler"), batch, SOON) == "not_yours"
    assert refusal(handler, batch, LATER + UNDO + timedelta(seconds=1)) == "too_late"
    undo(by=handler, batch=batch, now=LATER + UNDO)
    assert refusal(handler, Batch.objects.get(), LATER + UNDO) == "undone"
    assert saved().version == 3


def test_the_act_of_somebody_else_is_not_found(handler):
    batch = services.claim(by=handler, callback=make_callback(), version=1, now=LATER).batch
    assert own_batch(handler, batch.public_id) == batch
    with pytest.raises(Batch.DoesNotExist):
        own_batch(make_user("handler"), batch.public_id)


def test_what_somebody_else_did_meanwhile_stays(handler):
    colleague = make_user("handler")
    touched, untouched = make_callback(), make_callback()
    items = [(touched.public_id, 1), (untouched.public_id, 1)]
    batch = do_batch(by=handler, act="claim", items=items, now=LATER).batch
    services.record_attempt(by=colleague, callback=saved(touched), version=2, now=SOON)
    result = undo(by=handler, batch=batch, now=SOON)
    assert (result.done, result.kept) == ([untouched], [touched])
    found = saved(touched)
    assert (found.status, found.assignee, found.version) == ("attempted", handler, 3)
    assert (saved(untouched).status, saved(untouched).assignee) == ("new", None)


def test_a_note_written_meanwhile_is_no_hindrance(handler):
    batch = services.claim(by=handler, callback=make_callback(), version=1, now=LATER).batch
    services.add_note(by=make_user("agent"), callback=saved(), text="Belt om vijf uur", now=SOON)
    assert undo(by=handler, batch=batch, now=SOON).done == [saved()]


def test_a_priority_raised_meanwhile_stays_raised(handler):
    agent = make_user("agent")
    batch = services.claim(by=handler, callback=make_callback(), version=1, now=LATER).batch
    question = make_contact(by=agent, at=SOON).questions.get()
    services.mark_repeated(by=agent, callback=saved(), question=question, now=SOON)
    undo(by=handler, batch=batch, now=SOON)
    assert (saved().status, saved().priority) == ("new", 1)


def test_an_attempt_taken_back_does_not_count_for_giving_up(handler):
    make_callback()
    moments = [NOW, NOW + timedelta(hours=5), NOW + timedelta(days=1)]
    for moment in moments:
        batch = services.record_attempt(
            by=handler, callback=saved(), version=saved().version, now=moment
        ).batch
    assert missing_before_giving_up(saved()) == ()
    undo(by=handler, batch=batch, now=moments[-1])
    assert saved().attempts == 2
    assert set(missing_before_giving_up(saved())) == {"attempts", "days"}


def test_an_opening_again_taken_back_does_not_wipe_what_was_tried(handler):
    callback = make_callback()
    for number, moment in enumerate(
        [NOW, NOW + timedelta(hours=5), NOW + timedelta(days=1)], start=1
    ):
        services.record_attempt(by=handler, callback=callback, version=number, now=moment)
    now = NOW + timedelta(days=2)
    services.lapse(by=handler, callback=saved(), version=4, reason="Dubbel", now=now)
    batch = services.reopen(by=handler, callback=saved(), version=5, reason="Nee", now=now).batch
    assert len(missing_before_giving_up(saved())) == 3
    undo(by=handler, batch=batch, now=now)
    assert missing_before_giving_up(saved()) == ()


def test_the_timeline_shows_what_was_taken_back(handler):
    callback = make_callback()
    batch = services.claim(by=handler, callback=callback, version=1, now=LATER).batch
    undo(by=handler, batch=batch, now=SOON)
    services.claim(by=handler, callback=saved(), version=3, now=SOON + UNDO)
    with translation.override("en"):
        entries = timeline(saved(), access_of(handler), handler)
    assert [(entry.title, entry.undone, entry.version) for entry in entries] == [
        ("Callback promised", False, None),
        ("Taken on", True, 2),
        ("Taken back: Taken on", False, 3),
        ("Taken on", False, 4),
    ]


def test_undoing_many_costs_the_same_for_one_and_for_three(handler):
    for number in (1, 3):
        items = [(make_callback().public_id, 1) for _ in range(number)]
        batch = do_batch(by=handler, act="claim", items=items, now=LATER).batch
        with statements() as ran:
            undo(by=handler, batch=batch, now=SOON)
        # The batch, its rows, the callbacks; their values; timeline, questions, audit log; and
        # two to look whether anybody was told.
        assert len(ran) == 9


def test_what_cannot_be_taken_back_any_more_is_cleaned_up(handler):
    colleague = make_user("handler")
    make_callback()
    services.claim(by=handler, callback=saved(), version=1, now=NOW)
    to = [one for one in receivers(handler, [], now=NOW) if one.user == colleague]
    hand_over(by=make_user("head"), person=handler, to=to, until=NOW.date(), now=NOW)
    tick(NOW + timedelta(hours=23))
    assert Batch.objects.count() == 2
    tick(NOW + timedelta(hours=25))
    assert list(Batch.objects.values_list("absent", flat=True)) == [handler.pk]
    assert BatchItem.objects.count() == 1
    assert CallbackEvent.objects.count() == 2
    Batch.objects.update(handed_back_at=NOW + timedelta(days=21))
    tick(NOW + timedelta(days=21, hours=23))
    assert Batch.objects.count() == 1
    tick(NOW + timedelta(days=22, hours=1))
    assert (Batch.objects.count(), CallbackEvent.objects.count()) == (0, 2)
