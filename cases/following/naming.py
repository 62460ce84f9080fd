"""What things are called for the customer, in Dutch or English.

The names and sentences are data of the case type; without an English one the Dutch one stands
there, for a name in the wrong language says more than none.
"""

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, CaseType, Confidentiality, ResultType, StatusType, Suspension

DUTCH, ENGLISH = "nl", "en"

WHY_SUSPENDED = {
    Suspension.Reason.INCOMPLETE: gettext_lazy(
        "We need something from you first. It is in the letter that we sent you."
    ),
    Suspension.Reason.CONSENT: gettext_lazy("We agreed this with you."),
    Suspension.Reason.APPLICANT: gettext_lazy(
        "We cannot go on without you. It is in the letter that we sent you why."
    ),
    Suspension.Reason.ABROAD: gettext_lazy("We are waiting for information from another country."),
    Suspension.Reason.FORCE_MAJEURE: gettext_lazy(
        "Something happened that nobody could foresee, and that keeps us from going on."
    ),
}


def type_name(case_type: CaseType, language: str) -> str:
    return _either(language, case_type.public_name_en, case_type.public_name) or case_type.name


def status_name(status: StatusType, language: str) -> str:
    return _either(language, status.public_name_en, status.public_name) or status.name


def explanation(row: StatusType | ResultType, language: str) -> str:
    """The sentence beside a status or a result; may be empty."""
    return _either(language, row.public_text_en, row.public_text)


def _either(language: str, english: str, dutch: str) -> str:
    return (english if language == ENGLISH else "") or dutch


def why_suspended(suspension: Suspension) -> str:
    """In the language that is active. What exactly is needed stands in the letter, not here."""
    return str(WHY_SUSPENDED[suspension.reason])


def day_in_words(day: date | None) -> str:
    """maandag 28 december 2026; in the language that is active."""
    return date_format(day, "l j F Y") if day else ""


def is_secret(case: Case) -> bool:
    """Even what kind of case it is says too much; `customer` is loaded."""
    return case.confidentiality == Confidentiality.CONFIDENTIAL or bool(
        case.customer and case.customer.confidential
    )


def places(case: Case, language: str, **more) -> dict[str, str]:
    """What every message can name. Moments and days among `more` are dates."""
    secret = is_secret(case)
    with translation.override(language):
        name = _("your case") if secret else type_name(case.case_type, language)
        values = {
            "number": case.number,
            "case": name,
            "status": "" if secret else status_name(case.status, language),
            "due": day_in_words(case.due_on),
            "organisation": settings.ORGANISATION_NAME,
            "reach_us": settings.REACH_US if language == DUTCH else "",
        }
        return values | {
            key: day_in_words(value) if isinstance(value, date) else str(value or "")
            for key, value in more.items()
        }
