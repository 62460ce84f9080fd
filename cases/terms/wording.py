"""What moved the terms of a case, as its timeline says it; from the details of the events."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import CaseEvent, Suspension
from kcc.lib.templatetags.kcc import day

Kind = CaseEvent.Kind


def suspended(detail) -> str:
    if not detail.get("letter_on"):
        return str(Kind.SUSPENDED.label)
    why = dict(Suspension.Reason.choices).get(detail.get("reason"), "")
    words = {"letter": _day(detail["letter_on"]), "until": _day(detail.get("until")), "why": why}
    if words["until"]:
        return _("Suspended by the letter of %(letter)s, until %(until)s: %(why)s") % words
    return _("Suspended by the letter of %(letter)s: %(why)s") % words


def resumed(detail) -> str:
    if not detail.get("on"):
        return str(Kind.RESUMED.label)
    return ngettext(
        "The clock runs again from %(day)s, after %(count)d day; the term ends on %(due)s",
        "The clock runs again from %(day)s, after %(count)d days; the term ends on %(due)s",
        detail["days"],
    ) % {"day": _day(detail["on"]), "count": detail["days"], "due": _day(detail["due_after"])}


def extended(detail) -> str:
    if not detail.get("due_after"):
        return str(Kind.EXTENDED.label)
    return _("Extended from %(before)s to %(after)s") % {
        "before": _day(detail["due_before"]),
        "after": _day(detail["due_after"]),
    }


def notice(detail) -> str:
    received = _day(detail.get("received_on"))
    if not received:
        return str(Kind.NOTICE.label)
    if detail.get("withdrawn_on"):
        words = {"received": received, "withdrawn": _day(detail["withdrawn_on"])}
        return _("Notice of default of %(received)s withdrawn on %(withdrawn)s") % words
    if detail.get("premature"):
        return _("Notice of default received on %(received)s, before the term had passed") % {
            "received": received
        }
    return _("Notice of default received on %(received)s") % {"received": received}


TITLES = {
    Kind.SUSPENDED: suspended,
    Kind.RESUMED: resumed,
    Kind.EXTENDED: extended,
    Kind.NOTICE: notice,
}


def _day(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""
