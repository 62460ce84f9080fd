"""The wall of the contact centre: a page that keeps itself current, for staff and for a screen with
a key. It shows counts only."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from dashboard.models import WallboardKey
from dashboard.show import norm_text, text
from dashboard.wallboard import services
from dashboard.wallboard.forms import KeyForm
from dashboard.wallboard.selectors import wall
from dashboard.wallboard.tries import may_try
from kcc.organisation.access import FRONT_OFFICE, access_of
from kcc.organisation.models import Role

# Its numbers are of the whole organisation.
STAFF = FRONT_OFFICE | {Role.MANAGER, Role.BOARD}
COOKIE = "kcc_wallboard"


@dataclass(frozen=True)
class Viewer:
    """Who looks: somebody of the staff, or a screen with this key."""

    is_staff: bool
    key: WallboardKey | None = None


def _viewer(request, now: datetime) -> Viewer | None:
    """These pages let everybody in, so the second factor is asked about here."""
    if _is_logged_in(request.user) and access_of(request.user).has(*STAFF):
        return Viewer(is_staff=True)
    key = services.find_key(request.COOKIES.get(COOKIE, ""), now)
    return Viewer(is_staff=False, key=key) if key else None


def _is_logged_in(user) -> bool:
    return user.is_authenticated and (not settings.REQUIRE_TOTP or user.is_verified())


def _context(now: datetime) -> dict:
    found = wall(now)
    return {
        "wall": found,
        "direct": text(found.direct),
        "target": norm_text(found.direct.figure),
        "etag": f'"{found.trace}-{get_language()}"',
        "now": now,
    }


@login_not_required
@require_safe
def board(request):
    """The wall; for who may not see it the field for a key."""
    now = timezone.now()
    viewer = _viewer(request, now)
    if viewer is None:
        if _is_logged_in(request.user):
            raise PermissionDenied
        return _ask_key(request, KeyForm())
    context = {"viewer": viewer, "light": "light" in request.GET, **_context(now)}
    return render(request, "dashboard/wallboard/board.html", context)


@login_not_required
@require_safe
def live(request):
    """What is on the wall; 304 when nothing of it has changed, 401 when the key no longer holds."""
    now = timezone.now()
    if _viewer(request, now) is None:
        return HttpResponse(_("This screen has no key."), status=401, content_type="text/plain")
    context = _context(now)
    if unchanged := get_conditional_response(request, etag=context["etag"]):
        return unchanged
    response = render(request, "dashboard/wallboard/_wall.html", context)
    response.headers["ETag"] = context["etag"]
    return response


@sensitive_post_parameters("key")
@login_not_required
@require_POST
def key(request):
    """The key of this screen, typed once: from then on the screen keeps it."""
    form, now = KeyForm(request.POST), timezone.now()
    if not form.is_valid():
        return _ask_key(request, form, status=422)
    if not may_try(request):
        form.add_error(None, _("There were too many tries. Wait a minute and try again."))
        return _ask_key(request, form, status=429)
    opened = services.open_screen(text=form.cleaned_data["key"], now=now)
    if opened is None:
        form.add_error("key", _("This is not the key of a screen, or it no longer holds."))
        return _ask_key(request, form, status=422)
    found, kept = opened
    response = redirect("wallboard:board")
    response.set_cookie(
        COOKIE,
        kept,
        max_age=found.expires_at - now,
        path=reverse("wallboard:board"),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def _ask_key(request, form: KeyForm, status: int = 200):
    return render(request, "dashboard/wallboard/key.html", {"form": form}, status=status)


@login_not_required
@require_POST
def leave(request):
    """This screen forgets its key."""
    response = redirect("wallboard:board")
    response.delete_cookie(COOKIE, path=reverse("wallboard:board"), samesite="Lax")
    return response
