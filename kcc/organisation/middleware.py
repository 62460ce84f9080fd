"""What holds for every request of a person: log-in, second factor, language."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import translation
from django.utils.translation import gettext as _

from kcc.lib.addresses import is_ours
from kcc.lib.htmx import is_background


def login_required_response() -> HttpResponse:
    """401 for a script: it opens the log-in window over the page (static/js/kcc.js)."""
    return HttpResponse(
        _("Log in again."),
        status=401,
        content_type="text/plain; charset=utf-8",
        headers={"HX-Trigger": "login-required"},
    )


class NoNulMiddleware:
    """400 for an address with a NUL in it: PostgreSQL keeps and compares no text with one, and
    nobody types it. Forms see to it themselves."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("A NUL in the address.")
        return self.get_response(request)


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


class LoginMiddleware(LoginRequiredMiddleware):
    """After a form that was sent without a session the way back is the page it was on: the address
    it was sent to answers no GET."""

    def handle_no_permission(self, request, view_func):
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        page = urlsplit(request.headers.get("Referer", ""))
        path = urlunsplit(("", "", page.path, page.query, ""))
        mine = page.netloc == request.get_host() and is_ours(path)
        messages.warning(
            request, _("You were logged out, so this was not saved. Log in and do it once more.")
        )
        back = path if mine else resolve_url("home")
        return redirect_to_login(back, self.get_login_url(view_func))


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
