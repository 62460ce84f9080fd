"""The triggers behind the tallies: there, on every table, and quiet about what no figure counts."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from contacts.models import Contact, Question
from dashboard.models import Mark, Tally
from dashboard.tallies.keeping import settle
from dashboard.tallies.reading import Question as Asked
from dashboard.tallies.reading import read
from tests.dashboard.drawn import NOW, History
from tests.dashboard.test_tallies import ALL, settle_all
from tests.factories import NOW as TUESDAY
from tests.factories import make_callback, make_case, make_contact
from tests.races import at_once

TABLES = (
    "contacts_contact", "contacts_question", "contacts_callback", "cases_case",
    "contacts_invitation",
)  # fmt: skip


def test_every_table_has_its_triggers(db):
    """A migration that rebuilds a table on SQLite drops them: see dashboard 0002."""
    asked = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'mark\\_%'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'mark\\_%'"
        " ESCAPE '\\'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked)
        found = {name for (name,) in cursor.fetchall()}
    assert found == {
        f"mark_{table}_{act}" for table in TABLES for act in ("insert", "update", "delete")
    }


def test_what_no_figure_counts_leaves_no_mark(db):
    contact, callback, case = make_contact(), make_callback(), make_case()
    Mark.objects.all().delete()
    Contact.objects.filter(pk=contact.pk).update(phone="+31600000000", location="Dorpsstraat 1")
    Question.objects.filter(contact=contact).update(note="Iets anders", last_activity_at=NOW)
    type(callback).objects.filter(pk=callback.pk).update(assignee=None, version=9)
    type(case).objects.filter(pk=case.pk).update(description="Aanbouw", priority=2)
    assert Mark.objects.count() == 0


def test_a_save_that_changes_nothing_leaves_no_mark(db):
    contact = make_contact()
    Mark.objects.all().delete()
    contact.save()
    assert Mark.objects.count() == 0


def test_a_contact_at_another_day_marks_both(db):
    contact = make_contact(at=TUESDAY)
    Mark.objects.all().delete()
    earlier = contact.local_day - timedelta(days=3)
    Contact.objects.filter(pk=contact.pk).update(local_day=earlier)
    assert set(Mark.objects.values_list("day", flat=True)) == {contact.local_day, earlier}


def test_a_repeat_marks_the_day_of_what_it_repeats(db):
    first = make_contact(at=TUESDAY - timedelta(days=5))
    again = make_contact(at=TUESDAY)
    Mark.objects.all().delete()
    question, before = again.questions.get(), first.questions.get()
    question.repeat_of, question.repeat_state = before, "confirmed"
    question.repeat_department = before.department
    question.save(update_fields=["repeat_of", "repeat_state", "repeat_department"])
    days = set(Mark.objects.values_list("day", flat=True))
    assert days == {first.local_day, again.local_day}


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_leaves_no_mark():
    Mark.objects.all().delete()
    with transaction.atomic():
        make_contact()
        transaction.set_rollback(True)
    assert Mark.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_at_once_count_every_day_once():
    History(3).more(15)
    expected = dict(read(Asked(span=ALL), now=NOW).total())
    assert sum(at_once(lambda _: settle(NOW), range(3))) > 0
    settle_all()
    assert dict(read(Asked(span=ALL), now=NOW).total()) == expected
    assert Tally.objects.exists()
