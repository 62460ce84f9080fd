"""What takes the database too long: a sentence, what was typed, and a log line without values."""

import logging
import sqlite3
import time

import pytest
from django.db import OperationalError, connection, transaction
from django.urls import path
from rest_framework.decorators import api_view

from kcc.lib import busy
from kcc.lib.limits import SlowStatements, asked_by, connection_options, give_time, watch
from kcc.urls import handler500
from kcc.urls import urlpatterns as real
from tests.factories import make_user


class Ended(Exception):
    """As psycopg2 tells it."""

    def __init__(self, pgcode):
        super().__init__("what somebody typed")
        self.pgcode = pgcode


def of(pgcode):
    try:
        raise OperationalError("what somebody typed") from Ended(pgcode)
    except OperationalError as error:
        return error


def stopped(request):
    raise of("57014")


def locked(request):
    raise of("55P03")


def broken(request):
    raise of("08006")


@api_view(["GET", "POST"])
def api(request):
    raise of("55P03")


__all__ = ["handler500", "urlpatterns"]  # this file is a table of addresses too
urlpatterns = [
    path("stopped/", stopped, name="stopped"),
    path("locked/", locked, name="locked"),
    path("broken/", broken, name="broken"),
    path("api/v1/broken/", broken),
    path("api/", api, name="api"),
    *real,
]


@pytest.fixture
def agent(db, client, settings):
    settings.ROOT_URLCONF = __name__
    client.force_login(make_user("agent", language="en"))
    return client


@pytest.mark.parametrize(
    ("pgcode", "answer"),
    [
        ("57014", True), ("55P03", True), ("40P01", True), ("40001", True), ("08006", False),
        (None, False),
    ],
)  # fmt: skip
def test_only_what_another_moment_may_mend_is_busy(pgcode, answer):
    assert busy.is_busy(of(pgcode)) is answer


def test_another_error_is_not_busy():
    assert not busy.is_busy(ValueError("57014"))


def test_a_locked_sqlite_is_busy(tmp_path):
    file = tmp_path / "one.sqlite3"
    first, second = (sqlite3.connect(file, timeout=0) for _ in range(2))
    try:
        first.execute("begin immediate")
        with pytest.raises(sqlite3.OperationalError) as caught:
            second.execute("begin immediate")
        error = OperationalError()
        error.__cause__ = caught.value
        assert busy.is_busy(error)
    finally:
        first.close()
        second.close()


def test_what_takes_too_long_says_to_ask_for_less(agent):
    answer = agent.get("/stopped/?period=year")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    html = answer.content.decode()
    assert "Ask for less: a shorter period, or one department." in html
    assert '<a class="btn primary" href="/stopped/?period=year">Try again</a>' in html
    assert "<form" not in html


def test_a_form_that_met_a_lock_can_be_sent_again_as_it_was_typed(agent):
    answer = agent.post(
        "/locked/",
        {"note": 'Belt "morgen" <b>terug</b>\nna 10 uur', "subject": ["VG01", "BZ01"],
         "password": "geheim", "csrfmiddlewaretoken": "old"},
    )  # fmt: skip
    assert answer.status_code == 503
    html = answer.content.decode()
    assert "Somebody else was working on the same." in html
    assert "What you typed is kept in this page." in html
    assert '<form method="post" action="/locked/">' in html
    assert (
        '<textarea name="note" hidden>\nBelt &quot;morgen&quot; &lt;b&gt;terug&lt;/b&gt;\nna 10 uur'
        "</textarea>"
    ) in html
    assert html.count('<textarea name="subject"') == 2
    assert "geheim" not in html
    assert html.count("csrfmiddlewaretoken") == 1


@pytest.mark.parametrize(
    ("page", "view", "secrets"),
    [
        ("/login/", "kcc.organisation.forms.authenticate", ["password"]),
        ("/account/password/", "kcc.organisation.accounts.change_password", ["old", "new"]),
        ("/account/second-factor/", "kcc.organisation.views._signed_key", ["key", "token"]),
        ("/wallboard/key/", "dashboard.wallboard.views.KeyForm", ["key"]),
        ("/volg/", "contacts.following.views.pages.CodeForm", ["code"]),
    ],
)
def test_no_page_gives_back_a_password_or_a_code(agent, monkeypatch, page, view, secrets):
    """Not by its name alone: of a new password the fields are called old and new."""

    def held(*args, **kwargs):
        raise of("55P03")

    monkeypatch.setattr(view, held)
    monkeypatch.setattr("kcc.organisation.forms.validate_password", lambda *args: None)
    agent.logout() if page == "/login/" else None
    monkeypatch.setattr("kcc.organisation.models.User.check_password", lambda *args: True)
    answer = agent.post(page, dict.fromkeys(secrets, "Geheim-42") | {"username": "wit"})
    assert answer.status_code == 503
    assert "Geheim-42" not in answer.content.decode()


def test_a_comment_of_a_customer_is_no_secret_to_them(rf):
    request = rf.post("/", {"comment": "Prima", "code": "K7M2P", "new_password1": "x"})
    request.sensitive_post_parameters = ("comment", "code")
    assert busy._typed(request) == [("comment", "Prima")]


def test_the_way_back_is_never_another_host(rf):
    for method in (rf.get, rf.post):
        html = busy.busy_page(method("//elsewhere.example/"), of("55P03")).content.decode()
        assert '"//elsewhere' not in html


def test_another_failure_of_the_database_stays_a_failure(agent):
    with pytest.raises(OperationalError):
        agent.get("/broken/")


def test_the_api_says_it_as_a_problem(agent):
    answer = agent.get("/api/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (
        answer.json()["detail"] == "This took too long. Nothing was saved; try again in a moment."
    )


def test_what_nobody_foresaw_is_a_problem_for_a_program_and_a_page_for_a_person(agent):
    agent.raise_request_exception = False
    answer = agent.get("/api/v1/broken/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (500, "application/problem+json")
    assert answer.json() == {
        "status": 500, "title": "Internal Server Error",
        "detail": "Something went wrong here. It has been written down; try again in a moment.",
    }  # fmt: skip
    answer = agent.get("/broken/")
    assert answer.status_code == 500
    assert "<h1>Something went wrong here</h1>" in answer.content.decode()


def test_the_log_has_the_page_and_no_value(agent, caplog):
    with caplog.at_level(logging.WARNING, logger="kcc.lib.busy"):
        agent.post("/locked/?q=Jansen", {"note": "Jansen belt"})
    assert [each.getMessage() for each in caplog.records if each.name == "kcc.lib.busy"] == [
        "POST of locked: Ended"
    ]
    assert asked_by.get() == ""


# -- Slow statements ------------------------------------------------------------------------------


def test_a_slow_statement_is_written_down_without_its_values(db, caplog):
    with (
        connection.execute_wrapper(SlowStatements(0)),
        caplog.at_level(logging.WARNING, logger="kcc.lib.limits"),
        connection.cursor() as cursor,
    ):
        cursor.execute("select\n  %s", ["Jansen"])
    (line,) = [each.getMessage() for each in caplog.records]
    assert line == "Slow statement: 0.0 s, asked by no page: select %s"


def test_what_is_quick_is_not_written_down(db, caplog):
    with (
        connection.execute_wrapper(SlowStatements(60)),
        caplog.at_level(logging.WARNING, logger="kcc.lib.limits"),
        connection.cursor() as cursor,
    ):
        cursor.execute("select 1")
    assert caplog.records == []


def test_a_connection_is_watched_once(db):
    class Connection:
        execute_wrappers = []

    watch(Connection, 0)
    assert Connection.execute_wrappers == []
    watch(Connection, 1)
    watch(Connection, 1)
    assert len(Connection.execute_wrappers) == 1
    assert any(isinstance(each, SlowStatements) for each in connection.execute_wrappers)


# -- Limits of a connection -----------------------------------------------------------------------


def test_the_last_limit_counts():
    database = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": {"options": "-c jit=off"}}
    give_time(database, statement_seconds=5, lock_seconds=2)
    give_time(database, statement_seconds=60, lock_seconds=2)
    assert database["OPTIONS"]["options"] == (
        "-c jit=off -c statement_timeout=5000 -c lock_timeout=2000"
        " -c statement_timeout=60000 -c lock_timeout=2000"
    )


def test_sqlite_has_its_own_limit():
    database = {"ENGINE": "django.db.backends.sqlite3"}
    give_time(database, statement_seconds=5, lock_seconds=2)
    assert database == {"ENGINE": "django.db.backends.sqlite3"}


@pytest.mark.postgresql
def test_postgresql_keeps_the_limits_of_a_connection(transactional_db):
    other = connection.copy()
    other.settings_dict = {
        **connection.settings_dict,
        "OPTIONS": {"options": connection_options(statement_seconds=2, lock_seconds=0.1)},
    }
    try:
        with other.cursor() as cursor:
            began = time.monotonic()
            with pytest.raises(OperationalError) as caught:
                cursor.execute("select pg_sleep(20)")
            assert busy.took_too_long(caught.value)
            with transaction.atomic(), connection.cursor() as mine:
                mine.execute("lock table auth_group in access exclusive mode")
                with pytest.raises(OperationalError) as caught:
                    cursor.execute("select count(*) from auth_group")
            assert busy.is_busy(caught.value)
            assert not busy.took_too_long(caught.value)
            assert time.monotonic() - began < 15
    finally:
        other.close()
