"""Which colleagues are told, in their own language, once, and never of what they did themselves."""

from datetime import timedelta

import pytest

from cases import services
from cases.models import Case
from kcc.jobs.models import Notification
from tests.factories import NOW, make_case, make_customer, make_department, make_user, reference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def handler():
    reference()
    return make_user("handler", language="en")


@pytest.fixture
def mine(handler):
    """A case of somebody else's, and that somebody."""
    return load(make_case(handler=handler, customer=make_customer()))


def load(case) -> Case:
    return Case.objects.for_acts().get(pk=case.pk)


def told(**which):
    lines = Notification.objects.filter(**which).order_by("user__username", "pk")
    return list(lines.values_list("user__username", "kind", "text", "url"))


def test_who_had_it_and_who_gets_it(handler, mine):
    head, other = make_user("head"), make_user("handler", language="en")
    services.hand_over(by=head, case=mine, version=1, handler=other, reason="x", now=NOW)
    place = f"/cases/{mine.public_id}/"
    assert told() == [
        (
            "handler", "case.left",
            f"{mine.number} is not yours any more: a colleague goes on with it.", place,
        ),
        (
            "handler-2", "case.given",
            f"{mine.number} was given to you: Omgevingsvergunning.", place,
        ),
    ]  # fmt: skip


def test_what_went_elsewhere_cannot_be_opened_any_more(handler, mine):
    there = make_department("burgerzaken")
    make_user("handler", there)
    services.hand_over(
        by=make_user("head"), case=mine, version=1, department=there, reason="x", now=NOW
    )
    assert [(name, url) for name, _kind, _text, url in told()] == [("handler", "/cases/")]


@pytest.mark.parametrize("act", ["take_over", "release"])
def test_whoever_loses_a_case_knows(handler, mine, act):
    colleague = make_user("handler")
    getattr(services, act)(by=colleague, case=mine, version=1, now=NOW)
    assert [(name, kind) for name, kind, *_ in told()] == [("handler", "case.left")]
    handler.refresh_from_db()
    assert handler.unseen == 1


def test_nobody_is_told_of_the_own_acts(handler, mine):
    services.release(by=handler, case=mine, version=1, now=NOW)
    services.claim(by=handler, case=load(mine), version=2, now=NOW)
    make_user("handler", make_department("burgerzaken"))
    services.hand_over(
        by=handler, case=load(mine), version=3, department=make_department("burgerzaken"),
        reason="x", now=NOW,
    )  # fmt: skip
    assert told() == []


def test_who_closed_it_knows_that_it_is_open_again(handler, mine):
    result = mine.case_type.result_types.first()
    services.close_case(by=handler, case=mine, version=1, result=result, answer="Ja", now=NOW)
    shut = Case.objects.for_acts().select_related("result").get()
    services.reopen(by=make_user("head"), case=shut, version=2, reason="x", now=NOW)
    assert told() == [
        (
            "handler", "case.reopened", f"{mine.number} was opened again: Omgevingsvergunning.",
            f"/cases/{mine.public_id}/",
        )
    ]  # fmt: skip


def test_a_note_of_somebody_else_is_told_once_a_day(handler, mine):
    agent = make_user("agent")
    for text in ("Klant belde.", "Klant belde weer."):
        services.add_note(by=agent, case=mine, text=text, now=NOW)
    services.add_note(by=handler, case=mine, text="Zelf.", now=NOW)
    expected = (
        "handler", "case.noted", f"A colleague wrote a note at {mine.number}.",
        f"/cases/{mine.public_id}/",
    )  # fmt: skip
    assert told() == [expected]
    services.add_note(by=agent, case=mine, text="Nog eens.", now=NOW + timedelta(days=1))
    assert told() == [expected, expected]


def test_each_in_the_own_language(handler, mine):
    """The words are those of the catalogue; here only that it is looked up in theirs."""
    handler.language = "nl"
    handler.save(update_fields=["language"])
    services.release(by=make_user("head"), case=load(mine), version=1, now=NOW)
    line = Notification.objects.get()
    assert (line.user, line.for_digest) == (handler, True)


def test_no_line_names_a_customer(handler, mine):
    agent, head = make_user("agent"), make_user("head")
    services.add_note(by=agent, case=mine, text="Mevrouw De Wit belde.", now=NOW)
    services.add_task(by=head, case=mine, title="Bel mevrouw De Wit", assignee=handler, now=NOW)
    services.release(by=head, case=mine, version=1, now=NOW)
    assert len(told()) == 3
    assert not [text for _name, _kind, text, _url in told() if "Wit" in text]
