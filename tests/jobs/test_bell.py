"""The bell and its page: the number, who sees what, and that looking changes nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification, OutboxMessage
from kcc.jobs.notifications import notify
from kcc.jobs.outbox import post
from tests.factories import make_user
from tests.statements import statements

PAGE, BELL, READ = (reverse(f"jobs:{n}") for n in ("notifications", "bell", "notifications-read"))
MINUTE = timedelta(minutes=1)
SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


def tell(user, now, count=1, **values):
    for number in range(count):
        given = {"text": f"Regel {number}.", "url": "/account/"} | values
        notify(user=user, key=f"{now} {number}", kind="test", now=now + number * MINUTE, **given)


def mail_to(user, now, key="mail"):
    return post(
        key=key, kind="weekly", to="robin@lindenwaard.example", user=user, now=now,
        subject="Lijst van week 46", body="T-7 staat nog open.\nhttps://kcc.lindenwaard.example/\n",
    )  # fmt: skip


def line():
    return Notification.objects.order_by("-at").first()


def opening(notification):
    return reverse("jobs:notification-open", args=[notification.public_id])


# -- The number -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, ""),
        (1, '<span class="badge accent" aria-hidden="true">1</span>'),
        (99, '<span class="badge accent" aria-hidden="true">99</span>'),
        (100, '<span class="badge accent" aria-hidden="true">99+</span>'),
    ],
)
def test_the_number_on_every_page(client_of, count, shown):
    client = client_of("agent")
    client.user.unseen = count
    client.user.save()
    page = client.get(reverse("account")).content.decode()
    link = page.partition(f'href="{PAGE}" data-bell="{BELL}"')[2].partition("</a>")[0]
    assert link.partition("<span data-bell-count>")[2].partition('<span class="hide"')[0] == shown
    assert f'data-unseen="{count}"' in link
    assert 'role="status" data-bell-says' in page


def test_the_bell_is_304_as_long_as_nothing_changed(client_of, now):
    client = client_of("agent")
    first = client.get(BELL, headers=SCRIPT)
    known = SCRIPT | {"If-None-Match": first.headers["ETag"]}
    with statements() as ran:
        same = client.get(BELL, headers=known)
    tell(client.user, now)
    changed = client.get(BELL, headers=known)
    assert (first.status_code, same.status_code, changed.status_code) == (200, 304, 200)
    assert len(ran) == 2  # session, person
    assert 'data-unseen="1"' in changed.content.decode()


def test_a_session_that_ended_is_401_for_the_bell(client, db):
    assert client.get(BELL, headers=SCRIPT).status_code == 401


# -- The page -------------------------------------------------------------------------------------


def test_an_empty_page_says_so(client_of):
    page = client_of("agent").get(PAGE).content.decode()
    assert "Geen berichten" in page or "No messages" in page
    assert READ not in page


def test_lines_are_shown_newest_first_and_looking_changes_nothing(client_of, now):
    client = client_of("agent")
    tell(client.user, now, 2)
    tell(make_user("agent"), now, text="Van een ander.")
    for _ in range(2):
        page = client.get(PAGE).content.decode()
    assert page.index("Regel 1.") < page.index("Regel 0.")
    assert page.count('<li class="unread">') == 2
    assert "Van een ander." not in page
    client.user.refresh_from_db()
    assert client.user.unseen == 2


def test_pages_follow_each_other(client_of, now):
    client = client_of("agent")
    tell(client.user, now, 30)
    first = client.get(PAGE)
    assert len(first.context["page"]) == 25
    second = client.get(PAGE, {"after": first.context["page"].next})
    assert [each.text for each in second.context["page"]][-1] == "Regel 0."
    assert second.context["mails"] == []


def test_opening_a_line_marks_it_and_goes_there(client_of, now):
    client = client_of("agent")
    tell(client.user, now, 2)
    answer = client.post(opening(line()))
    assert (answer.status_code, answer.url) == (302, "/account/")
    client.user.refresh_from_db()
    assert (client.user.unseen, line().read_at is None) == (1, False)


@pytest.mark.parametrize(
    "url", ["", "//elders.example/", "https://elders.example/", "javascript:x"]
)
def test_a_line_without_a_page_here_leads_back_to_the_list(client_of, now, url):
    client = client_of("agent")
    tell(client.user, now, url=url)
    assert client.post(opening(line())).url == PAGE


def test_a_line_of_somebody_else_is_not_there(client_of, now):
    tell(make_user("agent"), now)
    client = client_of("administrator")
    assert client.post(opening(line())).status_code == 404
    assert client.post(READ, {"newest": line().public_id}).status_code == 404
    assert client.get(opening(line())).status_code == 405


def test_everything_is_read_up_to_what_was_on_the_page(client_of, now):
    client = client_of("agent")
    tell(client.user, now, 2)
    page = client.get(PAGE).content.decode()
    newest = page.partition('name="newest" value="')[2].partition('"')[0]
    tell(client.user, now + 5 * MINUTE, text="Later.")
    assert client.post(READ, {"newest": newest}).url == PAGE
    assert client.post(READ, {"newest": "x"}).url == PAGE
    page = client.get(PAGE).content.decode()
    assert page.count('<li class="unread">') == 1
    client.user.refresh_from_db()
    assert client.user.unseen == 1


def test_mail_is_readable_for_whom_it_is_and_for_nobody_else(client_of, now):
    client, admin = client_of("head"), client_of("administrator")
    mail_to(client.user, now)
    mail_to(None, now, key="to a customer")
    page = client.get(PAGE).content.decode()
    assert page.count("Lijst van week 46") == 1
    assert "T-7 staat nog open." in page
    assert "Lijst van week 46" not in admin.get(PAGE).content.decode()
    OutboxMessage.objects.update(to="", subject="", body="")
    assert client.get(PAGE).context["mails"] == []


def test_the_page_costs_the_same_with_more(client_of, now):
    client = client_of("agent")
    for count in (1, 3):
        tell(client.user, now + count * timedelta(hours=1), count)
        mail_to(client.user, now, key=str(count))
        with statements() as ran:
            client.get(PAGE)
        # Session, person, roles, lines, mails.
        assert len(ran) == 5


# -- Administration -------------------------------------------------------------------------------

LIST = reverse("admin:jobs_outboxmessage_changelist")


def test_the_administrator_sees_whether_mail_goes_out_but_not_what_or_to_whom(client_of, now):
    mail_to(make_user("head"), now)
    OutboxMessage.objects.update(state="failed", finished_at=now, error="Geweigerd (550).")
    page = client_of("administrator").get(LIST).content.decode()
    assert "Geweigerd (550)." in page
    for hidden in ("robin@", "Lijst van week 46", "T-7"):
        assert hidden not in page


def test_failed_mail_is_tried_again_and_that_is_recorded(client_of, now):
    failed, sent = (mail_to(make_user("head"), now, key=key) for key in "ab")
    OutboxMessage.objects.filter(pk=failed.pk).update(state="failed", finished_at=now)
    OutboxMessage.objects.filter(pk=sent.pk).update(state="sent", finished_at=now)
    data = {"action": "send_again", "_selected_action": [failed.pk, sent.pk], "index": 0}
    answer = client_of("administrator").post(LIST, data)
    assert answer.status_code == 302
    states = dict(OutboxMessage.objects.values_list("key", "state"))
    assert states == {"a": "waiting", "b": "sent"}
    actions = AuditEvent.objects.values_list("action", "object_id")
    assert ("mail.retried", str(failed.public_id)) in actions


def test_mail_has_no_other_page_in_the_administration(client_of, now):
    message = mail_to(make_user("head"), now)
    client = client_of("administrator")
    for rest in (
        "add/",
        f"{message.pk}/change/",
        f"{message.pk}/delete/",
        f"{message.pk}/history/",
    ):
        assert client.get(f"{LIST}{rest}").status_code == 404
