"""What the tests of the agent's screen share."""

from uuid import uuid4

from django.urls import reverse

from contacts.models import Draft

PASSPORT = "Paspoort of identiteitskaart"
SIMPLE = {
    "channel": "telefoon",
    "direction": "inbound",
    "questions": "1",
    "q0-subject": PASSPORT,
    "q0-note": "Vraagt wat zij moet meenemen.",
    "q0-category": "direct",
}
CALLBACK = SIMPLE | {
    "q0-subject": "Dakkapel",
    "q0-category": "callback",
    "q0-callback_phone": "06-12 34 56 78",
    "q0-callback_department": "vergunningen",
    "q0-best_time": "morning",
}
DORMER = {
    "channel": "telefoon",
    "direction": "inbound",
    "questions": "1",
    "q0-subject": "Dakkapel",
    "q0-note": "Wil een dakkapel aan de voorkant.",
    "q0-category": "case",
}
BACKGROUND = {"HTTP_HX_REQUEST": "true"}


def url(key):
    return reverse("contacts:running", args=[key])


def post(client, data, key=None, action="save", **headers):
    return client.post(url(key or uuid4()), data | {"action": action}, **headers)


def live(client, data, key=None, action="autosave"):
    """The first question as the pieces that come back while typing show it."""
    answer = post(client, data | {"revision": "1"}, key, action, **BACKGROUND)
    return answer.context["space"].questions.panels[0]


def kept(key):
    return Draft.objects.get(key=key).data
