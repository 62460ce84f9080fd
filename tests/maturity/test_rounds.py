"""What is done with a round: every step, who is told, and what is refused."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification, OutboxMessage
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.models import User
from maturity.models import Assessment, Edition
from maturity.rounds.services import (
    begin_consensus,
    cancel_round,
    change_round,
    create_round,
    invite,
    open_round,
    pass_lead,
    remind,
)
from maturity.rounds.workflow import STEPS
from tests.factories import NOW, make_department, make_user, reference
from tests.maturity.heard import actions, told
from tests.maturity.town import answer_all, load_edition, make_manager, make_own, make_round
from tests.town import make_domain

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


VALUES = {"title": "Ronde", "closes_on": date(2026, 11, 24), "inhabitants": 60_000, "now": NOW}


# -- Preparing ------------------------------------------------------------------------------------


def test_a_new_round_is_of_the_newest_statements_and_the_last_three_whole_months():
    load_edition()
    newer = Edition.objects.create(version="9", content={}, digest="9", loaded_at=NOW)
    Edition.objects.exclude(pk=newer.pk).update(loaded_at=NOW - timedelta(days=1))
    manager = make_manager()
    found = create_round(by=manager, **VALUES)
    assert (found.edition, found.state, found.leader) == (newer, "draft", manager)
    assert (found.figures_first, found.figures_last) == (date(2026, 8, 1), date(2026, 10, 31))
    assert actions() == ["maturity.round_made"]


def test_without_statements_no_round_begins():
    with pytest.raises(DomainError, match="start data"):
        create_round(by=make_manager(), **VALUES)


@pytest.mark.parametrize(
    ("inhabitants", "size"),
    [(24_999, "small"), (25_000, "medium"), (99_999, "medium"), (100_000, "large")],
)
def test_the_size_follows_from_the_inhabitants(inhabitants, size):
    load_edition()
    assert create_round(by=make_manager(), **VALUES | {"inhabitants": inhabitants}).size == size


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"inhabitants": 0}, "inhabitants"),
        ({"inhabitants": 2_000_001}, "inhabitants"),
        ({"closes_on": date(2026, 11, 9)}, "closes_on"),
        ({"closes_on": date(2027, 11, 12)}, "closes_on"),
        ({"meeting_on": date(2026, 11, 23)}, "meeting_on"),
        ({"figures_first": date(2026, 8, 2)}, "figures_last"),
        ({"figures_last": date(2026, 10, 30)}, "figures_last"),
        ({"figures_last": date(2026, 7, 31)}, "figures_last"),
        ({"figures_last": date(2026, 11, 30)}, "figures_last"),
        ({"figures_first": date(2025, 10, 1)}, "figures_first"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(values, field):
    load_edition()
    with pytest.raises(DomainError) as refusal:
        create_round(by=make_manager(), **VALUES | values)
    assert refusal.value.field == field
    assert not Assessment.objects.exists()


def test_a_round_is_of_a_department_or_a_domain_but_not_both():
    load_edition()
    places = {"department": make_department(), "domain": make_domain()}
    with pytest.raises(DomainError) as refusal:
        create_round(by=make_manager(), **VALUES | places)
    assert refusal.value.field == "place"


def test_a_draft_changes_in_everything_and_says_what():
    found = make_round("draft")
    values = {"form": "short", "inhabitants": 5_000, "department": make_department()}
    changed = change_round(by=found.leader, assessment=found, now=NOW, **values)
    assert (changed.form, changed.size, changed.department.slug) == (
        "short", "small", "vergunningen",
    )  # fmt: skip
    event = AuditEvent.objects.get(action="maturity.round_changed")
    assert event.detail == {"changed": ["department", "form", "inhabitants"]}


def test_nothing_changed_is_not_recorded():
    found = make_round("draft")
    change_round(by=found.leader, assessment=found, now=NOW, title=found.title)
    assert "maturity.round_changed" not in actions()


@pytest.mark.parametrize(
    ("state", "values"),
    [
        ("open", {"form": "short"}),
        ("open", {"inhabitants": 5_000}),
        ("consensus", {"closes_on": date(2026, 12, 1)}),
    ],
)
def test_what_was_asked_stays_as_it_was_asked(state, values):
    found = make_round(state)
    with pytest.raises(DomainError, match="asked already"):
        change_round(by=found.leader, assessment=found, now=NOW, **values)


def test_another_last_day_is_told_to_who_did_not_hand_in():
    found = make_round()
    User.objects.update(language="en")
    first, second = found.respondents.order_by("pk").select_related("user")[:2]
    answer_all(first)
    closes_on = date(2026, 12, 1)
    change_round(by=found.leader, assessment=found, now=LATER, closes_on=closes_on)
    assert len(told(first.user)) == 1
    assert told(second.user)[1:] == ["“Ronde 2026” can now be filled in until Tue 1 Dec."]


# -- Opening --------------------------------------------------------------------------------------


def test_opening_keeps_own_statements_and_figures():
    draft = make_round("draft")
    make_own("E1")
    make_own("E2", active=False)
    found = open_round(by=draft.leader, assessment=draft, now=LATER)
    assert [each["code"] for each in found.own] == ["E1"]
    assert (found.opened_at, found.evidence_at) == (LATER, LATER)
    assert found.evidence["fcr_pct"]["number"] is None
    event = AuditEvent.objects.get(action="maturity.round_opened")
    assert event.detail == {"people": 4, "own": 1}


def test_a_round_of_nobody_is_not_opened():
    found = make_round("draft", respondents=[])
    with pytest.raises(DomainError, match="Nobody is asked yet"):
        open_round(by=found.leader, assessment=found, now=NOW)


def test_a_round_whose_last_day_passed_is_not_opened():
    found = make_round("draft")
    with pytest.raises(DomainError) as refusal:
        open_round(by=found.leader, assessment=found, now=NOW + timedelta(days=15))
    assert refusal.value.field == "closes_on"


# -- Reminding by hand ----------------------------------------------------------------------------


def test_a_reminder_goes_to_who_did_not_hand_in_once_a_day():
    reference()
    agent = make_user("agent", email="agent@example.nl", language="en")
    found = make_round(respondents=[(agent, "kcc"), ("head", "heads")])
    answer_all(found.respondents.get(group="heads"))
    assert remind(by=found.leader, assessment=found, now=NOW) == 0  # asked today
    assert remind(by=found.leader, assessment=found, now=LATER) == 1
    assert remind(by=found.leader, assessment=found, now=LATER) == 0
    assert told(agent)[1:] == ["“Ronde 2026” still waits for your answers, until Tue 24 Nov."]
    mail = OutboxMessage.objects.get(kind="maturity.reminded")
    assert mail.body.startswith("You were asked to fill in “Ronde 2026” and did not begin yet.")
    assert AuditEvent.objects.get(action="maturity.people_reminded").detail == {"people": 1}


def test_after_the_last_day_nobody_is_reminded():
    found = make_round()
    with pytest.raises(DomainError, match="has passed"):
        remind(by=found.leader, assessment=found, now=NOW + timedelta(days=15))


# -- The consensus, and other ends ----------------------------------------------------------------


def test_the_consensus_begins_with_who_handed_in_and_tells_all():
    found = make_round(meeting_on=date(2026, 11, 27))
    users = {row.group: row.user for row in found.respondents.select_related("user")}
    answer_all(found.respondents.get(group="kcc"))
    begun = begin_consensus(by=found.leader, assessment=found, now=LATER)
    assert (begun.state, begun.consensus_at, begun.evidence_at) == ("consensus", LATER, LATER)
    assert len(told(users["kcc"])) == len(told(users["heads"])) == 2
    assert AuditEvent.objects.get(action="maturity.consensus_begun").detail == {
        "asked": 4, "handed_in": 1,
    }  # fmt: skip


def test_without_any_answer_there_is_nothing_to_talk_about():
    found = make_round()
    answer_all(found.respondents.first(), submit=False)
    with pytest.raises(DomainError, match="Nobody handed in yet"):
        begin_consensus(by=found.leader, assessment=found, now=NOW)


def test_stopping_needs_a_reason_and_tells_who_was_asked():
    found = make_round(respondents=[("agent", "kcc")])
    with pytest.raises(DomainError) as refusal:
        cancel_round(by=found.leader, assessment=found, because="  ", now=NOW)
    assert refusal.value.field == "because"
    stopped = cancel_round(by=found.leader, assessment=found, because="Te druk.", now=LATER)
    assert (stopped.state, stopped.cancelled_because) == ("cancelled", "Te druk.")
    texts = told(found.respondents.get().user)
    assert len(texts) == 1  # the invitation was not read, so it went away
    assert texts[0].endswith("Te druk.")


def test_a_draft_is_stopped_without_telling_anybody():
    make_round("cancelled")
    assert not Notification.objects.exists()


def test_the_lead_passes_to_another_manager_only():
    found, other = make_round("draft"), make_user("manager", username="tweede")
    with pytest.raises(DomainError) as refusal:
        pass_lead(by=found.leader, assessment=found, to=make_user("kcc_lead"), now=NOW)
    assert refusal.value.field == "leader"
    passed = pass_lead(by=found.leader, assessment=found, to=other, now=LATER)
    assert (passed.leader, passed.leader_changed_at) == (other, LATER)
    assert (len(told(other)), len(told(found.leader))) == (1, 0)  # who does it knows


def test_passing_it_to_who_has_it_changes_nothing():
    found = make_round("draft")
    assert (
        pass_lead(by=found.leader, assessment=found, to=found.leader, now=NOW).leader_changed_at
        is None
    )


ACTS = {
    "open": open_round,
    "invite": lambda **values: invite(people=[], **values),
    "remind": remind,
    "begin": begin_consensus,
    "pass_lead": lambda **values: pass_lead(to=values["by"], **values),
    "cancel": lambda **values: cancel_round(because="Klaar.", **values),
    "change": lambda **values: change_round(title="Anders", **values),
}


@pytest.mark.parametrize("state", ["draft", "open", "consensus", "final", "cancelled"])
def test_each_step_is_taken_from_its_own_states_only(state):
    found = make_round(state, form="short", respondents=[("agent", "kcc")])
    refused = set()
    for step, act in ACTS.items():
        if state in STEPS[step]:
            continue
        with pytest.raises(Conflict):
            act(by=found.leader, assessment=found, now=NOW)
        refused.add(step)
    assert refused == {step for step in ACTS if state not in STEPS[step]}
