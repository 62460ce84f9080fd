"""The page with the maturity model: who may read it, and that it holds the whole catalogue."""

from html import unescape

import pytest
from django.urls import reverse

from kcc.organisation.models import Role
from maturity.catalogue import catalogue

pytestmark = pytest.mark.django_db
MAY_READ = (Role.MANAGER, Role.HEAD, Role.BOARD, Role.ADMINISTRATOR)


@pytest.fixture
def url():
    return reverse("maturity:catalogue")


def test_anonymous_logs_in_first(client, url):
    response = client.get(url)
    assert (response.status_code, response.url) == (302, f"{reverse('login')}?next={url}")


@pytest.mark.parametrize("role", Role.values)
def test_page_by_role(client_of, url, role):
    assert client_of(role).get(url).status_code == (200 if role in MAY_READ else 403)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_page_is_read_only(client_of, url, method):
    assert getattr(client_of(Role.MANAGER), method)(url).status_code == 405


def test_page_shows_every_statement_and_the_note(client_of, url):
    page = client_of(Role.MANAGER).get(url)
    html = unescape(page.content.decode())
    for statement in catalogue().statements:
        assert f'<span lang="nl">{statement.text}</span>' in html
    assert html.count('class="tag"') == 25
    assert "VNG" in html


def test_page_reads_no_rows_but_the_person(client_of, url, django_assert_num_queries):
    client = client_of(Role.MANAGER)
    client.get(url)
    # session, user, roles
    with django_assert_num_queries(3):
        client.get(url)
