"""The triggers behind the tallies: there, on every table, and quiet about what no figure counts."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from contacts.models import Contact, Question, Subject
from dashboard.models import Mark, Tally
from dashboard.models.tallies import Facts, Level
from dashboard.tallies.keeping import settle
from dashboard.tallies.marks import what_to_count
from dashboard.tallies.reading import Question as Asked
from dashboard.tallies.reading import read
from kcc.lib.periods import local_day
from kcc.organisation.models import Department
from tests.dashboard.drawn import NOW, History
from tests.dashboard.test_tallies import ALL, settle_all
from tests.factories import NOW as TUESDAY
from tests.factories import make_callback, make_case, make_contact, make_user
from tests.races import at_once
from tests.statements import statements

TABLES = (
    "contacts_contact", "contacts_question", "contacts_callback", "cases_case",
    "contacts_invitation",
)  # fmt: skip


def test_every_table_has_its_triggers(db):
    """A migration that rebuilds a table on SQLite drops them: see dashboard 0005."""
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


def marked() -> set[tuple]:
    """(day, department, facts) of what is marked; and nothing is marked any more."""
    found = {
        (mark.day or local_day(mark.at), mark.department, mark.facts) for mark in Mark.objects.all()
    }
    Mark.objects.all().delete()
    return found


def other_department(department):
    return Department.objects.exclude(pk=department.pk).order_by("pk").first()


def test_a_new_contact_marks_the_department_of_each_question(db):
    contact = make_contact(at=TUESDAY)
    departments = set(contact.questions.values_list("department", flat=True))
    days = {(contact.local_day, each, Facts.QUESTIONS) for each in departments}
    assert marked() == days


def test_a_question_that_goes_to_another_department_marks_both(db):
    question = make_contact(at=TUESDAY).questions.get()
    day, old = question.contact.local_day, question.department
    marked()
    new = other_department(old)
    Question.objects.filter(pk=question.pk).update(department=new)
    assert marked() == {(day, old.pk, Facts.QUESTIONS), (day, new.pk, Facts.QUESTIONS)}


def test_a_contact_at_another_day_marks_the_departments_of_its_questions(db):
    question = make_contact(at=TUESDAY).questions.get()
    day = question.contact.local_day
    marked()
    earlier = day - timedelta(days=3)
    Contact.objects.filter(pk=question.contact_id).update(local_day=earlier)
    place = question.department_id
    assert marked() == {(day, place, Facts.QUESTIONS), (earlier, place, Facts.QUESTIONS)}


def test_a_contact_that_is_taken_away_marks_the_departments_of_its_questions(db):
    contact = make_contact(at=TUESDAY)
    places = set(contact.questions.values_list("department", flat=True))
    marked()
    contact.delete()
    assert marked() == {(contact.local_day, place, Facts.QUESTIONS) for place in places}


def test_a_repeat_marks_the_day_of_what_it_repeats(db):
    first = make_contact(at=TUESDAY - timedelta(days=5))
    again = make_contact(at=TUESDAY)
    question, before = again.questions.get(), first.questions.get()
    place = other_department(question.department)
    Question.objects.filter(pk=before.pk).update(department=place)
    marked()
    question.repeat_of, question.repeat_state = before, "proposed"
    question.save(update_fields=["repeat_of", "repeat_state"])
    # Nobody has said so yet: what it repeats stays answered for good.
    assert marked() == {(again.local_day, question.department_id, Facts.QUESTIONS)}
    question.repeat_state, question.repeat_department = "confirmed", place
    question.save(update_fields=["repeat_state", "repeat_department"])
    assert marked() == {
        (first.local_day, place.pk, Facts.QUESTIONS),
        (again.local_day, place.pk, Facts.QUESTIONS),
        (again.local_day, question.department_id, Facts.QUESTIONS),
    }


def of_callback(callback, **values) -> set[tuple]:
    """What is marked by this change, as (name of the moment, department)."""
    marked()
    rows = type(callback).objects.filter(pk=callback.pk)
    rows.update(**values)
    names = {
        local_day(getattr(rows.get(), name)): name
        for name in ("requested_at", "due_at", "closed_at")
        if getattr(rows.get(), name)
    }
    return {(names[day], place) for day, place, facts in marked() if facts == Facts.CALLBACKS}


def test_a_callback_marks_only_the_days_of_which_a_figure_changes(db):
    callback = make_callback(at=TUESDAY - timedelta(days=9))
    place, closed = callback.department_id, TUESDAY + timedelta(days=40)
    # Who takes it on changes no figure, nor does who tried in vain after its term.
    assert of_callback(callback, status="claimed", assignee=make_user("handler")) == set()
    assert of_callback(callback, attempts=2) == set()
    assert of_callback(callback, tried_at=TUESDAY) == {("due_at", place)}
    assert of_callback(callback, reroutes=1) == {("requested_at", place)}
    ended = {"status": "done", "answer": "Ja", "next_step_at": None}
    done = of_callback(callback, **ended, closed_at=closed)
    assert done == {("due_at", place), ("closed_at", place)}
    new = other_department(callback.department)
    assert of_callback(callback, department_id=new.pk) == {
        (name, each) for name in ("requested_at", "due_at", "closed_at") for each in (place, new.pk)
    }


def test_a_question_with_another_subject_marks_its_callback(db):
    callback = make_callback(at=TUESDAY)
    marked()
    other = Subject.objects.exclude(pk=callback.question.subject_id).first()
    Question.objects.filter(pk=callback.question_id).update(subject=other)
    places = {(place, facts) for _day, place, facts in marked()}
    assert places == {
        (callback.department_id, Facts.CALLBACKS),
        (callback.question.department_id, Facts.QUESTIONS),
    }


def test_a_case_marks_only_the_days_of_which_a_figure_changes(db):
    case = make_case(at=TUESDAY - timedelta(days=9))
    day, place = local_day(case.registered_at), case.department_id
    assert marked() >= {(day, place, Facts.CASES)}
    rows = type(case).objects.filter(pk=case.pk)
    rows.update(due_on=case.due_on + timedelta(days=3))
    assert marked() == set()
    new = other_department(case.department)
    rows.update(department=new)
    assert marked() == {(day, place, Facts.CASES), (day, new.pk, Facts.CASES)}


def test_an_answer_marks_its_day_and_department(db):
    history = History(2)
    answer = history.answer(department=history.pick(history.ref.department), contact=make_contact())
    marked()
    answer.rated_at, answer.rated_on, answer.score = NOW, NOW.date(), 8
    answer.save(update_fields=["rated_at", "rated_on", "score"])
    assert (NOW.date(), answer.department_id, Facts.ANSWERS) in marked()


def test_a_mark_from_before_departments_is_about_the_whole_day(db):
    """As migration 0005 leaves them."""
    History(3).more(15)
    settle_all()
    right = dict(read(Asked(span=ALL), now=NOW).total())
    Tally.objects.filter(level__lt=Level.MONTH, day__month=10).update(questions=50)
    for day in ALL.days:
        if day.month == 10:
            Mark.objects.create(day=day)
    question = Asked(span=ALL, departments=[Department.objects.first().pk])
    assert not what_to_count(question).is_of_parts
    settle_all()
    assert dict(read(Asked(span=ALL), now=NOW).total()) == right


def test_marks_of_days_that_are_not_settled_go_at_once(db, monkeypatch):
    """A first import leaves millions: they are not read, and those that are go some at a time."""
    monkeypatch.setattr("dashboard.tallies.keeping.MARKS_AT_ONCE", 2)
    make_contact(at=TUESDAY - timedelta(days=40))
    yesterday, long_ago = (local_day(TUESDAY - timedelta(days=back)) for back in (1, 30))
    Mark.objects.all().delete()
    Mark.objects.bulk_create(Mark(day=day) for day in [yesterday] * 3 + [long_ago] * 5)
    with statements() as ran:
        assert settle(TUESDAY, most=1) == 1
    assert Mark.objects.count() == 0
    deleted = [sql for sql in ran if sql.startswith('DELETE FROM "dashboard_mark"')]
    assert len(deleted) == 1 + 1 + 2  # of today and later, of long ago, and three by two


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
