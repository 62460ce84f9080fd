"""Every resource of the API: who may, with which key, and the shape of every answer."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_resolver
from rest_framework.throttling import UserRateThrottle

from cases.api.acts import VIEWS as CASE_ACTS
from cases.documents.services import add_document
from contacts.callbacks.workflow import Act
from kcc.audit.models import AuditEvent
from kcc.organisation.models import ApiToken, Role
from kcc.organisation.tokens import create_token, find_token
from tests.cases.documents.building import make_pdf
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_contact,
    make_department,
    make_user,
)
from tests.statements import statements

V1 = "/api/v1/"
FRONT = {Role.AGENT, Role.KCC_LEAD}
WORKERS = FRONT | {Role.HANDLER, Role.HEAD}
EVERYBODY = set(Role)
# An agent reads those of a department of theirs, and these have none.
READERS = WORKERS - {Role.AGENT} | {Role.MANAGER, Role.BOARD}
# Who can take part in a self-assessment.
ASKED = WORKERS | {Role.MANAGER, Role.BOARD}
# (method, path): who may. 400 means: you may, but this is no contact, act, search or call.
ALLOWED = {
    ("GET", "contacts"): WORKERS,
    ("POST", "contacts"): FRONT,
    ("GET", "contacts/{contact}"): WORKERS,
    ("GET", "callbacks"): WORKERS | {Role.MANAGER},
    ("GET", "callbacks/{callback}"): WORKERS,
    **{("POST", f"callbacks/{{callback}}/{act}"): WORKERS for act in Act},
    ("GET", "cases"): WORKERS | {Role.MANAGER},
    ("POST", "cases"): WORKERS,
    ("GET", "cases/{case}"): WORKERS,
    **{("POST", f"cases/{{case}}/{act}"): WORKERS for act in CASE_ACTS},
    ("GET", "cases/{case}/documents"): WORKERS,
    ("GET", "documents/{document}"): WORKERS,
    ("GET", "case-types"): EVERYBODY,
    ("GET", "case-types/omgevingsvergunning"): EVERYBODY,
    ("GET", "zaken"): WORKERS | {Role.MANAGER},
    ("GET", "zaken/{case}"): WORKERS,
    ("GET", "figures"): WORKERS | {Role.MANAGER, Role.BOARD},
    ("GET", "figures/direct"): WORKERS | {Role.MANAGER, Role.BOARD},
    ("GET", "reports"): READERS,
    ("GET", "maturity/assessments"): ASKED,
    ("GET", "maturity/actions"): ASKED,
    ("GET", "maturity/catalogue"): ASKED | {Role.ADMINISTRATOR},
    ("GET", "channels"): EVERYBODY,
    ("GET", "departments"): EVERYBODY,
    ("GET", "outcomes"): EVERYBODY,
    ("GET", "subjects"): EVERYBODY,
    ("POST", "customer-searches"): WORKERS,
    ("POST", "call-events"): FRONT,
}


@pytest.fixture
def paths(settings, tmp_path):
    """The work of vergunningen, where the handler and the head of the tests are."""
    settings.MEDIA_ROOT = tmp_path
    case, file = make_case(), SimpleUploadedFile("tekening.pdf", make_pdf())
    document = add_document(by=make_user("agent"), case=case, file=file, now=NOW)
    return {
        "contact": make_contact(subject="VG01").public_id,
        "callback": make_callback().public_id,
        "case": case.public_id,
        "document": document.public_id,
    }


def call(client, method, path):
    return client.get(V1 + path) if method == "GET" else client.post(V1 + path)


# Decided in code, whichever database is asked.
@pytest.mark.once
@pytest.mark.parametrize(("method", "path"), ALLOWED)
def test_every_resource_and_every_role(program_of, paths, method, path):
    where, good = path.format(**paths), 200 if method == "GET" else 400
    seen = {role: call(program_of(role), method, where).status_code for role in Role}
    assert seen == {role: good if role in ALLOWED[method, path] else 403 for role in Role}


@pytest.mark.once
@pytest.mark.parametrize(("method", "path"), ALLOWED)
def test_nobody_comes_in_without_a_key(stranger, paths, method, path):
    answer = call(stranger, method, path.format(**paths))
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == 'Bearer realm="KCC"'


def test_every_resource_is_in_the_table_above():
    resolver = next(r for r in get_resolver().url_patterns if str(r.pattern) == "api/v1/")
    routes = {str(p.pattern).partition("/")[0] for p in resolver.url_patterns}
    assert routes - {"^", "openapi.json"} == {path.partition("/")[0] for _, path in ALLOWED}


@pytest.mark.parametrize(
    "path", ["contacts/{contact}", "callbacks/{callback}", "cases/{case}", "zaken/{case}"]
)
def test_another_department_finds_nothing(program_of, paths, path):
    other = program_of("head", department=make_department("burgerzaken"))
    answer = other.get(V1 + path.format(**paths))
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


# -- The key ------------------------------------------------------------------------------------


def test_a_key_is_shown_once_and_stored_as_a_hash(capsys):
    user = make_user("agent")
    call_command("create_api_token", user.username, name="Website")
    text = capsys.readouterr().out.strip()
    token = ApiToken.objects.get()
    assert text.startswith("kcc_")
    assert text not in str(ApiToken.objects.values().get())
    assert (token.user, token.name, token.scope) == (user, "Website", "everything")
    assert AuditEvent.objects.get(action="token.created").object_id == str(token.public_id)
    assert find_token(text, token.created_at) == token


@pytest.mark.parametrize("options", [{"username": "niemand"}, {"days": 0}, {"days": 401}])
def test_a_key_for_nobody_or_for_ever_is_refused(options):
    name = make_user("agent").username
    with pytest.raises(CommandError):
        call_command("create_api_token", options.pop("username", name), name="X", **options)
    assert ApiToken.objects.count() == 0


def test_keys_are_listed_and_revoked(capsys):
    user = make_user("agent")
    token, text = create_token(by=None, user=user, name="Website", now=NOW)
    call_command("api_tokens")
    line = capsys.readouterr().out
    assert (str(token.public_id) in line, text in line, "never" in line) == (True, False, True)
    call_command("api_tokens", revoke=token.public_id)
    assert find_token(text, NOW) is None
    assert AuditEvent.objects.filter(action="token.revoked").count() == 1
    with pytest.raises(CommandError):
        call_command("api_tokens", revoke=uuid4())


def test_a_key_works_until_it_expires_and_while_its_user_may_log_in():
    user = make_user("agent")
    token, text = create_token(by=None, user=user, name="Website", now=NOW, days=30)
    later = NOW + timedelta(days=30)
    found = [find_token(text, at) for at in (NOW, later - timedelta(seconds=1), later)]
    assert found == [token, token, None]
    assert find_token(text + "x", NOW) is None
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert find_token(text, NOW) is None


def test_the_day_of_use_is_written_once_a_day():
    _token, text = create_token(by=None, user=make_user("agent"), name="Website", now=NOW)
    counts = []
    for at in (NOW, NOW + timedelta(hours=1), NOW + timedelta(days=1)):
        with statements() as ran:
            find_token(text, at)
        counts.append(len(ran))
    assert counts == [2, 1, 2]
    assert str(ApiToken.objects.get().last_used_on) == "2026-11-11"


@pytest.mark.parametrize("text", ["", "kcc_wrong", "é"])
def test_a_wrong_key_is_refused_with_a_problem(stranger, text):
    answer = stranger.get(V1 + "channels", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_a_narrow_key_only_announces_calls(program_of, paths):
    program = program_of("agent", scope=ApiToken.Scope.CALL_EVENTS)
    seen = {
        (method, path): call(program, method, path.format(**paths)).status_code
        for method, path in ALLOWED
    }
    assert seen == dict.fromkeys(ALLOWED, 403) | {("POST", "call-events"): 400}


# -- A session ----------------------------------------------------------------------------------


def test_a_page_of_ours_uses_its_session_and_needs_its_csrf_token(client_of):
    client = client_of("agent")
    assert client.get(V1 + "contacts").status_code == 200
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(client.user)
    answer = strict.post(V1 + "customer-searches", {}, content_type="application/json")
    assert answer.status_code == 403


def test_a_session_without_its_second_factor_is_nobody(client_of, settings):
    client = client_of("agent")
    settings.REQUIRE_TOTP = True
    assert client.get(V1 + "contacts").status_code == 401


# -- The shape ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["channels", "no-such-thing", "contacts/", "contacts?repeat=x"])
def test_every_answer_names_the_version_and_is_not_kept(program_of, path):
    answer = program_of("agent").get(V1 + path)
    assert (answer["API-Version"], answer["Cache-Control"]) == ("1.5.0", "no-store")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    kind = "application/json" if path == "channels" else "application/problem+json"
    assert answer["Content-Type"] == kind


def test_what_is_not_there_and_what_cannot_be_done(program_of, stranger):
    assert stranger.get(V1 + "no-such-thing").status_code == 404
    assert stranger.post(V1 + "no-such-thing").status_code == 404
    answer = program_of("agent").delete(V1 + "contacts")
    assert (answer.status_code, answer.json()["title"]) == (405, "Method Not Allowed")
    broken = Client.post(program_of("agent"), V1 + "contacts", "{", "application/json")
    assert (broken.status_code, broken["Content-Type"]) == (400, "application/problem+json")


def test_too_many_requests_are_slowed_down(program_of, monkeypatch):
    monkeypatch.setitem(UserRateThrottle.THROTTLE_RATES, "user", "2/min")
    program = program_of("agent")
    seen = [program.get(V1 + "channels").status_code for _ in range(3)]
    assert seen == [200, 200, 429]
    assert program_of("agent").get(V1 + "channels").status_code == 200
