"""Every URL of the resolver × every role: the answer is the one in tests/access/, nothing else.

A new URL that is in no table there fails, and so does a line that no URL needs. What the URLs are
about is in tests/access/town.py. Each request is made alone: what it writes is rolled back. How
many statements a page asks meanwhile is held against tests/access/budgets.py.
"""

from fnmatch import fnmatchcase

import pytest
import time_machine
from django.conf import settings
from django.conf import urls as urls_module
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.views import defaults

from contacts import reference
from kcc.lib import kept
from kcc.organisation import calendars
from tests.access.budgets import too_many
from tests.access.tables import PEOPLE, expected, urls
from tests.access.town import Town
from tests.factories import NOW
from tests.statements import CONTROL

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def plain_refusals(monkeypatch):
    """Four of ten answers are the same page, and writing it takes most of their time: everybody
    gets it once."""
    seen = set()

    def plain(status, page):
        def refuse(request, exception):
            if (key := (status, request.user.pk)) in seen:
                return HttpResponse(status=status)
            seen.add(key)
            return page(request, exception)

        return refuse

    monkeypatch.setattr(urls_module, "handler403", plain(403, defaults.permission_denied))
    monkeypatch.setattr(urls_module, "handler404", plain(404, defaults.page_not_found))


@pytest.fixture(autouse=True)
def kept_for_good(monkeypatch):
    """On a slow machine it would be read once more, by whatever page is asked for then."""
    for module in (kept, reference, calendars):
        monkeypatch.setattr(module, "TTL", 3600.0)


def answers(client: Client, sessions: dict, url: str, method: str) -> tuple[tuple[str, ...], int]:
    """What everybody gets, and the most statements of who gets the page."""
    found, most = [], 0
    for person in PEOPLE:
        client.cookies.clear()
        if person in sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[person]
        ran = []
        with transaction.atomic():
            with connection.execute_wrapper(counting(ran)):
                response = getattr(client, method.lower())(url)
                if response.streaming:
                    list(response)  # closes the file it comes from
            transaction.set_rollback(True)
        found.append(str(response.status_code))
        if response.status_code == 200:
            most = max(most, len(ran))
    return tuple(found), most


def counting(ran: list):
    """Keeps the statements, not what begins and ends a transaction."""

    def count(execute, sql, params, many, context):
        if not sql.startswith(CONTROL):
            ran.append(sql)
        return execute(sql, params, many, context)

    return count


@pytest.fixture
def town(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield Town()


@pytest.fixture
def sessions(town):
    """Who is logged in, by the value of the cookie."""
    keys = {}
    for person, user in town.users.items():
        client = Client()
        client.force_login(user)
        keys[person] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return keys


def test_every_url_answers_every_role_as_the_table_says(client, town, sessions):
    table, used, wrong, asked = expected(), set(), [], {}
    for name, route, names in urls():
        lines = [line for line in table if line[0] == name]
        lines = lines or [line for line in table if fnmatchcase(name, line[0])]
        used |= set(lines)
        if sorted(method for _, method in lines) != ["GET", "POST"]:
            wrong.append(f"{name}: not in the table, or in it twice")
            continue
        url = town.address(name, route, names)
        for line in lines:
            found, statements = answers(client, sessions, url, line[1])
            if line[1] == "GET" and statements:
                asked[name] = statements
            if found != table[line]:
                wrong.append(f"{name} {line[1]}: {' '.join(found)}")
    wrong += [f"{name} {method}: no URL needs this line" for name, method in set(table) - used]
    assert "\n".join(wrong + too_many(asked)) == ""
