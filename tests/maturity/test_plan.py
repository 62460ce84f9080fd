"""Targets and improvement actions: what may be written, by whom, and what is left of it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.models import Membership
from maturity.models import ActionNote, ImprovementAction, Target
from maturity.plan import workflow
from maturity.plan.selectors import owner_gone, owners
from maturity.plan.services import (
    Wanted,
    add_action,
    add_note,
    change_action,
    hand_over,
    move_action,
    seal_of,
    seal_of_targets,
    set_targets,
)
from tests.factories import NOW, make_department, make_user
from tests.maturity.plans import make_action, make_agreed, owner_of, settled
from tests.maturity.town import make_manager, make_round

pytestmark = pytest.mark.django_db
LATER = date(2027, 11, 10)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def audited() -> list[tuple[str, dict]]:
    rows = AuditEvent.objects.filter(action__startswith="maturity.").order_by("pk")
    wanted = ("targets", "action_")
    return [
        (row.action, row.detail)
        for row in rows
        if row.action.removeprefix("maturity.").startswith(wanted)
    ]


# -- Targets --------------------------------------------------------------------------------------


def targets_of(assessment):
    rows = Target.objects.filter(assessment=assessment).order_by("pillar")
    return [(row.pillar, row.phase, row.due_on) for row in rows]


def test_targets_are_set_changed_and_taken_away():
    assessment, manager = settled(), make_manager()
    given = {"by": manager, "assessment": assessment, "now": NOW}
    set_targets(targets={"prestaties": Wanted(3, LATER), "systemen-informatie": Wanted(2, LATER)},
                **given)  # fmt: skip
    assert targets_of(assessment) == [("prestaties", 3, LATER), ("systemen-informatie", 2, LATER)]
    set_targets(targets={"prestaties": Wanted(4, LATER), "systemen-informatie": None}, **given)
    assert targets_of(assessment) == [("prestaties", 4, LATER)]
    assert audited() == [
        ("maturity.targets_set", {"pillars": ["prestaties", "systemen-informatie"]}),
        ("maturity.targets_set", {"pillars": ["prestaties", "systemen-informatie"]}),
    ]


def test_the_same_targets_once_more_change_nothing():
    assessment = settled()
    given = {"by": make_manager(), "assessment": assessment, "now": NOW}
    set_targets(targets={"prestaties": Wanted(3, LATER)}, **given)
    set_targets(targets={"prestaties": Wanted(3, LATER)}, seal="older", **given)
    assert len(audited()) == 1


def test_a_target_somebody_else_changed_meanwhile_is_a_conflict():
    assessment = settled()
    given = {"by": make_manager(), "assessment": assessment, "now": NOW}
    seal = seal_of_targets([])
    set_targets(targets={"prestaties": Wanted(3, LATER)}, seal=seal, **given)
    with pytest.raises(Conflict, match="Somebody else changed these targets"):
        set_targets(targets={"prestaties": Wanted(4, LATER)}, seal=seal, **given)


@pytest.mark.parametrize("phase", [0, 1, 2, 6])
def test_a_target_lies_above_the_phase_it_is_in(phase):
    with pytest.raises(DomainError, match="choose a phase above 2") as refused:
        set_targets(
            by=make_manager(), assessment=settled(), targets={"prestaties": Wanted(phase, LATER)},
            now=NOW,
        )  # fmt: skip
    assert refused.value.field == "prestaties-phase"


def test_a_target_is_reached_on_a_day_to_come():
    with pytest.raises(DomainError, match="a day that is still to come") as refused:
        set_targets(
            by=make_manager(), assessment=settled(),
            targets={"prestaties": Wanted(3, NOW.date())}, now=NOW,
        )  # fmt: skip
    assert refused.value.field == "prestaties-due_on"


@pytest.mark.parametrize("role", ["agent", "kcc_lead", "head", "board", "administrator"])
def test_only_the_kcc_manager_sets_targets(role):
    department = make_department() if role == "head" else None
    with pytest.raises(DomainError, match="The KCC manager sets the targets"):
        set_targets(
            by=make_user(role, department), assessment=settled(), now=NOW,
            targets={"prestaties": Wanted(3, LATER)},
        )  # fmt: skip


@pytest.mark.parametrize("state", ["draft", "open", "consensus", "cancelled"])
def test_a_plan_needs_a_settled_result(state):
    assessment = make_round(state)
    with pytest.raises(DomainError, match="once the result of the round is settled"):
        set_targets(
            by=make_manager(), assessment=assessment, targets={"prestaties": Wanted(3, LATER)},
            now=NOW,
        )  # fmt: skip
    with pytest.raises(DomainError, match="once the result of the round is settled"):
        make_action(assessment)


# -- A new action ---------------------------------------------------------------------------------


def test_an_action_is_agreed_and_its_owner_told():
    action = make_action(code="P1F3S1", kpi="fcr_pct", expected=65.0)
    assert (action.state, action.code, action.kpi, action.expected) == (
        "planned", "P1F3S1", "fcr_pct", 65.0,
    )  # fmt: skip
    told = Notification.objects.get(user=action.owner)
    assert (told.kind, told.url, told.for_digest) == (
        "maturity.action", f"/maturity/plan/actions/{action.public_id}/", True,
    )  # fmt: skip
    assert audited() == [
        (
            "maturity.action_added",
            {"pillar": "prestaties", "phase": 3, "department": "vergunningen"},
        )
    ]


def test_a_form_sent_twice_is_one_action():
    assessment, key, agreed = settled(), uuid4(), make_agreed()
    given = {
        "assessment": assessment, "key": key, "pillar": "prestaties", "phase": 3, "agreed": agreed,
        "now": NOW,
    }  # fmt: skip
    first = add_action(by=make_manager(), **given)
    assert add_action(by=make_manager(), **given) == first
    assert ImprovementAction.objects.count() == 1
    with pytest.raises(Conflict, match="This form was used before"):
        add_action(by=make_user("manager", username="other"), **given)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"pillar": "elders"}, "pillar", "Choose a pillar"),
        ({"phase": 6}, "pillar", "Choose a pillar"),
        ({"code": "P1F2S1"}, "code", "was not asked"),
        ({"code": "E1"}, "code", "was not asked"),
        ({"text": "  "}, "text", "Say what"),
        ({"kpi": "onbekend"}, "kpi", "figure of the catalogue"),
        ({"expected": 3.0}, "kpi", "Choose the figure"),
        ({"due_on": NOW.date() - timedelta(days=1)}, "due_on", "over"),
    ],
)
def test_what_an_action_cannot_be(values, field, sentence):
    with pytest.raises(DomainError, match=sentence) as refused:
        make_action(**values)
    assert refused.value.field == field


def test_an_owner_works_at_the_department():
    elsewhere = owner_of(make_department("burgerzaken"))
    with pytest.raises(DomainError, match="Choose somebody of this department") as refused:
        make_action(owner=elsewhere)
    assert refused.value.field == "owner"


@pytest.mark.parametrize("role", ["manager", "board"])
def test_who_manages_everything_does_an_action_of_any_department(role):
    owner = make_user(role, username="directeur")
    action = make_action(owner=owner)
    assert ImprovementAction.objects.annotate(gone=owner_gone()).get().gone is False
    assert owner in owners(action.department)
    Membership.objects.filter(user=owner).delete()
    assert ImprovementAction.objects.annotate(gone=owner_gone()).get().gone is True


def test_a_head_agrees_actions_for_the_own_department_only():
    assessment = settled()
    head = make_user("head", make_department("vergunningen"), username="hoofd")
    assert make_action(assessment, by=head).created_by == head
    with pytest.raises(DomainError, match="for your own department only"):
        make_action(assessment, by=head, department=make_department("burgerzaken"))


@pytest.mark.parametrize("role", ["agent", "kcc_lead", "board", "administrator"])
def test_who_steers_nothing_agrees_no_action(role):
    with pytest.raises(DomainError, match="for your own department only"):
        make_action(by=make_user(role, username="iemand"))


def test_a_team_lead_is_no_head():
    lead = make_user("handler", make_department("vergunningen"), username="teamleider")
    Membership.objects.filter(user=lead).update(leads=True)
    with pytest.raises(DomainError, match="for your own department only"):
        make_action(by=lead)


# -- Changing it ----------------------------------------------------------------------------------


def test_an_action_is_changed_and_a_new_owner_told():
    action = make_action()
    new = make_user("handler", make_department("vergunningen"), username="nieuw")
    ImprovementAction.objects.update(reminded_before_at=NOW, reminded_late_at=NOW)
    agreed = make_agreed(owner=new, text="Bel binnen één dag terug.")
    change_action(by=make_manager(), action=action, agreed=agreed, seal=seal_of(action), now=NOW)
    action.refresh_from_db()
    assert (action.owner, action.text) == (new, "Bel binnen één dag terug.")
    assert (action.reminded_before_at, action.reminded_late_at) == (None, None)
    assert Notification.objects.filter(user=new).count() == 1
    assert audited()[-1] == ("maturity.action_changed", {"fields": ["owner", "text"]})


def test_an_action_somebody_else_changed_meanwhile_is_a_conflict():
    action = make_action()
    seal, given = seal_of(action), {"by": make_manager(), "action": action, "now": NOW}
    change_action(agreed=make_agreed(text="Een."), seal=seal, **given)
    with pytest.raises(Conflict, match="Somebody else changed this action"):
        change_action(agreed=make_agreed(text="Twee."), seal=seal, **given)
    # The same once more is no conflict: a form sent twice.
    change_action(agreed=make_agreed(text="Een."), seal=seal, **given)
    assert len(audited()) == 2


def test_an_owner_who_left_may_keep_the_action():
    action = make_action()
    Membership.objects.filter(user=action.owner).delete()
    agreed = make_agreed(owner=action.owner, text="Anders.")
    change_action(by=make_manager(), action=action, agreed=agreed, now=NOW)
    action.refresh_from_db()
    assert action.text == "Anders."


def test_a_day_that_passed_meanwhile_may_stay():
    action = make_action(due_on=NOW.date())
    late = NOW + timedelta(days=3)
    agreed = make_agreed(due_on=NOW.date(), text="Anders.")
    change_action(by=make_manager(), action=action, agreed=agreed, now=late)
    with pytest.raises(DomainError, match="This day is over"):
        change_action(
            by=make_manager(), action=action, now=late,
            agreed=make_agreed(due_on=NOW.date() + timedelta(days=1)),
        )  # fmt: skip


def test_a_closed_action_is_not_changed():
    action = make_action()
    move_action(by=action.owner, action=action, to="done", result="Klaar.", now=NOW)
    with pytest.raises(DomainError, match="This action is closed"):
        change_action(by=make_manager(), action=action, agreed=make_agreed(text="Anders."), now=NOW)


def test_its_owner_tells_how_it_goes_but_does_not_change_what_it_is():
    action = make_action()
    with pytest.raises(DomainError, match="changes an action"):
        change_action(by=action.owner, action=action, agreed=make_agreed(text="Nee."), now=NOW)


# -- How it goes ----------------------------------------------------------------------------------


def notes_of(action):
    return list(
        ActionNote.objects.filter(action=action).order_by("pk").values_list("state", "text")
    )


def test_an_action_is_begun_and_done():
    action = make_action()
    move_action(by=action.owner, action=action, to="doing", now=NOW)
    later = NOW + timedelta(days=30)
    moved = move_action(
        by=action.owner, action=action, to="done", seen="doing", result="Negen van tien.",
        now=later,
    )  # fmt: skip
    assert (moved.state, moved.started_on, moved.closed_at, moved.result) == (
        "done", NOW.date(), later, "Negen van tien.",
    )  # fmt: skip
    assert notes_of(action) == [("doing", ""), ("done", "Negen van tien.")]
    assert audited()[1:] == [
        ("maturity.action_moved", {"from": "planned", "to": "doing"}),
        ("maturity.action_moved", {"from": "doing", "to": "done"}),
    ]


@pytest.mark.parametrize("to", ["done", "dropped"])
def test_closing_says_what_came_of_it(to):
    with pytest.raises(DomainError, match="Say what came of it") as refused:
        move_action(by=make_manager(), action=make_action(), to=to, result=" ", now=NOW)
    assert refused.value.field == "result"


def test_an_action_taken_up_again_says_why_and_forgets_its_result():
    action, manager = make_action(), make_manager()
    move_action(by=manager, action=action, to="dropped", result="Geen geld.", now=NOW)
    with pytest.raises(DomainError, match="Say why"):
        move_action(by=manager, action=action, to="planned", now=NOW)
    moved = move_action(by=manager, action=action, to="planned", note="Er is geld.", now=NOW)
    assert (moved.state, moved.closed_at, moved.result) == ("planned", None, "")
    assert notes_of(action) == [("dropped", "Geen geld."), ("planned", "Er is geld.")]


def test_a_move_that_is_not_in_the_workflow_is_refused():
    action = make_action()
    move_action(by=make_manager(), action=action, to="done", result="Klaar.", now=NOW)
    with pytest.raises(DomainError, match="cannot go from this state"):
        move_action(by=make_manager(), action=action, to="dropped", result="Nee.", now=NOW)


def test_a_move_somebody_else_made_meanwhile():
    action, manager = make_action(), make_manager()
    move_action(by=manager, action=action, to="doing", seen="planned", now=NOW)
    # Sent twice it is one move.
    move_action(by=manager, action=action, to="doing", seen="planned", now=NOW)
    assert notes_of(action) == [("doing", "")]
    with pytest.raises(Conflict, match="Somebody else moved this action"):
        move_action(by=manager, action=action, to="dropped", seen="planned", result="Nee.", now=NOW)


def test_the_workflow_names_every_state_and_no_other():
    states = set(ImprovementAction.State.values)
    assert set(workflow.MOVES) == states
    assert {move.to for moves in workflow.MOVES.values() for move in moves} == states
    assert {*workflow.OPEN, *workflow.CLOSED} == states


@pytest.mark.parametrize(
    ("role", "where", "may"),
    [
        ("head", "vergunningen", True),
        ("head", "burgerzaken", False),
        ("handler", "vergunningen", False),
        ("kcc_lead", None, False),
        ("board", None, False),
    ],
)
def test_who_tells_how_an_action_goes(role, where, may):
    action = make_action()
    person = make_user(role, make_department(where) if where else None, username="iemand")
    if may:
        assert move_action(by=person, action=action, to="doing", now=NOW).state == "doing"
        assert add_note(by=person, action=action, text="Het loopt.", now=NOW).text == "Het loopt."
    else:
        with pytest.raises(DomainError, match="Who does it, a head"):
            move_action(by=person, action=action, to="doing", now=NOW)
        with pytest.raises(DomainError, match="Who does it, a head"):
            add_note(by=person, action=action, text="Het loopt.", now=NOW)


def test_a_note_keeps_the_state_it_was_written_in():
    action = make_action()
    move_action(by=action.owner, action=action, to="doing", now=NOW)
    add_note(by=action.owner, action=action, text=" Half klaar. ", now=NOW)
    assert notes_of(action) == [("doing", ""), ("doing", "Half klaar.")]
    with pytest.raises(DomainError, match="Write something"):
        add_note(by=action.owner, action=action, text=" ", now=NOW)


# -- To somebody else -----------------------------------------------------------------------------


def test_open_actions_are_handed_over_when_their_owner_leaves():
    assessment = settled()
    first, second, done = (make_action(assessment, text=f"Stap {n}.") for n in (1, 2, 3))
    move_action(by=make_manager(), action=done, to="done", result="Klaar.", now=NOW)
    to = make_user("handler", make_department("vergunningen"), username="opvolger")
    found = hand_over(by=make_manager(), owner=first.owner, to=to, now=NOW)
    assert found == [first, second]
    assert set(ImprovementAction.objects.filter(owner=to)) == {first, second}
    assert Notification.objects.get(user=to).url == "/maturity/plan/actions/"
    assert [action for action, _detail in audited()][-2:] == ["maturity.action_handed_over"] * 2


def test_a_head_hands_over_what_is_of_the_own_department():
    assessment, both = settled(), make_user("handler", make_department("vergunningen"))
    Membership.objects.create(user=both, role="handler", department=make_department("burgerzaken"))
    here = make_action(assessment, owner=both)
    make_action(assessment, owner=both, department=make_department("burgerzaken"))
    head = make_user("head", make_department("vergunningen"), username="hoofd")
    to = make_user("handler", make_department("vergunningen"), username="opvolger")
    assert hand_over(by=head, owner=both, to=to, now=NOW) == [here]


def test_nothing_to_hand_over_says_so():
    action = make_action()
    elsewhere = owner_of(make_department("burgerzaken"))
    for to, sentence in ((elsewhere, "no open action"), (action.owner, "somebody else")):
        with pytest.raises(DomainError, match=sentence):
            hand_over(by=make_manager(), owner=action.owner, to=to, now=NOW)
