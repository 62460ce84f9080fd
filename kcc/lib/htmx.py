"""One URL, a page or a fragment: what the browser asked for and how to answer it."""

import json

from django.contrib.messages import get_messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers


def is_htmx(request) -> bool:
    """Asked for by htmx, and not to restore a whole page after the Back button."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in headers


def is_background(request) -> bool:
    """Asked for by a script, which cannot show a log-in page in the place of the answer."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        or headers.get("X-Requested-With") == "XMLHttpRequest"
        or headers.get("Accept", "").startswith("application/json")
    )


def fragment(request, template, context=None, *, status=200, events=None) -> HttpResponse:
    """A piece of a page. Waiting messages go along and land in the messages area.

    `events` are browser events (name to detail) that fire on the element that asked.
    """
    response = render(request, template, context, status=status)
    if waiting := list(get_messages(request)):
        messages = render_to_string("components/messages_oob.html", {"messages": waiting}, request)
        response.content += messages.encode()
    if events:
        response.headers["HX-Trigger"] = json.dumps(events)
    return response


def page_or_fragment(request, page, part, context=None, *, status=200) -> HttpResponse:
    """The fragment `part` for htmx, the page around it for everybody else."""
    if is_htmx(request):
        response = fragment(request, part, context, status=status)
    else:
        response = render(request, page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def redirect(request, to, *args, **kwargs) -> HttpResponse:
    """To another page: a redirect, or for htmx an answer that makes the browser go there."""
    url = resolve_url(to, *args, **kwargs)
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
