"""Every URL of the resolver × every role: the answer is the one in tests/access/, nothing else.

A new URL that is in no table there fails, and so does a line that no URL needs. What the URLs are
about is in tests/access/town.py. Each request is made alone: what it writes is rolled back.
"""

from fnmatch import fnmatchcase

import pytest
import time_machine
from django.conf import settings
from django.conf import urls as urls_module
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.views import defaults

from tests.access.tables import PEOPLE, expected, urls
from tests.access.town import Town
from tests.factories import NOW

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


def answers(client: Client, sessions: dict, url: str, method: str) -> tuple[str, ...]:
    found = []
    for person in PEOPLE:
        client.cookies.clear()
        if person in sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[person]
        with transaction.atomic():
            response = getattr(client, method.lower())(url)
            if response.streaming:
                list(response)  # closes the file it comes from
            transaction.set_rollback(True)
        found.append(str(response.status_code))
    return tuple(found)


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
    table, used, wrong = expected(), set(), []
    for name, route, names in urls():
        lines = [line for line in table if line[0] == name]
        lines = lines or [line for line in table if fnmatchcase(name, line[0])]
        used |= set(lines)
        if sorted(method for _, method in lines) != ["GET", "POST"]:
            wrong.append(f"{name}: not in the table, or in it twice")
            continue
        url = town.address(name, route, names)
        for line in lines:
            found = answers(client, sessions, url, line[1])
            if found != table[line]:
                wrong.append(f"{name} {line[1]}: {' '.join(found)}")
    wrong += [f"{name} {method}: no URL needs this line" for name, method in set(table) - used]
    assert "\n".join(wrong) == ""
