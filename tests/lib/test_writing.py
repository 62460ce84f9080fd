"""A few rows written with a statement that is said once: the same rows as the ORM would write."""

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from contacts.models import Contact, Question
from kcc.audit.models import AuditEvent
from kcc.lib import writing
from kcc.organisation.models import Domain
from tests.factories import NOW, make_contact, make_user
from tests.statements import statements
from tests.town import make_domain

pytestmark = pytest.mark.django_db


def line(action, **values):
    return AuditEvent(at=NOW, action=action, **values)


def test_rows_read_back_as_they_were_written():
    person = make_user("agent")
    rows = [line("one", actor=person, detail={"é": ["'; --", None]}), line("two", result="no")]
    assert writing.insert(rows)
    assert [row._state.adding for row in rows] == [False, False]
    assert list(AuditEvent.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")) == rows
    kept = AuditEvent.objects.get(pk=rows[0].pk)
    assert (kept.actor, kept.detail, kept.at) == (person, {"é": ["'; --", None]}, NOW)
    assert (kept.public_id, kept.result) == (rows[0].public_id, "ok")


def test_one_statement_for_each_hundred():
    with statements() as ran:
        writing.insert(line("many") for _ in range(101))
    assert len(ran) == 2
    assert AuditEvent.objects.filter(action="many").count() == 101
    with statements() as ran:
        assert writing.insert([])
    assert ran == []


def test_a_row_that_is_there_is_left_alone_and_the_transaction_goes_on():
    first = Domain(slug="een", name="Een", order=1)
    assert writing.insert([first], unless="slug")
    with transaction.atomic():
        assert not writing.insert([Domain(slug="een", name="Twee", order=2)], unless="slug")
        assert Domain.objects.get(slug="een").name == "Een"


def test_what_the_database_refuses_is_undone():
    make_domain(slug="een")
    twice = [Domain(slug="twee", name="Twee", order=2), Domain(slug="een", name="Een", order=1)]
    with pytest.raises(DatabaseError), transaction.atomic():
        writing.insert(twice)
    assert not Domain.objects.filter(slug="twee").exists()


def test_only_rows_that_hold_what_was_seen_change():
    contact = make_contact()
    seen = {"id": contact.pk, "version": [1, 3], "direction": ["inbound", "outbound"]}
    other = make_user("handler")
    values = {"version": 2, "agent": other, "customer": None, "phone": "+31612345678"}
    assert writing.change(Contact, values, **seen) == 1
    assert writing.change(Contact, values | {"phone": ""}, **seen) == 0
    kept = Contact.objects.get(pk=contact.pk)
    assert (kept.version, kept.agent, kept.customer) == (2, other, None)
    assert kept.phone == "+31612345678"


def test_what_is_to_be_reckoned_is_refused():
    question = make_contact().questions.get()
    with pytest.raises(TypeError):
        writing.change(Question, {"position": F("position") + 1}, id=question.pk)
