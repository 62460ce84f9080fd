"""One question for a customer: no log-in, no script, no cookie, and nothing about anybody.

In Dutch under /tevredenheid/, in English under /tevredenheid/en/. A link that was used, is too old
or was never given shows the same page. Looking keeps nothing.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.throttling import BaseThrottle

from cases.following.naming import DUTCH, ENGLISH
from contacts.following.senders import network_of
from contacts.satisfaction.forms import AnswerForm
from contacts.satisfaction.selectors import is_open
from contacts.satisfaction.services import TooManyError, answer, opt_out
from contacts.satisfaction.words import SPACES
from kcc.audit import origin

# In its own words: who needs the other language cannot read this one.
OTHERS = {DUTCH: (ENGLISH, "English"), ENGLISH: (DUTCH, "Nederlands")}


def public(view):
    """For everybody, in the language of the address; found by no search engine, and the link goes
    along to no other page. Where a visitor comes from is not written down with what was done."""

    # The link is what opens it: there is no session in somebody's browser to misuse. A browser that
    # tells nobody where it comes from (no-referrer) would not pass Django's check either.
    @csrf_exempt
    @login_not_required
    @wraps(view)
    def shown(request, *args, language, **kwargs):
        with translation.override(language), origin.of("survey"):
            response = view(request, *args, language=language, **kwargs)
        response.headers["Content-Language"] = language
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return shown


def _url(name: str, language: str, *args) -> str:
    return reverse(f"{SPACES[language]}:{name}", args=args)


def _page(request, language: str, name: str, *args, status=200, **context):
    """`args` are those of the address of this page; the other language is at the same one."""
    code, word = OTHERS[language]
    here = request.resolver_match.url_name
    context |= {"other_language": {"code": code, "name": word, "url": _url(here, code, *args)}}
    return render(request, f"satisfaction/{name}.html", context, status=status)


def _gone(request, language: str, token: str):
    urls = {"stop": _url("stop", language, token)}
    return _page(request, language, "gone", token, status=404, urls=urls)


def _too_many(request, language: str, token: str, error: TooManyError):
    return _page(request, language, "gone", token, status=429, problem=error.message)


def _sender(request) -> str:
    return network_of(BaseThrottle().get_ident(request))


@sensitive_post_parameters("comment")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def ask(request, token, *, language):
    now = timezone.now()
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            kept = answer(token=token, sender=_sender(request), now=now, **form.cleaned_data)
        except TooManyError as error:
            return _too_many(request, language, token, error)
        if kept:
            return redirect(_url("thanks", language))
        return _gone(request, language, token)
    if not is_open(token, now):
        return _gone(request, language, token)
    urls = {"ask": _url("ask", language, token), "stop": _url("stop", language, token)}
    status = 422 if form.is_bound else 200
    return _page(request, language, "ask", token, form=form, urls=urls, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@public
def stop(request, token, *, language):
    """The same for every link: who looks learns nothing about it."""
    if request.method != "POST":
        return _page(request, language, "stop", token, urls={"stop": request.path})
    try:
        opt_out(token=token, sender=_sender(request), now=timezone.now())
    except TooManyError as error:
        return _too_many(request, language, token, error)
    return redirect(_url("stopped", language))


@require_safe
@public
def thanks(request, *, language):
    return _page(request, language, "thanks")


@require_safe
@public
def stopped(request, *, language):
    return _page(request, language, "stopped")
