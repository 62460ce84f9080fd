"""The rows other tests stand on are what they say."""

import pytest
from django.db import transaction

from contacts.models import Contact, Question, Subject
from contacts.models.contact import RepeatState
from kcc.organisation.access import access_of
from kcc.organisation.models import Department, Role
from tests import town
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_contact,
    make_customer,
    make_department,
    make_team,
    make_user,
    reference,
)

pytestmark = pytest.mark.django_db


def test_reference_is_made_once():
    first, second = reference(), reference()
    assert first.subject == second.subject
    assert Department.objects.count() == 3


def everything() -> list:
    """Every value of every row of the lists, but for what is drawn to be unique."""
    return [
        [
            {name: value for name, value in row.items() if name != "public_id"}
            for row in model.objects.order_by("pk").values()
        ]
        for model in town._reference.models
    ]


def test_the_lists_of_a_later_test_are_those_of_the_first():
    def made():
        with transaction.atomic():
            reference()
            found = everything()
            # A row that comes later has a key of its own.
            make_department("sport")
            Subject.objects.create(
                code="SP01", name="Zwembad", department=make_department("sport"),
                domain=make_department("sport").domain,
            )  # fmt: skip
            transaction.set_rollback(True)
        return found

    first, again = made(), made()
    assert all(first)
    assert again == first


def test_what_a_test_made_before_the_lists_stays_as_it_is():
    reference()
    for model in reversed(town._reference.models):
        model.objects.all().delete()
    own = make_department("vergunningen", name="Vergunningen en zo")
    assert reference().department["vergunningen"].name == "Vergunningen en zo"
    assert reference().department["vergunningen"].pk == own.pk
    assert len(reference().subject) == len(town.SUBJECTS)


def test_users_have_the_role_they_are_made_for():
    for role in Role:
        assert access_of(make_user(role)).roles == {role}
    assert make_user("agent").username == "agent-2"
    assert make_user("head", department=make_department("burgerzaken")).memberships.get().role


def test_a_team_is_in_its_department():
    assert make_team().department.slug == "vergunningen"


def test_a_contact_is_one_inbound_call():
    contact = make_contact(customer=make_customer(), at=NOW)
    question = contact.questions.get()
    assert (contact.direction, contact.counts, contact.local_hour) == ("inbound", True, 10)
    assert (question.outcome_category, question.counts_as_direct) == ("direct", True)


def test_a_repeat_counts_for_the_first_department():
    first = make_contact().questions.get()
    again = make_contact(repeat_of=first, repeat_reason="niet_teruggebeld").questions.get()
    assert (again.repeat_state, again.repeat_of) == (RepeatState.CONFIRMED, first)
    assert again.repeat_department.slug == "burgerzaken"


def test_a_callback_is_open_and_promised_in_two_working_days():
    callback = make_callback()
    assert callback.is_open
    assert callback.promised_at.isoformat() == "2026-11-12T16:00:00+00:00"
    assert (Contact.objects.count(), Question.objects.count()) == (1, 1)


def test_a_case_has_a_number_and_a_status():
    case = make_case()
    assert (case.number, case.status.name) == ("Z-2026-000001", "Ontvangen")
