"""Mail through a real mail server: once, later again, or never; and what stays of it."""

import logging
from datetime import timedelta
from itertools import pairwise
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from kcc.audit.models import AuditEvent
from kcc.jobs import broker, delivery, outbox
from kcc.jobs.checks import mail_has_a_way_out
from kcc.jobs.delivery import LEASE, MAX_ATTEMPTS, WAITS, claim, deliver
from kcc.jobs.models import OutboxMessage
from kcc.jobs.outbox import post, try_again, withdraw
from kcc.jobs.ticks import run_ticks
from kcc.lib.breaker import Breaker
from tests.conftest import ROOT
from tests.factories import make_user
from tests.test_settings import started

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
TO = "robin@lindenwaard.example"


def make(now, key="one", to=TO, **values):
    given = {"kind": "test", "subject": "Één regel", "body": "Hallo,\nhet is zover: €\n"}
    return post(key=key, to=to, now=now, **(given | values))


def send(now):
    return deliver(clock=lambda: now)


def after(message):
    message.refresh_from_db()
    return message


# -- Posting --------------------------------------------------------------------------------------


def test_one_message_per_occasion(db, now):
    first, second = make(now), make(now, subject="Nog eens")
    assert (second.pk, second.subject, OutboxMessage.objects.count()) == (first.pk, "Één regel", 1)


def test_a_subject_is_one_line(db, now):
    assert make(now, subject=" a\r\nBcc: b@c.nl\n" + 300 * "x").subject[:14] == "a Bcc: b@c.nl "


def test_a_worker_is_told_after_the_commit_when_there_is_a_mail_server(
    db, now, settings, monkeypatch, django_capture_on_commit_callbacks
):
    told = []
    monkeypatch.setattr(broker, "breaker", Breaker(1))
    monkeypatch.setattr(
        broker.current_app, "send_task", lambda name, args, **options: told.append((name, args))
    )
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    for number, url in enumerate(["", "smtp://localhost"]):
        settings.EMAIL_URL = url
        with django_capture_on_commit_callbacks(execute=True):
            make(now, key=f"{number}")
            make(now, key=f"{number}")
            make(now, key=f"{number} later", available_at=now + MINUTE)
            assert told == []
    assert told == [("kcc.jobs.tasks.deliver_mail", [])]
    outbox.tell_of_waiting_mail(now)
    assert len(told) == 2


def test_without_a_mail_server_messages_wait(db, now, settings):
    settings.EMAIL_URL = ""
    message = make(now)
    assert (send(now), after(message).state, message.attempts) == (0, "waiting", 0)


def test_a_withdrawn_message_is_not_sent_and_forgets_its_words(db, now, mail_on):
    message = make(now, available_at=now + MINUTE)
    assert (withdraw(key="one", now=now), withdraw(key="one", now=now)) == (True, False)
    send(now + 2 * MINUTE)
    assert (mail_on.got, after(message).state, message.to, message.subject) == (
        [], "withdrawn", "", "",
    )  # fmt: skip


# -- Sending --------------------------------------------------------------------------------------


def test_what_arrives(db, now, mail_on):
    message = make(now)
    assert (send(now), after(message).state, message.finished_at) == (1, "sent", now)
    [mail] = mail_on.got
    assert mail.recipient == TO
    assert {name: mail.message[name] for name in ("Subject", "From", "To", "Message-ID")} == {
        "Subject": "Één regel",
        "From": "KCC Lindenwaard <kcc@lindenwaard.example>",
        "To": TO,
        "Message-ID": f"<{message.public_id}@lindenwaard.example>",
    }
    assert mail.message["Date"].datetime == now
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["List-Id"] is None
    assert mail.message.get_content_type() == "text/plain"
    assert mail.message.get_content_charset() == "utf-8"
    assert mail.message.get_content().splitlines() == ["Hallo,", "het is zover: €"]


def test_to_a_colleague_it_says_of_which_kind_it_is(db, now, mail_on):
    make(now, kind="weekly_list", user=make_user("head"))
    send(now)
    assert mail_on.got[0].message["List-Id"] == "<weekly-list.lindenwaard.example>"


def test_a_batch_goes_over_one_connection(db, now, mail_on):
    for number in range(5):
        make(now, key=str(number))
    assert (send(now), mail_on.sessions) == (5, 1)


def test_a_call_sends_at_most_a_batch(db, now, mail_on, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 3)
    monkeypatch.setattr(delivery, "READ_AT_ONCE", 2)
    for number in range(7):
        make(now, key=str(number))
    assert [send(now), send(now)] == [4, 3]


def test_the_command_sends_mail_too(db, mail_on):
    message = make(timezone.now())
    call_command("work_jobs")
    assert after(message).state == "sent"


def test_statements_per_message_are_constant(db, now, mail_on, django_assert_num_queries):
    for count, statements in ((1, 5), (3, 11)):
        for number in range(count):
            make(now, key=f"{count}-{number}")
        # Twice what is due; per message claim, read, write down.
        with django_assert_num_queries(statements):
            send(now)


# -- Not sent -------------------------------------------------------------------------------------


def test_an_address_that_is_refused_for_good_fails_at_once_without_naming_it(
    db, now, mail_on, caplog
):
    mail_on.refusals["weg@"] = "550 5.1.1 <weg@lindenwaard.example> unknown"
    bad, good = make(now, to="weg@lindenwaard.example"), make(now, key="two")
    with caplog.at_level(logging.INFO, logger="kcc"):
        assert send(now) == 1
    assert (after(bad).state, bad.attempts, bad.finished_at, after(good).state) == (
        "failed", 1, now, "sent",
    )  # fmt: skip
    assert "550" in bad.error
    assert "weg@" not in bad.error + caplog.text


@pytest.mark.parametrize("answer", ["450 4.2.1 later", "421 4.3.0 too busy"])
def test_an_address_that_is_refused_for_now_is_tried_again_for_a_day(db, now, mail_on, answer):
    mail_on.refusals["robin@"] = answer
    message, moments = make(now), []
    while after(message).state == "waiting" and len(moments) < 20:
        now = message.available_at
        moments.append(now)
        send(now)
    waits = [(later - sooner) // MINUTE for sooner, later in pairwise(moments)]
    assert (waits, message.state, message.attempts) == (list(WAITS), "failed", MAX_ATTEMPTS)
    assert sum(waits) == 23 * 60 + 21


def test_a_message_the_server_does_not_want_fails_at_once(db, now, mail_on):
    mail_on.refusals["DATA"] = "554 5.7.1 no"
    message = make(now)
    send(now)
    assert (after(message).state, message.attempts) == ("failed", 1)


def test_a_server_that_is_away_costs_one_message_an_attempt(db, now, mail_on, settings):
    settings.EMAIL_PORT = 1
    messages = [make(now, key=str(number)) for number in range(3)]
    send(now)
    assert [(after(one).state, one.attempts) for one in messages] == [
        ("waiting", 1), ("waiting", 0), ("waiting", 0),
    ]  # fmt: skip
    assert "ConnectionRefusedError" in messages[0].error
    settings.EMAIL_PORT = mail_on.port
    assert [send(now), send(now + MINUTE)] == [2, 1]
    assert after(messages[0]).error == ""


def test_a_server_that_wants_another_log_in_is_tried_again(db, now, mail_on, settings):
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "kcc"
    message = make(now)
    send(now)
    assert (after(message).state, message.attempts) == ("waiting", 1)


def test_a_message_without_an_address_fails(db, now, mail_on):
    message = make(now, to="")
    send(now)
    assert (after(message).state, mail_on.got) == ("failed", [])


def test_the_same_message_id_at_every_attempt(db, now, mail_on, monkeypatch):
    """The worker dies when the server has the message and the row does not say so yet."""
    message = make(now)

    def die(*args, **values):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_let_go", die)
        with pytest.raises(KeyboardInterrupt):
            send(now)
    assert (after(message).state, send(now), send(now + LEASE)) == ("sending", 0, 0)
    assert send(now + LEASE + SECOND) == 1
    assert len({mail.id for mail in mail_on.got}) == 1
    assert len(mail_on.got) == 2


def test_a_message_that_kills_its_worker_each_time_is_given_up(db, now):
    message = make(now)
    for attempt in range(MAX_ATTEMPTS):
        assert claim(message_id=message.pk, now=now + 2 * attempt * LEASE)
    assert claim(message_id=message.pk, now=now + 2 * MAX_ATTEMPTS * LEASE) is None
    assert (after(message).state, message.lease_token) == ("failed", None)


def test_a_worker_that_was_thought_dead_writes_nothing_any_more(db, now):
    message = make(now)
    asleep = claim(message_id=message.pk, now=now)
    assert claim(message_id=message.pk, now=now + LEASE) is None
    claim(message_id=message.pk, now=now + LEASE + SECOND)
    assert delivery._let_go(asleep, state="sent", finished_at=now) is False
    assert after(message).state == "sending"


@pytest.mark.django_db(transaction=True)
def test_of_four_workers_at_once_each_message_is_sent_by_one(now, mail_on):
    for number in range(40):
        make(now, key=str(number), to=f"m{number}@lindenwaard.example")
    gate, sent = Barrier(4), []

    def work():
        gate.wait()
        sent.append(send(now))
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 40
    assert len({mail.id for mail in mail_on.got}) == len(mail_on.got) == 40


# -- Afterwards -----------------------------------------------------------------------------------


def test_failed_messages_can_begin_again_and_that_is_recorded(db, now, mail_on):
    mail_on.refusals["robin@"] = "550 no"
    failed, forgotten = make(now), make(now, key="two")
    send(now)
    OutboxMessage.objects.filter(pk=forgotten.pk).update(to="", body="")
    waiting = make(now, key="three", available_at=now + MINUTE)
    by = make_user("administrator")
    everything = OutboxMessage.objects.all()
    assert try_again(by=by, messages=everything, now=now + MINUTE) == 1
    assert (after(failed).state, failed.attempts, failed.error) == ("waiting", 0, "")
    assert (after(forgotten).state, after(waiting).attempts) == ("failed", 0)
    [event] = AuditEvent.objects.all()
    assert (event.action, event.object_id, event.detail) == (
        "mail.retried", str(failed.public_id), {},
    )  # fmt: skip
    mail_on.refusals.clear()
    assert send(now + MINUTE) == 2


@pytest.mark.parametrize("asked", ["to", "to__startswith", "body__contains", "subject__regex"])
def test_no_address_asks_what_was_written_or_to_whom(db, now, client_of, asked):
    """The list shows neither, and does not answer it by showing a row or not."""
    make(now)
    page = client_of("administrator").get("/admin/jobs/outboxmessage/", {asked: "r"})
    assert page.status_code == 400


def test_the_list_is_narrowed_by_state_and_kind(db, now, client_of):
    make(now)
    client = client_of("administrator")
    for asked, number in (("waiting", 1), ("failed", 0)):
        page = client.get("/admin/jobs/outboxmessage/", {"state__exact": asked})
        assert len(page.context["cl"].result_list) == number


def test_words_and_address_of_old_messages_are_removed_bit_by_bit(db, now, mail_on, monkeypatch):
    monkeypatch.setattr(outbox, "FORGOTTEN_AT_ONCE", 2)
    old = [make(now, key=str(number)) for number in range(3)]
    send(now)
    waiting = make(now, key="waiting", available_at=now + timedelta(days=90))
    later = now + timedelta(days=30)
    with_words = OutboxMessage.objects.exclude(body="").exclude(to="").exclude(subject="")
    left = []
    for moment in (later, later + SECOND, later + SECOND, later + SECOND):
        run_ticks(now=moment)
        left.append(with_words.count())
    assert left == [4, 2, 1, 1]
    assert after(waiting).to == TO
    # The row is there still: the occasion is not told about again.
    assert make(now, key="0").pk == old[0].pk


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, ["kcc.W003", "kcc.W004"]),
        ({"EMAIL_URL": "smtp://mail"}, ["kcc.W004"]),
        ({"EMAIL_URL": "smtp://mail", "BASE_URL": "https://kcc.example.nl"}, []),
        ({"DEMO": True}, []),
    ],
)
def test_the_deployment_check_warns_when_mail_has_no_way_out(settings, values, found):
    for name, value in ({"DEMO": False, "EMAIL_URL": "", "BASE_URL": ""} | values).items():
        setattr(settings, name, value)
    assert [warning.id for warning in mail_has_a_way_out(None)] == found


def test_the_demo_keeps_its_mail_in_its_own_folder(tmp_path):
    url = f"filemail:///{tmp_path / 'mail'}"  # as in scripts/run.py
    ended = started("settings.EMAIL_FILE_PATH", DEMO="1", EMAIL_URL=url)
    assert (ended.stdout, ended.stderr) == (f"{tmp_path / 'mail'}\n", "")
    source = (ROOT / "scripts" / "run.py").read_text(encoding="utf-8")
    assert """EMAIL_URL=f"filemail:///{var / 'mail'}",""" in source
