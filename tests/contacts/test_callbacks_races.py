"""Many people at once: exactly one of them gets it. Real transactions, on both databases."""

from datetime import timedelta

import pytest

from contacts.callbacks import services
from contacts.callbacks.batches import do_batch, undo
from contacts.models import Callback, CallbackEvent
from kcc.audit.models import AuditEvent
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.models import Batch, BatchItem
from tests.factories import NOW, make_callback, make_user, reference
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8


@pytest.fixture
def people():
    reference()
    return [make_user("handler") for _ in range(PEOPLE)]


def load(callback) -> Callback:
    return Callback.objects.for_acts().get(pk=callback.pk)


def test_of_eight_who_claim_at_once_exactly_one_gets_it(people):
    callback = make_callback()

    def claim(person):
        return services.claim(by=person, callback=load(callback), version=1, now=NOW).assignee

    won = [result for result in at_once(claim, people) if result is not Conflict]
    saved = load(callback)
    assert won == [saved.assignee]
    assert (saved.status, saved.version) == ("claimed", 2)
    assert CallbackEvent.objects.count() == 1
    assert AuditEvent.objects.filter(action="callback.claim").count() == 1
    assert Batch.objects.count() == BatchItem.objects.count() == 1


def test_two_who_close_at_once_never_overwrite_each_other(people):
    callback = make_callback()

    def close(person):
        return services.close_with_answer(
            by=person, callback=load(callback), version=1, answer=f"Van {person.username}",
            result="answered", now=NOW,
        ).answer  # fmt: skip

    won = [result for result in at_once(close, people) if result is not Conflict]
    assert won == [load(callback).answer]
    assert CallbackEvent.objects.count() == 1


def test_of_a_batch_and_single_claims_each_row_goes_to_exactly_one(people):
    """Half of them claim all rows together, in opposite orders, half claim one row each."""
    callbacks = [make_callback() for _ in range(4)]

    def claim(person):
        number = people.index(person)
        if number % 2:
            items = [(callback.public_id, 1) for callback in callbacks][:: 1 if number < 4 else -1]
            return do_batch(by=person, act="claim", items=items, now=NOW).done
        one = load(callbacks[number // 2])
        return [services.claim(by=person, callback=one, version=1, now=NOW)]

    won = [(callback.pk, callback.assignee_id)
           for result in at_once(claim, people) if result is not Conflict
           for callback in result]  # fmt: skip
    saved = Callback.objects.order_by("pk").values_list("pk", "assignee_id")
    assert sorted(won) == list(saved)
    assert set(Callback.objects.values_list("version", flat=True)) == {2}
    assert CallbackEvent.objects.count() == BatchItem.objects.count() == len(callbacks)


def test_taking_back_and_going_on_at_once_never_mix(people):
    """Either the claim was taken back, and who came then found it free; or somebody went on."""
    callback = make_callback()
    first = people[0]
    batch = services.claim(by=first, callback=load(callback), version=1, now=NOW).batch

    def run(person):
        if person is first:
            return len(undo(by=first, batch=batch, now=NOW).done)
        services.record_attempt(by=person, callback=load(callback), version=2, now=NOW)
        return "attempt"

    results = at_once(run, people)
    taken_back, attempts = results[0] == 1, results.count("attempt")
    assert (taken_back, attempts) in {(True, 0), (False, 1)}
    saved = load(callback)
    assert saved.version == 3
    assert (saved.status, saved.assignee) == (
        ("new", None) if taken_back else ("attempted", first)
    )  # fmt: skip


def test_the_same_act_is_taken_back_once(people):
    first = people[0]
    batch = services.claim(by=first, callback=load(make_callback()), version=1, now=NOW).batch

    def run(_person):
        try:
            return len(undo(by=first, batch=Batch.objects.get(pk=batch.pk), now=NOW).done)
        except DomainError as error:
            return error.code

    results = at_once(run, people)
    assert sorted(results, key=str) == [1, *["undone"] * (PEOPLE - 1)]
    assert CallbackEvent.objects.filter(kind="undone").count() == 1


def test_two_ticks_at_once_let_a_clock_go_on_once(people):
    callbacks = [make_callback() for _ in range(3)]
    for callback in callbacks:
        services.wait(
            by=people[0], callback=load(callback), version=1, reason="Tekening",
            until=NOW.date() + timedelta(days=1), now=NOW,
        )  # fmt: skip
    tomorrow = NOW + timedelta(days=1)
    assert sum(at_once(lambda _person: services.resume_waited(tomorrow), people)) == 3
    assert CallbackEvent.objects.filter(kind="resumed").count() == 3
    assert set(Callback.objects.values_list("status", "version")) == {("claimed", 3)}


def test_every_repeat_at_once_raises_the_priority_up_to_the_highest(people):
    callback = make_callback()
    question = load(callback).question

    def repeat(person):
        return services.mark_repeated(
            by=person, callback=load(callback), question=question, now=NOW
        )

    assert at_once(repeat, people) == [True] * PEOPLE
    saved = load(callback)
    assert (saved.priority, saved.version, saved.events.count()) == (2, 1, PEOPLE)
