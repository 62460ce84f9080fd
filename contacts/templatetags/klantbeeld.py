"""The klantbeeld in a template (contacts.klantbeeld.markup): {% load klantbeeld %}."""

from django import template

from contacts.klantbeeld import markup

register = template.Library()


@register.simple_tag
def callback_clock(callback, due):
    """How an answer stands."""
    return markup.callback_clock(callback, due)


@register.simple_tag
def case_due(case, due):
    """How the term of a case stands."""
    return markup.case_due(case, due)


@register.simple_tag
def open_work(beeld, known=None, matches=None, cases=None):
    """`known` is False when there is nobody to look for yet; of `matches` none was chosen."""
    return markup.open_work(beeld, nobody=known is False or bool(matches), cases=cases)


@register.simple_tag
def last_contacts(contacts, known=None):
    return markup.last_contacts(contacts, nobody=known is False)
