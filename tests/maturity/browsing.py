"""Somebody who fills in with a browser."""

from html import unescape

from django.test import Client
from django.urls import reverse


def client_for(respondent) -> Client:
    """Somebody who reads English, the language of the sources."""
    client, user = Client(), respondent.user
    user.language = "en"
    user.save(update_fields=["language"])
    client.force_login(user)
    return client


def url(name, respondent, *more) -> str:
    more = more or {"fill-pillar": ("prestaties",), "fill-answer": ("P1F1S1",)}.get(name, ())
    return reverse(f"maturity:{name}", args=(respondent.assessment.public_id, *more))


def read(client, address, status=200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return unescape(response.content.decode())


def answers(code, *, seen="", **values) -> dict:
    return {f"{code}-{name}": value for name, value in {"seen": seen, **values}.items()}
