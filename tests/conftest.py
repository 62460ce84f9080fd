"""What every test stands on: no network, a fixed clock, a client per role, a real worker."""

import gc
import socket
import subprocess
import sys
import time
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, SimpleTestCase
from django.utils import translation

from contacts import reference
from kcc.celery import app
from kcc.lib.kept import forget_all
from kcc.organisation import calendars
from tests.factories import NOW, make_user
from tests.parts import part
from tests.workers import environment, wait_until

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "::1", "localhost", "")


# -- A part of the tests -------------------------------------------------------------------------


def _part(text):
    which, _, parts = text.partition("/")
    if not (which.isdigit() and parts.isdigit() and 1 <= int(which) <= int(parts)):
        raise pytest.UsageError(f"--part: {text!r} is not like 1/3")
    return part(int(which), int(parts))


def pytest_addoption(parser):
    parser.addoption(
        "--part", help="only the files of this part of the tests: 1/3 (tests/parts.py)"
    )


def pytest_configure(config):
    text = config.getoption("part")
    config.files_of_part = None if text is None else _part(text)


def pytest_ignore_collect(collection_path, config):
    chosen = config.files_of_part
    if chosen is None or not collection_path.match("test_*.py"):
        return None
    return True if collection_path.resolve() not in chosen else None


DATABASE = {"db", "transactional_db", "django_db_setup"}


def asks_a_database(item):
    of_django = isinstance(item.cls, type) and issubclass(item.cls, SimpleTestCase)
    marked = item.get_closest_marker("django_db") is not None
    return of_django or marked or bool(DATABASE.intersection(item.fixturenames))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What asks no database says the same beside either of them."""
    for item in items:
        if not asks_a_database(item):
            item.add_marker("once")


# -- The network is closed, but for this machine ---------------------------------------------


class NetworkBlockedError(RuntimeError):
    """Not an OSError: code that forgives a failing connection must not hide this one."""


def _guard(method):
    real = getattr(socket.socket, method)

    def guarded(self, *args):
        address = args[-1]  # connect(address), connect_ex(address), sendto(data[, flags], address)
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise NetworkBlockedError(f"A test tried to reach {address[0]}.")
        return real(self, *args)

    return guarded


def _guarded_lookup(host, *args, _real=socket.getaddrinfo, **kwargs):
    name = host.decode() if isinstance(host, bytes) else host
    if name not in (*LOOPBACK, None):
        raise NetworkBlockedError(f"A test tried to look up {name}.")
    return _real(host, *args, **kwargs)


@pytest.fixture(autouse=True, scope="session")
def closed_network():
    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, method, _guard(method))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup)
        yield


@pytest.fixture(autouse=True, scope="session")
def own_folders(tmp_path_factory):
    """Uploads and static files of the tests stay out of the tree."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MEDIA_ROOT", str(tmp_path_factory.mktemp("files")))
        patch.setattr(settings, "STATIC_ROOT", str(tmp_path_factory.mktemp("static")))
        yield


@pytest.fixture(autouse=True)
def forgetful_process():
    """No test meets the language or the lists that an earlier one left in this process."""
    translation.deactivate()
    calendars.forget()
    reference.forget()
    forget_all()


@pytest.fixture(autouse=True)
def silent_broker(request, monkeypatch):
    """Only a test that asks for `celery_worker` sends messages; the rows of other tests are theirs
    alone, also while that worker is up."""
    if "celery_worker" not in request.fixturenames:
        monkeypatch.setattr(settings, "REDIS_URL", "")


# -- How long an example takes says something of the machine, and nothing of the example -----------

hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")


# -- Time is not spent on looking for rubbish ---------------------------------------------------


def pytest_collection_finish(session):
    """Half a million objects are there to stay: the application and the tests themselves. Looking
    through them again and again for what can be forgotten took a twentieth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


# -- A check that did not run is a failed check -----------------------------------------------


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    left_out = [name for name in ("skipped", "xfailed", "xpassed") if reporter.stats.get(name)]
    if left_out and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{' and '.join(left_out)} tests count as failures here.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# -- Databases ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """As pytest-django's, but a thread that still lets go of its connection does not keep
    PostgreSQL from dropping the database of the run."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


# -- Time and people ----------------------------------------------------------------------------


@pytest.fixture
def now():
    """Tuesday 10 November 2026, ten o'clock in the morning; an ordinary working day."""
    return NOW


@pytest.fixture(autouse=True)
def nothing_kept():
    """What a process keeps in memory (calendar, lists) is of another test's rows."""
    calendars.forget()
    reference.forget()
    forget_all()


@pytest.fixture
def client_of(db):
    """`client_of("agent")` or `client_of("head", department=...)`: a client of a new user who has
    that role; the user is on the client as `.user`."""

    def client_of(role, department=None):
        client = Client()
        client.user = make_user(role=role, department=department)
        client.force_login(client.user)
        return client

    return client_of


# -- A real worker --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _worker_process(django_db_setup, own_folders):
    if connection.vendor != "postgresql" or not settings.REDIS_URL:
        pytest.fail("The Celery tests need PostgreSQL and Redis; `make test` starts both.")
    command = [sys.executable, "-m", "celery", "-A", "kcc", "worker", "--concurrency", "2"]
    worker = subprocess.Popen(
        [*command, "--loglevel", "WARNING"],
        cwd=ROOT,
        env=environment(REDIS_URL=settings.REDIS_URL),
        stdin=subprocess.DEVNULL,
    )
    try:
        latest = time.monotonic() + 180
        # The first answer ends the waiting; one that comes after it is lost.
        while not app.control.ping(timeout=5, limit=1):
            assert worker.poll() is None, "the Celery worker stopped"
            assert time.monotonic() < latest, "the Celery worker gave no answer in 180 seconds"
        yield worker
    finally:
        worker.terminate()
        try:
            worker.wait(60)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


@pytest.fixture
def celery_worker(_worker_process, transactional_db):
    """A `celery -A kcc worker` in its own process, on the database of this run. What a test wants
    it to see must be committed, hence `transactional_db`. The tables are emptied when it rests: a
    tick that still runs would wait for the emptying, and the emptying for it."""
    assert _worker_process.poll() is None
    yield _worker_process
    if _worker_process.poll() is None:
        inspect = app.control.inspect(timeout=10, limit=1)
        wait_until(
            lambda: not any(
                tasks for told in (inspect.reserved(), inspect.active())
                for tasks in (told or {}).values()
            )
        )  # fmt: skip
