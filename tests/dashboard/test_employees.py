"""Figures per employee: off until the consent is recorded, seen by few, and every look kept."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from dashboard.employees.services import turn_off, turn_on
from dashboard.models import EmployeeConsent
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from kcc.organisation import calendars
from kcc.organisation.models import Membership
from tests.dashboard.linked import linked_numbers, number_of, rows_in
from tests.factories import NOW, make_callback, make_case, make_team, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
CONSENT, OFF = "/dashboard/employees/", "/dashboard/employees/off/"
VALUES = {
    "council_on": date(2026, 9, 2), "council_reference": "OR 2026-31", "dpia_on": date(2026, 8, 10),
    "dpia_reference": "DPIA 11", "purpose": "Werk verdelen.", "kept_months": 3, "ends_on": None,
}  # fmt: skip
SENT = {name: str(value or "") for name, value in VALUES.items()} | {"understood": "on"}


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def admin():
    return make_user("administrator", username="beheer")


@pytest.fixture
def on(admin):
    return turn_on(by=admin, now=NOW, **VALUES)


def page_of(slug="vergunningen") -> str:
    return reverse("dashboard:employees", args=[slug])


def staff(number=5, slug="vergunningen") -> list:
    """So many people of a department, Anna first, and some work."""
    department = reference().department[slug]
    names = ("Anna", "Bram", "Carla", "Daan", "Eva", "Farah", "Gijs")
    people = [
        make_user(
            "handler", department, username=f"{slug}-{name}", first_name=name,
            last_name=f"{name}ssen {slug}",
        )
        for name in reversed(names[:number])
    ]  # fmt: skip
    return people[::-1]


def rows_of(response) -> dict[str, list[str]]:
    table = response.context["table"]
    return {row.cells[0].text: [each.text for each in row.cells[1:]] for row in table.rows}


# -- Turning it on and off ------------------------------------------------------------------------


def test_it_is_turned_on_and_off_with_a_reason(client, admin):
    client.force_login(admin)
    assert "turned_on_at" not in client.get(CONSENT).content.decode()
    assert client.post(CONSENT, SENT).status_code == 302
    consent = EmployeeConsent.objects.get()
    assert {name: getattr(consent, name) for name in VALUES} == VALUES
    assert (consent.turned_on_at, consent.turned_on_by) == (NOW, admin)
    assert client.post(OFF, {"reason": ""}).status_code == 422
    assert client.post(OFF, {"reason": "Proef voorbij"}).status_code == 302
    consent.refresh_from_db()
    assert (consent.turned_off_by, consent.reason) == (admin, "Proef voorbij")
    found = AuditEvent.objects.filter(action__startswith="employees.").order_by("pk")
    assert [event.action for event in found] == ["employees.turned_on", "employees.turned_off"]
    assert {event.object_id for event in found} == {str(consent.public_id)}
    # What was agreed before stays to be read.
    assert "OR 2026-31" in client.get(CONSENT).content.decode()
    assert client.post(CONSENT, SENT | {"council_reference": "OR 2026-40"}).status_code == 302
    page = client.get(CONSENT)
    assert page.context["current"].council_reference == "OR 2026-40"
    assert page.context["history"] == [consent]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"council_on": ""}, "council_on"),
        ({"council_on": "2026-11-11"}, "council_on"),
        ({"council_reference": " "}, "council_reference"),
        ({"dpia_on": "2026-11-11"}, "dpia_on"),
        ({"dpia_reference": ""}, "dpia_reference"),
        ({"purpose": ""}, "purpose"),
        ({"kept_months": "4"}, "kept_months"),
        ({"ends_on": "2026-11-09"}, "ends_on"),
        ({"understood": ""}, "understood"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(client, admin, values, field):
    client.force_login(admin)
    answer = client.post(CONSENT, SENT | values)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not EmployeeConsent.objects.exists()


def test_it_is_on_once(client, admin, on):
    client.force_login(admin)
    assert client.post(CONSENT, SENT).status_code == 422
    with pytest.raises(DomainError):
        turn_on(by=admin, now=NOW, **VALUES)
    turn_off(by=admin, reason="Klaar", now=NOW)
    with pytest.raises(DomainError):
        turn_off(by=admin, reason="Nog eens", now=NOW)
    assert client.post(OFF, {"reason": "Nog eens"}).status_code == 422
    assert EmployeeConsent.objects.get().reason == "Klaar"
    assert AuditEvent.objects.filter(action__startswith="employees.").count() == 2


@pytest.mark.parametrize(("role", "reads"), [("manager", True), ("privacy_officer", True),
                                             ("head", False), ("board", False)])  # fmt: skip
def test_only_the_administrator_changes_it(client_of, on, role, reads):
    client = client_of(role)
    assert client.get(CONSENT).status_code == (200 if reads else 403)
    assert client.post(CONSENT, SENT).status_code == 403
    assert client.post(OFF, {"reason": "Weg ermee"}).status_code == 403
    assert EmployeeConsent.objects.get(turned_off_at=None) == on
    if reads:
        assert '<form class="card"' not in client.get(CONSENT).content.decode()


def test_after_its_last_day_it_is_off_by_itself(client_of, admin):
    last = NOW.date() + timedelta(days=1)
    first = turn_on(by=admin, now=NOW, **VALUES | {"ends_on": last})
    staff()
    client = client_of("manager")
    assert client.get(page_of()).status_code == 200
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        client.force_login(client.user)
        assert client.get(page_of()).status_code == 200
    later = NOW + timedelta(days=2)
    with time_machine.travel(later, tick=False):
        client.force_login(client.user)
        assert client.get(page_of()).status_code == 404
        page = client.get(CONSENT)
        assert (page.context["current"], page.context["history"]) == (None, [first])
        # Nobody had to turn it off before the next one.
        second = turn_on(by=admin, now=later, **VALUES)
        assert client.get(page_of()).status_code == 200
    first.refresh_from_db()
    assert first.turned_off_at.isoformat() == "2026-11-11T23:00:00+00:00"
    assert (first.turned_off_by, first.reason) == (None, "")
    assert EmployeeConsent.objects.get(turned_off_at=None) == second
    ended = AuditEvent.objects.get(action="employees.ended")
    assert (ended.actor, ended.object_id) == (None, str(first.public_id))


# -- Who looks ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["manager", "head", "kcc_lead"])
def test_off_there_is_no_page_and_no_link(client_of, role):
    staff()
    slug = "kcc" if role == "kcc_lead" else "vergunningen"
    client = client_of(role, reference().department["vergunningen"] if role == "head" else None)
    assert client.get(page_of(slug)).status_code == 404
    page = client.get(reverse("dashboard:department", args=[slug])).content.decode()
    assert page_of(slug) not in page
    assert not AuditEvent.objects.filter(action="employees.viewed").exists()


@pytest.mark.parametrize(
    ("role", "own", "centre", "vergunningen", "burgerzaken"),
    [
        ("manager", None, 200, 200, 200),
        ("head", "vergunningen", 404, 200, 404),
        ("leads", "vergunningen", 404, 200, 404),
        ("handler", "vergunningen", 404, 404, 404),
        ("kcc_lead", None, 200, 404, 404),
        ("agent", None, 403, 403, 403),
        ("board", None, 403, 403, 403),
        ("administrator", None, 403, 403, 403),
        ("privacy_officer", None, 403, 403, 403),
    ],
)
def test_who_looks_where(client_of, on, role, own, centre, vergunningen, burgerzaken):
    ref = reference()
    client = client_of("handler" if role == "leads" else role, ref.department.get(own))
    if role == "leads":
        Membership.objects.filter(user=client.user).update(leads=True)
    codes = {"kcc": centre, "vergunningen": vergunningen, "burgerzaken": burgerzaken}
    assert {slug: client.get(page_of(slug)).status_code for slug in codes} == codes
    assert client.get(page_of("bestaat-niet")).status_code == (403 if centre == 403 else 404)
    for slug, code in codes.items():
        page = client.get(reverse("dashboard:department", args=[slug]))
        assert (page_of(slug) in page.content.decode()) == (code == 200)
    looks = AuditEvent.objects.filter(action="employees.viewed")
    assert [event.detail for event in looks.order_by("pk")] == [
        {"department": slug} for slug, code in codes.items() if code == 200
    ]
    assert {event.actor for event in looks} <= {client.user}


# -- What is seen ---------------------------------------------------------------------------------


def test_open_work_by_name(client_of, on):
    anna, bram, carla, *_others = people = staff()
    for each in staff(6, "burgerzaken"):
        make_callback(department=reference().department["burgerzaken"], assignee=each)
    make_callback(assignee=anna, at=NOW - timedelta(days=1), due=NOW + timedelta(days=2))
    for days in (5, 9):
        make_callback(assignee=bram, at=NOW - timedelta(days=days), due=NOW - timedelta(days=1))
    late = make_callback(assignee=bram, at=NOW - timedelta(days=40), due=NOW - timedelta(days=30))
    late.serious_at = NOW - timedelta(days=20)
    late.save(update_fields=["serious_at"])
    make_case(handler=carla, at=NOW - timedelta(days=90), due_on=NOW.date() - timedelta(days=1))
    make_callback(at=NOW - timedelta(days=2))
    gone = make_user("handler", reference().department["burgerzaken"], last_name="Vertrokken")
    make_case(handler=gone, at=NOW - timedelta(days=3))
    client = client_of("manager")
    client.user.language = "en"
    client.user.save(update_fields=["language"])
    answer = client.get(page_of() + "?sort=-late")
    rows = rows_of(answer)
    assert list(rows) == [
        *(each.get_full_name() for each in people), "Nobody", "People who work elsewhere now",
    ]  # fmt: skip
    assert [row[:6] for row in rows.values()] == [
        ["1", "0", "0", "0", "0", "0"],
        ["3", "3", "1", "0", "0", "0"],
        ["0", "0", "0", "1", "1", rows[carla.get_full_name()][5]],
        ["0", "0", "0", "0", "0", "0"],
        ["0", "0", "0", "0", "0", "0"],
        ["1", "0", "0", "0", "0", "0"],
        ["0", "0", "0", "1", "0", "0"],
    ]
    assert rows[bram.get_full_name()][6] == "Thu 1 Oct"
    assert rows[people[4].get_full_name()][6] == "–"
    html = answer.content.decode()
    # Nobody of another department, no sorting, no colours, no file.
    table = html[html.index("<table") : html.index("</table>")]
    assert "burgerzaken" not in table
    assert "Vertrokken" not in html
    for sign in ("?sort=", "status late", "status warn", "format=csv", "aria-sort"):
        assert sign not in html


def test_every_linked_number_opens_its_rows(client_of, on):
    people = staff()
    client = client_of("head", reference().department["vergunningen"])
    for each in (client.user, client.user, *people[:2], None):
        make_callback(assignee=each, at=NOW - timedelta(days=9), due=NOW - timedelta(days=1))
        make_case(handler=each)
    links = linked_numbers(client.get(page_of()).content.decode())
    assert len(links) >= 9
    for url, text in links:
        assert (url, rows_in(client, url)) == (url, number_of(url, text))
    # No address names a person.
    assert {part for url, _text in links for part in url.split("&") if "handler" in part} == {
        "handler=me", "handler=nobody",
    }  # fmt: skip


def test_a_small_group_is_not_shown(client_of, on):
    people = staff(4)
    make_callback(assignee=people[0])
    client = client_of("manager")
    html = client.get(page_of()).content.decode()
    assert not [each for each in people if each.last_name in html]
    assert "<table" not in html
    assert AuditEvent.objects.filter(action="employees.viewed").count() == 1
    # Who left does not make the group larger.
    extra = make_user("handler", reference().department["vergunningen"], is_active=False)
    assert "<table" not in client.get(page_of()).content.decode()
    extra.is_active = True
    extra.save(update_fields=["is_active"])
    assert people[0].last_name in client.get(page_of()).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_for_one_and_for_three(client_of, on, number):
    people = staff(4 + number)
    make_team()
    for each in people[:number]:
        make_callback(assignee=each, phone=f"+316600000{each.pk:02d}")
        make_case(handler=each)
    client = client_of("manager")
    calendars.snapshot()  # kept by the process
    with statements() as ran:
        assert client.get(page_of()).status_code == 200
    # Session, person, roles; departments with the consent; the look; people and their work.
    assert len(ran) == 7
    with statements() as ran:
        assert client.get(CONSENT).status_code == 200
    assert len(ran) == 5
