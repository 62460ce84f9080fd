"""Attempts to get what one may not through the figures, their rows and their files."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from contacts.models import Subject
from kcc.audit.models import AuditEvent
from kcc.organisation.models import ApiToken, Membership
from kcc.organisation.tokens import create_token
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_contact,
    make_team,
    make_user,
    reference,
)
from tests.spreadsheets import read_sheet

# Who may do what is decided in code, whichever database is asked.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROWS = "/dashboard/rows/questions/part/"
MONTH = "period=2026-11"
API = "/api/v1/figures/questions"


@pytest.fixture(autouse=True)
def on_the_clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town():
    """A question, a callback and a case for each of two departments."""
    ref = reference()
    for slug, subject in (("burgerzaken", "BZ01"), ("vergunningen", "VG01")):
        at = NOW - timedelta(days=3)
        make_contact(subject=subject, at=at)
        make_callback(department=ref.department[slug], subject=subject, at=at)
        make_case(department=ref.department[slug], at=at)
    return ref


def client_for(user) -> Client:
    client = Client()
    client.user = user
    client.force_login(user)
    return client


def head_of(slug, *others) -> Client:
    user = make_user("head", department=reference().department[slug])
    for role in others:
        Membership.objects.create(user=user, role=role)
    return client_for(user)


def file_of(answer) -> str:
    return b"".join(answer.streaming_content).decode()


# -- Departments and teams of others --------------------------------------------------------------


@pytest.mark.parametrize("others", [(), ("administrator",), ("privacy_officer",)])
@pytest.mark.parametrize(
    "url",
    [
        "/dashboard/departments/burgerzaken/",
        "/dashboard/departments/burgerzaken/?table=subjects&format=csv",
        f"{ROWS}?{MONTH}&department=burgerzaken",
        f"{ROWS}?{MONTH}&department=burgerzaken&table=rows&format=csv",
        f"{API}?{MONTH}&department=burgerzaken",
    ],
)
def test_a_head_reads_no_other_department_also_with_a_second_role(town, others, url):
    assert head_of("vergunningen", *others).get(url).status_code == 404


@pytest.mark.parametrize(
    "query", ["", "domain=algemeen", "subject=BZ01", "sort=-department", "department="]
)
def test_rows_without_a_department_are_those_of_the_own_ones(town, query):
    client = head_of("vergunningen")
    for url in (f"{ROWS}?{MONTH}&{query}", "/dashboard/rows/cases-closed/part/?period=this_month"):
        page = client.get(url).content.decode()
        assert 'data-label="Department">Burgerzaken' not in page
    told = file_of(client.get(f"{ROWS}?{MONTH}&{query}&table=rows&format=csv"))
    assert "Burgerzaken" not in told


def test_a_cursor_of_others_leads_nowhere(town):
    theirs = town.subject["BZ01"].questions.first()
    page = head_of("vergunningen").get(f"{ROWS}?{MONTH}&after={theirs.public_id}").content.decode()
    assert "Reisdocumenten" not in page
    assert 'data-label="Department">Burgerzaken' not in page


def test_a_team_of_another_department_is_not_there(town):
    team = make_team(town.department["burgerzaken"], slug="balie")
    client, manager = head_of("vergunningen"), client_for(make_user("manager"))
    for each in (client, manager):
        for url in (
            f"/dashboard/departments/vergunningen/teams/{team.public_id}/",
            f"/dashboard/rows/kept/part/?{MONTH}&department=vergunningen&team={team.public_id}",
            f"/dashboard/rows/kept/part/?{MONTH}&team={team.public_id}",
        ):
            assert each.get(url).status_code == 404


@pytest.mark.parametrize("role", ["administrator", "privacy_officer", "board", None])
def test_who_may_not_opens_no_rows(town, role):
    client = Client()
    if role:
        client.force_login(make_user(role))
    for query in (MONTH, f"{MONTH}&table=rows&format=xlsx", f"{MONTH}&department=vergunningen"):
        assert client.get(f"{ROWS}?{query}").status_code == (403 if role else 302)


def test_a_key_that_announces_calls_reads_no_figures(town):
    _token, text = create_token(
        by=None, user=make_user("kcc_lead"), name="Centrale", scope=ApiToken.Scope.CALL_EVENTS,
        now=NOW,
    )  # fmt: skip
    for url in ("/api/v1/figures", API, "/dashboard/", ROWS, "/wallboard/now/"):
        answer = Client().get(url, headers={"Authorization": f"Bearer {text}"})
        assert answer.status_code in (302, 401, 403)


# -- What is confidential -------------------------------------------------------------------------


@pytest.mark.parametrize("more", ["", "&subject=VG01", "&subject=VG01&hour=9", "&weekday=2"])
def test_no_number_tells_the_contact_centre_of_confidential_work(town, more):
    """The same numbers, rows and files with and without it, however narrow the question."""
    client = client_for(make_user("agent"))
    urls = [
        f"{ROWS}?{MONTH}{more}",
        f"{ROWS}?{MONTH}{more}&table=rows&format=csv",
        f"{API}?{MONTH}",
    ]
    urls.append(f"/dashboard/departments/vergunningen/?{MONTH}&table=subjects&format=csv")
    urls.append(f"/dashboard/departments/vergunningen/?{MONTH}&table=load&format=csv")
    urls.append("/dashboard/departments/vergunningen/?table=work&format=csv")

    def looked():
        answers = [client.get(url) for url in urls]
        assert [answer.status_code for answer in answers] == [200] * len(urls)
        return [
            file_of(each) if each.streaming
            else re.sub(r"\b\w{64}\b", "", each.content.decode())
            for each in answers
        ]  # fmt: skip

    before = looked()
    make_contact(subject="VG01", at=NOW - timedelta(hours=2), confidential=True)
    make_callback(at=NOW - timedelta(hours=2), confidential=True)
    case = make_case(at=NOW - timedelta(hours=2))
    case.confidentiality = "vertrouwelijk"
    case.save(update_fields=["confidentiality"])
    for was, now in zip(before, looked(), strict=True):
        assert now.splitlines() == was.splitlines()


# -- Hostile addresses ----------------------------------------------------------------------------

HOSTILE = [
    "period=0001-01", "period=9998-12", "period=9999-12", "period=1900", "period=%00",
    "from=0001-01-01&to=9999-12-31", "from=1900-01-01&to=9998-12-31", "to=9998-12-31",
    "from=2000-01-01&to=2010-02-15", "compare=year&from=2000-02-29&to=2000-02-29",
    "channel=%00", "subject=" + "x," * 1500, "&".join(["channel=telefoon"] * 900),
    "department=%00", "department=..%2F..", "team=%00", "hour=99", "hour=-1", "weekday=0",
    "score=%F0%9F%98%80", "reason=%00", "sort=%00", "sort=password", "after=%00", "before=-1",
    "x=%00", "view=%00", "table=%00", "table=rows&format=%00&x=%00", "domain=%27%22%3E%3Cscript%3E",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_no_address_breaks_a_page(town, query):
    manager = client_for(make_user("manager"))
    pages = (
        "/dashboard/", "/dashboard/contact-centre/", "/dashboard/departments/vergunningen/",
        "/dashboard/domains/algemeen/", ROWS, "/dashboard/rows/satisfaction/whole/",
        "/dashboard/rows/telephone-level/whole/", "/dashboard/views/", API, "/wallboard/",
    )  # fmt: skip
    for page in pages:
        answer = manager.get(f"{page}?{query}")
        assert answer.status_code in (200, 400, 404), page
        if answer.headers["Content-Type"].startswith("text/html"):
            assert b"<script>" not in answer.content


def test_too_many_parameters_are_refused(town):
    manager = client_for(make_user("manager"))
    assert manager.get(f"/dashboard/?{'&'.join(['channel=x'] * 1001)}").status_code == 400


def test_what_is_typed_in_an_address_is_not_recorded(town):
    """The audit log holds no personal data, whoever makes the link."""
    manager = client_for(make_user("manager"))
    query = urlencode({"table": "rows", "format": "csv", "naam": "Hanna de Wit", "x": "a\1b"})
    assert manager.get(f"{ROWS}?{MONTH}&{query}&department=vergunningen").status_code == 200
    detail = AuditEvent.objects.get(action="figures.exported").detail
    assert detail["filters"] == {"period": "2026-11", "department": "vergunningen"}


# -- Files ----------------------------------------------------------------------------------------

EVIL = '=HYPERLINK("http://x","y")'


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_no_name_runs_as_a_formula(town, kind):
    Subject.objects.filter(code="VG01").update(name=EVIL)
    town.department["vergunningen"].__class__.objects.filter(slug="vergunningen").update(
        name="@SUM(1)"
    )
    manager = client_for(make_user("manager"))
    answer = manager.get(f"{ROWS}?{MONTH}&table=rows&format={kind}")
    content = b"".join(answer.streaming_content)
    cells = {str(cell) for line in read_sheet(content, kind) for cell in line}
    told = {EVIL, "@SUM(1)"}
    assert told & cells == (set() if kind == "csv" else told)
    assert {f"'{each}" for each in told} & cells == (
        {f"'{each}" for each in told} if kind == "csv" else set()
    )
    assert "no-store" in answer.headers["Cache-Control"]
