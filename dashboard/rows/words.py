"""How a list of rows is called: which part of which figure it is."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dashboard.figures import Figure
from dashboard.rows.links import PART, REST, WHOLE, has_side
from dashboard.rows.selectors import Behind, Total
from kcc.lib.templatetags.kcc import number

# What a figure is taken of, by its measure.
WHOLES = {
    "questions": gettext_lazy("All questions"),
    "contacts": gettext_lazy("All contacts"),
    "government": gettext_lazy("Questions about other governments"),
    "status": gettext_lazy("All status questions"),
    "calls": gettext_lazy("All calls"),
    "transferred": gettext_lazy("All that was put through"),
    "transfer_waits": gettext_lazy("Put through, with a wait"),
    "timed": gettext_lazy("Contacts with a time"),
    "asked": gettext_lazy("All that was asked for"),
    "answered": gettext_lazy("Handled or given up"),
    "phone_due": gettext_lazy("Callbacks that were due"),
    "email_due": gettext_lazy("E-mail that was due"),
    "letter_due": gettext_lazy("Letters that were due"),
    "social_due": gettext_lazy("Messages that were due"),
    "cases_closed": gettext_lazy("All closed cases"),
    "scores": gettext_lazy("All answers"),
    "exchange_offered": gettext_lazy("All calls offered"),
    "exchange_answered": gettext_lazy("All calls answered"),
}
SIDES = (PART, REST, WHOLE)


def side_name(figure: Figure, side: str) -> str:
    if side == REST:
        return str(figure.rest)
    return str(figure.name if side == PART else WHOLES[figure.whole[0]])


def sides_of(figure: Figure) -> list[str]:
    return [side for side in SIDES if has_side(figure, side)]


def told(behind: Behind, total: Total | None, amount: str) -> str:
    """How many rows, and what they come to."""
    if total is None:
        return _("The rows of so long a period are not counted here.")
    words = {
        "question": ngettext("%(count)s question", "%(count)s questions", total.rows),
        "callback": ngettext("%(count)s callback", "%(count)s callbacks", total.rows),
        "case": ngettext("%(count)s case", "%(count)s cases", total.rows),
        "answer": ngettext("%(count)s answer", "%(count)s answers", total.rows),
        "hour": ngettext("%(count)s hour", "%(count)s hours", total.rows),
    }
    counted = words[behind.kind] % {"count": number(total.rows)}
    if total.amount is None:
        return f"{counted}."
    return _("%(counted)s, together %(amount)s.") % {"counted": counted, "amount": amount}
