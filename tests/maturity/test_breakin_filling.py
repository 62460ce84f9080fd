"""Getting at the self-assessment, or into it, as somebody who may not: what others answered, before
the consensus."""

import pytest
from django.urls import reverse

from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification, OutboxMessage
from kcc.organisation.adminsite import site as admin_site
from maturity.filling.services import take_back
from maturity.models import Response
from maturity.rounds.services import cancel_round
from tests.factories import NOW, make_user
from tests.maturity.breakin import (
    CODE,
    OUTSIDERS,
    PILLAR,
    SECRET,
    all_of,
    client_for,
    fill_in,
    named_pages,
    of,
    otherwise,
    program_for,
    read,
    url_of,
)
from tests.maturity.town import make_round

# Who may do what is decided in code, whichever database is asked.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("on_the_clock")]
FILLING = ("fill", "fill-estimates", "fill-pillar", "fill-check")


@pytest.fixture
def running():
    """One handed in, one took it back, two did nothing yet."""
    assessment = make_round()
    first, second, *_others = assessment.respondents.order_by("pk")
    fill_in(first)
    fill_in(second, 1)
    take_back(respondent=second, by=second.user, now=NOW)
    return assessment


@pytest.mark.parametrize("role", OUTSIDERS)
def test_what_somebody_answers_changes_nothing_that_anybody_else_reads(running, role):
    """Whatever is answered, every page of everybody else stays the same to the letter."""
    viewer = make_user(role)
    page, program = client_for(viewer), program_for(viewer)
    before = all_of(page, running) | all_of(program, running, begin="/api/")
    otherwise(of(running, 0))
    otherwise(of(running, 1))
    assert all_of(page, running) | all_of(program, running, begin="/api/") == before
    assert not any(secret in body for _status, body, *_ in before.values() for secret in SECRET)
    assert {before[url_of(name, running)][0] for name in FILLING} <= {403, 404}


def test_what_somebody_answers_changes_nothing_that_another_respondent_reads(running):
    for place in (1, 2, 3):
        client = client_for(of(running, place).user)
        before = all_of(client, running)
        otherwise(of(running, 0))
        assert all_of(client, running) == before


def test_who_leads_the_round_reads_nothing_before_the_consensus(running):
    client = client_for(running.leader)
    before = all_of(client, running)
    otherwise(of(running, 0))
    otherwise(of(running, 1))
    assert all_of(client, running) == before
    consensus = [url for url in before if "/consensus/" in url and "/rounds/" not in url]
    assert {before[url][0] for url in consensus} <= {404, 405}


def test_a_program_gets_no_page_by_its_key(running):
    program = program_for(of(running, 0).user)
    for name in FILLING:
        assert program.get(url_of(name, running)).status_code == 302


def test_log_bell_and_mail_say_nothing_of_what_was_answered(running):
    other = make_round(title="Nog een ronde")
    fill_in(of(other, 0), 0)
    actions = ["maturity.estimated", "maturity.answered", "maturity.handed_in"]
    told = [
        [
            row.detail
            for row in AuditEvent.objects.filter(
                action__in=actions, object_id=each.public_id, actor=of(each, 0).user
            ).order_by("pk")
        ]
        for each in (running, other)
    ]
    assert told[0] == told[1]
    assert len(told[0]) == 7
    officer = client_for(make_user("privacy_officer"))
    pages = [read(officer, reverse(f"audit:{each}")) for each in ("list", "export")]
    assert {status for status, *_ in pages} == {200}
    texts = [
        *pages,
        *AuditEvent.objects.values_list("detail", flat=True),
        *Notification.objects.values_list("text", "url"),
        *OutboxMessage.objects.values_list("subject", "body"),
    ]
    assert not any(secret in str(each) for each in texts for secret in SECRET)


def test_the_admin_site_knows_no_answers(running):
    assert not [each for each in admin_site._registry if each._meta.app_label == "maturity"]
    client = client_for(make_user("administrator"))
    for name in ("response", "estimate", "respondent", "assessment"):
        assert client.get(f"/admin/maturity/{name}/").status_code == 404


def test_nobody_writes_in_the_form_of_somebody_else(running):
    """There is no address of a form of somebody else: who sends something, sends it of his own."""
    before = list(Response.objects.order_by("pk").values())
    for role in OUTSIDERS:
        client = client_for(make_user(role))
        for name, _parts in named_pages():
            if name.startswith("fill"):
                url = url_of(name, running)
                sent = {
                    f"{CODE}-choice": "0", PILLAR: "0", "respondent": of(running, 0).public_id,
                }  # fmt: skip
                assert client.post(url, sent).status_code in (403, 404, 405), (role, name)
    second = client_for(of(running, 1).user)
    second.post(
        reverse("maturity:fill-answer", args=[running.public_id, CODE]),
        {f"{CODE}-choice": "0", "respondent": of(running, 0).public_id,
         "user": of(running, 0).user.public_id, f"{CODE}-seen": NOW.isoformat()},
    )  # fmt: skip
    mine = of(running, 0)
    kept = [each for each in before if each["respondent_id"] == mine.pk]
    assert list(mine.responses.order_by("pk").values()) == kept


def test_a_round_that_was_stopped_shows_nobody_anything(running):
    cancel_round(assessment=running, because="Toch niet", by=running.leader, now=NOW)
    for client in (client_for(running.leader), client_for(of(running, 1).user)):
        before = all_of(client, running)
        otherwise(of(running, 0))
        assert all_of(client, running) == before
