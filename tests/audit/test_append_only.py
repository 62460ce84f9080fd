"""The database refuses to change a line of the audit log."""

import pytest
from django.db import DatabaseError, transaction

from kcc.audit.models import AuditEvent
from kcc.audit.services import record, record_many
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_update_of_a_line_is_refused_by_the_database():
    event = record(by=make_user(role="agent"), action="login")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(action="logout")
    assert AuditEvent.objects.get().action == "login"


def test_save_of_a_line_is_refused_by_the_database():
    event = record(by=None, action="login")
    event.result = "refused"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save(update_fields=["result"])
    assert AuditEvent.objects.get().result == "ok"


def test_one_line_names_who_did_what_to_which_object():
    user = make_user(role="agent")
    event = record(by=user, action="account.password", obj=user, detail={"fields": ["password"]})
    assert (event.actor, event.action, event.object_type, event.object_id, event.result) == (
        user,
        "account.password",
        "organisation.user",
        str(user.public_id),
        "ok",
    )


def test_many_objects_are_recorded_in_one_statement(django_assert_num_queries):
    users = [make_user(role="agent") for _ in range(3)]
    with django_assert_num_queries(1):
        record_many(by=users[0], action="login", objects=users)
    assert AuditEvent.objects.count() == 3
