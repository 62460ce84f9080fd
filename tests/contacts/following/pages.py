"""The addresses on which a customer follows a case, and what a customer does there."""

import re
from uuid import uuid4

START, CASE, ASK, STOP = "/volg/", "/volg/zaak/", "/volg/vraag/", "/volg/stop/"
EN_START, EN_CASE, EN_ASK = "/volg/en/", "/volg/en/zaak/", "/volg/en/vraag/"
QUESTION = {"about": "status", "text": "Hoe lang duurt het nog?", "email": "", "phone": ""}


def enter(client, number, code, url=START):
    return client.post(url, {"number": number, "code": code})


def ask(client, **values):
    return client.post(ASK, QUESTION | {"key": str(uuid4())} | values)


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
