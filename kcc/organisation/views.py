"""Logging in and out, the second step, logging in again over a page, one's own account."""

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp.util import random_hex

from kcc.audit.services import record
from kcc.lib.addresses import is_ours
from kcc.lib.errors import DomainError
from kcc.lib.htmx import is_background
from kcc.organisation import accounts
from kcc.organisation.demo import demo_accounts
from kcc.organisation.forms import (
    LoginAgainForm,
    LoginForm,
    PasswordForm,
    PreferencesForm,
    TokenForm,
)
from kcc.organisation.middleware import login_required_response
from kcc.organisation.models import User


def half_way(view):
    """May be seen with a password alone, before the second step."""
    view.half_way = True
    return view


def _posted(request):
    """The data of a form: also of an empty one that was sent."""
    return request.POST if request.method == "POST" else None


def _next_page(request) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if is_ours(wanted) else resolve_url(settings.LOGIN_REDIRECT_URL)


def _refused(request, username: str, reason: str) -> None:
    """The name that was typed is not kept: people type their password there by mistake."""
    known = User.objects.filter(username=username).first()
    if getattr(request, "axes_locked_out", False):
        reason = "locked"
    record(by=None, action="login", obj=known, result="refused", detail={"reason": reason})


# -- In and out -----------------------------------------------------------------------------
@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def log_in(request):
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(_next_page(request))
    form = LoginForm(request, _posted(request))
    if request.method == "POST":
        if form.is_valid():
            login(request, form.user)
            record(by=form.user, action="login", obj=form.user)
            return redirect(_next_page(request))
        if "username" in form.cleaned_data and "password" in form.data:
            _refused(request, form.cleaned_data["username"], "password")
    return render(
        request,
        "registration/login.html",
        {
            "form": form,
            "next": request.POST.get("next") or request.GET.get("next", ""),
            "demo_accounts": demo_accounts() if settings.DEMO else [],
        },
        status=422 if form.errors else 200,
    )


def locked_out(request, response=None, credentials=None):
    """Answers for django-axes after too many wrong passwords."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    template = "registration/_again_locked.html" if is_background(request) else "429.html"
    return render(request, template, {"minutes": minutes}, status=429)


@login_not_required
@require_POST
def log_out(request):
    if request.user.is_authenticated:
        record(by=request.user, action="logout", obj=request.user)
    logout(request)
    messages.success(request, _("You are logged out."))
    return redirect("login")


@login_not_required
@sensitive_post_parameters("again-password", "again-token")
@never_cache
@require_http_methods(["GET", "POST"])
def log_in_again(request):
    """The same person, over the open page: 204 and a fresh CSRF cookie, or the form again.

    GET without `form` tells whether the session lives (204) or not (401).
    """
    if request.method == "GET" and "form" not in request.GET:
        alive = request.user.is_authenticated and (
            not settings.REQUIRE_TOTP or request.user.is_verified()
        )
        return HttpResponse(status=204) if alive else login_required_response()
    form = LoginAgainForm(_posted(request), ask_token=settings.REQUIRE_TOTP)
    if request.method == "POST" and form.is_valid():
        try:
            user = get_object_or_404(User, public_id=request.POST.get("user", ""))
        except ValidationError:
            return HttpResponse(status=400)
        if _enter_again(request, user, form):
            get_token(request)
            return HttpResponse(status=204)
    return render(
        request, "registration/_again.html", {"form": form}, status=422 if form.errors else 200
    )


def _enter_again(request, user, form) -> bool:
    data = form.cleaned_data
    found = authenticate(request, username=user.get_username(), password=data["password"])
    if found is None:
        _refused(request, user.get_username(), "password")
        form.add_error("password", _("This is not the password of the person who worked here."))
        return False
    device = accounts.device_for(found, data["token"]) if "token" in form.fields else None
    if device is None and "token" in form.fields:
        _refused(request, user.get_username(), "second factor")
        form.add_error("token", _("This code is not right. Wait for the next one and type that."))
        return False
    login(request, found)
    if device:
        otp_login(request, device)
    record(by=found, action="login", obj=found, detail={"over_page": True})
    return True


# -- Second step ----------------------------------------------------------------------------
@sensitive_post_parameters("token")
@half_way
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request):
    """Asks for the code of the app; who has no app yet sets one up first."""
    if request.user.is_verified():
        return redirect(_next_page(request))
    if not accounts.has_second_factor(request.user):
        return redirect("second-factor")
    form = TokenForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        device = accounts.device_for(request.user, form.cleaned_data["token"])
        if device:
            otp_login(request, device)
            record(by=request.user, action="login.second_step", obj=request.user)
            return redirect(_next_page(request))
        _refused(request, request.user.get_username(), "second factor")
        form.add_error("token", _("This code is not right. Wait for the next one and type that."))
    return render(
        request,
        "registration/second_step.html",
        {"form": form, "next": _next_page(request)},
        status=422 if form.errors else 200,
    )


KEY = signing.TimestampSigner(salt="second factor")
KEY_AGE = 1800  # seconds to install an app in


@sensitive_post_parameters("key", "token")
@half_way
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request):
    """Connects an authenticator app. Replacing one needs a session opened with the one before it.

    The key travels in the form, signed for this person, and is kept only after a first code.
    """
    user = request.user
    if accounts.has_second_factor(user) and not user.is_verified():
        raise PermissionDenied
    form, key = TokenForm(_posted(request)), _signed_key(request) or random_hex()
    if request.method == "POST" and form.is_valid():
        try:
            device = accounts.connect_device(by=user, key=key, token=form.cleaned_data["token"])
        except DomainError as error:
            form.add_error(error.field, error.message)
        else:
            otp_login(request, device)
            codes = accounts.new_backup_codes(by=user)
            return render(request, "registration/backup_codes.html", {"codes": codes})
    address = accounts.proposed_device(user, key).config_url
    picture = segno.make(address, error="m").svg_inline(omitsize=True, border=0)
    return render(
        request,
        "registration/second_factor.html",
        {
            "form": form,
            "key": KEY.sign_object([user.pk, key]),
            "qr": mark_safe(picture),  # noqa: S308 - drawn here
            "secret": _in_fours(address),
        },
        status=422 if form.errors else 200,
    )


def _signed_key(request) -> str | None:
    """The key that was shown to this person in the last half hour."""
    try:
        owner, key = KEY.unsign_object(request.POST.get("key", ""), max_age=KEY_AGE)
    except signing.BadSignature:
        return None
    return key if owner == request.user.pk else None


def _in_fours(config_url: str) -> str:
    """The secret of an otpauth address, in groups of four for who types it over."""
    secret = config_url.split("secret=")[1].split("&")[0]
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


@never_cache
@require_POST
def backup_codes(request):
    codes = accounts.new_backup_codes(by=request.user)
    return render(request, "registration/backup_codes.html", {"codes": codes})


# -- One's own account ----------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
def account(request):
    user = request.user
    initial = {
        "language": user.language,
        "theme": user.theme,
        "shortcuts_enabled": user.shortcuts_enabled,
        "mail_digest": user.mail_digest,
    }
    form = PreferencesForm(_posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        accounts.change_preferences(by=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("account")
    return render(
        request,
        "organisation/account.html",
        {
            "form": form,
            "second_factor": settings.REQUIRE_TOTP,
            "memberships": user.memberships.select_related("department", "team"),
        },
        status=422 if form.errors else 200,
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request):
    form = PasswordForm(request.user, _posted(request))
    if request.method == "POST" and form.is_valid():
        accounts.change_password(by=request.user, password=form.cleaned_data["new"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed."))
        return redirect("account")
    return render(
        request,
        "organisation/password.html",
        {"form": form},
        status=422 if form.errors else 200,
    )
