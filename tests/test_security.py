"""Attacks that once worked: another department, a lesser role, a hostile text. Each stays shut."""

import csv
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import CaseType
from contacts.importing.reader import layout_of, records
from contacts.models import Contact, Draft
from kcc.customers.identify import mask_bsns
from kcc.customers.search import find_customers
from kcc.lib.errors import DomainError
from kcc.organisation.access import access_of
from kcc.organisation.models import Membership
from tests.factories import (
    NOW,
    PASSWORD,
    make_callback,
    make_case,
    make_contact,
    make_customer,
    make_user,
    reference,
)

BSN = "123456782"


@pytest.fixture(autouse=True)
def town(db, time_machine):
    time_machine.move_to(NOW + timedelta(hours=1), tick=False)
    return reference()


def page(client, url, **data) -> str:
    answer = client.post(url, data) if data else client.get(url)
    assert answer.status_code in (200, 422), (url, answer.status_code)
    return b"".join(answer).decode()


# -- Texts that keep the machine busy -------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["-" * 200_000, "a" * 200_000, f"{BSN} " + "AB12 " * 10_000, "123456782 0612345678 " * 9_000],
)
def test_a_long_text_does_not_keep_the_machine_busy(town, text):
    agent = make_user("agent")
    start = time.perf_counter()
    find_customers(text, access=access_of(agent), user=agent)
    mask_bsns(text)
    assert time.perf_counter() - start < 3


def test_too_much_is_refused_before_it_is_read(client_of):
    agent = client_of("agent")
    start = time.perf_counter()
    answer = agent.post(
        f"/contacts/running/{uuid4()}/", {"action": "save", "q0-note": "AB12 " * 400_000}
    )
    assert answer.status_code == 413
    assert time.perf_counter() - start < 5


# -- Small doors ----------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["foo", "//evil.example", "https://evil.example", "/\\evil"])
def test_after_logging_in_nobody_is_led_elsewhere(client, wanted):
    make_user("agent")
    data = {"username": "agent", "password": PASSWORD, "next": wanted}
    answer = client.post("/login/", data)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_what_comes_next_after_an_act_is_a_page_of_ours(client_of):
    handler = client_of("handler")
    for room, row in (("contacts/callbacks", make_callback()), ("cases", make_case())):
        url = f"/{room}/{row.public_id}/claim/"
        answer = handler.post(url, {"version": 1, "next": "foo"})
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"/{room}/{row.public_id}/",
        )


@pytest.mark.parametrize(
    ("role", "url", "status"),
    [
        ("agent", "/api/v1/contacts?pageSize=%C2%B2", 400),
        ("agent", "/cases/?since=0001-01-01", 200),
        ("agent", "/cases/?until=9999-12-31", 200),
        ("agent", "/contacts/callbacks/?until=9999-12-31", 200),
        ("privacy_officer", "/audit/?start=0001-01-01", 422),
        ("privacy_officer", "/audit/?end=9999-12-31", 422),
    ],
)
def test_an_address_nobody_would_type_is_answered(client_of, role, url, status):
    assert client_of(role).get(url).status_code == status


def test_an_administrator_changes_the_own_password_with_the_old_one_only(client_of):
    client = client_of("administrator")
    url = f"/admin/organisation/user/{client.user.pk}/password/"
    new = {"password1": "een-heel-nieuw-wachtwoord", "password2": "een-heel-nieuw-wachtwoord"}
    assert client.post(url, new).status_code == 403
    client.user.refresh_from_db()
    assert client.user.check_password(PASSWORD)


def test_an_administrator_cannot_take_a_role(client_of):
    client = client_of("administrator")
    url = f"/admin/organisation/user/{client.user.pk}/change/"
    client.post(
        url,
        {
            "username": client.user.username, "first_name": "Robin", "last_name": "A",
            "language": "nl", "is_superuser": "on", "is_staff": "on",
            "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
            "memberships-0-role": "kcc_lead",
        },
    )  # fmt: skip
    client.user.refresh_from_db()
    assert (client.user.is_superuser, client.user.is_staff) == (False, False)
    assert [m.role for m in Membership.objects.filter(user=client.user)] == ["administrator"]


def test_a_line_without_an_end_does_not_fill_the_memory(tmp_path):
    long = tmp_path / "lang.csv"
    long.write_text("a;b\n1;2\n" + "x" * 3_000_000, encoding="utf-8")
    layout = layout_of(long, lambda head: head in "ab")
    with pytest.raises(DomainError):
        list(records(long, layout))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.csv", b"PK\x03\x04\x00\x00" + b"\x00" * 400),
        ("x.csv", b"a;b\n1;\x002\n"),
        ("x.html", b"<html><script>alert(1)</script></html>"),
        ("<img src=x onerror=alert(1)>.csv", b"\xff\xfe\x00\x00\x01"),
        ("../../etc/passwd", b""),
    ],
)
def test_a_hostile_file_is_refused_in_words(client_of, name, data):
    file = SimpleUploadedFile(name, data)
    answer = client_of("administrator").post(
        "/contacts/import/", {"file": file, "mapping": "eenvoudige-lijst"}
    )
    assert answer.status_code == 422
    assert b"<script>" not in answer.content.replace(b"<script src", b"")
    assert b"<img src=x" not in answer.content


@pytest.mark.parametrize(
    "text",
    ["'", '"', "%", "*", "AND", "OR", "NOT jansen", "a' OR 1=1 --", "NEAR(a b)", "{a}:b", "(a",
     '"a" *', "a:b", "\\", "^a", "a\x00b", "-", "jan*", "<script>", "&|!:*", "ⅷ²", "𝟙𝟚𝟛"],
)  # fmt: skip
def test_a_search_is_never_a_query(client_of, text):
    make_customer()
    make_contact()
    answer = client_of("agent").post("/search/", {"q": text})
    assert answer.status_code == 200
    assert b"<script>" not in answer.content.replace(b"<script src", b"")


def test_what_people_are_called_is_never_markup(client_of):
    evil = "<script>alert(1)</script>"
    customer = make_customer(family_name=evil)
    contact = make_contact(customer=customer, note=evil)
    case = make_case(description=evil, customer=customer)
    callback = make_callback(question_text=evil, caller_name=evil, customer=customer)
    lead = client_of("kcc_lead")
    for url in (
        "/contacts/", f"/contacts/{contact.public_id}/", "/contacts/callbacks/", "/cases/",
        f"/contacts/callbacks/{callback.public_id}/", f"/cases/{case.public_id}/",
        f"/customers/{customer.public_id}/", f"/customers/{customer.public_id}/edit/",
        f"/customers/{customer.public_id}/merge/",
    ):  # fmt: skip
        shown = page(lead, url)
        assert evil not in shown, url
    assert evil not in page(lead, "/search/", q="script")


def test_an_export_holds_no_formula(client_of):
    make_customer()
    make_contact(caller_name='=HYPERLINK("http://evil.example")', note="@SUM(1)")
    make_callback(caller_name="+1+1", question_text="-2+3")
    make_case(description="\t=1")
    lead = client_of("kcc_lead")
    for url in ("/contacts/export/", "/contacts/callbacks/export/", "/cases/export/"):
        lines = csv.reader(page(lead, url).splitlines()[1:], delimiter=";")
        cells = [cell for line in lines for cell in line]
        assert [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))] == []
        assert [cell for cell in cells if cell.startswith("-") and not cell[1:].isdigit()] == []


# -- Rows of others ------------------------------------------------------------------------------


def test_a_running_contact_is_of_one_person(client_of):
    one, other = client_of("agent"), client_of("agent")
    url = f"/contacts/running/{uuid4()}/"
    typed = {"channel": "telefoon", "direction": "inbound", "questions": "1", "revision": "1"}
    one.post(url, typed | {"action": "autosave", "caller_name": "Jansen"})
    assert other.get(url).status_code == 302
    for action in ("autosave", "save", "refresh", "pause", "discard", "use_customer:x"):
        answer = other.post(url, typed | {"action": action, "caller_name": "Ander"})
        assert b"Jansen" not in answer.content
    (draft,) = Draft.objects.all()
    assert (draft.user, draft.data["caller_name"]) == (one.user, "Jansen")


def test_the_key_of_somebody_elses_contact_tells_nothing(town, client_of):
    contact = make_contact(by=make_user("agent"), note="Vertrouwelijk", confidential=True)
    other = client_of("agent")
    data = {
        "key": str(contact.idempotency_key), "channel": "telefoon",
        "startedAt": "2026-11-10T09:00:00+01:00",
        "questions": [{"subject": "BZ01", "outcome": "direct_afgehandeld"}],
    }  # fmt: skip
    answer = other.post("/api/v1/contacts", data, content_type="application/json")
    assert answer.status_code == 400
    assert b"Vertrouwelijk" not in answer.content
    assert str(contact.public_id).encode() not in answer.content
    page_of = other.get(f"/contacts/running/{contact.idempotency_key}/")
    assert str(contact.public_id) not in page_of.headers["Location"]


def test_a_customer_or_case_one_may_not_see_cannot_be_linked(town, client_of):
    secret = make_customer(confidential=True)
    CaseType.objects.update(confidentiality="vertrouwelijk")
    case = make_case()
    agent, key = client_of("agent"), uuid4()
    typed = {
        "action": "save", "channel": "telefoon", "direction": "inbound", "questions": "1",
        "customer": str(secret.public_id), "q0-subject": "Paspoort of identiteitskaart",
        "q0-category": "direct", "q0-outcome_direct": "direct_afgehandeld",
    }  # fmt: skip
    agent.post(f"/contacts/running/{key}/", typed)
    assert Contact.objects.get(idempotency_key=key).customer is None
    body = {
        "key": str(uuid4()), "channel": "telefoon", "startedAt": "2026-11-10T09:00:00+01:00",
        "customer": str(secret.public_id),
        "questions": [
            {"subject": "BZ01", "outcome": "zaak_aangemaakt", "case": str(case.public_id)}
        ],
    }  # fmt: skip
    answer = agent.post("/api/v1/contacts", body, content_type="application/json")
    wrong = [each["name"] for each in answer.json()["invalidParams"]]
    assert (answer.status_code, wrong) == (400, ["customer", "questions[0].case"])
    for url in (f"/customers/{secret.public_id}/", f"/cases/{case.public_id}/"):
        assert agent.get(url).status_code == 404
    for url in (f"/cases/{case.public_id}/note/", f"/customers/{secret.public_id}/merge/"):
        assert agent.post(url, {"version": 1, "text": "x"}).status_code == 404


def test_with_a_password_alone_nobody_gets_past_the_second_step(client_of, settings):
    settings.REQUIRE_TOTP = True
    for role in ("agent", "administrator", "privacy_officer", "board"):
        client = client_of(role)
        for url in (
            "/", "/contacts/", "/contacts/new", "/contacts/callbacks/", "/cases/", "/dashboard/",
            "/audit/", "/admin/", "/admin/organisation/user/", "/contacts/import/", "/account/",
            "/account/password/", "/contacts/export/",
        ):  # fmt: skip
            answer = client.get(url)
            assert answer.status_code == 302, url
            assert answer.headers["Location"].startswith("/login/second-step/"), url
        assert client.post("/account/backup-codes/").status_code == 302
        assert client.get("/api/v1/contacts").status_code == 401
        assert client.get("/contacts/", headers={"HX-Request": "true"}).status_code == 401
        login = client.get("/admin/login/?next=/admin/")
        assert client.get(login.headers["Location"]).status_code == 302
