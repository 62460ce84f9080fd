"""Logging in and out, the second step, logging in again over a page."""

import base64

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from kcc.audit.models import AuditEvent
from kcc.organisation.demo import DEMO_PASSWORD
from tests.factories import PASSWORD, make_user

HTMX = {"HX-Request": "true"}


@pytest.fixture
def agent(db):
    return make_user(role="agent")


def log_in(client, username="agent", password=PASSWORD, **values):
    data = {"username": username, "password": password, **values}
    return client.post(reverse("login"), data)


def events():
    return list(AuditEvent.objects.order_by("id").values_list("action", "result", "object_id"))


# -- In and out -----------------------------------------------------------------------------


def test_log_in_leads_to_the_page_that_was_wanted(client, agent):
    answer = log_in(client, next="/account/")
    assert (answer.status_code, answer.url) == (302, "/account/")
    assert client.session[SESSION_KEY] == str(agent.pk)
    assert events() == [("login", "ok", str(agent.public_id))]


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_log_in_never_leads_to_another_site(client, agent, elsewhere):
    assert log_in(client, next=elsewhere).url == "/"


def test_log_in_with_a_wrong_password_keeps_the_name_and_tells_nothing(client, agent):
    answer = log_in(client, password="something-else")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="agent"' in page
    assert "something-else" not in page
    assert SESSION_KEY not in client.session
    assert events() == [("login", "refused", str(agent.public_id))]


def test_log_in_with_an_unknown_name_says_the_same(client, agent):
    wrong = log_in(client, password="something-else").context["form"].errors
    unknown = log_in(client, username="nobody").context["form"].errors
    assert wrong == unknown
    assert events()[1] == ("login", "refused", "")


def test_log_in_without_a_name_asks_for_it(client, db):
    answer = log_in(client, username="")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["username"]
    assert events() == []


def test_log_in_waits_after_too_many_wrong_passwords(client, agent, settings):
    for _try in range(settings.AXES_FAILURE_LIMIT):
        log_in(client, password="something-else")
    answer = log_in(client)
    assert answer.status_code == 429
    assert "15" in answer.content.decode()
    assert SESSION_KEY not in client.session
    assert AuditEvent.objects.last().detail == {"reason": "locked"}


def test_log_in_page_when_logged_in_goes_on(client, agent):
    client.force_login(agent)
    assert client.get(reverse("login")).url == "/"


def test_log_out_ends_the_session(client, agent):
    client.force_login(agent)
    assert client.post(reverse("logout")).url == reverse("login")
    assert SESSION_KEY not in client.session
    assert events() == [("logout", "ok", str(agent.public_id))]


def test_log_out_asks_for_a_post(client, agent):
    client.force_login(agent)
    assert client.get(reverse("logout")).status_code == 405


def test_log_in_page_shows_accounts_in_the_demo_only(client, db, settings):
    make_user(username="agent", role="agent")
    make_user(username="kcc-lead", role="kcc_lead")
    settings.DEMO = True
    shown = client.get(reverse("login"))
    assert [a.username for a in shown.context["demo_accounts"]] == ["agent", "kcc-lead"]
    assert DEMO_PASSWORD in shown.content.decode()
    settings.DEMO = False
    hidden = client.get(reverse("login"))
    assert hidden.context["demo_accounts"] == []
    assert DEMO_PASSWORD not in hidden.content.decode()


# -- A session that ended -------------------------------------------------------------------


def test_page_without_a_session_leads_to_the_log_in_page(client, db):
    assert client.get("/account/").url == "/login/?next=/account/"


@pytest.mark.parametrize(
    "headers",
    [HTMX, {"X-Requested-With": "XMLHttpRequest"}, {"Accept": "application/json"}],
)
def test_script_without_a_session_gets_401_and_no_page(client, db, headers):
    answer = client.get("/account/", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Trigger"] == "login-required"
    assert b"<html" not in answer.content


def test_form_without_a_session_leads_back_to_its_page(client, db):
    """Not to the address it was sent to, which answers no GET; it says that nothing was saved."""
    sent = {"headers": {"referer": "http://testserver/account/?tab=1"}}
    answer = client.post(reverse("password"), {}, **sent)
    assert answer.url == f"{reverse('login')}?next=/account/%3Ftab%3D1"
    assert "uitgelogd" in client.get(answer.url).text
    elsewhere = {"headers": {"referer": "https://evil.example//evil"}}
    assert client.post(reverse("password"), {}, **elsewhere).url.endswith("?next=/")


def test_script_of_a_page_of_somebody_else_gets_401(client, agent):
    client.force_login(agent)
    own = HTMX | {"X-KCC-User": str(agent.public_id)}
    assert client.get("/account/", headers=own).status_code == 200
    other = HTMX | {"X-KCC-User": str(make_user().public_id)}
    assert client.get("/account/", headers=other).status_code == 401


def test_state_of_the_session_is_asked_without_a_page(client, agent):
    url = reverse("login-again")
    assert client.get(url).status_code == 401
    client.force_login(agent)
    assert client.get(url).status_code == 204


def again(client, user, password=PASSWORD, **values):
    data = {"user": user.public_id, "again-password": password, **values}
    return client.post(reverse("login-again"), data, headers=HTMX)


def test_log_in_again_over_a_page_gives_a_new_token(client, agent):
    assert client.get(reverse("login-again") + "?form=1", headers=HTMX).status_code == 200
    answer = again(client, agent)
    assert answer.status_code == 204
    assert "csrftoken" in answer.cookies
    assert client.session[SESSION_KEY] == str(agent.pk)
    assert events() == [("login", "ok", str(agent.public_id))]


def test_log_in_again_works_from_the_browser_with_csrf_checks(agent):
    strict = Client(enforce_csrf_checks=True)
    strict.get(reverse("login"))
    token = strict.cookies["csrftoken"].value
    answer = again(strict, agent, csrfmiddlewaretoken=token)
    assert answer.status_code == 204
    assert answer.cookies["csrftoken"].value != token


def test_log_in_again_with_a_wrong_password_shows_the_form(client, agent):
    answer = again(client, agent, password="something-else")
    assert answer.status_code == 422
    assert SESSION_KEY not in client.session
    assert events() == [("login", "refused", str(agent.public_id))]


@pytest.mark.parametrize(("user", "status"), [("", 400), ("no-uuid", 400)])
def test_log_in_again_as_nobody_is_refused(client, db, user, status):
    data = {"user": user, "again-password": PASSWORD}
    assert client.post(reverse("login-again"), data).status_code == status


def test_log_in_again_waits_after_too_many_wrong_passwords(client, agent, settings):
    for _try in range(settings.AXES_FAILURE_LIMIT):
        again(client, agent, password="something-else")
    answer = again(client, agent)
    assert answer.status_code == 429
    assert b"<html" not in answer.content


# -- The second step ------------------------------------------------------------------------


@pytest.fixture
def two_steps(settings):
    settings.REQUIRE_TOTP = True


def code_of(device):
    """The code that the app shows now."""
    return f"{totp(device.bin_key):06}"


@pytest.fixture
def device(agent):
    return TOTPDevice.objects.create(user=agent, name="totp", confirmed=True)


def test_without_an_app_nothing_opens_but_its_set_up(client, agent, two_steps):
    log_in(client)
    assert client.get("/account/").url == "/login/second-step/?next=/account/"
    assert client.get("/login/second-step/").url == reverse("second-factor")
    assert client.get(reverse("second-factor")).status_code == 200
    assert client.get("/account/", headers=HTMX).status_code == 401
    assert client.get(reverse("login-again")).status_code == 401


def set_up(client, token=None):
    """Sends the form of the set-up page with the code of its key."""
    shown = client.get(reverse("second-factor"))
    secret = shown.context["secret"].replace(" ", "")
    right = f"{totp(base64.b32decode(secret)):06}"
    data = {"key": shown.context["key"], "token": token or right}
    return client.post(reverse("second-factor"), data)


def test_setting_up_the_app_connects_it_and_gives_backup_codes(client, agent, two_steps):
    log_in(client)
    answer = set_up(client)
    assert answer.status_code == 200
    codes = set(StaticToken.objects.values_list("token", flat=True))
    assert set(answer.context["codes"]) == codes
    assert len(codes) == 8
    assert TOTPDevice.objects.get().user == agent
    assert client.get("/account/").status_code == 200
    assert [action for action, _, _ in events()] == [
        "login",
        "account.second_factor",
        "account.backup_codes",
    ]


def test_looking_at_the_set_up_page_keeps_nothing(client, agent, two_steps):
    log_in(client)
    client.get(reverse("second-factor"))
    assert not TOTPDevice.objects.exists()


def test_setting_up_with_a_wrong_code_keeps_nothing_and_shows_the_same_key(
    client, agent, two_steps
):
    log_in(client)
    key = client.get(reverse("second-factor")).context
    data = {"key": key["key"], "token": "abc"}
    answer = client.post(reverse("second-factor"), data)
    assert answer.status_code == 422
    assert answer.context["secret"] == key["secret"]
    assert not TOTPDevice.objects.exists()


def test_setting_up_with_the_key_of_somebody_else_is_refused(client, agent, two_steps):
    stranger = Client()
    stranger.force_login(make_user())
    shown = stranger.get(reverse("second-factor")).context
    code = f"{totp(base64.b32decode(shown['secret'].replace(' ', ''))):06}"
    log_in(client)
    answer = client.post(reverse("second-factor"), {"key": shown["key"], "token": code})
    assert answer.status_code == 422
    assert not TOTPDevice.objects.exists()


def test_second_step_lets_through_with_the_code(client, agent, device, two_steps):
    log_in(client)
    answer = client.post("/login/second-step/", {"token": code_of(device), "next": "/account/"})
    assert answer.url == "/account/"
    assert client.get("/account/").status_code == 200
    assert events()[-1] == ("login.second_step", "ok", str(agent.public_id))


def test_second_step_refuses_a_wrong_code_and_makes_the_next_wait(client, agent, device, two_steps):
    log_in(client)
    assert client.post("/login/second-step/", {"token": "000"}).status_code == 422
    # Right, but too soon after a wrong one.
    assert client.post("/login/second-step/", {"token": code_of(device)}).status_code == 422
    assert client.get("/account/").status_code == 302
    assert events()[-1] == ("login", "refused", str(agent.public_id))


def test_backup_code_works_once(client, agent, device, two_steps):
    log_in(client)
    client.post("/login/second-step/", {"token": code_of(device)})
    code = client.post(reverse("backup-codes")).context["codes"][0]
    for expected in (302, 422):
        client.post(reverse("logout"))
        log_in(client)
        assert client.post("/login/second-step/", {"token": code}).status_code == expected


def test_app_is_replaced_only_after_the_second_step(client, agent, device, two_steps):
    log_in(client)
    assert client.get(reverse("second-factor")).status_code == 403
    client.post("/login/second-step/", {"token": code_of(device)})
    assert set_up(client).status_code == 200
    assert TOTPDevice.objects.get() != device
    assert client.get("/account/").status_code == 200


def test_log_in_again_asks_for_the_code_too(client, agent, device, two_steps):
    assert again(client, agent).status_code == 422
    assert again(client, agent, **{"again-token": code_of(device)}).status_code == 204
    assert client.get("/account/").status_code == 200


def test_log_in_again_with_a_wrong_code_stays_out(client, agent, device, two_steps):
    assert again(client, agent, **{"again-token": "000"}).status_code == 422
    assert SESSION_KEY not in client.session
