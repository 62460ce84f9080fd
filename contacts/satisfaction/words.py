"""The mail that asks somebody, in Dutch with the English under it. It names nobody, and not what it
was about: others may be reading along."""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.following.naming import DUTCH, ENGLISH, day_in_words
from cases.following.telling import NEXT_LANGUAGE
from kcc.jobs.outbox import absolute

SPACES = {DUTCH: "survey", ENGLISH: "survey-en"}


def page_of(token: str, language: str, page: str = "ask") -> str:
    return reverse(f"{SPACES[language]}:{page}", args=[token])


def subject() -> str:
    with translation.override(DUTCH):
        return _("How did we help you?")


def body(token: str, until: date, days: int) -> str:
    return NEXT_LANGUAGE.join(_in(each, token, until, days) for each in (DUTCH, ENGLISH))


def _in(language: str, token: str, until: date, days: int) -> str:
    with translation.override(language):
        return _(
            "Hello,\n\n"
            "A short while ago you had contact with us. We would like to know how we helped you, "
            "so that we can do better. It is one question and takes a minute:\n\n"
            "%(link)s\n\n"
            "The link works once, until %(day)s. You need no account. The colleagues who helped "
            "you do not see that it was you who answered.\n\n"
            "We ask you at most once in %(days)d days. Never again? Choose that here:\n\n"
            "%(stop)s\n\n"
            "Kind regards,\n%(organisation)s"
        ) % {
            "link": absolute(page_of(token, language)),
            "stop": absolute(page_of(token, language, "stop")),
            "day": day_in_words(until),
            "days": days,
            "organisation": settings.ORGANISATION_NAME,
        }


def letter(language: str, until: date) -> str:
    """The words above the link on paper, in the language of the customer."""
    with translation.override(language):
        return _(
            "How did we help you?\n\n"
            "We would like to know, so that we can do better. It is one question and takes a "
            "minute. Scan the square with your telephone, or type the address below. The link "
            "works once, until %(day)s.\n\n"
            "You need no account. The colleagues who helped you do not see that it was you who "
            "answered."
        ) % {"day": day_in_words(until)}
