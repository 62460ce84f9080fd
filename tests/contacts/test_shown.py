"""Saving a note that grows: short, and never at the cost of what is on the screen."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.logging import shown
from contacts.models import Draft
from kcc.audit.models import AuditEvent
from tests.factories import make_contact, make_customer
from tests.statements import statements

pytestmark = pytest.mark.django_db
BACKGROUND = {"HTTP_HX_REQUEST": "true"}
PIECE = re.compile(r'id="([\w-]+)"[^>]*data-live|data-live[^>]*id="([\w-]+)"')


class Screen:
    """A browser with one running contact."""

    def __init__(self, client):
        self.client, self.revision = client, 0
        self.url = reverse("contacts:running", args=[uuid4()])
        self.fields = {
            "channel": "telefoon", "direction": "inbound", "questions": "2", "find": "",
            "customer": str(make_customer().public_id), "shown": "", "q1-subject": "",
            "q0-subject": "Dakkapel", "q0-note": "Hoe", "q1-note": "", "q0-category": "callback",
            "q0-callback_phone": "06 12345678", "q0-already_said": "", "q0-transfer_to": "",
            "q0-referred_to": "",
        }  # fmt: skip

    def keep(self, **changes):
        self.revision += 1
        self.fields |= {name.replace("_", "-", 1): value for name, value in changes.items()}
        data = self.fields | {"revision": str(self.revision), "action": "autosave"}
        answer = self.client.post(self.url, data, **BACKGROUND)
        assert answer.status_code == 200
        text = answer.content.decode()
        if found := re.search(r'name="shown"[^>]*value="([^"]*)"', text):
            self.fields["shown"] = found[1]
        return text


def pieces(text):
    return {first or second for first, second in PIECE.findall(text)}


SHORT = {"saved-at", "q0-note-hint", "q1-note-hint"}


def test_a_note_that_grows_asks_for_nobody(agent):
    screen = Screen(agent)
    assert pieces(screen.keep()) > SHORT
    looks = AuditEvent.objects.count()
    with statements() as ran:
        answer = screen.keep(q0_note="Hoe lang duurt het?")
    assert pieces(answer) == SHORT
    # Session, person, roles, and the draft twice.
    assert len(ran) == 5
    draft = Draft.objects.get()
    assert (draft.data["q0-note"], draft.revision) == ("Hoe lang duurt het?", 2)
    assert "shown" not in draft.data
    assert draft.label
    assert AuditEvent.objects.count() == looks


@pytest.mark.parametrize("name", ["q0_note", "q0_already_said", "q0_transfer_to", "q0_referred_to"])
def test_words_that_nothing_depends_on(agent, name):
    screen = Screen(agent)
    before = screen.keep()
    assert pieces(screen.keep(**{name: "Belt morgen nog eens."})) == SHORT
    screen.fields["shown"] = ""
    full = screen.keep()
    # The whole answer says the same as what the screen showed all the time.
    assert without_clock(full) == without_clock(before)


def without_clock(text):
    text = re.sub(r'value="\d+\.\w+"|data-seconds="\d+"|\d+:\d\d', "", text)
    return re.sub(r'<input type="hidden" name="csrf[^>]*>', "", text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q0_subject", "Paspoort of identiteitskaart"), ("q0_category", "direct"),
        ("q1_subject", "Dakkapel"), ("phone", "06 87654321"), ("customer", ""), ("find", "Jan"),
        ("channel", "balie"), ("q0_callback_phone", "06 11111111"), ("questions", "1"),
    ],
)  # fmt: skip
def test_anything_else_brings_all_pieces(agent, name, value):
    screen = Screen(agent)
    screen.keep()
    assert "klantbeeld" in pieces(screen.keep(**{name: value}))


def test_what_the_browser_did_not_get_comes_with_the_next_answer(agent):
    """An answer that was lost: the draft knows the other subject, the screen does not."""
    screen = Screen(agent)
    screen.keep()
    old = screen.fields["shown"]
    screen.keep(q0_subject="Paspoort of identiteitskaart")
    screen.fields["shown"] = old
    assert "klantbeeld" in pieces(screen.keep(q0_note="Hoe lang?"))


def test_what_another_tab_kept_is_no_reason_to_say_less(agent):
    one = Screen(agent)
    one.keep()
    other = Screen(agent)
    other.url, other.revision = one.url, 1
    other.keep(q0_subject="Paspoort of identiteitskaart")
    # Of this revision there is one already.
    assert "klantbeeld" in pieces(one.keep(q0_note="Hoe lang?"))


def test_what_others_do_meanwhile_is_seen_within_a_minute(agent, monkeypatch):
    screen = Screen(agent)
    screen.keep()
    make_contact(phone="+31612345678")
    later = timezone.now() + timedelta(seconds=shown.FRESH + 1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert "klantbeeld" in pieces(screen.keep(q0_note="Hoe lang?"))


def test_a_mark_is_of_one_contact_and_one_person(agent, client_of):
    screen, other = Screen(agent), Screen(agent)
    screen.keep()
    other.keep()
    other.fields["shown"] = screen.fields["shown"]
    assert "klantbeeld" in pieces(other.keep(q0_note="Hoe lang?"))
    for nonsense in ("x", "1.x", "9" * 30 + ".x", "²."):
        screen.fields["shown"] = nonsense
        assert "klantbeeld" in pieces(screen.keep(q0_note=nonsense))


def test_a_bsn_in_a_note_is_masked_and_told(agent):
    screen = Screen(agent)
    screen.keep()
    answer = screen.keep(q0_note="Mijn nummer is 123456782")
    assert pieces(answer) == SHORT
    assert answer.count('class="status warn"') == 1
    assert "123456782" not in Draft.objects.get().data["q0-note"]


def test_the_page_itself_brings_a_mark(agent):
    screen = Screen(agent)
    screen.keep()
    page = agent.get(screen.url).content.decode()
    screen.fields["shown"] = re.search(r'name="shown"[^>]*value="([^"]*)"', page)[1]
    assert pieces(screen.keep(q0_note="Hoe lang?")) == SHORT
