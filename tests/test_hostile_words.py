"""Whatever people and the database call things: on no page is it a tag or an attribute.

Lists, fields and figures are written in Python (kcc.lib.markup, widgets, fields, paper.markup):
there no template escapes what is forgotten. Every page that can be opened shows one of everything
(tests/access/town.py) under such names.
"""

from contextlib import suppress
from html.parser import HTMLParser

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CharField, SlugField, TextField
from django.test import Client

from cases.catalogue.kept import kinds
from contacts.known import known
from contacts.names.selectors import names
from contacts.reference import forget
from kcc.lib.kept import forget_all
from kcc.organisation.savedviews.services import save_view
from tests.access.tables import urls
from tests.access.town import Town
from tests.factories import NOW

pytestmark = pytest.mark.once
MARK = "zeldzaam"
# Out of a text, out of an attribute with either quote, and out of a script.
HOSTILE = f"""{MARK}" onhostile="1' onhostile='2></script><img src=hostile>&lt;"""
# What people, the organisation or an import write. Not what a page reckons with.
WORDS = {
    "answer", "body", "caller_name", "city", "comment", "comment_masked", "conclusion",
    "council_reference", "description", "first_name", "given_name", "family_name", "help",
    "house_suffix", "initials", "invitation", "kcc_does", "label", "last_name", "legal_basis",
    "location", "means", "name", "note", "organisation_name", "original_name", "prefix",
    "public_name", "public_text", "purpose", "question_text", "reason", "referred_to", "remark",
    "reply_to", "result", "source", "street", "subject", "subject_name", "text", "title",
    "transfer_to", "already_said", "error", "unit", "phone",
}  # fmt: skip
PEOPLE = ("agent", "lead", "manager", "admin")
LISTS = (
    "/contacts/?columns=moment&columns=who&columns=subject&columns=outcome&columns=department"
    "&columns=channel&columns=repeat&columns=asks_status&columns=talk",
    "/contacts/callbacks/?state=open&columns=number&columns=subject&columns=customer"
    "&columns=department&columns=handler&columns=status&columns=due&columns=asked_by",
    "/cases/?state=open&columns=number&columns=type&columns=customer&columns=subject"
    "&columns=location&columns=department&columns=handler&columns=status&columns=registered_by",
    f"/contacts/?subject={MARK}%22+onhostile%3D1&outcome=%3Cimg+src%3Dhostile%3E&sort=%22onhostile",
    "/contacts/callbacks/?department=%22+onhostile%3D%221&since=%3Cimg+src%3Dhostile%3E&view=%22%3E",
    "/cases/?type=%3Cimg+src%3Dhostile%3E&team=%22+onhostile%3D%221&x=%22+onhostile%3D%221",
    "/dashboard/?period=%22+onhostile%3D%221&channel=%3Cimg+src%3Dhostile%3E&x=%22+onhostile%3D1",
)


class Reader(HTMLParser):
    """What a browser would make of words that are not escaped."""

    def __init__(self):
        super().__init__()
        self.wrong = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            place = name in ("href", "src", "action", "formaction", "hx-get", "hx-post")
            script = place and (value or "").strip().lower().startswith("javascript:")
            if name.startswith("onhostile") or script or (tag, value) == ("img", "hostile"):
                self.wrong.append(self.get_starttag_text()[:200])


def wrong_in(response) -> list[str]:
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return []
    reader = Reader()
    reader.feed(response.content.decode())
    return reader.wrong


def rename_everything():
    for model in apps.get_models():
        if model._meta.app_label == "audit":  # never changed
            continue
        fields = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField)
            and field.name in WORDS
            and not (field.choices or field.unique or isinstance(field, SlugField))
        ]
        for row in model._default_manager.all() if fields else ():
            for field in fields:
                # Some names may not be there twice, and some words belong to some rows only.
                word = f"{row.pk}{HOSTILE}" if field.name == "name" else HOSTILE
                with suppress(IntegrityError), transaction.atomic():
                    model._default_manager.filter(pk=row.pk).update(
                        **{field.name: word[: field.max_length]}
                    )
    forget()
    forget_all()


@pytest.fixture
def town(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        found = Town()
        for name in ("callbacks", "cases", "contacts"):
            save_view(by=found.users["agent"], worklist=name, name=f"{name} view", query="")
        rename_everything()
        yield found


def test_every_page_escapes_what_it_shows(town):
    wrong, shown = {}, 0
    addresses = [
        town.address(*each) for each in urls() if not each[0].startswith(("admin:", "api"))
    ]
    for person in PEOPLE:
        client = Client()
        client.force_login(town.users[person])
        for url in [*addresses, *LISTS]:
            response = client.get(url)
            if response.streaming:
                list(response)
                continue
            shown += response.content.count(MARK.encode())
            if found := wrong_in(response):
                wrong[person, url] = found
    assert wrong == {}
    assert shown > 500
    # The names that each process keeps are the hostile ones.
    assert all(MARK in row.name for row in known()["subject"].values())
    assert all(MARK in row.name for row in names().subjects.values())
    assert all(MARK in name for _slug, name in kinds().types)


FORMS = (
    "/search/", "/contacts/new", "/customers/new/", "/views/", "/contacts/callbacks/bulk/",
    "/cases/bulk/",
)  # fmt: skip


def test_forms_give_back_what_was_typed_as_words(town):
    """With errors, and what a search finds by such words."""
    client = Client()
    client.force_login(town.users["agent"])
    typed = {
        "q": MARK, "find": MARK, "name": HOSTILE, "given_name": HOSTILE, "email": HOSTILE,
        "family_name": HOSTILE, "phone": HOSTILE, "worklist": "cases", "query": HOSTILE,
        "channel": HOSTILE, "direction": HOSTILE, "questions": "2", "caller_name": HOSTILE,
        "location": HOSTILE, "q0-subject": HOSTILE, "q0-note": HOSTILE, "q0-category": HOSTILE,
        "q0-callback_department": HOSTILE, "q0-callback_phone": HOSTILE, "q0-reason": HOSTILE,
        "q1-subject": HOSTILE, "q1-category": "callback", "action": "save", "text": HOSTILE,
        "reason": HOSTILE, "bsn": HOSTILE, "postcode": HOSTILE, "house_number": HOSTILE,
        "version": HOSTILE, "pick": HOSTILE, "back": HOSTILE, "next": HOSTILE, "to": HOSTILE,
        "result": HOSTILE, "status": HOSTILE, "due_on": HOSTILE, "title": HOSTILE,
    }  # fmt: skip
    running = f"/contacts/running/{town.draft.key}/"
    acts = [
        town.address(*each)
        for each in urls()
        if each[0].startswith(("cases:", "contacts:callback", "contacts:correct", "customers:"))
    ]
    wrong = {}
    for url in [*FORMS, running, *acts]:
        for headers in ({}, {"HTTP_HX_REQUEST": "true"}):
            response = client.post(url, typed, **headers)
            if not response.streaming and (found := wrong_in(response)):
                wrong[url] = found
    assert wrong == {}
