"""Settling answers together: what is kept, what is refused, and the end."""

from datetime import timedelta

import pytest

from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.models import Role
from maturity.consensus import services
from maturity.consensus.selectors import discussion_of
from maturity.models import Assessment, FinalAnswer
from tests.factories import NOW, make_user
from tests.maturity.town import NOT_APPLICABLE, UNKNOWN, make_manager, make_round

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
TWO = [("agent", "kcc"), ("head", "heads")]


@pytest.fixture
def group():
    """Two people; they differ about P2 and agree about everything else."""
    return make_round(
        "consensus", form="short", respondents=TWO,
        answers=lambda number, code: 3 * number if code.startswith("P2") else 2,
    )  # fmt: skip


@pytest.fixture
def manager():
    return make_manager()


def settle(group, by, **values):
    given = {"code": "P2F1S1", "value": 1, "now": NOW} | values
    return services.set_answer(by=by, assessment=group, **given)


def kept(row: FinalAnswer) -> tuple:
    return row.code, row.value, row.not_applicable, row.note, row.unanimous, row.set_by


def events() -> list:
    settling = ["maturity.answer_settled", "maturity.agreed"]
    rows = AuditEvent.objects.filter(action__in=settling).order_by("pk")
    return [(row.action, row.detail) for row in rows]


def test_an_answer_is_kept_with_its_note(group, manager):
    settle(group, manager, note="  Alleen bij afval.  ")
    row = FinalAnswer.objects.get()
    assert kept(row) == ("P2F1S1", 1, False, "Alleen bij afval.", False, manager)
    assert row.set_at == NOW
    assert events() == [("maturity.answer_settled", {"statement": "P2F1S1"})]


def test_the_log_tells_neither_the_answer_nor_the_note(group, manager):
    settle(group, manager, note="Alleen bij afval.")
    event = AuditEvent.objects.get(action="maturity.answer_settled")
    assert (event.object_id, event.detail) == (str(group.public_id), {"statement": "P2F1S1"})


def test_settling_again_replaces_the_answer(group, manager):
    first = settle(group, manager)
    settle(group, manager, value=3, seen=services.version_of(first), now=LATER)
    row = FinalAnswer.objects.get()
    assert (row.value, row.set_at, len(events())) == (3, LATER, 2)


def test_the_same_answer_twice_is_one(group, manager):
    settle(group, manager)
    settle(group, manager, now=LATER, seen="")
    assert (FinalAnswer.objects.get().set_at, len(events())) == (NOW, 1)


def test_two_who_settle_the_same_statement_find_out(group, manager):
    settle(group, manager, value=1, seen="")
    with pytest.raises(Conflict):
        settle(group, make_user(Role.MANAGER), value=3, seen="", now=LATER)
    assert FinalAnswer.objects.get().value == 1


def test_not_applicable_needs_a_note(manager):
    group = make_round("consensus", respondents=TWO)
    code = next(each.code for each in discussion_of(group).talks if not each.statement.key)
    with pytest.raises(DomainError) as refusal:
        settle(group, manager, code=code, value=None, not_applicable=True, note=" ")
    assert refusal.value.field == "note"
    row = settle(group, manager, code=code, value=None, not_applicable=True, note="Nooit.")
    assert kept(row) == (code, None, True, "Nooit.", False, manager)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"value": None, "not_applicable": True, "note": "Nooit."}, "answer"),  # a key statement
        ({"value": 4}, "answer"),
        ({"value": -1}, "answer"),
        ({"value": None}, "answer"),
        ({"value": 1, "not_applicable": True, "note": "Nooit."}, "answer"),
        ({"note": "x" * 1001}, "note"),
        ({"code": "P9F9S9"}, ""),
        ({"code": "P2F1S2"}, ""),  # not asked in the short form
    ],
)
def test_what_cannot_be_settled(group, manager, values, field):
    with pytest.raises(DomainError) as refusal:
        settle(group, manager, **values)
    assert refusal.value.field == field
    assert not FinalAnswer.objects.exists()


@pytest.mark.parametrize("state", ["draft", "open", "cancelled"])
def test_only_in_the_consensus(manager, state):
    group = make_round(state, form="short", respondents=TWO)
    with pytest.raises(DomainError):
        settle(group, manager)
    with pytest.raises(DomainError):
        services.take_over(by=manager, assessment=group, codes=["P1F1S1"], now=NOW)
    with pytest.raises(DomainError):
        services.show(by=manager, assessment=group, code="P1F1S1")


@pytest.mark.parametrize("role", [each for each in Role.values if each != Role.MANAGER])
def test_only_the_manager_settles(group, role):
    by = make_user(role, username=f"ander-{role}")
    for act in (
        lambda: settle(group, by),
        lambda: services.take_over(by=by, assessment=group, codes=["P1F1S1"], now=NOW),
        lambda: services.show(by=by, assessment=group, code="P1F1S1"),
        lambda: services.finish(by=by, assessment=group, conclusion="Klaar.", now=NOW),
    ):
        with pytest.raises(DomainError):
            act()
    assert not FinalAnswer.objects.exists()


# -- Taking over -----------------------------------------------------------------------------------


def test_what_everybody_said_is_taken_over(group, manager):
    codes = ["P1F1S1", "P1F2S1", "P2F1S1", "P9F9S9"]
    made = services.take_over(by=manager, assessment=group, codes=codes, now=NOW)
    assert [kept(row) for row in made] == [
        ("P1F1S1", 2, False, "", True, manager),
        ("P1F2S1", 2, False, "", True, manager),
    ]
    assert events() == [("maturity.agreed", {"statements": 2})]


def test_what_was_settled_stays_when_the_rest_is_taken_over(group, manager):
    settle(group, manager, code="P1F1S1", value=0)
    services.take_over(by=manager, assessment=group, codes=["P1F1S1", "P1F2S1"], now=NOW)
    assert dict(FinalAnswer.objects.values_list("code", "value")) == {"P1F1S1": 0, "P1F2S1": 2}


def test_nothing_to_take_over_leaves_no_trace(group, manager):
    assert services.take_over(by=manager, assessment=group, codes=["P2F1S1"], now=NOW) == []
    assert events() == []


@pytest.mark.parametrize("other", [UNKNOWN, None])
def test_one_who_knows_of_two_is_not_everybody(manager, other):
    group = make_round(
        "consensus", form="short", respondents=TWO,
        answers=lambda number, code: other if number else 2,
    )  # fmt: skip
    assert services.take_over(by=manager, assessment=group, codes=["P1F1S1"], now=NOW) == []


def test_two_who_know_of_three_are(manager):
    group = make_round(
        "consensus", form="short", respondents=[*TWO, ("board", "management")],
        answers=lambda number, code: UNKNOWN if number == 2 else 2,
    )  # fmt: skip
    assert len(services.take_over(by=manager, assessment=group, codes=["P1F1S1"], now=NOW)) == 1


def test_that_nothing_applies_is_never_taken_over(manager):
    group = make_round("consensus", respondents=TWO, answers=lambda number, code: NOT_APPLICABLE)
    codes = [each.code for each in discussion_of(group).talks]
    assert services.take_over(by=manager, assessment=group, codes=codes, now=NOW) == []


def test_who_did_not_hand_in_does_not_count(group, manager):
    group.respondents.filter(group="heads").update(submitted_at=None)
    made = services.take_over(by=manager, assessment=group, codes=["P2F1S1"], now=NOW)
    assert [row.value for row in made] == [0]


# -- The big screen and the end --------------------------------------------------------------------


def test_the_screen_shows_what_the_leader_points_at(group, manager):
    services.show(by=manager, assessment=group, code="P2F1S1")
    assert Assessment.objects.get().discussing == "P2F1S1"
    with pytest.raises(DomainError):
        services.show(by=manager, assessment=group, code="P9F9S9")
    assert (Assessment.objects.get().discussing, events()) == ("P2F1S1", [])


def settle_all(group, manager):
    for each in discussion_of(group).talks:
        settle(group, manager, code=each.code, value=2)


def test_the_end_writes_the_result_and_tells_who_took_part(group, manager):
    settle_all(group, manager)
    done = services.finish(by=manager, assessment=group, conclusion=" Verder zo. ", now=LATER)
    assert (done.state, done.conclusion, done.final_at) == ("final", "Verder zo.", LATER)
    assert done.result["phase"] == 5
    told = Notification.objects.filter(kind="maturity.settled").order_by("user")
    assert [row.user.username for row in told] == ["agent", "head"]
    assert {row.url for row in told} == {f"/maturity/results/{group.public_id}/"}


def test_as_long_as_something_is_open_there_is_no_end(group, manager):
    settle(group, manager)
    with pytest.raises(DomainError):
        services.finish(by=manager, assessment=group, conclusion="Klaar.", now=LATER)
    assert Assessment.objects.get().state == "consensus"
    assert not Notification.objects.filter(kind="maturity.settled").exists()
