"""Small pieces of language for the agent's screen."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Contact
from contacts.models.callback import AnswerBy
from kcc.lib.templatetags.kcc import day as day_words
from kcc.lib.templatetags.kcc import moment as moment_words

# The unit as the start data and ZGW name it (cases.models.TermUnit.WORKING_DAYS).
WORKING_DAYS = "werkdagen"


def term_words(term: str, unit: str) -> str:
    """An ISO 8601 term as people say it: P56D is "8 weeks", P5D in working days "5 working days".

    Empty for a term that is not there or not understood.
    """
    if len(term) < 3 or not term[1:-1].isdigit():
        return ""
    amount, letter = int(term[1:-1]), term[-1]
    if letter == "D" and unit == WORKING_DAYS:
        return ngettext("%(n)d working day", "%(n)d working days", amount) % {"n": amount}
    if letter == "D" and amount % 7 == 0 and amount >= 14:
        letter, amount = "W", amount // 7
    if letter == "D":
        return ngettext("%(n)d day", "%(n)d days", amount) % {"n": amount}
    if letter == "W":
        return ngettext("%(n)d week", "%(n)d weeks", amount) % {"n": amount}
    if letter == "M":
        return ngettext("%(n)d month", "%(n)d months", amount) % {"n": amount}
    return ngettext("%(n)d year", "%(n)d years", amount) % {"n": amount}


def saved_words(contact: Contact) -> str:
    """What the agent can tell the caller before hanging up, and the way to mend a mistake."""
    words = [_("The contact is saved.")]
    for callback in contact.made_callbacks:
        calls = callback.answer_by == AnswerBy.PHONE
        sentence = (
            _("%(number)s: called back before %(moment)s.")
            if calls
            else _("%(number)s: answered before %(moment)s.")
        )
        moment = moment_words(callback.promised_at)
        words.append(sentence % {"number": callback.number, "moment": moment})
    for case in contact.made_cases:
        words.append(
            _("Case %(number)s is registered, and is ready by %(day)s at the latest.")
            % {"number": case.number, "day": day_words(case.due_on)}
        )
    for callback in contact.raised_callbacks:
        words.append(_("%(number)s has more priority now.") % {"number": callback.number})
    url = reverse("contacts:detail", args=[contact.public_id])
    return format_html('{} <a href="{}">{}</a>', " ".join(words), url, _("View"))
