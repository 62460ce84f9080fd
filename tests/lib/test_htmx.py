"""Pages, fragments and redirects for a browser with and without htmx."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import RequestFactory

from kcc.lib import htmx

HTMX = {"HX-Request": "true"}


def asked(**headers):
    request = RequestFactory().get("/", headers=headers)
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        ({}, False),
        (HTMX, True),
        (HTMX | {"HX-History-Restore-Request": "true"}, False),
    ],
)
def test_htmx_asks_for_a_fragment_unless_it_restores_a_page(headers, answer):
    assert htmx.is_htmx(asked(**headers)) is answer


def test_fragment_takes_the_waiting_messages_along():
    request = asked(**HTMX)
    messages.success(request, "Bewaard.")
    context = {"kind": "ok", "text": "Klaar"}
    answer = htmx.fragment(request, "components/status.html", context, events={"saved": {"id": 1}})
    html = answer.content.decode()
    assert html.startswith('<span class="status ok">Klaar</span>')
    assert '<div id="messages" hx-swap-oob="beforeend">' in html
    assert "Bewaard." in html
    assert answer.headers["HX-Trigger"] == '{"saved": {"id": 1}}'


def test_fragment_without_messages_is_only_itself():
    answer = htmx.fragment(asked(**HTMX), "components/status.html", {"text": "Klaar"})
    assert answer.content == b'<span class="status">Klaar</span>\n'


@pytest.mark.parametrize(("headers", "text"), [({}, "page"), (HTMX, "part")])
def test_page_or_fragment_by_who_asks(headers, text):
    names = {"page": "components/empty.html", "part": "components/status.html"}
    answer = htmx.page_or_fragment(
        asked(**headers), names["page"], names["part"], {"title": "page", "text": "part"}
    )
    assert answer.headers["Vary"] == "HX-Request"
    assert (b"<h2>page</h2>" in answer.content) is (text == "page")


@pytest.mark.parametrize(
    ("headers", "status", "header"), [({}, 302, "Location"), (HTMX, 204, "HX-Redirect")]
)
def test_redirect_reaches_the_browser_either_way(headers, status, header):
    answer = htmx.redirect(asked(**headers), "/elsewhere/")
    assert (answer.status_code, answer.headers[header]) == (status, "/elsewhere/")
