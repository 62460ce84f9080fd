"""What holds for every request of a person: log-in, second factor, language."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django.utils.translation import gettext as _

from kcc.lib.htmx import is_background


def login_required_response() -> HttpResponse:
    """401 for a script: it opens the log-in window over the page (static/js/kcc.js)."""
    return HttpResponse(
        _("Log in again."),
        status=401,
        content_type="text/plain; charset=utf-8",
        headers={"HX-Trigger": "login-required"},
    )


class ExpiredSessionMiddleware:
    """Answers a script's request without a session with 401 instead of a log-in page.

    A redirect would put the log-in page in the middle of the page, or lose what was typed. The
    same holds when somebody else has logged in meanwhile in another tab of the browser.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "login_required", True) or not is_background(request):
            return None
        page_of = request.headers.get("X-KCC-User")
        user = request.user
        if user.is_authenticated and page_of in (None, str(user.public_id)):
            return None
        return login_required_response()


class NoStoreMiddleware:
    """No browser or proxy keeps a page, for nearly all of them tell about people (ASVS 14.3.2).
    A view that says itself how long its answer keeps is left alone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class LanguageMiddleware:
    """The language of the person; Dutch for who is not logged in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        language = user.language if user.is_authenticated else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class TotpRequiredMiddleware:
    """Outside the demo nobody gets further than the second step of logging in without it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.REQUIRE_TOTP or not getattr(view, "login_required", True):
            return None
        user = request.user
        if not user.is_authenticated or user.is_verified() or getattr(view, "half_way", False):
            return None
        if is_background(request):
            return login_required_response()
        return redirect(f"{resolve_url('second-step')}?next={request.path}")
