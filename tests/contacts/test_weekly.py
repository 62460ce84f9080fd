"""The weekly list: who gets it, once, what it says, and that the page says the same."""

from datetime import date, datetime, timedelta

import pytest

from cases.selectors import open_cases
from contacts.callbacks.selectors import open_callbacks
from contacts.models import Callback, WeeklyList
from contacts.weekly import selectors, services
from contacts.weekly.jobs import tick
from dashboard.stock.live import stock_of
from kcc.jobs.models import Notification, OutboxMessage
from kcc.lib.periods import ZONE
from kcc.organisation import calendars
from kcc.organisation.access import access_of
from kcc.organisation.models import ClosingDay, Membership, OpeningHours, Role
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_customer,
    make_user,
    reference,
)
from tests.races import at_once
from tests.statements import statements

pytestmark = pytest.mark.django_db
URL = "/contacts/weekly/"
# NOW is Tuesday 10 November; the list is made on Monday the 16th, when the day begins.
MONDAY = datetime(2026, 11, 16, 8, 30, tzinfo=ZONE)
WEEK = date(2026, 11, 16)


@pytest.fixture
def town():
    return reference()


@pytest.fixture
def head(town):
    return make_user(
        "head", town.department["vergunningen"], email="hoofd@example.org", language="en"
    )


@pytest.fixture
def work(town):
    """Of vergunningen: late and nobody's, not late yet and taken on, and a case; and one of
    burgerzaken."""
    handler = make_user("handler", town.department["vergunningen"])
    return [
        make_callback(at=NOW - timedelta(days=14)),
        make_callback(at=datetime(2026, 11, 13, 16, tzinfo=ZONE), assignee=handler),
        make_case(at=NOW - timedelta(days=20), due_on=date(2026, 11, 12)),
        make_callback(department=town.department["burgerzaken"], subject="BZ01"),
    ]


def mails():
    return sorted(OutboxMessage.objects.values_list("to", "subject"))


# -- When, and once ---------------------------------------------------------------------------


def test_it_is_made_at_the_first_opening_of_the_week_and_once(head, work):
    for now in (MONDAY - timedelta(days=1), MONDAY - timedelta(minutes=1)):
        tick(now)
    assert services.make_lists(now=MONDAY - timedelta(minutes=1)) == 0
    assert not WeeklyList.objects.exists()
    for minutes in (0, 0, 1, 60, 60 * 24, 60 * 24 * 4):
        tick(MONDAY + timedelta(minutes=minutes))
    assert list(WeeklyList.objects.values_list("user", "week", "at")) == [(head.pk, WEEK, MONDAY)]
    assert mails() == [("hoofd@example.org", "Weekly list: 3 open, 2 late")]
    assert Notification.objects.get().url == URL
    head.refresh_from_db()
    assert head.unseen == 1
    tick(MONDAY + timedelta(days=7))
    assert OutboxMessage.objects.count() == 2


def test_with_a_closed_monday_it_is_made_on_tuesday(head, work):
    ClosingDay.objects.create(date=WEEK, name="Heidag", kind="local")
    calendars.forget()
    tick(MONDAY.replace(hour=12))
    assert not WeeklyList.objects.exists()
    tick(MONDAY + timedelta(days=1))
    assert WeeklyList.objects.get().week == WEEK


def test_a_week_without_opening_has_no_list_and_never_gets_one(head, work):
    OpeningHours.objects.all().delete()
    calendars.forget()
    tick(MONDAY)
    assert services.make_lists(now=MONDAY) == 0
    assert not WeeklyList.objects.exists()


def test_after_three_weeks_of_standstill_there_is_one_list_of_this_week(head, work):
    tick(MONDAY)
    tick(MONDAY + timedelta(days=23, hours=3))
    weeks = WeeklyList.objects.order_by("week").values_list("week", flat=True)
    assert list(weeks) == [WEEK, WEEK + timedelta(days=21)]
    assert OutboxMessage.objects.count() == 2


def test_one_list_that_fails_does_not_keep_the_others_from_theirs(
    head, work, town, monkeypatch, caplog
):
    make_user("head", town.department["burgerzaken"], email="ander@example.org", language="en")
    real = services.weekly

    def weekly(access, user, *args, **kwargs):
        if user == head:
            raise ZeroDivisionError("secret")
        return real(access, user, *args, **kwargs)

    monkeypatch.setattr(services, "weekly", weekly)
    tick(MONDAY)
    assert mails() == [("ander@example.org", "Weekly list: 1 open, 1 late")]
    assert "secret" not in caplog.text
    monkeypatch.undo()
    tick(MONDAY + timedelta(minutes=1))
    assert len(mails()) == 2


@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_make_one_list():
    make_user("head", reference().department["vergunningen"], email="hoofd@example.org")
    make_callback()
    at_once(lambda _worker: tick(MONDAY), range(4))
    counts = [model.objects.count() for model in (WeeklyList, OutboxMessage, Notification)]
    assert counts == [1, 1, 1]


# -- For whom ---------------------------------------------------------------------------------


def test_heads_and_their_deputies_get_it_and_nobody_else(head, work, town):
    here = town.department["vergunningen"]
    deputy = make_user("head", here, username="waarnemer")
    for role in ("agent", "kcc_lead", "handler", "manager", "board", "administrator"):
        make_user(role)
    lead = make_user(username="lies")
    Membership.objects.create(user=lead, role=Role.HANDLER, department=here, leads=True)
    gone = make_user("head", here, username="weg", is_active=False)
    tick(MONDAY)
    people = set(WeeklyList.objects.values_list("user", flat=True))
    assert people == {head.pk, deputy.pk}
    assert gone.pk not in people
    # Without an address there is the bell.
    assert mails() == [("hoofd@example.org", "Weekly list: 3 open, 2 late")]
    assert Notification.objects.count() == 2


def test_a_head_of_two_departments_gets_one_list_of_both(head, work, town):
    other = town.department["burgerzaken"]
    Membership.objects.create(user=head, role=Role.HEAD, department=other)
    tick(MONDAY)
    kept = WeeklyList.objects.get()
    assert {slug: counts["open"] for slug, counts in kept.counts.items()} == {
        "burgerzaken": 1, "vergunningen": 3,
    }  # fmt: skip
    assert OutboxMessage.objects.get().subject == "Weekly list: 4 open, 3 late"


def test_a_head_with_another_role_elsewhere_gets_the_own_department_only(head, work, town):
    Membership.objects.create(user=head, role=Role.AGENT)
    other = town.department["burgerzaken"]
    Membership.objects.create(user=head, role=Role.HANDLER, department=other)
    tick(MONDAY)
    assert list(WeeklyList.objects.get().counts) == ["vergunningen"]


# -- What it says -----------------------------------------------------------------------------


def test_the_mail_holds_everything_open_oldest_first_and_no_person(head, work, town, settings):
    settings.BASE_URL = "https://kcc.example.org"
    customer = make_customer(family_name="Geheimzinnig")
    make_callback(customer=customer, caller_name="mevrouw Geheim", at=NOW - timedelta(days=7))
    late, soon, case, _other = work
    tick(MONDAY)
    body = OutboxMessage.objects.get().body
    third = Callback.objects.order_by("-pk").first()
    assert body == (
        "Everything open with your department, oldest first.\n\n"
        "Vergunningen, Toezicht en Handhaving\n"
        "  Callbacks and questions: 3 open, 2 late, 2 seriously late, 2 nobody's yet\n"
        "  Cases: 1 open, 1 late, 1 nobody's yet\n"
        "  https://kcc.example.org/contacts/weekly/?department=vergunningen\n\n"
        f"{case.number} · Omgevingsvergunning · 18 working days old · 2 working days late"
        " · not taken on\n"
        f"{late.number} · Dakkapel · 14 working days old · 12 working days late · not taken on\n"
        f"{third.number} · Dakkapel · 9 working days old · 7 working days late · not taken on\n"
        f"{soon.number} · Dakkapel · 1 working day old · due Tue 17 Nov 17:00 · taken on\n\n"
        "On screen, as it is now: https://kcc.example.org/contacts/weekly/\n"
    )


def test_it_is_in_the_language_of_the_head(head, work):
    head.language = "nl"
    head.save(update_fields=["language"])
    tick(MONDAY)
    assert " di 17 nov 17:00 · " in OutboxMessage.objects.get().body


def test_a_hundred_lines_and_the_number_of_the_others(head, work, monkeypatch):
    monkeypatch.setattr(selectors, "MOST", 2)
    access, department = access_of(head), reference().department["vergunningen"]
    found = selectors.weekly(access, head, [department], now=MONDAY, most=2)
    assert [line.number for line in found.lines] == [work[2].number, work[0].number]
    assert found.more == 1
    text = services.words.body(found, address="/", links=lambda place: "/")
    assert "\nen nog 1\n" in text


def due_last_week(number: int, kept: int, department=None) -> None:
    """The last of them runs out at the end of Sunday, one more just after it."""
    sunday = datetime(2026, 11, 15, 23, 59, 59, tzinfo=ZONE)
    for each in range(number):
        at = sunday - timedelta(days=each % 7)
        callback = make_callback(department=department, at=at - timedelta(days=2), due=at)
        if each < kept:
            answered = at - timedelta(hours=1)
            Callback.objects.filter(pk=callback.pk).update(
                status="done", answer="Ja", closed_at=answered, next_step_at=None
            )
    make_callback(department=department, due=sunday + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("number", "kept", "text"), [(8, 6, "6 of 8 (75.0 %)"), (4, 2, "2 of 4"), (0, 0, None)]
)
def test_it_says_how_many_callbacks_of_last_week_were_in_time(head, number, kept, text):
    due_last_week(number, kept)
    due_last_week(5, 0, department=reference().department["burgerzaken"])
    tick(MONDAY)
    line = next(
        (line for line in OutboxMessage.objects.get().body.splitlines() if "last week" in line),
        None,
    )
    assert line == (f"  Called back in time last week: {text}" if text else None)


def test_the_page_says_so_too_and_opens_them(client_of, on_monday):
    due_last_week(7, 6)
    client = client_of("manager")
    rows = client.get(URL).context["rows"]
    assert [row["kept"] for row in rows if row["kept_url"]] == ["6 van 7 (85,7 %)"]
    assert client.get(URL).context["kept_together"] == "6 van 7 (85,7 %)"
    url = next(row["kept_url"] for row in rows if row["kept_url"])
    assert len(client.get(url).context["page"].items) == 7


def test_nothing_open_is_said_too(head):
    tick(MONDAY)
    message = OutboxMessage.objects.get()
    assert message.subject == "Weekly list: nothing is open"
    assert message.body.startswith("Nothing is open with your department.")


# -- On screen --------------------------------------------------------------------------------


@pytest.fixture
def on_monday(time_machine):
    time_machine.move_to(MONDAY + timedelta(hours=2), tick=False)


def test_who_may_see_it(client, client_of, town, on_monday):
    seen = {role: client_of(role).get(URL).status_code for role in Role}
    assert {role for role, status in seen.items() if status == 200} == {
        Role.HEAD, Role.KCC_LEAD, Role.MANAGER,
    }  # fmt: skip
    assert set(seen.values()) == {200, 403}
    assert client.get(URL).status_code == 302
    assert client_of("head").post(URL).status_code == 405
    lead = client_of("handler")
    lead.user.memberships.update(leads=True)
    assert lead.get(URL).status_code == 200


def places(response):
    return [
        (row["department"].slug, [[cell["number"] for cell in cells] for cells in row["work"]])
        for row in response.context["rows"]
    ]


def test_everybody_sees_the_departments_of_their_own(client_of, work, town, on_monday):
    here = ("vergunningen", [[2, 1, 1, 1], [1, 1, 0, 1]])
    there = ("burgerzaken", [[1, 1, 0, 1], [0, 0, 0, 0]])
    centre = ("kcc", [[0, 0, 0, 0], [0, 0, 0, 0]])
    head, other = client_of("head"), client_of("head", town.department["burgerzaken"])
    assert (places(head.get(URL)), places(other.get(URL))) == ([here], [there])
    assert places(client_of("manager").get(URL)) == [there, centre, here]
    assert places(client_of("kcc_lead").get(URL)) == [centre]
    manager = client_of("manager").get(URL, {"department": "vergunningen"})
    assert places(manager) == [here]
    # What is not theirs is no choice.
    assert places(head.get(URL, {"department": "burgerzaken"})) == [here]


def test_every_number_opens_a_list_of_as_many_rows(client_of, work, on_monday):
    head = client_of("head")
    seen = 0
    for row in head.get(URL).context["rows"]:
        for cells in row["work"]:
            for cell in cells:
                if cell["url"]:
                    found = head.get(cell["url"])
                    assert len(found.context["page"].items) == cell["number"]
                    seen += 1
                assert bool(cell["url"]) == bool(cell["number"])
    assert seen == 7


def test_the_numbers_are_those_of_the_worklists_and_of_open_work(client_of, work, on_monday):
    client = client_of("head")
    access, now = access_of(client.user), MONDAY + timedelta(hours=2)
    asked = {"department": "vergunningen", "now": now}
    total = client.get(URL).context["weekly"].total
    for name, state in (("open", "open"), ("late", "overdue"), ("unassigned", "unassigned")):
        listed = [
            rows(access, client.user, state=state, **asked).count()
            for rows in (open_callbacks, open_cases)
        ]
        assert sum(listed) == getattr(total, name)
    places = [reference().department["vergunningen"]]
    shown = stock_of(access, client.user, places, now=now).of()
    assert (shown.open, shown.overdue, shown.unassigned) == (
        total.open, total.late, total.unassigned,
    )  # fmt: skip


def test_it_says_what_it_was_when_it_was_mailed(client, head, work, time_machine):
    tick(MONDAY)
    time_machine.move_to(MONDAY + timedelta(days=2), tick=False)
    make_callback(at=MONDAY)
    client.force_login(head)
    response = client.get(URL)
    page = " ".join(response.content.decode().split())
    assert response.context["weekly"].total.open == 4
    assert response.context["mailed_open"] == 3
    assert "08:30: 3 open" in page
    # Next week, before there is a list, nothing is said of it.
    time_machine.move_to(MONDAY + timedelta(days=7, hours=-3), tick=False)
    client.force_login(head)
    assert client.get(URL).context["mailed_open"] is None


def test_no_person_is_shown(client_of, work, town, on_monday):
    make_callback(customer=make_customer(family_name="Geheim"), caller_name="mevrouw Geheim")
    for role in ("head", "manager"):
        page = client_of(role).get(URL).content.decode()
        assert "Geheim" not in page
        assert "Wanneer komt" not in page
        assert f"/contacts/callbacks/{work[0].public_id}/" in page or role == "manager"


@pytest.mark.parametrize("role", ["head", "manager"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_ten_statements(client_of, on_monday, role, count):
    for _ in range(count):
        make_callback()
        make_case()
    client = client_of(role)
    client.get(URL)
    with statements() as ran:
        assert len(client.get(URL).context["weekly"].lines) == 2 * count
    assert len(ran) == 10


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_as_much_whatever_is_in_it(head, count):
    for _ in range(count):
        make_callback()
        make_case()
    with statements() as ran:
        tick(MONDAY)
    # Who; the row, made and filled; their roles; counts, what was kept and lines; three for the
    # bell, two for the mail.
    assert len(ran) == 15


def test_the_tick_is_quick_when_every_head_has_a_list(head, work):
    tick(MONDAY)
    with statements() as ran:
        tick(MONDAY + timedelta(minutes=1))
    assert len(ran) == 1
    with statements() as ran:
        tick(MONDAY.replace(hour=3))
    assert len(ran) == 0
