"""What has to be as confidential as what it belongs to."""

from contacts.models import Callback


def callbacks_unlike_their_contact() -> list[str]:
    """Numbers of the callbacks that say otherwise than their contact."""
    return [
        callback.number
        for callback in Callback.objects.select_related("question__contact")
        if callback.confidential is not callback.question.contact.confidential
    ]
