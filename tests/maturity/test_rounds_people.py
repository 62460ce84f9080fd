"""Who is asked in a round: invited, added, left out, and how far they are."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification, OutboxMessage
from kcc.lib.errors import Conflict, DomainError
from maturity.models import Estimate, Respondent, Response
from maturity.rounds.selectors import candidates, progress_of
from maturity.rounds.services import (
    invite,
    remove,
)
from tests.factories import NOW, make_department, make_user, reference
from tests.maturity.heard import told
from tests.maturity.town import answer_all, make_round

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_while_it_is_prepared_nobody_is_told():
    found = make_round("draft")
    assert not found.respondents.filter(invited_at__isnull=False).exists()
    assert not Notification.objects.exists()


def test_opening_tells_everybody_once_in_the_own_language():
    reference()
    agent = make_user("agent", email="agent@example.nl", language="en")
    found = make_round(respondents=[(agent, "kcc"), ("head", "heads")])
    assert told(agent) == [
        "You are asked to fill in “Ronde 2026”, until Tue 24 Nov. About 27 minutes."
    ]
    line = Notification.objects.get(user=agent)
    assert (line.url, line.for_digest) == (f"/maturity/fill/{found.public_id}/", False)
    mail = OutboxMessage.objects.get()
    assert (mail.to, mail.user, mail.kind) == ("agent@example.nl", agent, "maturity.invited")
    assert mail.subject == "Your view of our customer contact, until Tue 24 Nov"
    assert f"/maturity/fill/{found.public_id}/" in mail.body
    assert found.respondents.filter(invited_at=NOW).count() == 2


def test_the_mail_tells_what_there_is_to_know():
    reference()
    agent = make_user("agent", email="agent@example.nl", language="en")
    make_round(
        respondents=[(agent, "kcc")], form="short", invitation="Doe je mee?",
        meeting_on=date(2026, 11, 27),
    )  # fmt: skip
    parts = OutboxMessage.objects.get().body.split("\n\n")
    assert (
        parts[0] == "Robin Manager asks you to fill in “Ronde 2026”, about the whole organisation."
    )
    assert parts[1] == "Doe je mee?"
    assert parts[2].startswith("First you say in which phase you think we are. Then you answer 25 ")
    assert parts[2].endswith("That takes about 8 minutes. You can stop and go on later.")
    assert parts[4] == "We talk about it on Fri 27 Nov."
    assert "not made or endorsed by VNG" in parts[-1]


def test_who_is_added_later_is_told_then_and_nobody_twice():
    found = make_round(respondents=[("agent", "kcc")])
    new = make_user("head")
    people = [(new, "heads"), (found.respondents.get().user, "kcc")]
    assert invite(by=found.leader, assessment=found, people=people, now=LATER) == 1
    assert (len(told(new)), len(told(found.respondents.first().user))) == (1, 1)
    assert found.respondents.get(user=new).invited_at == LATER
    assert invite(by=found.leader, assessment=found, people=people, now=LATER) == 0


def test_after_the_last_day_nobody_is_added_without_more_time():
    found = make_round()
    people = [(make_user("kcc_lead"), "kcc")]
    with pytest.raises(DomainError, match="Give more time"):
        invite(by=found.leader, assessment=found, people=people, now=NOW + timedelta(days=15))


@pytest.mark.parametrize(
    ("role", "group"),
    [
        ("agent", "heads"), ("handler", "kcc"), ("administrator", "kcc"),
        ("privacy_officer", "employees"), ("board", "heads"), ("manager", "management"),
    ],
)  # fmt: skip
def test_somebody_is_asked_only_as_what_he_is(role, group):
    found = make_round("draft", respondents=[])
    people = [(make_user(role, username="iemand"), group)]
    with pytest.raises(DomainError, match="cannot be asked"):
        invite(by=found.leader, assessment=found, people=people, now=NOW)


def test_who_no_longer_works_here_is_not_asked():
    found = make_round("draft", respondents=[])
    people = [(make_user("agent", is_active=False), "kcc")]
    with pytest.raises(DomainError):
        invite(by=found.leader, assessment=found, people=people, now=NOW)


def test_removing_takes_the_invitation_and_the_answers_along():
    reference()
    agent = make_user("agent", email="agent@example.nl", language="en")
    found = make_round(respondents=[(agent, "kcc"), ("head", "heads")])
    answer_all(found.respondents.get(user=agent), submit=False)
    remove(by=found.leader, respondent=found.respondents.get(user=agent), now=LATER)
    assert not Response.objects.exists()
    assert not Estimate.objects.exists()
    assert OutboxMessage.objects.get().state == "withdrawn"
    assert told(agent) == ["You need not fill in “Ronde 2026” any more."]
    event = AuditEvent.objects.get(action="maturity.person_removed")
    assert event.detail == {"group": "kcc", "begun": True}


def test_who_handed_in_stays():
    found = make_round(respondents=[("agent", "kcc")], answers=2)
    with pytest.raises(DomainError, match="handed in already"):
        remove(by=found.leader, respondent=found.respondents.get(), now=NOW)
    assert Respondent.objects.count() == 1


def test_asked_again_after_removal_is_told_again():
    found = make_round(respondents=[("agent", "kcc"), ("head", "heads")])
    respondent = found.respondents.get(group="kcc")
    remove(by=found.leader, respondent=respondent, now=NOW)
    with pytest.raises(Conflict):
        remove(by=found.leader, respondent=respondent, now=NOW)
    invite(by=found.leader, assessment=found, people=[(respondent.user, "kcc")], now=LATER)
    assert len(told(respondent.user)) == 2


def test_people_to_choose_from_by_group_department_and_name():
    reference()
    permits, citizens = make_department("vergunningen"), make_department("burgerzaken")
    one = make_user("handler", permits, last_name="Aalbers")
    two = make_user("handler", citizens, last_name="Bos")
    head = make_user("head", citizens, last_name="Cramer")
    board = make_user("board", last_name="Dijk")
    make_user("handler", permits, last_name="Weg", is_active=False)

    def found(*groups, **values):
        return [(each.user, each.group) for each in candidates(groups=groups, **values)]

    assert found("employees") == [(one, "employees"), (two, "employees")]
    assert found("employees", departments=[permits]) == [(one, "employees")]
    assert found("management", "heads", departments=[permits]) == [(board, "management")]
    assert found("heads", "employees", name="robin cra") == [(head, "heads")]
    assert found("employees", leaving_out=[one.pk]) == [(two, "employees")]
    assert found() == []


def test_a_head_who_is_an_employee_too_is_asked_as_head():
    reference()
    head = make_user("head")
    head.memberships.create(role="handler", department=make_department("burgerzaken"))
    (found,) = candidates(groups=["heads", "employees"])
    assert (found.group, found.places) == (
        "heads", ("Vergunningen, Toezicht en Handhaving", "Burgerzaken"),
    )  # fmt: skip


def test_progress_counts_per_group_and_knows_no_answer():
    found = make_round(respondents=[("agent", "kcc"), ("kcc_lead", "kcc"), ("head", "heads")])
    first, second, _third = found.respondents.order_by("pk")
    answer_all(first)
    answer_all(second, submit=False)
    progress = progress_of(found)
    assert [(g.group, g.asked, g.begun, g.submitted) for g in progress.groups] == [
        ("kcc", 2, 2, 1), ("heads", 1, 0, 0), ("management", 0, 0, 0), ("employees", 0, 0, 0),
    ]  # fmt: skip
    assert [g.group for g in progress.missing] == ["management", "employees"]
    assert [g.group for g in progress.small] == ["kcc", "heads"]
    assert (progress.asked, progress.begun, progress.submitted) == (3, 2, 1)
    assert len(progress.waiting) == 2
