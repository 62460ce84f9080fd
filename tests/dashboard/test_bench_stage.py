"""What `make bench` asks of the application beside its pages: keys, the floor that writes, whether
what was acknowledged is there, and an import."""

import json
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from contacts.models import Callback, Contact
from dashboard.management.bench import checking, floor
from dashboard.models import Mark
from kcc.organisation.models import Role, User
from tests.factories import make_user
from tests.test_benchmarks import fields_of

pytestmark = pytest.mark.django_db
BENCH = "dashboard.management.bench"


@pytest.fixture
def bench(settings):
    """With the addresses of the bench."""
    settings.DEMO = True
    settings.ROOT_URLCONF = f"{BENCH}.urls"
    settings.MIDDLEWARE = [f"{BENCH}.floor.CountMiddleware", *settings.MIDDLEWARE]
    floor.make_table()


def said(command, *words, **options):
    out = StringIO()
    call_command(command, *words, stdout=out, **options)
    return json.loads(out.getvalue())


def page(name):
    client = Client()
    client.force_login(User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_town_in_bulk_can_be_asked_and_is_held_to_what_it_acknowledged(
    bench, monkeypatch, tmp_path
):
    """One story, for the town takes longest."""
    monkeypatch.setattr(f"{BENCH}.keys.DEEP", 3)
    monkeypatch.setattr(f"{BENCH}.keys.PAGES", 2)
    call_command("load_bench", contacts=400, years=1, customers=60, stdout=StringIO())
    keys = said("bench_keys")
    the_keys_open_what_they_are_of(keys)
    deep_pages_are_as_deep_as_they_say(keys["pages"]["contacts"])
    what_was_acknowledged_is_looked_for(keys, tmp_path / "ledger.json")


def the_keys_open_what_they_are_of(keys):
    assert " ".join(keys) == "people subjects customers cases callbacks pages tokens"
    staff = keys["people"]
    assert (len(staff["agents"]), len(staff["heads"]), len(staff["handlers"])) == (70, 40, 40)
    assert set(staff["alone"]) == {
        Role.KCC_LEAD, Role.MANAGER, Role.BOARD, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER
    }  # fmt: skip
    for row in keys["cases"][:5]:
        assert page(row["who"]).get(f"/cases/{row['id']}/").status_code == 200
    agent = page(staff["agents"][3])
    found = agent.post("/search/", {"q": keys["callbacks"][0]})
    assert (found.status_code, found.url.startswith("/contacts/callbacks/")) == (302, True)
    customer = keys["customers"][0]
    for text in (customer["phone"], customer["name"], customer["address"]):
        assert customer["name"] in agent.post("/search/", {"q": text}).content.decode()
    token = {"Authorization": f"Bearer {keys['tokens'][staff['agents'][3]]}"}
    assert Client().get("/api/v1/contacts", headers=token).status_code == 200


def deep_pages_are_as_deep_as_they_say(pages):
    assert (pages["page"], len(pages["cursors"])) == (3, 2)
    agent, path = page("agent"), "/contacts/"
    seen = []
    for _ in range(3):
        shown = agent.get(path).context["page"]
        seen.append(str(shown.next))
        path = f"/contacts/?state=open&after={shown.next}"
    # The cursors are the ends of the second and the third page.
    assert pages["cursors"] == seen[1:]


def test_keys_are_told_in_a_demo_only(settings):
    settings.DEMO = False
    for command in ("bench_keys", "bench_import"):
        with pytest.raises(CommandError, match="Only in a demo"):
            call_command(command)


def test_the_floor_that_writes_is_one_row_behind_a_log_in(bench, client_of):
    client = client_of("agent")
    counted = client.post("/floor/", {"text": "één"}, headers={"X-Count": "1"})
    assert (counted.status_code, counted.headers["X-Statements"]) == (200, "3")
    assert 2900 < len(counted.content) < 3100
    assert list(floor.Line.objects.values_list("text", flat=True)) == ["één"]
    assert client.get("/floor/").status_code == 405
    assert Client().post("/floor/", {"text": "twee"}).status_code == 302
    assert floor.Line.objects.count() == 1


def test_the_table_of_the_floor_is_made_once(bench):
    floor.make_table()
    assert connection.introspection.table_names().count("bench_line") == 1


def what_was_acknowledged_is_looked_for(keys, file):
    agent, subject = page("agent"), keys["subjects"][0][1]
    form = fields_of(agent.get("/contacts/new").content.decode(), "contact")
    kept, simple, later = (str(uuid4()) for _ in range(3))

    def send(key, **more):
        fields = {**form, "q0-subject": subject, "q0-note": "Iets", **more}
        return agent.post(
            f"/contacts/running/{key}/", fields, headers={"HX-Request": "true"}
        ).status_code  # fmt: skip

    assert send(simple, action="save", **{"q0-category": "direct"}) == 200
    phone = {"q0-callback_phone": "0612345678"}
    assert send(later, action="save", **{"q0-category": "callback"}, **phone) == 200
    assert send(kept, action="autosave", revision="1") == 200
    free = said("bench_keys", "--claimable")
    assert {each["version"] for each in free} == {1}
    # Of the department of the subject.
    callback = Callback.objects.get(question__contact__idempotency_key=later)
    row = next(each for each in free if each["id"] == str(callback.public_id))
    handler, path = page(row["who"]), f"/contacts/callbacks/{row['id']}"
    assert handler.post(f"{path}/claim/", {"version": 1}).status_code == 302
    floor.Line.objects.create(text="één", made_by=1, made_at=Contact.objects.first().started_at)
    ledger = {
        "contacts": [simple, later], "contacts with a callback": [later],
        "claimed callbacks": {row["id"]: row["who"]}, "closed callbacks": [],
        "running contacts": {kept: "Iets"}, "rows of the floor": ["één"],
    }  # fmt: skip
    file.write_text(json.dumps(ledger))
    assert said("bench_check", file) == dict.fromkeys(ledger, 0)
    closing = {"version": 2, "answer": "Gedaan", "result": "answered"}
    assert checking.missing({"closed callbacks": [row["id"]]}) == {"closed callbacks": 1}
    assert handler.post(f"{path}/close/", closing).status_code == 302
    assert checking.missing({"closed callbacks": [row["id"]]}) == {"closed callbacks": 0}
    # What is not there is missed.
    assert checking.missing(
        {
            "contacts": [str(uuid4()), simple],
            "contacts with a callback": [simple, later],
            "claimed callbacks": {row["id"]: "agent"},
            "running contacts": {kept: "Iets anders", str(uuid4()): ""},
            "rows of the floor": ["twee"],
        }
    ) == {
        "contacts": 1, "contacts with a callback": 1, "claimed callbacks": 1,
        "running contacts": 2, "rows of the floor": 1,
    }  # fmt: skip


def test_an_import_is_measured_when_every_row_is_there(bench, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    call_command("load_reference_data", verbosity=0, stdout=StringIO())
    make_user("administrator")
    found = said("bench_import", rows=40)
    assert (list(found), found["rows"]) == (["rows", "seconds", "settled"], 40)
    assert found["settled"] >= 0
    assert not Mark.objects.exists()
    assert Contact.objects.count() == 40
    assert not list(tmp_path.rglob("*.csv"))
