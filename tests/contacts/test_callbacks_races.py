"""Eight people at once: exactly one of them gets it. Real transactions, on both databases."""

import pytest

from contacts.callbacks import services
from contacts.models import Callback, CallbackEvent
from kcc.audit.models import AuditEvent
from kcc.lib.errors import Conflict
from tests.factories import NOW, make_callback, make_user, reference
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8


def test_of_eight_who_claim_at_once_exactly_one_gets_it():
    reference()
    people = [make_user("handler") for _ in range(PEOPLE)]
    callback = make_callback()

    def claim(person):
        found = Callback.objects.select_related("department").get(pk=callback.pk)
        return services.claim(by=person, callback=found, version=1, now=NOW).assignee

    won = [result for result in at_once(claim, people) if result is not Conflict]
    saved = Callback.objects.get(pk=callback.pk)
    assert won == [saved.assignee]
    assert (saved.status, saved.version) == ("claimed", 2)
    assert CallbackEvent.objects.count() == 1
    assert AuditEvent.objects.filter(action="callback.claim").count() == 1


def test_two_who_close_at_once_never_overwrite_each_other():
    reference()
    people = [make_user("handler") for _ in range(PEOPLE)]
    callback = make_callback()

    def close(person):
        found = Callback.objects.select_related("department").get(pk=callback.pk)
        return services.close_with_answer(
            by=person, callback=found, version=1, answer=f"Van {person.username}", now=NOW
        ).answer

    won = [result for result in at_once(close, people) if result is not Conflict]
    assert won == [Callback.objects.get(pk=callback.pk).answer]
    assert CallbackEvent.objects.count() == 1
