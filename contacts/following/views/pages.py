"""The page on which a customer follows a case: public, with the number and the code.

In Dutch under /volg/, in English under /volg/en/; no script, no name of anybody, and no address
that says which case it is.
"""

from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect as redirect_to
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rest_framework.throttling import BaseThrottle

from cases.following.naming import DUTCH, ENGLISH
from cases.following.public import public_case
from cases.following.selectors import example
from cases.following.services import TooManyError, open_with_code
from contacts.following.forms import CodeForm, QuestionForm
from contacts.following.senders import network_of
from contacts.following.services import leave_question
from contacts.following.views import session
from kcc.audit import origin
from kcc.lib.errors import DomainError
from kcc.organisation.demo import FOLLOW_CODE

SPACES = {DUTCH: "follow", ENGLISH: "follow-en"}
# In its own words: who needs the other language cannot read this one.
OTHERS = {DUTCH: (ENGLISH, "English"), ENGLISH: (DUTCH, "Nederlands")}


def public(view):
    """For everybody, in the language of the address; found by no search engine. Where a visitor
    comes from is not written down with what was done."""

    @login_not_required
    @wraps(view)
    def shown(request, *, language):
        with translation.override(language), origin.of("follow"):
            response = view(request, language)
        response.headers["Content-Language"] = language
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return shown


def _url(name: str, language: str) -> str:
    return reverse(f"{SPACES[language]}:{name}")


def _page(request, language: str, name: str, context: dict, *, status=200):
    other, word = OTHERS[language]
    if settings.DEMO and name == "start":
        context = context | {"example": example(timezone.now()), "example_code": FOLLOW_CODE}
    around = {
        "urls": {each: _url(each, language) for each in ("start", "case", "question", "stop")},
        "other_language": {"code": other, "name": word, "url": _url(name, other)},
    }
    return render(request, f"follow/{name}.html", around | context, status=status)


# -- Coming in ------------------------------------------------------------------------------------


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def start(request, language):
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, language, "start", {"form": form})
    status = 422
    if form.is_valid():
        try:
            found = open_with_code(
                number=form.cleaned_data["number"],
                code=form.cleaned_data["code"],
                sender=network_of(BaseThrottle().get_ident(request)),
                now=timezone.now(),
            )
        except TooManyError as error:
            status = 429
            form.add_error(None, _too_many(error))
        else:
            if found is not None:
                session.remember(request, found, timezone.now())
                return redirect_to(_url("case", language))
            form.add_error(
                None,
                _("We found no case with this number and this code. Look at both and try again."),
            )
    return _page(request, language, "start", {"form": form}, status=status)


def _too_many(error: TooManyError) -> str:
    return _("%(why)s From %(time)s on you can try again.") % {
        "why": error.message,
        "time": f"{timezone.localtime(error.until):%H:%M}",
    }


def _back(request, language):
    """To the first page; after half an hour with the reason why."""
    if session.was_open(request):
        messages.info(
            request, _("This page was open for half an hour, so we closed it. Fill in both again.")
        )
    return redirect_to(_url("start", language))


# -- The case -------------------------------------------------------------------------------------


@require_safe
@public
def case(request, language):
    now = timezone.now()
    found = session.case_of(request, now)
    if found is None:
        return _back(request, language)
    return _page(request, language, "case", {"case": public_case(found, now, language)})


@require_http_methods(["GET", "HEAD", "POST"])
@public
def question(request, language):
    now = timezone.now()
    writes = request.method == "POST"
    found = session.case_of(request, now, grace=session.GRACE if writes else timedelta())
    if found is None:
        return _back(request, language)
    form, status = QuestionForm(request.POST if writes else None), 200
    if writes:
        status = 422
        if form.is_valid():
            try:
                leave_question(case=found, now=now, **form.cleaned_data)
            except DomainError as error:
                status = 429 if error.code == "too_many" else 422
                form.add_error(error.field or None, error.message)
            else:
                messages.success(request, _("Your message has reached us. Thank you."))
                return redirect_to(_url("case", language))
    return _page(
        request, language, "question", {"form": form, "number": found.number}, status=status
    )


@require_POST
@public
def stop(request, language):
    session.forget(request)
    messages.success(request, _("The page is closed. Nobody can look any more on this device."))
    return redirect_to(_url("start", language))
