"""The same contact sent many times at once is one contact. Real transactions, on both databases."""

from uuid import uuid4

import pytest

from contacts.models import Contact, Question
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from tests.factories import make_contact, make_user, reference
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 8


def test_what_is_sent_eight_times_at_once_is_logged_once():
    reference()
    agent, key = make_user("agent"), uuid4()
    found = at_once(lambda person: make_contact(by=person, key=key), [agent] * TIMES)
    kept = Contact.objects.get()
    assert found == [kept] * TIMES
    assert Question.objects.get().contact == kept
    assert AuditEvent.objects.filter(action="contact.logged").count() == 1
    assert len([one for one in found if hasattr(one, "saved_questions")]) == 1


def test_of_two_people_with_one_key_one_is_refused():
    reference()
    people, key = [make_user("agent") for _ in range(2)], uuid4()

    def log(person):
        try:
            return make_contact(by=person, key=key).agent
        except DomainError:
            return None

    found = at_once(log, people)
    kept = Contact.objects.get()
    assert sorted(found, key=lambda one: one is None) == [kept.agent, None]
