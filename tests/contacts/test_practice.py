"""A contact told without a person: which ones are offered, and what is told of them."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from cases.models import Confidentiality
from contacts.callbacks.services import close_with_answer
from contacts.models import Invitation
from contacts.practice.selectors import MOST, Kind, candidate, candidates, names_in
from kcc.lib.periods import ZONE
from tests.factories import (
    make_callback,
    make_case,
    make_contact,
    make_customer,
    make_user,
    reference,
)
from tests.statements import statements

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
MONDAY = datetime(2026, 10, 5, 10, 0, tzinfo=ZONE)
NOTE = "Mevrouw Hanna de Wit, Noorderstraat 12, 0612345678, vraagt wat zij moet meenemen."


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def place(db):
    return reference().department["burgerzaken"]


def question_of(contact):
    return contact.questions.get()


def repeats(number=2, *, at=MONDAY, **values):
    """The first question, and so many times the same one again, three days apart."""
    first = make_contact(at=at, note=NOTE, **values)
    before = question_of(first)
    for index in range(1, number + 1):
        again = make_contact(
            at=at + timedelta(days=3 * index), repeat_of=before,
            repeat_reason="antwoord_onduidelijk", **values,
        )  # fmt: skip
        before = question_of(again)
    return question_of(first)


def answered(callback, *, at, answer="De controleur komt dinsdag."):
    worker = make_user("handler", callback.department, username=f"w-{callback.pk}")
    return close_with_answer(
        by=worker, callback=callback, version=callback.version, answer=answer, result="answered",
        now=at,
    )  # fmt: skip


def told(place, kind=None):
    found = candidates(place, FIRST, LAST)
    return [each for each in found if kind is None or each.kind == kind]


# -- What is told -------------------------------------------------------------------------------


def test_repeats_are_told_in_their_order_and_masked(place):
    customer = make_customer()
    first = repeats(2, customer=customer)
    (only,) = told(place)
    assert (only.kind, only.question) == (Kind.REPEATS, first.public_id)
    assert only.text == (
        "On a Monday somebody had a question about “Paspoort of identiteitskaart” (Telefoon). "
        "It was answered at once.\n\n"
        "3 days later the same question came again (Telefoon). "
        "The reason: Antwoord onduidelijk. "
        "3 days later the same question came again (Telefoon). "
        "The reason: Antwoord onduidelijk.\n\n"
        "Written down was: “Mevrouw [naam], [adres], [nummer], vraagt wat zij moet meenemen.”"
    )


def test_a_broken_promise_says_how_late_it_was(place):
    ref = reference()
    callback = make_callback(at=MONDAY, due=MONDAY + timedelta(days=2))
    answered(callback, at=MONDAY + timedelta(days=7), answer="Mevrouw De Wit is gebeld.")
    (only,) = told(ref.department["vergunningen"])
    assert only.kind == Kind.PROMISE
    assert only.text == (
        "On a Monday somebody had a question about “Dakkapel” (Telefoon). "
        "We promised an answer within 2 working days.\n\n"
        "The answer came 3 working days late.\n\n"
        "Written down was: “Wanneer komt de controleur langs?”\n\n"
        "The answer was: “[naam] is gebeld.”"
    )


def test_a_promise_kept_in_one_go_is_a_fine_answer(place):
    callback = make_callback(at=MONDAY, due=MONDAY + timedelta(days=2))
    answered(callback, at=MONDAY + timedelta(hours=2))
    (only,) = told(reference().department["vergunningen"])
    assert only.kind == Kind.FINE
    assert "The answer came on the same day." in only.text


def test_what_a_customer_was_glad_about_goes_before_what_was_quick(place):
    contact = make_contact(at=MONDAY, note="Paspoort kwijt op vakantie.")
    question = question_of(contact)
    Invitation.objects.create(
        digest="a" * 64, way="mail", contact=contact, department=place, subject=question.subject,
        channel=contact.channel, created_at=MONDAY, expires_at=MONDAY + timedelta(days=14),
        rated_at=MONDAY, rated_on=MONDAY.date(), score=9, comment="Top, Jan!",
        comment_masked="Top, [naam]!",
    )  # fmt: skip
    (only,) = told(place)
    assert (only.kind, only.question) == (Kind.FINE, question.public_id)
    assert only.text.endswith(
        "Asked afterwards how it went, the customer gave this mark: 9. “Top, [naam]!”"
    )


def test_of_a_glad_customer_is_told_when_the_answer_came(place):
    callback = make_callback(at=MONDAY, due=MONDAY + timedelta(days=2))
    answered(callback, at=MONDAY + timedelta(days=1))
    Invitation.objects.create(
        digest="b" * 64, way="mail", callback=callback, department=callback.department,
        subject=callback.question.subject, channel=callback.question.contact.channel,
        created_at=MONDAY, expires_at=MONDAY + timedelta(days=14), rated_at=MONDAY,
        rated_on=MONDAY.date(), score=8,
    )  # fmt: skip
    (only,) = told(callback.department)
    assert "The answer came in time, after 1 working day." in only.text
    assert only.text.endswith("the customer gave this mark: 8.")


def test_of_a_long_chain_the_first_times_are_told_and_the_others_counted(place):
    repeats(7)
    (only,) = told(place)
    assert only.text.count("the same question came again") == 4
    assert "After that it came 3 more times." in only.text


# -- What is not offered ------------------------------------------------------------------------


def test_nothing_of_another_department_or_another_month(place):
    repeats()
    assert candidates(reference().department["vergunningen"], FIRST, LAST) == []
    assert candidates(place, date(2026, 9, 1), date(2026, 9, 30)) == []


@pytest.mark.parametrize("secret", ["confidential", "secret_address"])
def test_no_customer_who_is_secret(place, secret):
    repeats(customer=make_customer(**{secret: True}))
    callback = make_callback(
        at=MONDAY, due=MONDAY + timedelta(days=1), customer=make_customer(**{secret: True})
    )
    answered(callback, at=MONDAY + timedelta(days=4))
    assert told(place) == []
    assert told(callback.department) == []


def test_one_confidential_contact_hides_its_whole_chain(place):
    first = repeats(3)
    member = first.chain.order_by("-pk")[1].contact
    member.confidential = True
    member.save(update_fields=["confidential"])
    assert told(place) == []


def test_no_contact_about_a_confidential_case(place):
    first = repeats()
    case = make_case()
    case.confidentiality = Confidentiality.CONFIDENTIAL
    case.save(update_fields=["confidentiality"])
    first.case = case
    first.save(update_fields=["case"])
    assert told(place) == []


def test_what_is_not_offered_cannot_be_asked_for(place):
    first = repeats()
    found = candidate(place, FIRST, LAST, first.public_id)
    assert found.question == first.public_id
    first.contact.confidential = True
    first.contact.save(update_fields=["confidential"])
    assert candidate(place, FIRST, LAST, first.public_id) is None


# -- How many -----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3, 5])
def test_the_longest_three_cost_the_same(place, number):
    for index in range(number):
        repeats(
            index + 1, phone=f"+3161234567{index}",
            at=datetime(2026, 10, 1 + index, 9, tzinfo=ZONE),
        )  # fmt: skip
    with statements() as seen:
        found = told(place)
    assert len(found) == min(number, MOST)
    assert len(seen) == 6
    lengths = [each.text.count("came again") for each in found]
    assert lengths == ([1] if number == 1 else [3, 2, 1] if number == 3 else [4, 4, 3])


# -- What is left of names ----------------------------------------------------------------------


def test_words_that_lead_to_a_person_are_found(place):
    make_user("agent", username="jansma", first_name="Piet", last_name="Jansma")
    first = repeats(customer=make_customer())
    text = "De buurvrouw van Hanna belde met 0612345678.\n\nToen nam Piet Jansma op; het was goed."
    assert names_in(text, first.public_id) == ["Hanna", "0612345678.", "Piet Jansma"]
    assert names_in(text, None) == ["0612345678.", "Piet Jansma"]
    assert names_in("Iemand belde drie keer. Daarna was het klaar…", first.public_id) == []


def test_a_mask_that_stands_there_already_is_no_name(place):
    assert names_in("Mevrouw [naam] belde met [nummer].", None) == []
