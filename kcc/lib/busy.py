"""What took the database too long: an answer that says so, and keeps what was typed."""

import logging

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kcc.lib.limits import asked_by

logger = logging.getLogger(__name__)

# PostgreSQL: the statement was ended, the lock is held by somebody else, two wait for each other,
# two changed the same. Nothing of the transaction happened, and a moment later it may work.
ENDED = "57014"
AGAIN = {ENDED, "55P03", "40P01", "40001"}
RETRY_AFTER = "5"  # seconds
# Never sent back in a page: by the end of their names, and what a view marks as sensitive.
SECRET = ("csrfmiddlewaretoken", "password", "password1", "password2", "token", "otp")
# Marked to keep it out of reports of errors; to who typed it, it is no secret.
NO_SECRET = {"comment"}


def is_busy(error: BaseException) -> bool:
    """Whether the database ended it for reasons of time, not because it is wrong."""
    if not isinstance(error, OperationalError):
        return False
    cause = error.__cause__
    if (getattr(cause, "pgcode", None) or "") in AGAIN:
        return True
    return getattr(cause, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def took_too_long(error: BaseException) -> bool:
    """The statement itself, not somebody else: again would take as long."""
    return getattr(error.__cause__, "pgcode", None) == ENDED


class BusyMiddleware:
    """503 instead of 500, with the form that was sent so that it can be sent once more."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        before = asked_by.set("")
        try:
            return self.get_response(request)
        finally:
            asked_by.reset(before)

    def process_view(self, request, view, args, kwargs):
        asked_by.set(request.resolver_match.view_name)

    def process_exception(self, request, error):
        if not is_busy(error):
            return None
        what = type(error.__cause__).__name__
        logger.warning("%s of %s: %s", request.method, asked_by.get(), what)
        return busy_page(request, error)


def busy_page(request: HttpRequest, error: BaseException) -> HttpResponse:
    context = {"too_much": took_too_long(error), "fields": [], "again": ""}
    # One slash: //elsewhere is the name of another host.
    here = f"/{request.get_full_path().lstrip('/')}"
    if request.method in ("GET", "HEAD"):
        context["again"] = here
    elif not request.FILES:
        context["fields"] = _typed(request)
        context["send_to"] = here
    response = render(request, "503.html", context, status=503)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, without secrets."""
    # As @sensitive_post_parameters of Django leaves it: names, or the word for all of them.
    marked = getattr(request, "sensitive_post_parameters", ())
    if marked == "__ALL__":
        return []
    secret = set(marked) - NO_SECRET
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in secret and not name.lower().endswith(SECRET)
    ]
