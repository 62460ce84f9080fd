"""What somebody is told: once, counted, taken back, read, and in the end removed."""

from datetime import timedelta

import pytest

from kcc.jobs import notifications
from kcc.jobs.models import Notification
from kcc.jobs.notifications import (
    KEPT,
    Line,
    notify,
    notify_many,
    open_one,
    read_until,
    remove_old,
    take_back,
)
from tests.factories import make_user
from tests.races import at_once

MINUTE = timedelta(minutes=1)


@pytest.fixture
def people(db):
    return [make_user("handler") for _ in range(3)]


def tell(user, now, key="one", **values):
    return notify(user=user, key=key, kind="test", text="T-1 is van u", now=now, **values)


def unseen(*people):
    for user in people:
        user.refresh_from_db()
    return [user.unseen for user in people]


def test_a_person_is_told_once_per_occasion(people, now):
    assert [tell(people[0], now), tell(people[0], now), tell(people[1], now)] == [True, False, True]
    assert (Notification.objects.count(), unseen(*people)) == (2, [1, 1, 0])


def test_many_are_told_with_three_statements(people, now, django_assert_num_queries):
    for count in (1, 3):
        lines = [
            Line(user=user, key=f"{count} {number}", text="x", url="/dashboard/")
            for user in people[:count]
            for number in range(2)
        ]
        with django_assert_num_queries(3):
            assert notify_many(lines=lines, kind="test", now=now, mail=True) == 2 * count
    with django_assert_num_queries(2):
        assert notify_many(lines=lines, kind="test", now=now) == 0
    assert unseen(*people) == [4, 2, 2]
    assert set(Notification.objects.values_list("for_digest", "url")) == {(True, "/dashboard/")}


def test_among_many_who_knew_already_is_not_counted_again(people, now):
    tell(people[0], now, key="a")
    lines = [
        Line(user=people[0], key="a", text="x"),
        Line(user=people[0], key="b", text="x"),
        Line(user=people[1], key="a", text="x"),
        Line(user=people[1], key="b", text="x"),
    ]
    assert notify_many(lines=lines, kind="test", now=now) == 3
    assert unseen(*people) == [2, 2, 0]


def test_taking_back_forgets_what_is_unread_and_unmailed(people, now):
    for user in people:
        tell(user, now)
        tell(user, now, key="other")
    read = Notification.objects.get(user=people[0], key="one")
    open_one(notification=read, now=now)
    take_back(key="one")
    assert unseen(*people) == [1, 1, 1]
    assert Notification.objects.filter(key="one").get() == read
    # As if it had never been told.
    assert tell(people[1], now) is True


def test_taking_back_nothing_is_one_statement(people, now, django_assert_num_queries):
    with django_assert_num_queries(1):
        take_back(key="one")


def test_opening_marks_one_line_and_a_mail_need_not_tell_it(people, now):
    user = people[0]
    tell(user, now, mail=True)
    tell(user, now, key="two")
    line = Notification.objects.get(key="one")
    for moment in (now, now + MINUTE):
        open_one(notification=line, now=moment)
    line.refresh_from_db()
    assert (line.read_at, line.for_digest, unseen(user)) == (now, False, [1])


def test_reading_all_leaves_what_came_after_the_page(people, now):
    user, other = people[:2]
    for minute in range(3):
        tell(user, now + minute * MINUTE, key=str(minute))
    tell(other, now)
    newest = Notification.objects.get(key="1")
    read_until(by=user, newest=newest, now=now + 3 * MINUTE)
    assert list(Notification.objects.filter(read_at=None).values_list("key", flat=True)) == [
        "2", "one",
    ]  # fmt: skip
    assert unseen(user, other) == [1, 1]


def test_reading_heals_a_number_that_went_wrong(people, now):
    tell(people[0], now)
    people[0].unseen = 40
    people[0].save(update_fields=["unseen"])
    read_until(by=people[0], newest=Notification.objects.get(), now=now)
    assert unseen(people[0]) == [0]


def test_old_lines_are_removed_bit_by_bit(people, now, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(notifications, "REMOVED_AT_ONCE", 2)
    for minute in range(4):
        tell(people[0], now + minute * MINUTE, key=str(minute))
    later, left = now + KEPT + 2.5 * MINUTE, []
    for _ in range(3):
        remove_old(later)
        left.append((Notification.objects.count(), *unseen(people[0])))
    assert left == [(2, 2), (1, 1), (1, 1)]
    with django_assert_num_queries(1):
        remove_old(later)


@pytest.mark.django_db(transaction=True)
def test_the_number_is_right_when_lines_come_while_others_are_read(now):
    user = make_user("handler")
    for number in range(5):
        tell(user, now, key=str(number))
    newest = Notification.objects.get(key="4")

    def act(number):
        if number % 2:
            return tell(user, now + MINUTE, key=f"new {number}")
        return read_until(by=user, newest=newest, now=now)

    at_once(act, range(6))
    assert unseen(user) == [Notification.objects.filter(user=user, read_at=None).count()] == [3]
