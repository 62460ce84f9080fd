"""Running contacts: kept on the server, timed by the server."""

from contextlib import closing
from datetime import timedelta
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction

from contacts.logging import drafts
from contacts.models import Draft
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from tests.factories import NOW, make_contact, make_user

pytestmark = pytest.mark.django_db
BSN = "111222333"


def keep(user, key, text, revision=1, now=NOW, **how):
    data = {"q0-note": text}
    return drafts.save_draft(
        user=user, key=key, data=data, revision=revision, now=now, started_at=NOW, **how
    )


def test_newer_revision_wins_and_an_older_one_arriving_late_changes_nothing():
    user, key = make_user("agent"), uuid4()
    keep(user, key, "een", revision=1)
    keep(user, key, "een twee drie", revision=3)
    keep(user, key, "een twee", revision=2)
    assert Draft.objects.get().data == {"q0-note": "een twee drie"}


def test_button_wins_whatever_was_saved_and_nothing_older_arrives_after_it():
    user, key = make_user("agent"), uuid4()
    keep(user, key, "een", revision=700)
    assert keep(user, key, "twee", revision=5, pressed=True).revision == 701
    assert keep(user, key, "drie", revision=900, pressed=True).revision == 900
    keep(user, key, "van daarvoor", revision=899)
    assert Draft.objects.get().data == {"q0-note": "drie"}


def test_draft_of_somebody_else_is_refused():
    key = uuid4()
    keep(make_user("agent"), key, "een")
    with pytest.raises(DomainError):
        keep(make_user("agent"), key, "van een ander", revision=9)
    assert Draft.objects.get().data == {"q0-note": "een"}


def test_sixth_running_contact_is_refused():
    user = make_user("agent")
    for _ in range(5):
        keep(user, uuid4(), "een")
    with pytest.raises(DomainError) as refusal:
        keep(user, uuid4(), "zes")
    assert refusal.value.code == "too_many"
    assert Draft.objects.count() == 5


def test_save_arriving_after_the_contact_was_logged_brings_nothing_back():
    user = make_user("agent")
    contact = make_contact(by=user)
    with pytest.raises(DomainError) as refusal:
        keep(user, contact.idempotency_key, "te laat")
    assert refusal.value.code == "saved"
    assert not Draft.objects.exists()


def test_clock_counts_conversation_without_pauses_and_wrap_up_apart():
    user, key = make_user("agent"), uuid4()
    draft = keep(user, key, "een")
    drafts.pause(draft, NOW + timedelta(seconds=60))
    assert drafts.timing_of(draft, NOW + timedelta(seconds=90)).talk_seconds == 60
    drafts.resume(draft, NOW + timedelta(seconds=100))
    drafts.end_talk(draft, NOW + timedelta(seconds=200))
    timing = drafts.timing_of(Draft.objects.get(), NOW + timedelta(seconds=245))
    assert (timing.talk_seconds, timing.wrap_up_seconds) == (160, 45)
    assert timing.ended_at == NOW + timedelta(seconds=200)


def test_taking_a_draft_gives_it_back_and_removes_it():
    user, key = make_user("agent"), uuid4()
    draft = keep(user, key, "één")
    drafts.pause(draft, NOW + timedelta(seconds=5))
    taken = drafts.take_draft(user=user, key=key)
    assert (taken.data, taken.started_at, taken.paused_at, taken.talk_ended_at) == (
        {"q0-note": "één"}, NOW, NOW + timedelta(seconds=5), None,
    )  # fmt: skip
    assert not Draft.objects.exists()
    assert drafts.take_draft(user=user, key=key) is None


def test_nobody_takes_the_draft_of_somebody_else():
    key = uuid4()
    keep(make_user("agent"), key, "een")
    assert drafts.take_draft(user=make_user("agent"), key=key) is None
    assert Draft.objects.count() == 1


def test_discarding_is_recorded():
    user, key = make_user("agent"), uuid4()
    keep(user, key, "een")
    drafts.discard_draft(by=user, key=key, now=NOW)
    assert not Draft.objects.exists()
    assert AuditEvent.objects.get().action == "draft.discarded"


def test_bsn_in_free_text_is_masked_and_in_other_fields_left_alone():
    data = {"q0-note": f"BSN {BSN} van mevrouw", "find": BSN, "phone": BSN, "q0-steps": ["a"]}
    masked, count = drafts.mask_free_text(data)
    assert (masked["phone"], masked["q0-steps"], count) == (BSN, ["a"], 2)
    assert BSN not in masked["q0-note"]
    assert BSN not in masked["find"]


@pytest.mark.django_db(transaction=True)
def test_button_wins_from_a_save_that_is_written_in_the_meantime(monkeypatch):
    user, key, thread, shorten = make_user("agent"), uuid4(), [], drafts.shorten
    keep(user, key, "een")

    def autosave():
        with closing(connection):
            keep(user, key, "twee", revision=2)

    def meanwhile(*args):
        # The draft has been read: what was typed before the button was pressed arrives only now.
        if not thread:
            thread.append(Thread(target=autosave))
            thread[0].start()
            thread[0].join(timeout=0.3)
        return shorten(*args)

    monkeypatch.setattr(drafts, "shorten", meanwhile)
    with transaction.atomic():
        pressed = keep(user, key, "drie", pressed=True)
    thread[0].join()
    assert Draft.objects.get().data == pressed.data == {"q0-note": "drie"}
