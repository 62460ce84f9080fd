"""Attempts to get what one may not around the figures: reports of the exchange, the wall, saved
views and alerts."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dashboard.alerts.services import audience
from dashboard.employees.services import turn_on
from dashboard.models import Alert, TelephonyHour, WallboardKey
from dashboard.wallboard import services as wallboard
from dashboard.wallboard.views import COOKIE
from kcc.audit.models import AuditEvent
from kcc.organisation.models import SavedView
from tests.dashboard.test_breakin import MONTH, ROWS, client_for, file_of, head_of
from tests.dashboard.test_employees import VALUES
from tests.factories import NOW, make_contact, make_user, reference

# Who may do what is decided in code, whichever database is asked.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
OTHERS = ("agent", "kcc_lead", "handler", "board", "administrator", "privacy_officer")


@pytest.fixture(autouse=True)
def on_the_clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


# -- The telephone exchange -----------------------------------------------------------------------

HEAD = b"datum;uur;aangeboden;beantwoord;binnen norm;afgehaakt;wachttijd\n"
GOOD = HEAD + b"2026-11-09;09:00;40;36;30;4;720\n"


@pytest.mark.parametrize(
    "content",
    [
        b"x" * 200_000,
        b'"' + b"x" * 200_000 + b'";a;b\n',
        b";".join([b"kolom"] * 300_000),
        HEAD + b"2026-11-09;09:00;" + b"9" * 5000 + b";1;1;0;1\n",
        HEAD + b"2026-11-09;09:00;1e9;inf;nan;0;1\n",
        HEAD + b"2026-11-09;09:00;40;36;30;4;9999:9999:999999999\n",
        HEAD + b"2026-11-09;09:00;4;3;3;1;7\n\0",
        b"\xff\xfe" + b"a",
        b"tijdstip;aangeboden;beantwoord;binnen norm;afgehaakt;wachttijd\n"
        b"0001-01-01T00:00:00+14:00;1;1;1;0;1\n9999-12-31T23:59:59-14:00;1;1;1;0;1\n",
        b"datum;uur;aangeboden;beantwoord;binnen norm;afgehaakt;gemiddelde wachttijd\n"
        b"2026-11-09;09:00;1000000;1000000;1;0;999999999\n",
        GOOD + b'"' + b"y" * 200_000,
    ],
)
def test_no_report_breaks_the_page(content):
    manager = client_for(make_user("manager"))
    sent = {"file": SimpleUploadedFile("x.csv", content), "norm_seconds": "30"}
    answer = manager.post("/dashboard/telephony/", sent)
    assert answer.status_code == 422
    assert len(answer.content) < 200_000
    assert not TelephonyHour.objects.exists()


def carried(client, content=GOOD, name="x.csv", **values) -> str:
    sent = {"file": SimpleUploadedFile(name, content), "norm_seconds": "30"} | values
    page = client.post("/dashboard/telephony/", sent).content.decode()
    return re.search(r'name="report" value="([^"]+)"', page)[1]


def test_many_columns_do_not_make_a_large_page():
    head = HEAD.strip() + b";" + b";".join(b"kolom%d" % each for each in range(200_000))
    manager = client_for(make_user("manager"))
    sent = {
        "file": SimpleUploadedFile("x.csv", GOOD.replace(HEAD.strip(), head)), "norm_seconds": "30"
    }  # fmt: skip
    assert len(manager.post("/dashboard/telephony/", sent).content) < 200_000


def test_a_report_is_read_by_who_looked_at_it_and_as_it_was():
    manager, lead = client_for(make_user("manager")), client_for(make_user("kcc_lead"))
    report = carried(manager)
    for client, sent in ((lead, report), (manager, report[:-2] + "xx"), (manager, "")):
        client.post("/dashboard/telephony/read/", {"report": sent})
    for role in ("agent", "head", "board", "administrator"):
        refused = client_for(make_user(role)).post("/dashboard/telephony/read/", {"report": report})
        assert refused.status_code == 403
    assert not TelephonyHour.objects.exists()


def test_a_line_is_text_on_every_page():
    manager = client_for(make_user("manager"))
    line = "=1+1<script>alert(1)</script>"
    report = carried(manager, line=line, name="<img src=x onerror=y>.csv")
    manager.post("/dashboard/telephony/read/", {"report": report})
    pages = ("/dashboard/telephony/", f"/dashboard/rows/telephone-level/whole/?{MONTH}")
    for page in pages:
        text = manager.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    told = file_of(manager.get(f"{pages[1]}&table=rows&format=csv"))
    assert "'=1+1" in told


# -- The wall -------------------------------------------------------------------------------------


def test_a_screen_goes_dark_also_for_who_still_has_its_cookie_and_etag():
    manager = make_user("manager")
    key, text = wallboard.make_key(by=manager, name="Hal", days=31, now=NOW)
    screen = Client()
    assert screen.post("/wallboard/key/", {"key": text}).status_code == 302
    shown = screen.get("/wallboard/now/")
    etag = {"If-None-Match": shown.headers["ETag"]}
    assert screen.get("/wallboard/now/", headers=etag).status_code == 304
    assert Client().get("/wallboard/now/", headers=etag).status_code == 401
    with time_machine.travel(NOW + timedelta(days=32), tick=False):
        assert screen.get("/wallboard/now/", headers=etag).status_code == 401
    wallboard.revoke_key(by=manager, key=key, now=NOW)
    for url in ("/wallboard/now/", "/wallboard/"):
        answer = screen.get(url, headers=etag)
        assert (answer.status_code, "data-wall" in answer.content.decode()) in (
            (401, False), (200, False)
        )  # fmt: skip
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_screen_opens_nothing_but_the_wall():
    _key, text = wallboard.make_key(by=make_user("manager"), name="Hal", days=31, now=NOW)
    screen = Client()
    screen.post("/wallboard/key/", {"key": text})
    for url in ("/dashboard/", ROWS, "/dashboard/screens/", "/satisfaction/comments/"):
        assert screen.get(url).status_code == 302
    assert screen.get("/api/v1/figures").status_code in (401, 403)


@pytest.mark.parametrize("cookie", ["x" * 5000, "'; --", "\xe9" * 25, "0" * 25])
def test_a_made_up_cookie_opens_nothing(cookie):
    wallboard.make_key(by=make_user("manager"), name="Hal", days=31, now=NOW)
    client = Client()
    client.cookies[COOKIE] = cookie
    assert client.get("/wallboard/now/").status_code == 401
    assert WallboardKey.objects.get().last_used_on is None


def test_whoever_claims_to_be_another_sender_gets_no_more_tries():
    client, seen = Client(), []
    for number in range(12):
        headers = {"X-Forwarded-For": f"10.0.0.{number}"}
        seen.append(client.post("/wallboard/key/", {"key": "x"}, headers=headers).status_code)
    assert seen == [422] * 10 + [429] * 2
    assert AuditEvent.objects.filter(action="wallboard.opened").count() == 10


# -- Saved views and alerts -----------------------------------------------------------------------


def test_a_saved_view_is_of_its_owner_and_leads_to_our_own_pages():
    owner = client_for(make_user("manager"))
    owner.post(
        "/views/",
        {"worklist": "figures", "query": "place=centre", "name": "Onder ons", "shared": "mine"},
    )
    view, other = SavedView.objects.get(), head_of("vergunningen")
    assert "Onder ons" not in other.get("/dashboard/views/").content.decode()
    for url in (f"/views/{view.public_id}/", f"/views/{view.public_id}/delete/"):
        assert other.post(url, {"name": "x", "shared": "mine"}).status_code == 404
    for place in ("https://kwaad.example", "//kwaad.example", "domain://kwaad", "department:../x"):
        answer = other.get("/dashboard/views/open/", {"place": place, "next": "//kwaad.example"})
        assert answer.headers["Location"].startswith("/dashboard/?")
        page = other.get("/dashboard/views/", {"place": place}).content.decode()
        assert 'href="//kwaad' not in page
        assert 'href="https://kwaad' not in page
    opened = other.get("/dashboard/views/open/?place=department:burgerzaken", follow=True)
    assert opened.status_code == 404


def test_an_alert_tells_nobody_who_may_not_see_the_figure():
    town = reference()
    mine, theirs = (
        make_user("head", department=town.department[slug])
        for slug in ("vergunningen", "burgerzaken")
    )
    gone = make_user("head", department=town.department["vergunningen"], is_active=False)
    manager = make_user("manager")
    for audience_of, told in (
        ("heads", {mine}),
        ("both", {mine, manager}),
        ("managers", {manager}),
    ):
        alert = Alert(
            name="<b>", figure="overdue", department=town.department["vergunningen"],
            audience=audience_of,
        )  # fmt: skip
        assert set(audience(alert)) == told
        assert not {theirs, gone} & set(audience(alert))
    assert set(audience(Alert(figure="overdue", audience="heads"))) == {manager}


@pytest.mark.parametrize("url", ["alerts/new/", "screens/", "telephony/", "telephony/read/"])
def test_nothing_is_kept_without_the_token_of_the_form(url):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("manager"))
    assert client.post(f"/dashboard/{url}", {"name": "x", "days": "31"}).status_code == 403
    assert Client(enforce_csrf_checks=True).post("/wallboard/key/").status_code == 403


# -- The work per employee ------------------------------------------------------------------------

PER_PERSON = "/dashboard/departments/vergunningen/employees/"


def test_the_work_per_employee_is_in_no_file_no_filter_and_never_unseen():
    manager = client_for(make_user("manager"))
    vergunningen = reference().department["vergunningen"]
    for number in range(5):
        make_user("handler", vergunningen, last_name=f"Persoon{number}")
    assert manager.get(PER_PERSON).status_code == 404
    turn_on(by=make_user("administrator"), now=NOW, **VALUES)
    for query in ("", "?table=employees&format=csv", "?employee=1&sort=-open&handler=x"):
        answer = manager.get(PER_PERSON + query)
        assert answer.headers["Content-Type"].startswith("text/html")
        names = [row.cells[0].text for row in answer.context["table"].rows]
        assert names == [*sorted(names[:-1]), names[-1]]
    manager.head(PER_PERSON)
    assert AuditEvent.objects.filter(action="employees.viewed").count() == 4
    for url in ("/dashboard/departments/vergunningen/?table=employees", f"{ROWS}?handler=me"):
        assert manager.get(url).status_code in (200, 404)
        assert "Persoon1" not in manager.get(url).content.decode()
    others = [head_of("burgerzaken"), *(client_for(make_user(role)) for role in OTHERS)]
    for client in others:
        assert client.get(PER_PERSON).status_code in (403, 404)
    assert AuditEvent.objects.filter(action="employees.viewed").count() == 4


@pytest.mark.parametrize("query", ["?user=1", "?agent=agent", "?handler=agent&employee=agent"])
def test_the_own_figures_are_of_nobody_else(query):
    other = make_user("agent", username="ander")
    make_contact(by=other, at=NOW - timedelta(hours=1))
    mine = client_for(make_user("agent"))
    answer = mine.get(f"/dashboard/mine/{query}".replace("=agent", f"={other.public_id}"))
    assert answer.status_code == 200
    assert answer.context["days"].rows == []
