"""Small pieces of language for the agent's screen."""

from django.utils.translation import ngettext

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
