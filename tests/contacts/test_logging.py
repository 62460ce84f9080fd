"""log_contact: everything or nothing, once, and the repeats it proposes."""

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from cases.models import Case, CaseSequence
from contacts.logging.inputs import CallbackInput, NewCaseInput, QuestionInput, RepeatInput
from contacts.logging.services import log_contact
from contacts.models import Callback, Contact, Question
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from tests.factories import (
    NOW,
    PHONE,
    make_callback,
    make_contact,
    make_customer,
    make_user,
    reference,
)

pytestmark = pytest.mark.django_db


def question(subject="BZ01", outcome="direct_afgehandeld", **values):
    ref = reference()
    return QuestionInput(subject=ref.subject[subject], outcome=ref.outcome[outcome], **values)


def log(*questions, key=None, at=NOW, **values):
    ref = reference()
    return log_contact(
        **{
            "by": None,
            "key": key or uuid4(),
            "channel": ref.channel["telefoon"],
            "direction": "inbound",
            "questions": questions or [question()],
            "started_at": at,
            "ended_at": at + timedelta(minutes=3),
            "now": at + timedelta(minutes=4),
        }
        | values
    )


def callback(department="vergunningen", **values):
    given = {"phone": PHONE, "question_text": "Wanneer komt de controleur?"} | values
    return CallbackInput(department=reference().department[department], **given)


def test_contact_keeps_who_when_and_what():
    agent, customer = make_user("agent"), make_customer()
    contact = log(
        question(note="Wil een paspoort."),
        question(subject="BZ02", note="Gaat verhuizen."),
        by=agent,
        customer=customer,
        phone=PHONE,
        talk_seconds=170,
        wrap_up_seconds=60,
    )
    contact.refresh_from_db()
    assert (contact.agent, contact.customer, contact.phone) == (agent, customer, PHONE)
    assert (contact.talk_seconds, contact.wrap_up_seconds) == (170, 60)
    assert (contact.local_day, contact.local_hour) == (NOW.date(), 10)
    assert list(contact.questions.values_list("position", "subject__code", "note")) == [
        (1, "BZ01", "Wil een paspoort."),
        (2, "BZ02", "Gaat verhuizen."),
    ]
    assert AuditEvent.objects.get(action="contact.logged").object_id == str(contact.public_id)


def test_outcome_is_kept_as_it_was_defined_at_that_moment():
    contact = log()
    ref = reference()
    ref.outcome["direct_afgehandeld"].counts_as_direct = False
    ref.outcome["direct_afgehandeld"].save()
    saved = contact.questions.get()
    assert (saved.outcome_category, saved.counts_as_direct) == ("direct", True)


def test_same_key_logs_once():
    key = uuid4()
    first = log(key=key)
    again = log(question(subject="BZ02"), key=key)
    assert again == first
    assert list(Question.objects.values_list("subject__code", flat=True)) == ["BZ01"]


def test_key_of_somebody_else_is_refused():
    key = uuid4()
    log(key=key, by=make_user("agent"))
    with pytest.raises(DomainError):
        log(key=key, by=make_user("agent"))


def test_wrong_number_does_not_count():
    assert log(question(outcome="verkeerd_verbonden")).counts is False
    assert log(question(outcome="verkeerd_verbonden"), question()).counts is True


def test_callback_and_case_come_in_the_same_transaction():
    ref = reference()
    make_user("handler", ref.department["vergunningen"])
    contact = log(
        question("VG01", "terugbelverzoek", note="Wanneer?", callback=callback()),
        question(
            "VG01",
            "zaak_aangemaakt",
            new_case=NewCaseInput(
                case_type=ref.case_type["omgevingsvergunning"], description="Dakkapel"
            ),
        ),
    )
    made, case = Callback.objects.get(), Case.objects.get()
    assert (contact.made_callbacks, contact.made_cases) == ([made], [case])
    assert (made.question.contact, made.number) == (contact, f"T-{made.pk}")
    # Tuesday 10 November + 2 working days: Thursday, at closing time.
    assert made.promised_at.astimezone(NOW.tzinfo) == NOW.replace(day=12, hour=17)
    assert case.number == "Z-2026-000001"
    assert contact.questions.get(position=2).case == case


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"answer_by": "email", "email": "H@example.org"}, ("email", "", "h@example.org", "")),
        ({"answer_by": "letter", "reply_to": "Dorpsplein 1"}, ("letter", "", "", "Dorpsplein 1")),
        ({"answer_by": "channel", "reply_to": "@hanna"}, ("channel", "", "", "@hanna")),
        ({"phone": PHONE}, ("phone", PHONE, "", "")),
    ],
)
def test_an_answer_goes_the_way_the_customer_asked_for(values, kept):
    make_user("handler", reference().department["vergunningen"])
    outcome = "terugbelverzoek" if "phone" in values else "taak_uitgezet"
    asked = callback(**({"phone": ""} | values))
    log(question("VG01", outcome, callback=asked), channel=reference().channel["e-mail"])
    made = Callback.objects.get()
    assert (made.answer_by, made.phone, made.email, made.reply_to) == kept
    # In writing by the norm of the channel, on the telephone by that of a callback.
    assert made.norm_kind == ("callback" if "phone" in values else "email")


def test_an_answer_that_can_go_nowhere_is_refused():
    make_user("handler", reference().department["vergunningen"])
    for values in ({"answer_by": "email"}, {"phone": ""}):
        with pytest.raises(DomainError):
            log(question("VG01", "taak_uitgezet", callback=callback(**({"phone": ""} | values))))
    assert not Contact.objects.exists()


def test_nobody_reachable_saves_nothing_at_all():
    ref = reference()
    with pytest.raises(DomainError) as refusal:
        log(
            question(
                "VG01",
                "zaak_aangemaakt",
                new_case=NewCaseInput(
                    case_type=ref.case_type["omgevingsvergunning"], description="Dakkapel"
                ),
            ),
            question("VG01", "terugbelverzoek", callback=callback()),
        )
    assert refusal.value.field == "department"
    counts = [model.objects.count() for model in (Contact, Question, Case, Callback, AuditEvent)]
    assert counts == [0, 0, 0, 0, 0]
    assert not CaseSequence.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": "terugbelverzoek"},
        {"outcome": "zaak_aangemaakt"},
        {"outcome": "direct_afgehandeld", "callback": True},
    ],
)
def test_outcome_without_what_it_needs_is_refused(values):
    if values.get("callback"):
        values = values | {"callback": callback()}
    with pytest.raises(DomainError):
        log(question(**values))
    assert not Contact.objects.exists()


# -- Repeats ---------------------------------------------------------------------------------------


def test_second_call_about_the_same_is_proposed_and_counts_for_nobody_yet():
    first = make_contact(phone=PHONE).questions.get()
    second = log(at=NOW + timedelta(days=3), phone=PHONE).questions.get()
    assert (second.repeat_state, second.repeat_of, second.chain_start) == (
        "proposed", first, first,
    )  # fmt: skip


def test_confirmed_repeat_counts_for_the_department_of_the_first_contact():
    ref = reference()
    first = make_contact(phone=PHONE, subject="VG01").questions.get()
    second = make_contact(phone=PHONE, subject="VG01", at=NOW + timedelta(days=1)).questions.get()
    repeat = RepeatInput(
        previous=second, confirmed=True, reason=ref.repeat_reason["niet_teruggebeld"]
    )
    third = log(
        question("VG01", repeat=repeat, department=ref.department["kcc"]),
        at=NOW + timedelta(days=2),
        phone=PHONE,
    ).questions.get()
    assert (third.repeat_of, third.chain_start) == (second, first)
    assert third.repeat_department == first.department
    assert third.repeat_reason.code == "niet_teruggebeld"


def test_rejected_repeat_is_remembered_but_belongs_to_no_chain():
    first = make_contact(phone=PHONE).questions.get()
    second = log(
        question(repeat=RepeatInput(previous=first, confirmed=False)),
        at=NOW + timedelta(days=1),
        phone=PHONE,
    ).questions.get()
    assert (second.repeat_state, second.repeat_of, second.chain_start) == ("rejected", first, None)


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"phone": "+31687654321"}, "none"),
        ({"phone": PHONE, "at": NOW + timedelta(days=29)}, "none"),
        ({"phone": PHONE, "direction": "outbound"}, "none"),
        ({"email": "h.dewit@example.nl"}, "proposed"),
    ],
)
def test_only_the_same_caller_within_the_window_is_a_repeat(values, state):
    make_contact(phone=PHONE, email="h.dewit@example.nl")
    later = log(**({"at": NOW + timedelta(days=1)} | values)).questions.get()
    assert later.repeat_state == state


def test_open_callback_is_still_going_on_however_long_ago_it_was_asked_for():
    late = make_callback(at=NOW - timedelta(days=120))
    again = log(question("VG01"), phone=PHONE).questions.get()
    assert (again.repeat_state, again.repeat_of) == ("proposed", late.question)
    late.status, late.answer, late.closed_at = "done", "Vrijdag.", NOW - timedelta(days=100)
    late.next_step_at = None
    late.save()
    later = log(question("VG01"), phone=PHONE, at=NOW + timedelta(days=60)).questions.get()
    assert later.repeat_state == "none"


def test_same_place_is_a_repeat_whoever_calls_for_subjects_about_a_place():
    place = {"location": "Noorderstraat 12", "location_key": "7801AB12"}
    make_contact(subject="VG02", phone=PHONE, **place)
    make_contact(subject="BZ01", phone=PHONE, **place)
    later = {"at": NOW + timedelta(hours=1), "phone": "+31687654321", **place}
    assert log(question("VG02"), **later).questions.get().repeat_state == "proposed"
    assert log(question("BZ01"), **later).questions.get().repeat_state == "none"


# -- Two at once ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_25_keys_from_8_threads_give_exactly_25_contacts():
    agent = make_user("agent")
    ref = reference()
    keys = [uuid4() for _ in range(25)]
    seen, errors = [], []

    def work():
        try:
            for key in keys:
                contact = log_contact(
                    by=agent,
                    key=key,
                    channel=ref.channel["telefoon"],
                    direction="inbound",
                    questions=[
                        QuestionInput(
                            subject=ref.subject["BZ01"], outcome=ref.outcome["direct_afgehandeld"]
                        )
                    ],
                    started_at=NOW,
                    ended_at=NOW,
                    now=NOW,
                )
                seen.append((key, contact.pk))
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (Contact.objects.count(), Question.objects.count()) == (25, 25)
    assert AuditEvent.objects.filter(action="contact.logged").count() == 25
    assert (len(seen), len(set(seen))) == (200, 25)
