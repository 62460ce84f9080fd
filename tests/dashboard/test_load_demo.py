"""Building the demo town: the same for the same seed, and never between real people."""

import random
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from cases.models import CaseEvent
from contacts.models import CallbackEvent, Contact, Question, Subject
from dashboard.management.demo import build, shape
from dashboard.management.demo.texts import ENDINGS, Writer, read_talks
from kcc.customers.models import Customer
from kcc.lib.periods import Month
from kcc.organisation.models import Department, User
from tests.factories import make_contact

TODAY = date(2026, 11, 20)
END = datetime(2026, 11, 20, 17, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


def load_demo(**options) -> str:
    out = StringIO()
    call_command("load_demo", contacts=80, today=TODAY, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def demo(settings):
    settings.DEMO = True


# -- When not -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_outside_the_demo_it_refuses(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="This is not a demo installation"):
        load_demo()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_with_contacts_it_refuses(demo):
    make_contact()
    with pytest.raises(CommandError, match="There are contacts in the database already"):
        load_demo()
    assert Contact.objects.count() == 1


# -- The same again ---------------------------------------------------------------------------


def fingerprint() -> list:
    """Everything but what is drawn to be unique (public ids) or counts on (primary keys)."""
    return [
        list(User.objects.order_by("username").values_list("username", "last_name", "phone")),
        list(
            Customer.objects.order_by("pk").values_list("search_text", "address_key", "bsn_lookup")
        ),
        list(
            Question.objects.order_by("contact__started_at", "position").values_list(
                "contact__started_at", "contact__agent__username", "contact__phone", "note",
                "outcome__code", "repeat_state", "repeat_reason__code", "last_activity_at",
            )
        ),
        list(
            CallbackEvent.objects.order_by("at", "kind").values_list("at", "kind", "by__username")
        ),
        list(CaseEvent.objects.order_by("at", "kind").values_list("at", "kind", "by__username")),
    ]  # fmt: skip


@pytest.mark.once  # what is drawn; that both databases hold it is in test_demo_town.py
@pytest.mark.django_db
def test_the_same_seed_gives_the_same_town(demo):
    found = []
    for seed in (1, 1, 2):
        with transaction.atomic():
            load_demo(seed=seed)
            found.append(fingerprint())
            transaction.set_rollback(True)
    first, again, other = found
    assert first == again
    assert first[2] != other[2]


# -- The story ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "end"),
    [
        # Friday afternoon: now. After closing: closing time. Saturday, Monday early: Friday.
        ("2026-11-20T14:30", "2026-11-20T14:30"),
        ("2026-11-20T20:00", "2026-11-20T17:00"),
        ("2026-11-21T11:00", "2026-11-20T17:00"),
        ("2026-11-23T08:45", "2026-11-20T17:00"),
    ],
)
@pytest.mark.django_db
def test_the_story_ends_when_the_town_was_last_at_work(now, end):
    call_command("load_reference_data", verbosity=0, stdout=StringIO())
    found = build.last_open_moment(datetime.fromisoformat(now).replace(tzinfo=END.tzinfo))
    assert found.isoformat() == f"{end}:00+01:00"


def test_the_bad_month_lies_three_months_back_and_gets_better():
    assert shape.bad_month(END) == Month(2026, 8)
    moments = [END - timedelta(days=days) for days in (150, 95, 65, 20, 5)]
    assert [shape.trouble("zorg", at, END) for at in moments] == [1.0, 1.9, 1.25, 1.0, 2.2]


def test_permits_keeps_its_word_least_and_public_space_does_since_it_calls_every_morning():
    kept = {slug: shape.discipline(slug, END, END).kept for slug in shape.DISCIPLINE}
    assert min(kept, key=kept.get) == "vergunningen"
    assert kept["burgerzaken"] > 0.9
    before = END - timedelta(days=200)
    assert shape.discipline("openbare-ruimte", before, END).kept < 0.5 < kept["openbare-ruimte"]
    assert shape.trouble("openbare-ruimte", END, END) == 1.0


@pytest.mark.django_db
def test_every_subject_has_its_conversations():
    call_command("load_reference_data", verbosity=0, stdout=StringIO())
    # "Not called back" is not a subject of its own here: those callers come back about theirs.
    assert set(read_talks()) == set(Subject.objects.values_list("code", flat=True)) - {"AL02"}
    assert set(shape.DISCIPLINE) == set(Department.objects.values_list("slug", flat=True))


def test_every_text_can_be_filled_in():
    writer, kinds = Writer(random.Random(1)), ["direct", "callback", *ENDINGS]
    for talk in read_talks().values():
        for kind in kinds:
            if kind == "callback" and not talk.long:
                continue
            for salutation in ("Mevrouw", "Ondernemer"):
                said = writer.say(talk, kind, END, salutation=salutation, place="Kerkstraat 1")
                assert "{" not in said.note + said.asked
                writer.fill(said.answer, END)


@pytest.mark.parametrize("file", ["gesprekken.yaml", "namen.yaml"])
def test_the_story_is_not_about_a_real_town(file):
    text = Path(build.__file__).with_name(file).read_text(encoding="utf-8")
    assert "Emmen" not in text
