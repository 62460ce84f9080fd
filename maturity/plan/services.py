"""Writing a plan: targets, actions, how they go, and to whom they pass."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kcc.audit.services import record, record_many
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.periods import local_day
from kcc.organisation.access import Access, access_of
from kcc.organisation.models import Department, User
from maturity.asked import Asked, asked_of
from maturity.models import ActionNote, Assessment, ImprovementAction, Target
from maturity.outcome.selectors import result_of
from maturity.plan import selectors, workflow
from maturity.plan.telling import tell_owner, tell_owner_of_many

State = ImprovementAction.State


@dataclass(frozen=True)
class Wanted:
    """Which phase a pillar is to reach, and by when."""

    phase: int
    due_on: date


@dataclass(frozen=True)
class Agreed:
    """What an action is. `expected` is in the unit of the catalogue."""

    text: str
    owner: User
    department: Department
    due_on: date
    means: str = ""
    kpi: str = ""
    expected: float | None = None


# -- Targets --------------------------------------------------------------------------------------


def seal_of_targets(targets: Collection[Target]) -> str:
    """How they stand: what a form saw, to know that nobody changed them since."""
    told = sorted((each.pillar, each.phase, each.due_on) for each in targets)
    return sha256(repr(told).encode()).hexdigest()[:16]


@transaction.atomic
def set_targets(
    *, by: User, assessment: Assessment, targets: Mapping[str, Wanted | None], now: datetime,
    seal: str | None = None,
) -> None:  # fmt: skip
    """Per pillar (slug) which phase by when; None takes the target away, a pillar that is not named
    keeps its own. `seal` is `seal_of_targets` what the person saw: Conflict when they were changed
    since. The same once more changes nothing."""
    assessment = _settled(assessment)
    if not selectors.may_steer(access_of(by)):
        raise DomainError(_("The KCC manager sets the targets."))
    before = selectors.targets_of(assessment)
    changed = [slug for slug, wanted in targets.items() if not _same(before.get(slug), wanted)]
    if not changed:
        return
    if seal is not None and seal != seal_of_targets(before.values()):
        raise Conflict(_("Somebody else changed these targets meanwhile."))
    reached = result_of(assessment).outcome
    for slug in changed:
        if wanted := targets[slug]:
            _check_target(asked_of(assessment), reached.pillar(slug).phase, slug, wanted, now)
    assessment.targets.filter(pillar__in=[s for s in changed if targets[s] is None]).delete()
    rows = [
        Target(
            assessment=assessment, pillar=slug, phase=wanted.phase, due_on=wanted.due_on,
            changed_at=now, changed_by=by,
        )
        for slug in changed
        if (wanted := targets[slug])
    ]  # fmt: skip
    Target.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["assessment", "pillar"],
        update_fields=["phase", "due_on", "changed_at", "changed_by"],
    )  # fmt: skip
    detail = {"pillars": sorted(changed)}
    record(by=by, action="maturity.targets_set", obj=assessment, detail=detail, at=now)


def _same(target: Target | None, wanted: Wanted | None) -> bool:
    if target is None or wanted is None:
        return target is None and wanted is None
    return (target.phase, target.due_on) == (wanted.phase, wanted.due_on)


def _check_target(asked: Asked, reached: int, slug: str, wanted: Wanted, now: datetime) -> None:
    pillar = asked.catalogue.pillar(slug)
    if not reached < wanted.phase <= len(pillar.cells):
        raise DomainError(
            _("%(pillar)s: choose a phase above %(phase)d, the one it is in now.")
            % {"pillar": pillar.name, "phase": reached},
            field=f"{slug}-phase",
        )
    if wanted.due_on <= local_day(now):
        raise DomainError(
            _("%(pillar)s: choose a day that is still to come.") % {"pillar": pillar.name},
            field=f"{slug}-due_on",
        )


def _settled(assessment: Assessment) -> Assessment:
    """Its row, held until the end of the transaction."""
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("edition")
    found = rows.get(pk=assessment.pk)
    if found.state != Assessment.State.FINAL:
        raise DomainError(_("A plan is made once the result of the round is settled."))
    return found


# -- Actions --------------------------------------------------------------------------------------


def seal_of(action: ImprovementAction) -> str:
    """How it stands: what a form saw, to know that nobody changed it since."""
    told = (
        action.text, action.owner_id, action.department_id, action.due_on, action.means,
        action.kpi, action.expected, str(action.state), action.result,
    )  # fmt: skip
    return sha256(repr(told).encode()).hexdigest()[:16]


@transaction.atomic
def add_action(
    *, by: User, assessment: Assessment, key: UUID, pillar: str, phase: int, agreed: Agreed,
    now: datetime, code: str = "",
) -> ImprovementAction:  # fmt: skip
    """Agree an action, and tell who is to do it. `code` is the statement it comes from, "" for one
    of their own. `key` is made with the form: sent twice it is one action."""
    assessment = _settled(assessment)
    before = ImprovementAction.objects.filter(public_id=key).first()
    if before is not None:
        if (before.created_by_id, before.assessment_id) != (by.pk, assessment.pk):
            raise Conflict(_("This form was used before. Open it again."))
        return before
    access = access_of(by)
    own = selectors.headed(access, by)
    action = ImprovementAction(
        public_id=key, assessment=assessment, pillar=pillar, phase=phase, code=code,
        created_at=now, created_by=by, **vars(agreed),
    )  # fmt: skip
    asked = asked_of(assessment)
    _check_place(asked, action)
    _check_department(access, own, agreed)
    _check_agreed(asked, agreed)
    _check_day(agreed.due_on, now)
    _check_owner(agreed)
    action.save(force_insert=True)
    tell_owner(action, by=by, now=now)
    detail = {"pillar": pillar, "phase": phase, "department": agreed.department.slug}
    record(by=by, action="maturity.action_added", obj=action, detail=detail, at=now)
    return action


@transaction.atomic
def change_action(
    *, by: User, action: ImprovementAction, agreed: Agreed, now: datetime, seal: str | None = None
) -> ImprovementAction:
    """What it is, who does it, by when and with what. `seal` is `seal_of` what the person saw:
    Conflict when it was changed since. The same once more changes nothing."""
    action = _held(action)
    access = access_of(by)
    own = selectors.headed(access, by)
    if not selectors.may_change(access, own, action):
        raise DomainError(_("The KCC manager or a head of the department changes an action."))
    changed = sorted(name for name, value in vars(agreed).items() if getattr(action, name) != value)
    if not changed:
        return action
    if seal is not None and seal != seal_of(action):
        raise Conflict(_("Somebody else changed this action meanwhile."))
    if not action.is_open:
        raise DomainError(_("This action is closed. Take it up again to change it."))
    _check_agreed(asked_of(action.assessment), agreed)
    if "department" in changed:
        _check_department(access, own, agreed)
    if "due_on" in changed:
        _check_day(agreed.due_on, now)
    if {"owner", "department"} & set(changed):
        _check_owner(agreed)
    for name in changed:
        setattr(action, name, getattr(agreed, name))
    if {"owner", "due_on"} & set(changed):
        action.reminded_before_at = action.reminded_late_at = None
    if "kpi" in changed:
        action.baseline = action.baseline_first = action.baseline_last = None
        if action.started_on:
            _keep_baseline(action, now)
    action.save(
        update_fields=[
            *changed, "reminded_before_at", "reminded_late_at", "baseline", "baseline_first",
            "baseline_last",
        ]
    )  # fmt: skip
    if "owner" in changed:
        tell_owner(action, by=by, now=now)
    record(by=by, action="maturity.action_changed", obj=action, detail={"fields": changed}, at=now)
    return action


def _held(action: ImprovementAction) -> ImprovementAction:
    rows = ImprovementAction.objects.select_for_update(of=("self",))
    related = ("department", "owner", "assessment__edition")
    return rows.select_related(*related).get(pk=action.pk)


def _check_place(asked: Asked, action: ImprovementAction) -> None:
    """Of a pillar and a phase of the round, and of a statement of just that cell."""
    pillar = asked.catalogue.pillar(action.pillar)
    if pillar is None or not 1 <= action.phase <= len(pillar.cells):
        raise DomainError(_("Choose a pillar and a phase of this round."), field="pillar")
    if not action.code:
        return
    statement = asked.by_code.get(action.code)
    if statement is None or (statement.pillar, statement.phase) != (action.pillar, action.phase):
        raise DomainError(_("This statement was not asked in this round."), field="code")


def _check_agreed(asked: Asked, agreed: Agreed) -> None:
    if not agreed.text.strip():
        raise DomainError(_("Say what will be done."), field="text")
    if agreed.kpi and agreed.kpi not in asked.catalogue.figures:
        raise DomainError(_("Choose a figure of the catalogue."), field="kpi")
    if agreed.expected is not None and not agreed.kpi:
        raise DomainError(_("Choose the figure you expect this value of."), field="kpi")


def _check_department(access: Access, own: Collection[int], agreed: Agreed) -> None:
    if not (selectors.may_steer(access) or agreed.department.pk in own):
        raise DomainError(_("You agree actions for your own department only."), field="department")


def _check_day(due_on: date, now: datetime) -> None:
    if due_on < local_day(now):
        raise DomainError(_("This day is over."), field="due_on")


def _check_owner(agreed: Agreed) -> None:
    if not selectors.can_do(agreed.owner)(agreed.department):
        raise DomainError(
            _("Choose somebody of this department, or of the management."), field="owner"
        )


# -- How it goes ----------------------------------------------------------------------------------


@transaction.atomic
def move_action(
    *, by: User, action: ImprovementAction, to: str, now: datetime, note: str = "",
    result: str = "", seen: str | None = None,
) -> ImprovementAction:  # fmt: skip
    """To another state; `result` is what came of it when it closes, and else `note` what is said
    with it. `seen` is the state on the screen: Conflict when it is another one by now. An action
    that is in that state already is left as it is."""
    action = _held(action)
    access = access_of(by)
    if not selectors.may_move(access, selectors.headed(access, by), action, by):
        raise DomainError(_("Who does it, a head of the department or the KCC manager moves it."))
    if action.state == to:
        return action
    if seen not in (None, action.state):
        raise Conflict(_("Somebody else moved this action meanwhile."))
    before, move = action.state, workflow.move_to(action.state, to)
    if move is None:
        raise DomainError(_("An action cannot go from this state to that one."), field="to")
    if move.result and not result.strip():
        raise DomainError(_("Say what came of it."), field="result")
    if move.note and not note.strip():
        raise DomainError(_("Say why."), field="note")
    action.state = to
    action.closed_at = now if to in workflow.CLOSED else None
    action.result = result.strip() if move.result else ""
    if to == State.DOING and action.started_on is None:
        action.started_on = local_day(now)
        _keep_baseline(action, now)
    action.save(
        update_fields=[
            "state", "closed_at", "result", "started_on", "baseline", "baseline_first",
            "baseline_last",
        ]
    )  # fmt: skip
    _write(action, by=by, text=action.result or note.strip(), now=now)
    detail = {"from": str(before), "to": str(to)}
    record(by=by, action="maturity.action_moved", obj=action, detail=detail, at=now)
    return action


@transaction.atomic
def add_note(*, by: User, action: ImprovementAction, text: str, now: datetime) -> ActionNote:
    """How it goes, without another state."""
    action = _held(action)
    access = access_of(by)
    if not selectors.may_move(access, selectors.headed(access, by), action, by):
        raise DomainError(_("Who does it, a head of the department or the KCC manager tells."))
    if not text.strip():
        raise DomainError(_("Write something."), field="text")
    note = _write(action, by=by, text=text.strip(), now=now)
    record(by=by, action="maturity.action_noted", obj=action, at=now)
    return note


def _write(action: ImprovementAction, *, by: User, text: str, now: datetime) -> ActionNote:
    return ActionNote.objects.create(
        action=action, at=now, by=by, state=action.state, text=text[:500]
    )


def _keep_baseline(action: ImprovementAction, now: datetime) -> None:
    """What its figure says now that it is begun."""
    if found := selectors.measured(action, now=now):
        reading, action.baseline_first, action.baseline_last = found
        action.baseline = reading.number


# -- To somebody else -----------------------------------------------------------------------------


@transaction.atomic
def hand_over(*, by: User, owner: User, to: User, now: datetime) -> list[ImprovementAction]:
    """The open actions of somebody who stops, as far as `by` may change them and `to` works at
    their department; which were handed over."""
    access = access_of(by)
    own = selectors.headed(access, by)
    if owner.pk == to.pk:
        raise DomainError(_("Choose somebody else."), field="to")
    rows = ImprovementAction.objects.select_for_update(of=("self",)).filter(
        owner=owner, state__in=workflow.OPEN
    )
    here = selectors.can_do(to)
    found = [
        each
        for each in rows.select_related("department").order_by("pk")
        if selectors.may_change(access, own, each) and here(each.department)
    ]
    if not found:
        raise DomainError(
            _("There is no open action that this colleague can take over."), field="to"
        )
    ImprovementAction.objects.filter(pk__in=[each.pk for each in found]).update(
        owner=to, reminded_before_at=None, reminded_late_at=None
    )
    tell_owner_of_many(to, found, by=by, now=now)
    record_many(by=by, action="maturity.action_handed_over", objects=found, at=now)
    return found
