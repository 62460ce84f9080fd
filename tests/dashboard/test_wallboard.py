"""The wall of the contact centre: what it counts, who sees it, and what a screen needs for it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from contacts.models import Callback, Contact
from dashboard import figures
from dashboard.models import WallboardKey
from dashboard.wallboard import services
from dashboard.wallboard.keys import digest, in_groups, new_key, same_key
from dashboard.wallboard.selectors import MOST_CHANNELS, wall
from dashboard.wallboard.views import COOKIE
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from kcc.organisation.models import Channel
from tests.factories import NOW, make_callback, make_contact, make_customer, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
BOARD, LIVE, SCREENS = "/wallboard/", "/wallboard/now/", "/dashboard/screens/"


@pytest.fixture(autouse=True)
def on_the_clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def make_key(name="Verdieping 2", **values):
    key, text = services.make_key(by=make_user("manager"), name=name, days=31, now=NOW)
    if values:
        WallboardKey.objects.filter(pk=key.pk).update(**values)
    return key, text


def screen(text) -> Client:
    """A screen on which this key was typed."""
    client = Client()
    answer = client.post(reverse("wallboard:key"), {"key": text})
    assert answer.status_code == 302
    return client


# -- What it counts -------------------------------------------------------------------------------


def test_nothing_is_open_and_nobody_called():
    found = wall(NOW)
    waiting = found.waiting
    assert (waiting.open, waiting.late, waiting.soon, waiting.since) == (0, 0, 0, None)
    assert (found.contacts, found.lines, found.direct.number) == (0, (), None)


def test_callbacks_that_are_open_late_and_due_within_the_hour():
    hour = timedelta(hours=1)
    make_callback(due=NOW - hour, at=NOW - timedelta(days=7))
    make_callback(due=NOW)  # the promised moment has come
    make_callback(due=NOW + timedelta(seconds=1))
    make_callback(due=NOW + hour)
    make_callback(due=NOW + hour + timedelta(seconds=1))
    stopped = make_callback(due=NOW + timedelta(minutes=5))
    Callback.objects.filter(pk=stopped.pk).update(
        status="waiting",
        waiting_since=NOW - hour,
        waiting_until=NOW.date(),
        next_step_at=None,
        assignee=make_user("handler"),
    )
    closed = make_callback(due=NOW - hour)
    Callback.objects.filter(pk=closed.pk).update(closed_at=NOW, status="lapsed", next_step_at=None)
    waiting = wall(NOW).waiting
    assert (waiting.open, waiting.late, waiting.soon, waiting.unassigned) == (6, 2, 2, 5)
    assert (waiting.since, waiting.age) == (NOW - timedelta(days=7), 5)
    assert waiting.rating == figures.Rating.BAD


def test_it_counts_as_the_list_of_callbacks_does(client_of):
    make_callback(due=NOW - timedelta(hours=1))
    make_callback(due=NOW + timedelta(hours=5))
    client, waiting = client_of("manager"), wall(NOW).waiting
    for state, number in (("open", waiting.open), ("overdue", waiting.late)):
        page = client.get(f"/contacts/callbacks/?state={state}")
        assert len(page.context["page"].items) == number


def test_contacts_of_today_per_channel_and_the_share_answered_at_once():
    for _each in range(3):
        make_contact(at=NOW - timedelta(minutes=30))
    make_contact(at=NOW - timedelta(minutes=20), outcome="afgebroken")
    make_contact(at=NOW - timedelta(minutes=10), channel="balie")
    make_contact(at=NOW - timedelta(days=1))
    make_contact(at=NOW - timedelta(minutes=5), outcome="verkeerd_verbonden")
    found = wall(NOW)
    assert [(line.name, line.contacts, line.share) for line in found.lines] == [
        ("Telefoon", 4, 100),
        ("Balie", 1, 25),
    ]
    assert found.contacts == 5
    assert (found.direct.part, found.direct.whole) == (4, 5)


def test_today_begins_at_midnight_here():
    with time_machine.travel(NOW.replace(hour=0, minute=30), tick=False):
        make_contact(at=NOW.replace(hour=0, minute=10))
        make_contact(at=NOW.replace(hour=0, minute=0) - timedelta(minutes=1))
        assert wall(NOW.replace(hour=0, minute=30)).contacts == 1


def test_what_is_confidential_is_not_on_a_wall():
    make_callback(due=NOW - timedelta(hours=1))
    make_contact()
    Contact.objects.update(confidential=True)
    found = wall(NOW)
    assert (found.waiting.open, found.contacts, found.direct.whole) == (0, 0, 0)


def test_many_channels_are_told_together():
    reference()
    for number in range(MOST_CHANNELS + 2):
        code = f"kanaal-{number}"
        Channel.objects.create(code=code, name=f"Kanaal {number}", kind=Channel.Kind.VOICE)
        make_contact(channel=code, at=NOW - timedelta(minutes=1))
    lines = wall(NOW).lines
    assert [(line.name, line.contacts, line.share) for line in lines][-2:] == [
        ("Kanaal 4", 1, 33),
        ("", 3, 100),
    ]
    assert len(lines) == MOST_CHANNELS


# -- Who sees it ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("agent", 200), ("kcc_lead", 200), ("manager", 200), ("board", 200), ("handler", 403),
        ("head", 403), ("administrator", 403), ("privacy_officer", 403),
    ],
)  # fmt: skip
def test_which_staff_sees_it(client_of, role, status):
    client = client_of(role)
    assert client.get(BOARD).status_code == status
    assert client.get(LIVE).status_code == (200 if status == 200 else 401)


def test_without_the_second_factor_nobody_is_staff(client_of, settings):
    settings.REQUIRE_TOTP = True
    client = client_of("agent")
    make_contact(at=NOW - timedelta(minutes=1))
    assert b"data-now" not in client.get(BOARD).content
    assert client.get(LIVE).status_code == 401


def test_nobody_is_named_and_nothing_is_said(client_of):
    customer = make_customer(family_name="Zonderling", given_name="Quirina")
    make_contact(customer=customer, note="Een heel bijzonder verhaal", at=NOW)
    make_callback(due=NOW - timedelta(hours=1), phone="+31612345678", customer=customer)
    html = client_of("agent").get(LIVE).content.decode()
    for secret in ("Zonderling", "Quirina", "bijzonder", "12345678", "Robin"):
        assert secret not in html


# -- A screen with a key --------------------------------------------------------------------------


def test_a_screen_without_a_key_is_asked_for_one():
    client = Client()
    page = client.get(BOARD)
    assert (page.status_code, b'name="key"' in page.content) == (200, True)
    assert client.get(LIVE).status_code == 401


def test_a_key_is_typed_once_and_kept_in_a_cookie_for_this_page_only():
    key, text = make_key()
    client = screen(f" {text.lower().replace('-', ' ')} ")
    cookie = client.cookies[COOKIE]
    assert cookie.value == same_key(text)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", BOARD)
    assert cookie["max-age"] == 31 * 86_400
    assert b"data-now" in client.get(BOARD).content
    assert client.get(LIVE).status_code == 200
    key.refresh_from_db()
    assert key.last_used_on == NOW.date()
    assert AuditEvent.objects.get(action="wallboard.opened").object_id == str(key.public_id)


def test_the_cookie_goes_over_https_only(settings):
    settings.HTTPS = True
    _key, text = make_key()
    client = Client()
    client.post(reverse("wallboard:key"), {"key": text}, secure=True)
    assert client.cookies[COOKIE]["secure"] is True


def test_the_key_itself_is_nowhere_in_the_database():
    key, text = make_key()
    assert key.digest == digest(same_key(text))
    assert same_key(text) not in str(list(WallboardKey.objects.values())) + str(
        list(AuditEvent.objects.values())
    )


@pytest.mark.parametrize(
    "values", [{"revoked_at": NOW}, {"expires_at": NOW}, {"digest": digest("ANDER")}]
)
def test_a_key_that_does_not_hold_opens_nothing(values):
    _key, text = make_key()
    client = screen(text)
    WallboardKey.objects.update(**({"created_at": NOW - timedelta(days=1)} | values))
    assert client.get(LIVE).status_code == 401
    assert b'name="key"' in client.get(BOARD).content
    answer = Client().post(reverse("wallboard:key"), {"key": text})
    assert answer.status_code == 422
    assert COOKIE not in answer.cookies
    assert AuditEvent.objects.filter(action="wallboard.opened", result="refused").count() == 1


def test_a_wrong_key_is_refused_and_not_tried_for_ever():
    _key, text = make_key()
    client = Client()
    codes = [
        client.post(reverse("wallboard:key"), {"key": in_groups(new_key())}).status_code
        for _try in range(11)
    ]
    assert codes == [422] * 10 + [429]
    assert client.post(reverse("wallboard:key"), {"key": text}).status_code == 429
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert client.post(reverse("wallboard:key"), {"key": text}).status_code == 302


def test_a_screen_can_forget_its_key():
    _key, text = make_key()
    client = screen(text)
    assert client.post(reverse("wallboard:leave")).status_code == 302
    assert b'name="key"' in client.get(BOARD).content


def test_the_key_of_a_screen_opens_nothing_else():
    _key, text = make_key()
    client = screen(text)
    assert client.get("/dashboard/").status_code == 302
    assert client.get("/contacts/callbacks/").status_code == 302


@pytest.mark.parametrize("name", ["key", "leave"])
def test_only_post_writes(name):
    assert Client().get(reverse(f"wallboard:{name}")).status_code == 405


@pytest.mark.parametrize("url", [BOARD, LIVE])
def test_the_wall_itself_takes_no_post(url):
    assert Client().post(url).status_code == 405


def test_csrf_holds_for_a_screen_too():
    _key, text = make_key()
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse("wallboard:key"), {"key": text}).status_code == 403


# -- Keeping itself current -----------------------------------------------------------------------


def test_304_as_long_as_nothing_changed():
    _key, text = make_key()
    client = screen(text)
    first = client.get(LIVE)
    etag = first.headers["ETag"]
    assert etag in client.get(BOARD).content.decode().replace("&quot;", '"')
    same = client.get(LIVE, headers={"if-none-match": etag})
    assert (same.status_code, same.content) == (304, b"")
    make_contact(at=NOW - timedelta(minutes=1))
    changed = client.get(LIVE, headers={"if-none-match": etag})
    assert (changed.status_code, changed.headers["ETag"] == etag) == (200, False)
    assert "no-store" in changed.headers["Cache-Control"]


def test_a_key_that_was_withdrawn_gets_no_304():
    key, text = make_key()
    client = screen(text)
    etag = client.get(LIVE).headers["ETag"]
    services.revoke_key(by=None, key=key, now=NOW)
    assert client.get(LIVE, headers={"if-none-match": etag}).status_code == 401


@pytest.mark.parametrize("number", [1, 3])
def test_asking_costs_three_statements_for_a_screen_and_five_for_staff(client_of, number):
    for _each in range(number):
        make_callback(due=NOW - timedelta(hours=1))
        make_contact(at=NOW - timedelta(minutes=1))
    _key, text = make_key()
    client, agent = screen(text), client_of("agent")
    client.get(LIVE), agent.get(LIVE)  # the calendar is read once by a process
    for each, expected in ((client, 3), (agent, 5)):
        with statements() as ran:
            each.get(LIVE)
        assert len(ran) == expected


# -- The keys, for the manager --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status"),
    [("manager", 200), ("kcc_lead", 403), ("agent", 403), ("head", 403), ("administrator", 403)],
)
def test_who_keeps_the_screens(client_of, role, status):
    assert client_of(role).get(SCREENS).status_code == status


def test_a_key_is_shown_once(client_of):
    client = client_of("manager")
    made = client.post(SCREENS, {"name": "Verdieping 2", "days": 92})
    text, key = made.context["text"], WallboardKey.objects.get()
    assert made.status_code == 200
    assert text in made.content.decode()
    assert text not in client.get(SCREENS).content.decode()
    assert key.expires_at == NOW + timedelta(days=92)
    event = AuditEvent.objects.get(action="wallboard.key_made")
    assert (event.actor, event.object_id) == (client.user, str(key.public_id))
    assert screen(text).get(LIVE).status_code == 200


@pytest.mark.parametrize("values", [{}, {"name": ""}, {"name": "x" * 81}, {"days": 9999}])
def test_what_is_not_filled_in_makes_no_key(client_of, values):
    response = client_of("manager").post(SCREENS, {"name": "Hal", "days": ""} | values)
    assert response.status_code == 422
    assert WallboardKey.objects.count() == 0


def test_a_withdrawn_key_goes_from_the_list(client_of):
    client, (key, text) = client_of("manager"), make_key("Kantine")
    wall_screen = screen(text)
    url = reverse("dashboard:screen-revoke", args=[key.public_id])
    assert client.post(url).status_code == 302
    assert "Kantine" not in client.get(SCREENS).content.decode()
    assert wall_screen.get(LIVE).status_code == 401
    assert client.post(url).status_code == 404
    assert AuditEvent.objects.filter(action="wallboard.key_withdrawn").count() == 1


def test_an_expired_key_stays_in_the_list_and_says_so(client_of):
    make_key(expires_at=NOW, created_at=NOW - timedelta(days=1))
    assert client_of("manager").get(SCREENS).content.decode().count('class="status late"') == 1


def test_there_is_an_end_to_the_number_of_screens(monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    make_key()
    with pytest.raises(DomainError):
        services.make_key(by=None, name="Nog een", days=31, now=NOW)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_many_screens(client_of, number):
    for each in range(number):
        make_key(f"Scherm {each}")
    client = client_of("manager")
    with statements() as ran:
        client.get(SCREENS)
    assert len(ran) == 4


# -- What a key looks like ------------------------------------------------------------------------


def test_keys_are_long_and_never_alike():
    keys = {new_key() for _each in range(200)}
    assert len(keys) == 200
    assert {len(key) for key in keys} == {25}
    assert all(same_key(in_groups(key)) == key for key in keys)


def test_letters_that_look_like_digits_are_those_digits():
    assert same_key("o0-il1 abc") == "00111ABC"
