"""The rows of the tracker as markup: what people wrote is escaped, names are those of now."""

from datetime import timedelta

import pytest
import time_machine

from contacts.known import known
from contacts.models import Subject
from kcc.organisation.directory import directory
from tests.factories import NOW, make_callback, make_case, make_team, make_user

pytestmark = pytest.mark.django_db
ROWS = "/contacts/tracker/rows/"


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


def test_what_people_wrote_is_escaped(client_of):
    handler = make_user("handler", first_name="<b>Joost", last_name='Bakker" & zoon')
    make_callback(assignee=handler, due=NOW + timedelta(days=1))
    Subject.objects.update(name="<i>Fiets & stalling")
    known.forget()
    html = client_of("agent").get(ROWS).content.decode()
    assert "&lt;b&gt;Joost Bakker&quot; &amp; zoon" in html
    assert "<div>&lt;i&gt;Fiets &amp; stalling</div>" in html
    assert ("<b>Joost" in html, "<i>Fiets" in html) == (False, False)


def test_a_name_that_is_not_kept_yet_is_read_at_once(client_of):
    client = client_of("agent")
    make_callback(phone="+31660000001")
    client.get(ROWS)
    kept = directory()
    handler = make_user("handler", first_name="Noor", last_name="Nieuw")
    team = make_team()
    make_callback(phone="+31660000002", team=team)
    make_case(handler=handler, due_on=(NOW + timedelta(days=9)).date())
    html = client.get(ROWS).content.decode()
    assert handler.pk not in kept["assignee"]
    assert ("Noor Nieuw" in html, f"<small>{team.name}</small>" in html) == (True, True)
