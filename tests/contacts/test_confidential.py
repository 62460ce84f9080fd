"""A callback says itself whether its contact is confidential: rights follow from it, so always the
same as the contact says."""

import pytest
from django.db import IntegrityError, connection, transaction

from contacts.models import Callback, Contact
from dashboard.models import Mark
from kcc.organisation.access import access_of
from tests.factories import make_callback, make_contact, make_user
from tests.migrations import without
from tests.secrecy import callbacks_unlike_their_contact

TRIGGER = "callback_as_confidential_as_contact"


def said():
    return list(Callback.objects.order_by("pk").values_list("confidential", flat=True))


def test_a_callback_is_as_confidential_as_its_contact(db):
    made = [make_callback(confidential=secret) for secret in (False, True)]
    assert [callback.confidential for callback in made] == said() == [False, True]


def test_the_trigger_is_there(db):
    """A migration that rebuilds the contacts on SQLite drops it: see contacts 0013."""
    asked = {
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname = %s AND tgenabled = 'O'",
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = %s",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked, [TRIGGER])
        assert cursor.fetchone() == (1,)


def test_a_contact_that_becomes_confidential_takes_its_callback_along(db):
    first, other = make_callback(), make_callback()
    user = make_user("agent")
    Contact.objects.filter(questions=first.question).update(confidential=True)
    assert said() == [True, False]
    assert list(Callback.objects.visible_to(access_of(user), user)) == [other]
    contact = Contact.objects.get(questions=first.question)
    contact.confidential = False
    contact.save()
    assert said() == [False, False]


def test_a_contact_without_a_callback_becomes_confidential(db):
    make_callback()
    contact = make_contact()
    Contact.objects.filter(pk=contact.pk).update(confidential=True)
    assert said() == [False]


def test_it_is_never_unknown(db):
    callback = make_callback()
    with pytest.raises(IntegrityError), transaction.atomic():
        Callback.objects.filter(pk=callback.pk).update(confidential=None)


# The table itself is changed, and not in the transaction of the test.
@pytest.mark.django_db(transaction=True)
def test_callbacks_of_before_become_as_their_contacts_and_leave_no_mark():
    for secret in (False, True, False):
        make_callback(confidential=secret)
    Mark.objects.all().delete()
    with (
        without("contacts", "0014_open_callbacks_counted_by_index"),
        without("contacts", "0013_confidential_callbacks"),
    ):
        columns = connection.introspection.get_table_description
        with connection.cursor() as cursor:
            names = {column.name for column in columns(cursor, "contacts_callback")}
        assert "confidential" not in names
    assert (said(), callbacks_unlike_their_contact()) == ([False, True, False], [])
    assert Mark.objects.count() == 0
