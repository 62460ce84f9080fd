"""One's own account: language, colours, single keys, password; and what the pages do with it."""

import pytest
from django.urls import reverse

from kcc.audit.models import AuditEvent
from kcc.organisation.models import Role
from tests.factories import PASSWORD, make_user
from tests.statements import statements

PREFERENCES = {"language": "en", "theme": "dark", "shortcuts_enabled": "", "mail_digest": ""}


@pytest.mark.parametrize("role", [None, *Role.values])
def test_account_is_there_for_every_role(client, db, role):
    client.force_login(make_user(role=role))
    answer = client.get(reverse("account"))
    assert answer.status_code == 200


def test_account_keeps_preferences_and_writes_the_audit_log(client_of):
    client = client_of("agent")
    answer = client.post(reverse("account"), PREFERENCES)
    assert (answer.status_code, answer.url) == (302, reverse("account"))
    client.user.refresh_from_db()
    user = client.user
    kept = (user.language, user.theme, user.shortcuts_enabled, user.mail_digest)
    assert kept == ("en", "dark", False, False)
    event = AuditEvent.objects.get()
    assert (event.action, event.object_id) == ("account.preferences", str(client.user.public_id))


def test_account_refuses_what_is_not_on_the_list(client_of):
    client = client_of("agent")
    answer = client.post(reverse("account"), PREFERENCES | {"language": "fr"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["language"]


def test_pages_follow_the_preferences(client_of):
    client = client_of("agent")
    before = client.get(reverse("account")).content.decode()
    assert '<html lang="nl" data-theme="auto">' in before
    assert " data-shortcuts" in before
    client.post(reverse("account"), PREFERENCES)
    answer = client.get(reverse("account"))
    after = answer.content.decode()
    assert '<html lang="en" data-theme="dark">' in after
    assert " data-shortcuts" not in after
    assert answer.headers["Content-Language"] == "en"


def test_pages_are_dutch_for_who_is_not_logged_in(client, db):
    answer = client.get(reverse("login"), headers={"Accept-Language": "en"})
    assert answer.headers["Content-Language"] == "nl"


def test_account_costs_the_same_with_one_and_three_roles(client_of):
    client = client_of("agent")
    with statements() as one:
        client.get(reverse("account"))
    for role in ("manager", "board"):
        client.user.memberships.create(role=role)
    with statements() as three:
        client.get(reverse("account"))
    # session, user, roles of the navigation, roles of the page
    assert (len(one), len(three)) == (4, 4)


def test_password_is_changed_and_the_session_stays(client_of):
    client = client_of("agent")
    new = "een-heel-ander-wachtwoord-2"
    answer = client.post(reverse("password"), {"old": PASSWORD, "new": new})
    assert (answer.status_code, answer.url) == (302, reverse("account"))
    client.user.refresh_from_db()
    assert client.user.check_password(new)
    assert client.get(reverse("account")).status_code == 200
    assert AuditEvent.objects.get().action == "account.password"


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"old": "wrong", "new": "een-heel-ander-wachtwoord-2"}, ["old"]),
        ({"old": PASSWORD, "new": "kort"}, ["new"]),
        ({}, ["old", "new"]),
    ],
)
def test_password_stays_when_something_is_wrong(client_of, data, fields):
    client = client_of("agent")
    answer = client.post(reverse("password"), data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == fields
    client.user.refresh_from_db()
    assert client.user.check_password(PASSWORD)


@pytest.mark.parametrize("name", ["account", "password", "second-factor", "second-step"])
def test_account_pages_ask_to_log_in(client, db, name):
    url = reverse(name)
    assert client.get(url).url == f"/login/?next={url}"


@pytest.mark.parametrize("name", ["account", "password"])
def test_account_pages_refuse_other_methods(client_of, name):
    assert client_of("agent").put(reverse(name)).status_code == 405


def test_backup_codes_ask_for_a_post(client_of):
    assert client_of("agent").get(reverse("backup-codes")).status_code == 405


def test_page_that_does_not_exist_looks_like_the_others(client_of):
    answer = client_of("agent").get("/no-such-page/")
    assert answer.status_code == 404
    assert 'id="nav"' in answer.content.decode()
