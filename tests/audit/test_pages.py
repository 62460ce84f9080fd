"""The page of the privacy officer: filters, pages, export, and its own look in the log."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from kcc.audit.models import AuditEvent
from kcc.audit.services import record
from kcc.organisation.models import Role
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db
URL = "/audit/"
EXPORT = "/audit/export/"


def shown(response):
    return [(row.who, row.event.action) for row in response.context["rows"]]


def nobody():
    with translation.override("nl"):
        return translation.gettext("The system")


@pytest.fixture
def officer(client_of):
    return client_of("privacy_officer")


@pytest.fixture
def agent():
    return make_user(role="agent", first_name="Sanne", last_name="Bos")


@pytest.mark.parametrize("url", [URL, EXPORT])
@pytest.mark.parametrize("role", [role for role in Role if role != Role.PRIVACY_OFFICER])
def test_other_roles_do_not_see_the_log(client_of, role, url):
    assert client_of(role).get(url).status_code == 403


@pytest.mark.parametrize("url", [URL, EXPORT])
def test_the_log_is_only_read(officer, client, url):
    assert officer.post(url).status_code == 405
    assert client.get(url).status_code == 302


def test_newest_line_is_on_top(officer, agent):
    record(by=agent, action="login", at=NOW)
    record(by=agent, action="logout", at=NOW + timedelta(hours=1))
    record(by=None, action="login", at=NOW - timedelta(hours=1), result="refused")
    assert shown(officer.get(URL)) == [
        ("Sanne Bos", "logout"),
        ("Sanne Bos", "login"),
        (nobody(), "login"),
    ]


def test_a_look_and_an_export_are_recorded_with_their_filters(officer, agent):
    officer.get(URL, {"action": "login"})
    b"".join(officer.get(EXPORT, {"person": agent.public_id}).streaming_content)
    lines = AuditEvent.objects.order_by("pk").values_list("actor", "action", "detail")
    assert list(lines) == [
        (officer.user.pk, "audit.viewed", {"action": "login"}),
        (officer.user.pk, "audit.exported", {"person": str(agent.public_id), "format": "csv"}),
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"action": "logout"}, ["logout"]),
        ({"person": "agent"}, ["logout", "login"]),
        ({"type": "organisation.user"}, ["account.password"]),
        ({"object": "officer"}, ["account.password"]),
        ({"start": "2026-11-10", "end": "2026-11-10"}, ["logout", "login"]),
        ({"start": "2026-11-11"}, ["account.password"]),
        ({"object": str(uuid4())}, []),
    ],
)
def test_filters_leave_what_is_asked_for(officer, agent, filters, expected):
    record(by=agent, action="login", at=NOW)
    # Half past eleven at night in Amsterdam is still that day.
    late = datetime(2026, 11, 10, 23, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    record(by=agent, action="logout", at=late)
    record(by=None, action="account.password", obj=officer.user, at=NOW + timedelta(days=1))
    ids = {"agent": agent.public_id, "officer": officer.user.public_id}
    asked = {name: ids.get(value, value) for name, value in filters.items()}
    assert [action for _, action in shown(officer.get(URL, asked))] == expected


@pytest.mark.parametrize(
    "filters",
    [
        {"action": "made.up"},
        {"person": str(uuid4())},
        {"start": "yesterday"},
        {"start": "2026-11-10", "end": "2026-11-09"},
    ],
)
def test_unreadable_filters_show_no_lines_and_say_why(officer, agent, filters):
    record(by=agent, action="login", at=NOW)
    for url in (URL, EXPORT):
        answer = officer.get(url, filters)
        assert (answer.status_code, shown(answer)) == (422, [])
        assert answer.context["form"].errors != {}


def test_pages_of_25_lines_walk_on_without_a_gap(officer, agent):
    for minute in range(30):
        record(by=agent, action="login", at=NOW + timedelta(minutes=minute))
    first = officer.get(URL, {"action": "login"})
    second = officer.get(URL, {"action": "login", "after": first.context["page"].next})
    moments = [row.event.at for page in (first, second) for row in page.context["rows"]]
    assert len(moments) == 30
    assert moments == sorted(moments, reverse=True)
    assert second.context["page"].next is None


def test_the_export_holds_the_lines_as_a_spreadsheet_wants_them(officer, agent):
    record(by=agent, action="login", at=NOW, detail={"reason": "=1+1"})
    record(by=agent, action="made.up", at=NOW)
    answer = officer.get(EXPORT, {"action": "login"})
    text = b"".join(answer.streaming_content).decode()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="audit-log.csv"'
    assert text.startswith("\ufeff")
    lines = text.splitlines()
    assert len(lines) == 2
    assert lines[1].split(";")[0] == "2026-11-10T09:00:00Z"
    assert lines[1].split(";")[1] == "Sanne Bos"


@pytest.mark.parametrize("lines", [1, 3])
def test_statements_do_not_grow_with_the_lines(officer, agent, lines, django_assert_num_queries):
    for _ in range(lines):
        record(by=agent, action="login", at=NOW)
    # session, user, roles, people to choose from, one page, the look itself
    with django_assert_num_queries(6):
        officer.get(URL, {"action": "login"})
