"""A question that is answered later: how the customer gets the answer, and where it can go."""

from django.utils.translation import gettext as _

from contacts.models.callback import AnswerBy
from kcc.lib.templatetags.kcc import phone as phone_words
from kcc.organisation.models import Channel, FollowUp

# Who asks in writing is answered in writing; a norm says by which of them.
WRITING = {
    FollowUp.EMAIL: AnswerBy.EMAIL,
    FollowUp.FORM: AnswerBy.EMAIL,
    FollowUp.LETTER: AnswerBy.LETTER,
}
# These fields of a question are filled in from what is known.
KNOWN = ("callback_phone", "callback_email", "callback_address", "callback_handle", "callback_name")


def usual_answer(channel: Channel | None) -> AnswerBy:
    """What somebody who came over this channel expects, until an agent hears otherwise."""
    if channel is None or channel.kind in (Channel.Kind.VOICE, Channel.Kind.COUNTER):
        return AnswerBy.PHONE
    if channel.kind == Channel.Kind.CHAT:
        return AnswerBy.CHANNEL
    return WRITING.get(channel.follow_up, AnswerBy.EMAIL)


def ways_to_answer(channel: Channel | None) -> list[tuple[str, str]]:
    """Every way, in the order of the screen. The channel itself when it is yet another one."""
    ways = [(way.value, way.label) for way in AnswerBy if way != AnswerBy.CHANNEL]
    if channel is None or channel.kind == Channel.Kind.VOICE:
        return ways
    if channel.kind == Channel.Kind.WRITTEN and channel.follow_up in (
        FollowUp.EMAIL,
        FollowUp.LETTER,
    ):
        return ways
    return [*ways, (AnswerBy.CHANNEL.value, _("Over %(channel)s") % {"channel": channel.name})]


def known_of(data: dict, customer) -> dict[str, str]:
    """Where an answer can go, by what is typed about the contact and what is on file. A secret
    address is never filled in; needs the contact points of the customer."""
    points = list(customer.contact_points.all()) if customer else []
    phones = [phone_words(point.value) for point in points if point.kind == "phone"]
    emails = [point.value for point in points if point.kind == "email"]
    phone = data.get("phone", "") or next(iter(phones), "")
    secret = customer is None or customer.secret_address
    name = customer.formal_name if customer else data.get("caller_name", "")
    return {
        "callback_phone": phone,
        "callback_email": data.get("email", "") or next(iter(emails), ""),
        "callback_address": "" if secret else customer.address_line,
        "callback_handle": phone or name,
        "callback_name": name,
    }


def forget(data: dict, known: dict[str, str]) -> None:
    """Take out of the follow-ups what was filled in of somebody this contact is not with."""
    for name, value in data.items():
        field = name.rpartition("-")[2]
        if field in known and value and value == known[field]:
            data[name] = ""
