"""The mail that gathers: to whom, when, what, and at most one in half an hour."""

from datetime import timedelta

import pytest

from kcc.jobs.digest import make_digest, make_digests
from kcc.jobs.models import Notification, OutboxMessage
from kcc.jobs.notifications import notify, open_one
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import User
from tests.factories import make_user, reference
from tests.races import at_once
from tests.statements import statements

MINUTE = timedelta(minutes=1)


@pytest.fixture
def town(db, settings):
    reference()
    settings.EMAIL_URL = "smtp://localhost"
    settings.BASE_URL = "https://kcc.lindenwaard.example"


def make_person(**values):
    values = {"email": "robin@lindenwaard.example", "language": "en"} | values
    return make_user("handler", **values)


def tell(user, at, key="one", mail=True, **values):
    values = {"text": f"Callback T-{key} is due today.", "url": "/contacts/"} | values
    notify(user=user, key=key, kind="test", now=at, mail=mail, **values)


def mails():
    return list(OutboxMessage.objects.order_by("pk"))


def test_what_the_mail_says(town, now):
    user = make_person()
    tell(user, now, key="2")
    tell(user, now - MINUTE, key="1", url="")
    tell(user, now, key="3", mail=False)
    make_digests(now)
    [mail] = mails()
    assert (mail.kind, mail.user, mail.to, mail.state, mail.available_at) == (
        "digest", user, "robin@lindenwaard.example", "waiting", now,
    )  # fmt: skip
    assert mail.key == f"digest:{user.public_id}:20261110T0900"
    assert mail.subject == "KCC: 2 new messages"
    assert mail.body == (
        "Tue 10 Nov 09:59  Callback T-1 is due today.\n"
        "\n"
        "Tue 10 Nov 10:00  Callback T-2 is due today.\n"
        "https://kcc.lindenwaard.example/contacts/\n"
        "\n"
        "All messages:\n"
        "https://kcc.lindenwaard.example/jobs/messages/\n"
        "\n"
        "You can switch off this mail in your account:\n"
        "https://kcc.lindenwaard.example/account/\n"
    )
    assert set(Notification.objects.values_list("key", "mailed_in")) == {
        ("1", mail.pk), ("2", mail.pk), ("3", None),
    }  # fmt: skip


def test_one_line_and_nobodys_name_in_the_subject(town, now):
    tell(make_person(), now)
    make_digests(now)
    assert mails()[0].subject == "KCC: 1 new message"


def test_it_is_in_the_language_of_the_person(town, now):
    tell(make_person(language="nl"), now)
    make_digests(now)
    assert "di 10 nov 10:00" in mails()[0].body


def test_at_most_fifty_lines(town, now):
    user = make_person()
    for number in range(53):
        tell(user, now, key=str(number))
    make_digests(now)
    [mail] = mails()
    assert (mail.body.count("Callback T-"), "and 3 more" in mail.body) == (50, True)
    assert mail.subject == "KCC: 53 new messages"
    assert user.notifications.filter(mailed_in=mail).count() == 53


def test_one_mail_in_half_an_hour(town, now):
    user, made = make_person(), []
    for minute in (0, 1, 29, 30, 31, 61):
        moment = now + minute * MINUTE
        tell(user, moment, key=str(minute))
        make_digests(moment)
        made.append(len(mails()))
    assert made == [1, 1, 1, 2, 2, 3]
    assert [mail.notifications.count() for mail in mails()] == [1, 3, 2]


def test_nothing_new_no_mail(town, now):
    tell(make_person(), now)
    for half_hours in range(3):
        make_digests(now + half_hours * 30 * MINUTE)
    assert len(mails()) == 1


def test_outside_opening_hours_it_waits(town, now):
    tell(make_person(), now)
    evening, morning = now.replace(hour=18), now.replace(hour=8, minute=30) + timedelta(days=1)
    made = []
    for moment in (evening, morning - MINUTE, morning):
        make_digests(moment)
        made.append(len(mails()))
    assert made == [0, 0, 1]


def test_what_was_read_meanwhile_is_left_out(town, now):
    user = make_person()
    tell(user, now)
    open_one(notification=Notification.objects.get(), now=now)
    make_digests(now)
    assert mails() == []


@pytest.mark.parametrize(
    "values", [{"email": ""}, {"is_active": False}, {"mail_digest": False}], ids=str
)
def test_who_gets_none(town, now, values):
    tell(make_person(**values), now)
    make_digests(now)
    assert mails() == []


def test_without_a_mail_server_nothing_is_gathered(town, now, settings):
    settings.EMAIL_URL = ""
    tell(make_person(), now)
    make_digests(now)
    assert mails() == []


def test_what_waited_for_more_than_a_week_is_not_mailed_any_more(town, now):
    user = make_person(mail_digest=False)
    tell(user, now - timedelta(days=8), key="old")
    tell(user, now - timedelta(days=6), key="new")
    User.objects.update(mail_digest=True)
    make_digests(now)
    [mail] = mails()
    assert list(mail.notifications.values_list("key", flat=True)) == ["new"]


@pytest.mark.parametrize(("minutes", "made"), [(0, [True]), (30, [True])])
@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_tell_each_line_once(town, now, minutes, made):
    """Also over the end of a half hour, when the two mails have different keys."""
    user = make_person()
    for number in range(20):
        tell(user, now, key=str(number))
    moments = [now, now + minutes * MINUTE]
    found = at_once(lambda moment: make_digest(user=user, now=moment), moments)
    assert [each for each in found if each] == made
    assert [mail.notifications.count() for mail in mails()] == [20]


def test_statements_per_person_are_constant(town, now):
    calendar_for()
    for count, expected in ((1, 9), (3, 21)):
        for _ in range(count):
            user = make_person()
            for number in range(count):
                tell(user, now + count * 30 * MINUTE, key=str(number))
        with statements() as ran:
            make_digests(now + count * 30 * MINUTE)
        assert len(ran) == expected


def test_without_any_opening_hours_nothing_is_gathered(db, now, settings):
    settings.EMAIL_URL = "smtp://localhost"
    tell(make_person(), now)
    make_digests(now)
    assert mails() == []
