"""What clients were told is kept, held against the database: what is lost, and what is twice."""

import json
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from contacts.callbacks.services import claim, close_with_answer
from contacts.logging.drafts import save_draft
from contacts.models import CallbackEvent, Contact, Draft, Question
from dashboard.management.bench.ledger import look_up
from kcc.organisation.models import Membership, Role, User
from tests.factories import NOW, make_callback, make_contact, make_user, reference


def found(*lines, question=0, event=0):
    """(looked up, lost, twice) without what is zero."""
    said = look_up(lines, after_question=question, after_event=event)
    return {kind: n for kind, n in said.looked_up.items() if n}, dict(said.lost), dict(said.twice)


def contact(key, note, callback=False):
    return {"what": "contact", "key": str(key), "note": note, "callback": callback}


def draft(key, revision, note):
    return {"what": "draft", "key": str(key), "revision": revision, "note": note}


def asked(key, note):
    return {"what": "asked", "key": str(key), "note": note}


def note_of(made):
    return made.saved_questions[0].note


def keep(user, key, revision, note):
    return save_draft(
        user=user, key=key, data={"q0-note": note}, revision=revision, now=NOW, started_at=NOW
    )


def test_a_contact_that_is_there_as_it_was_said(db):
    made = make_contact()
    assert found(contact(made.idempotency_key, note_of(made))) == ({"contact": 1}, {}, {})


def test_a_contact_that_is_gone_or_says_something_else_is_lost(db):
    made = make_contact()
    assert found(
        contact(made.idempotency_key, "Iets anders"),
        contact(made.idempotency_key, note_of(made), callback=True),
        contact(uuid4(), note_of(made)),
    ) == ({"contact": 3}, {"contact": 3}, {})


def test_a_promise_that_was_acknowledged_is_there(db):
    callback = make_callback()
    key, note = callback.question.contact.idempotency_key, callback.question.note
    assert found(contact(key, note, callback=True)) == ({"contact": 1}, {}, {})


def test_a_draft_is_there_in_its_last_version(db):
    user, key = make_user(Role.AGENT), uuid4()
    keep(user, key, 1, "Vr")
    keep(user, key, 2, "Vraagt")
    lines = [draft(key, 1, "Vr"), draft(key, 2, "Vraagt")]
    assert found(*lines) == ({"draft": 2}, {}, {})
    # The same version with other words, and a version that never came.
    assert found(draft(key, 2, "Anders"))[1] == {"draft": 1}
    assert found(*lines, draft(key, 3, "Vraagt of"))[1] == {"draft": 3}
    # An answer that got lost: the database is further than the ledger.
    assert found(draft(key, 1, "Vr"))[1] == {}


def test_a_draft_that_became_a_contact_is_not_lost(db):
    made = make_contact()
    assert found(draft(made.idempotency_key, 3, "Vraagt")) == ({"draft": 1}, {}, {})
    assert found(draft(uuid4(), 1, "Vraagt")) == ({"draft": 1}, {"draft": 1}, {})


def test_a_draft_left_beside_its_contact_is_there_twice(db):
    made, user = make_contact(), make_user(Role.AGENT)
    line = asked(made.idempotency_key, note_of(made))
    assert found(line) == ({}, {}, {})
    Draft.objects.create(key=made.idempotency_key, user=user, started_at=NOW, saved_at=NOW)
    assert found(line)[2] == {"draft beside its contact": 1}


def test_two_contacts_of_one_form_are_one_too_many(db):
    one = make_contact(note="Kenmerk abc.")
    before = Question.objects.latest("pk").pk
    other = make_contact(note="Kenmerk abc.")
    lines = [asked(one.idempotency_key, "Kenmerk abc.")]
    assert found(*lines)[2] == {"contact": 1}
    # What was there before the run does not count.
    assert found(*lines, question=before)[2] == {}
    assert Contact.objects.count() == 2
    assert other.idempotency_key != one.idempotency_key


def test_a_callback_taken_on_and_answered_is_there_by_whom_and_how(db):
    callback = make_callback()
    handler = make_user(Role.HANDLER, callback.department)
    callback = claim(by=handler, callback=callback, version=callback.version, now=NOW)
    callback = close_with_answer(
        by=handler, callback=callback, version=callback.version, answer="Gebeld.",
        result="answered", now=NOW,
    )  # fmt: skip
    key = str(callback.public_id)
    claimed = {"what": "claim", "callback": key, "by": handler.username}
    closed = claimed | {"what": "close", "answer": "Gebeld."}
    assert found(claimed, closed) == ({"claim": 1, "close": 1}, {}, {})
    assert found(claimed | {"by": "iemand"}, closed | {"answer": "Iets anders"})[1] == {
        "claim": 1, "close": 1,
    }  # fmt: skip
    CallbackEvent.objects.create(
        callback=callback, kind=CallbackEvent.Kind.CLOSED, at=NOW, by=handler
    )
    assert found(claimed, closed)[2] == {"close": 1}
    assert found(claimed, closed, event=CallbackEvent.objects.latest("pk").pk)[2] == {}


def test_the_command_reads_what_the_client_wrote(db, tmp_path):
    made = make_contact()
    lines = [contact(made.idempotency_key, note_of(made)), contact(uuid4(), "Weg")]
    # The last line was cut off by a crash.
    text = "\n".join(map(json.dumps, lines)) + '\n{"what": "dra'
    (tmp_path / "ledger").write_text(text)
    out = StringIO()
    call_command("bench_ledger", tmp_path / "ledger", stdout=out)
    said = json.loads(out.getvalue())
    assert said == {
        "looked_up": {"contact": 2, "draft": 0, "claim": 0, "close": 0},
        "lost": {"contact": 1},
        "twice": {},
    }


# -- People at work -------------------------------------------------------------------------------


def people(**asked_for):
    out = StringIO()
    call_command("bench_people", **asked_for, stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def demo(db, settings):
    settings.DEMO = True
    reference()


def test_there_are_as_many_agents_as_asked_for_and_all_are_logged_in(demo):
    make_user(Role.AGENT, username="agent")
    head = make_user(Role.HEAD, reference().department["vergunningen"])
    said = people(agents=3, heads=1)
    assert [each["name"] for each in said["agents"]] == ["agent", "load-agent-2", "load-agent-3"]
    assert [(each["name"], each["department"]) for each in said["heads"]] == [
        (head.username, "vergunningen")
    ]
    for each in (*said["agents"], *said["heads"]):
        client = Client()
        client.cookies["sessionid"] = each["session"]
        page = client.get("/", follow=True)
        assert (page.status_code, page.context["user"].username) == (200, each["name"])
    # Nobody is made twice.
    assert len(people(agents=3, heads=1)["agents"]) == 3
    assert Membership.objects.filter(role=Role.AGENT).count() == 3
    assert not User.objects.get(username="load-agent-3").has_usable_password()


def test_the_head_with_most_to_do_comes_first(demo):
    quiet = make_user(Role.HEAD, reference().department["burgerzaken"])
    callback = make_callback()
    busy = make_user(Role.HEAD, callback.department)
    assert [each["name"] for each in people(agents=0, heads=2)["heads"]] == [
        busy.username, quiet.username,
    ]  # fmt: skip


def test_more_heads_than_there_are_is_said(demo):
    with pytest.raises(CommandError, match="only 0 heads"):
        people(agents=0, heads=1)


def test_outside_a_demo_nobody_is_logged_in_so(db, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="Only in a demo"):
        people(agents=1, heads=0)
