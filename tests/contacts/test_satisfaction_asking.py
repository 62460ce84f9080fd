"""Who is asked how we helped, about what, and how often."""

import re
from datetime import timedelta

import pytest

from cases.models import Confidentiality
from contacts.callbacks.services import close_with_answer
from contacts.models import Contact, Invitation, SurveyOptOut, SurveyPolicy
from contacts.satisfaction import jobs, services
from contacts.satisfaction.jobs import is_drawn
from contacts.satisfaction.tokens import digest_of
from kcc.audit.models import AuditEvent
from kcc.customers.merging import merge_customers
from kcc.jobs.models import Job, OutboxMessage
from kcc.jobs.services import work_waiting
from kcc.lib.errors import Conflict, DomainError
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_closed_case,
    make_contact,
    make_customer,
    make_user,
    reference,
)

pytestmark = pytest.mark.django_db
BEFORE = NOW - timedelta(hours=3)
VALUES = {
    "active": True, "after_contacts": True, "after_callbacks": True, "after_cases": True,
    "percentage": 100, "rest_days": 30, "valid_days": 30,
}  # fmt: skip
MAIL = "hanna@voorbeeld.nl"


@pytest.fixture
def town(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return reference()


@pytest.fixture
def manager(town):
    return make_user("manager")


def keep(manager, *, now=NOW, **values):
    before = SurveyPolicy.objects.filter(pk=1).first()
    seen = before.changed_at if before else None
    return services.keep_policy(by=manager, changed_at=seen, now=now, **(VALUES | values))


@pytest.fixture
def policy(manager):
    return keep(manager)


def ask(now=NOW) -> int:
    """A round of an hour; how many were asked in it."""
    before = Invitation.objects.count()
    jobs.tick(now)
    work_waiting(clock=lambda: now)
    assert set(Job.objects.values_list("state", flat=True)) <= {"done"}
    return Invitation.objects.count() - before


def token_of(message: OutboxMessage) -> str:
    return re.search(r"/tevredenheid/([\w-]+)/\n", message.body)[1]


# -- By mail ------------------------------------------------------------------------------------


def test_who_was_helped_gets_one_mail(policy, town):
    contact = make_contact(at=BEFORE, email=MAIL)
    assert ask() == 1
    invitation, message = Invitation.objects.get(), OutboxMessage.objects.get()
    assert (invitation.contact, invitation.way, invitation.created_by) == (contact, "mail", None)
    assert invitation.department == town.department["burgerzaken"]
    assert invitation.subject == town.subject["BZ01"]
    assert invitation.channel == town.channel["telefoon"]
    assert invitation.expires_at == NOW + timedelta(days=30)
    assert (message.to, message.kind) == (MAIL, "survey.invited")
    assert digest_of(token_of(message)) == invitation.digest
    assert f"/tevredenheid/en/{token_of(message)}/" in message.body
    assert ask(NOW + timedelta(hours=1)) == 0


def test_a_mail_names_nobody_and_nothing(policy):
    make_contact(at=BEFORE, email=MAIL, customer=make_customer(), caller_name="Hanna de Wit")
    ask()
    said = OutboxMessage.objects.get().subject + OutboxMessage.objects.get().body
    for told in ("Hanna", "Wit", "Paspoort", "Burgerzaken", MAIL):
        assert told not in said


def test_a_callback_and_a_case_are_asked_about_when_they_are_closed(policy, town):
    one, two = make_customer(emails=(MAIL,)), make_customer(phones=(), emails=("b@voorbeeld.nl",))
    callback = make_callback(customer=one, at=BEFORE)
    make_case(customer=two, at=BEFORE)
    assert ask() == 0
    case = make_closed_case(customer=two, at=NOW)
    later = NOW + timedelta(hours=2)
    close_with_answer(
        by=make_user("handler", callback.department), callback=callback, now=NOW,
        version=callback.version, answer="Morgen.", result="answered",
    )  # fmt: skip
    assert ask(later) == 2
    asked = set(Invitation.objects.values_list("contact", "callback", "case", "subject"))
    assert asked == {
        (None, callback.pk, None, town.subject["VG01"].pk), (None, None, case.pk, None),
    }  # fmt: skip
    assert set(OutboxMessage.objects.filter(kind=services.KIND).values_list("to", flat=True)) == {
        MAIL, "b@voorbeeld.nl",
    }  # fmt: skip


def test_the_contact_that_led_to_a_callback_is_not_asked_about(policy):
    make_callback(at=BEFORE, answer_by="email", email=MAIL)
    assert ask() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"email": ""},
        {"email": MAIL, "confidential": True},
        {"email": MAIL, "direction": "outbound"},
        {"email": MAIL, "outcome": "verkeerd_verbonden"},
        {"email": MAIL, "outcome": "afgebroken"},
        {"email": MAIL, "source": "oud", "external_id": "1"},
        {"email": MAIL, "at": NOW - timedelta(minutes=30)},
        {"email": MAIL, "at": NOW - timedelta(days=9)},
    ],
)
def test_nobody_is_asked_about(policy, values):
    make_contact(**{"at": BEFORE} | values)
    assert ask() == 0


@pytest.mark.parametrize("secret", ["confidential", "secret_address"])
def test_a_confidential_customer_is_never_asked(policy, secret):
    customer = make_customer(emails=(MAIL,), **{secret: True})
    make_contact(at=BEFORE, customer=customer, email=MAIL)
    make_closed_case(at=BEFORE, customer=customer)
    assert ask() == 0
    contact = make_contact(at=BEFORE, customer=customer)
    with pytest.raises(DomainError):
        services.print_link(by=None, kind="contact", pk=contact.pk, language="nl", now=NOW)


def test_a_confidential_case_is_not_asked_about(policy):
    case = make_closed_case(at=BEFORE, customer=make_customer(emails=(MAIL,)))
    case.confidentiality = Confidentiality.CONFIDENTIAL
    case.save(update_fields=["confidentiality"])
    assert ask() == 0


def test_nothing_is_asked_before_the_manager_wants_it_or_after(manager, town):
    make_contact(at=BEFORE, email=MAIL)
    assert (ask(), Job.objects.count()) == (0, 0)
    keep(manager, active=False)
    assert ask() == 0
    keep(manager, after_contacts=False)
    assert ask(NOW + timedelta(hours=1)) == 0
    keep(manager)
    assert ask(NOW + timedelta(hours=2)) == 1


def test_nobody_is_mailed_when_we_are_closed(policy):
    make_contact(at=BEFORE, email=MAIL)
    assert ask(NOW.replace(hour=22)) == 0
    assert ask(NOW.replace(hour=9) + timedelta(days=1)) == 1


def test_after_a_standstill_nobody_is_left_out_for_a_week(policy):
    assert ask() == 0
    make_contact(at=NOW + timedelta(hours=1), email=MAIL)
    assert ask(NOW + timedelta(days=6)) == 1


def test_what_is_written_down_late_is_asked_about(policy):
    assert ask() == 0
    make_contact(at=BEFORE, email=MAIL)
    assert ask(NOW + timedelta(hours=1)) == 1


def test_of_every_hundred_the_same_ones_are_drawn(policy):
    ids = [f"00000000-0000-4000-8000-{number:012d}" for number in range(2000)]
    drawn = {each for each in ids if is_drawn(each, 25)}
    assert 420 < len(drawn) < 580
    assert drawn <= {each for each in ids if is_drawn(each, 26)}
    assert all(is_drawn(each, 100) for each in ids)


def test_only_who_is_drawn_is_asked(manager):
    keep(manager, percentage=30)
    for number in range(20):
        make_contact(at=BEFORE, email=f"n{number}@voorbeeld.nl", phone="")
    drawn = {row.pk for row in Contact.objects.all() if is_drawn(row.public_id, 30)}
    assert 0 < len(drawn) < 20
    ask()
    ask(NOW + timedelta(hours=1))
    assert set(Invitation.objects.values_list("contact", flat=True)) == drawn


# -- Not again in thirty days ---------------------------------------------------------------------


def test_a_customer_is_asked_once_in_thirty_days(policy):
    customer = make_customer(emails=(MAIL,))
    make_contact(at=BEFORE, customer=customer)
    make_closed_case(at=BEFORE, customer=customer)
    assert ask() == 1
    at = NOW + timedelta(days=29)
    make_contact(at=at, customer=customer)
    assert ask(at + timedelta(hours=2)) == 0
    at = NOW + timedelta(days=30)
    make_contact(at=at + timedelta(minutes=1), customer=customer)
    assert ask(at + timedelta(hours=2)) == 1


def test_a_person_is_known_by_the_address_with_or_without_a_record(policy):
    make_contact(at=BEFORE, email=MAIL.upper())
    assert ask() == 1
    make_contact(at=NOW, customer=make_customer(emails=(MAIL,)))
    assert ask(NOW + timedelta(hours=2)) == 0


def test_who_got_a_record_later_is_known_by_what_was_given_before(policy):
    contact = make_contact(at=BEFORE, email=MAIL)
    assert ask() == 1
    customer = make_customer(emails=("ander@voorbeeld.nl",))
    contact.customer = customer
    contact.save(update_fields=["customer"])
    make_closed_case(at=NOW, customer=customer)
    assert ask(NOW + timedelta(hours=2)) == 0


def test_merged_records_are_one_person(policy, town):
    kept = make_customer(phones=(), emails=("a@voorbeeld.nl",))
    double = make_customer(phones=(), emails=("b@voorbeeld.nl",), given_name="H.")
    make_contact(at=BEFORE, customer=double)
    assert ask() == 1
    merge_customers(by=make_user("agent"), kept=kept, merged=double, now=NOW)
    make_closed_case(at=NOW, customer=kept)
    assert ask(NOW + timedelta(hours=2)) == 0


def test_a_link_on_paper_counts_as_asking(policy):
    customer = make_customer(emails=(MAIL,))
    contact = make_contact(at=NOW - timedelta(minutes=5), customer=customer)
    services.print_link(by=None, kind="contact", pk=contact.pk, language="nl", now=NOW)
    make_closed_case(at=BEFORE, customer=customer)
    assert ask() == 0


def test_who_opted_out_is_never_asked(policy):
    customer = make_customer(emails=(MAIL,))
    make_contact(at=BEFORE, customer=customer)
    ask()
    message = OutboxMessage.objects.get()
    services.opt_out(token=token_of(message), sender="x", now=NOW)
    assert SurveyOptOut.objects.count() == 1
    message.refresh_from_db()
    assert (message.state, message.body) == ("withdrawn", "")
    at = NOW + timedelta(days=100)
    make_contact(at=at, customer=customer)
    make_contact(at=at, email=MAIL)
    assert ask(at + timedelta(hours=2)) == 0
    contact = make_contact(at=at, customer=customer)
    with pytest.raises(DomainError):
        services.print_link(by=None, kind="contact", pk=contact.pk, language="nl", now=at)


def test_opting_out_twice_or_with_no_link_does_nothing(policy):
    make_contact(at=BEFORE, email=MAIL)
    ask()
    token = token_of(OutboxMessage.objects.get())
    for _each in range(2):
        services.opt_out(token=token, sender="x", now=NOW)
    services.opt_out(token="bestaat-niet", sender="x", now=NOW)
    assert SurveyOptOut.objects.count() == 1


# -- On paper -------------------------------------------------------------------------------------


def test_a_printed_link_works_and_a_newer_one_takes_its_place(town):
    agent, contact = make_user("agent"), make_contact(at=BEFORE)
    make = {"by": agent, "kind": "contact", "pk": contact.pk, "language": "en"}
    first, made = services.print_link(now=NOW, **make)
    assert (made.way, made.language, made.created_by) == ("print", "en", agent)
    second, _made = services.print_link(now=NOW + timedelta(minutes=1), **make)
    assert Invitation.objects.get().created_at == NOW
    reply = {"score": 9, "comment": "", "sender": "x", "now": NOW}
    assert not services.answer(token=first, **reply)
    assert services.answer(token=second, **reply)
    with pytest.raises(DomainError):
        services.print_link(now=NOW, **make)
    events = AuditEvent.objects.filter(action="survey.printed")
    assert set(events.values_list("object_id", flat=True)) == {str(contact.public_id)}


def test_a_printed_link_is_typed_in_any_way(town):
    contact = make_contact(at=BEFORE)
    token, made = services.print_link(
        by=None, kind="contact", pk=contact.pk, language="nl", now=NOW
    )
    assert re.fullmatch("(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", token)
    typed = token.lower().replace("-", "").replace("0", "o").replace("1", "l")
    assert digest_of(token) == digest_of(typed) == made.digest


def test_what_is_not_finished_gets_no_link(town):
    callback, case = make_callback(at=BEFORE), make_case(at=BEFORE)
    for kind, pk in [
        ("callback", callback.pk), ("case", case.pk), ("contact", callback.question.contact_id),
    ]:  # fmt: skip
        with pytest.raises(DomainError):
            services.print_link(by=None, kind=kind, pk=pk, language="nl", now=NOW)
    assert Invitation.objects.count() == 0


def test_who_was_mailed_about_it_gets_no_paper_too(policy):
    contact = make_contact(at=BEFORE, email=MAIL)
    ask()
    with pytest.raises(DomainError):
        services.print_link(by=None, kind="contact", pk=contact.pk, language="nl", now=NOW)


# -- The policy, and forgetting -------------------------------------------------------------------


def test_a_policy_is_not_saved_over_one_that_was_not_seen(manager):
    keep(manager)
    with pytest.raises(Conflict):
        services.keep_policy(by=manager, changed_at=None, now=NOW, **VALUES)
    event = AuditEvent.objects.get(action="survey.policy")
    assert (event.actor, event.detail["percentage"]) == (manager, 100)


def test_after_a_year_words_and_person_are_gone_and_the_score_stays(policy):
    make_contact(at=BEFORE, email=MAIL)
    ask()
    token = token_of(OutboxMessage.objects.get())
    services.answer(token=token, score=4, comment="Te lang.", sender="x", now=NOW)
    assert services.forget_old(NOW + timedelta(days=366)) == 0
    ask(NOW + timedelta(days=371))
    kept = Invitation.objects.get()
    assert (kept.comment, kept.comment_masked, kept.person_key, kept.score) == ("", "", "", 4)


def test_a_destroyed_case_leaves_the_score_alone(policy):
    case = make_closed_case(at=BEFORE, customer=make_customer(emails=(MAIL,)))
    ask()
    other = make_contact(at=BEFORE, email="b@voorbeeld.nl", phone="")
    ask(NOW + timedelta(hours=1))
    message = OutboxMessage.objects.get(to=MAIL)
    services.answer(token=token_of(message), score=2, comment="Nee", sender="x", now=NOW)
    services.forget_cases([case.pk])
    kept = Invitation.objects.get(case=case)
    assert (kept.comment, kept.comment_masked, kept.person_key, kept.score) == ("", "", "", 2)
    assert Invitation.objects.get(contact=other).person_key != ""


def test_a_waiting_mail_about_a_destroyed_case_does_not_leave(policy):
    case = make_closed_case(at=BEFORE, customer=make_customer(emails=(MAIL,)))
    ask()
    services.forget_cases([case.pk])
    assert OutboxMessage.objects.get(kind=services.KIND).state == "withdrawn"
