"""What a process keeps: read again after a while, after a change here, and when it is unknown."""

import pytest

from contacts.history.whole import whole_contact, whole_contacts
from contacts.models import Contact
from kcc.lib import kept
from kcc.lib.kept import Kept, Shelf, forget_all
from kcc.organisation.access import access_of
from kcc.organisation.directory import directory, name_all
from tests.factories import make_callback, make_contact, make_department, make_user


def test_it_is_read_once_and_again_when_it_is_old(monkeypatch):
    read = iter("abc")
    found, now = Kept(lambda: next(read)), [100.0]
    monkeypatch.setattr(kept.time, "monotonic", lambda: now[0])
    assert [found(), found()] == ["a", "a"]
    now[0] += kept.TTL
    assert found() == "b"
    forget_all()
    assert found() == "c"


def test_what_is_made_of_something_kept_is_never_older(monkeypatch):
    now, rows = [100.0], iter(["one", "two", "three"])
    monkeypatch.setattr(kept.time, "monotonic", lambda: now[0])
    source = Kept(lambda: {"name": next(rows)})
    made = Kept(lambda: source()["name"].upper(), of=source)
    source()
    now[0] += kept.TTL - 1
    assert made() == "ONE"
    now[0] += 1
    assert [made(), made()] == ["TWO", "TWO"]
    source.forget()
    assert made() == "THREE"


def test_a_shelf_makes_a_thing_once_and_is_cleared_when_it_is_full():
    made, shelf = [], Shelf(2)
    for key in "abab":
        assert shelf.of(key, lambda key=key: made.append(key) or [key]) == [key]
    assert (made, list(shelf)) == (["a", "b"], ["a", "b"])
    shelf.put("c", ["c"])
    assert list(shelf) == ["c"]


def test_what_was_read_before_a_change_is_not_kept_after_it():
    rows = ["before"]

    def read():
        found = rows[0]
        if found == "before":
            # Meanwhile another thread changes the rows and forgets.
            rows[0] = "after"
            forget_all()
        return found

    found = Kept(read)
    assert [found(), found()] == ["before", "after"]


@pytest.mark.django_db
def test_somebody_who_came_after_it_was_read_is_named():
    callback = make_callback()
    directory()
    callback.assignee_id = make_user("handler", username="nieuw").pk
    name_all([callback], "department", "team", "assignee", "requested_by")
    assert callback.assignee.username == "nieuw"


@pytest.mark.django_db
def test_who_was_removed_since_the_row_was_read_is_nobody():
    callback = make_callback()
    callback.assignee_id = 10**9
    name_all([callback], "assignee")
    assert callback.assignee is None


@pytest.mark.django_db
def test_contacts_that_were_destroyed_meanwhile_are_not_told():
    user = make_user("agent")
    gone = Contact(pk=10**9)
    assert whole_contacts(access_of(user), user, [gone]) == []


@pytest.mark.django_db
def test_a_department_that_came_after_it_was_read_is_told_over_the_api():
    user = make_user("agent")
    contact = make_contact(by=user)
    whole_contact(access_of(user), user, contact.public_id)
    there = make_department("nieuw")
    contact.questions.update(repeat_department=there)
    (question,) = whole_contact(access_of(user), user, contact.public_id).told
    assert (question.repeat_department, question.transfer_department) == (there, None)
