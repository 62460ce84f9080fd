"""Handing over the work of somebody away in one step, and giving it back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.handing import give_many, may_hand_over
from cases.models import Case
from contacts.absence import selectors
from contacts.absence.sharing import share
from contacts.callbacks.rights import acts_for
from contacts.callbacks.services.changes import Act, Change, Event, assigning
from contacts.callbacks.services.writing import carry_out_many
from contacts.callbacks.undoing import undo as undo_callbacks
from contacts.models import Callback
from contacts.models.callback import FREE_STATUSES, CallbackStatus
from kcc.audit.services import record
from kcc.customers.identify import mask_bsns
from kcc.jobs.notifications import notify, take_back
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day
from kcc.organisation.access import access_of
from kcc.organisation.batches import add_to, keep
from kcc.organisation.models import Batch, User, Worklist
from kcc.organisation.reach import works_in


@dataclass(frozen=True)
class Plan:
    """What goes to whom (None: to the department), and what stays, with the reason."""

    goes: list[tuple[object, User | None]] = field(default_factory=list)
    stays: list[tuple[object, str]] = field(default_factory=list)
    # Ids of hand-overs of which something is for somebody else to give back.
    unfinished: set[int] = field(default_factory=set)

    @property
    def fingerprint(self) -> str:
        """Of what was looked at: another one means that the work changed meanwhile."""
        rows = [(row.number, row.version, to.pk if to else 0) for row, to in self.goes]
        rows += [(row.number, row.version) for row, _why in self.stays]
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]


# -- Handing over -----------------------------------------------------------------------------


def plan_for(rows: Sequence, *, by, to: Sequence[selectors.Receiver]) -> Plan:
    """Spread evenly over these colleagues; without any it goes back to the department."""
    plan, movable = Plan(), []
    for row in rows:
        if not _may_give(row, by):
            plan.stays.append((row, _("You may not hand this over.")))
        elif not to and selectors.waits(row):
            # It goes on by itself on a day that somebody keeps an eye on.
            plan.stays.append((row, _("Waits for the customer: give it to a colleague.")))
        else:
            movable.append(row)
    if not to:
        plan.goes.extend((row, None) for row in movable)
        return plan
    for row, chosen in share(
        movable, to, lambda each, one: each.department_id in one.department_ids
    ):
        if chosen is None:
            words = _("None of them works at %(department)s.") % {"department": row.department.name}
            plan.stays.append((row, words))
        else:
            plan.goes.append((row, chosen.user))
    return plan


def _may_give(row, by) -> bool:
    if isinstance(row, Callback):
        return Act.ASSIGN in acts_for(row, access_of(by))
    return may_hand_over(row, by)


@transaction.atomic
def hand_over(
    *,
    by,
    person: User,
    to: Sequence[selectors.Receiver],
    until: date | None,
    reason: str = "",
    seen: str = "",
    now: datetime,
) -> tuple[Batch, Plan]:
    """Everything open of this person that `by` may divide, in one transaction; who gets something
    is told once. Also without any open work: then colleagues at least see who is away.

    `seen` is the fingerprint of the plan that was looked at; DomainError when it is another one by
    now. The number of statements does not grow with the rows, but by one for each colleague and a
    few for every 500 rows.
    """
    if until is not None and until < local_day(now):
        raise DomainError(_("That day has passed."), field="until")
    rows = selectors.work_of(person, access=access_of(by), user=by, lock=True)
    plan = plan_for(rows, by=by, to=to)
    if seen and seen != plan.fingerprint:
        raise DomainError(_("The work changed meanwhile. Look at it once more."), code="changed")
    batch = _give(plan.goes, by=by, reason=reason or _("Absent"), now=now, until=until, of=person)
    _tell(plan.goes, batch=batch, by=by, now=now)
    record(
        by=by, action="absence.handed_over", obj=person, at=now,
        detail={
            "callbacks": sum(isinstance(row, Callback) for row, _to in plan.goes),
            "cases": sum(isinstance(row, Case) for row, _to in plan.goes),
        },
    )  # fmt: skip
    return batch, plan


def _give(goes, *, by, reason: str, now, until=None, of: User | None = None) -> Batch | None:
    """Write it: the callbacks and the cases, with what is needed to undo it. `of` is who is away;
    without somebody nothing is kept, for handing back is not taken back."""
    called = [(row, to) for row, to in goes if isinstance(row, Callback)]
    handled = [(row, to) for row, to in goes if isinstance(row, Case)]
    planned = [_change(row, to, by=by, reason=reason, now=now) for row, to in called]
    batch = carry_out_many(
        planned, by=by, now=now, reason=reason, absent=of, absent_until=until if of else None
    )
    if batch is None and of is not None:
        batch = keep(
            [], act=Act.ASSIGN, worklist=Worklist.CALLBACKS, by=by, now=now,
            reason=mask_bsns(reason)[0], absent=of, absent_until=until,
        )  # fmt: skip
    before = give_many(handled, by=by, text=reason, now=now)
    if of is not None and before:
        add_to(batch, before, worklist=Worklist.CASES)
    return batch


def _change(callback: Callback, to: User | None, *, by, reason: str, now) -> Change:
    if to is not None:
        return assigning(callback, by=by, now=now, person=to, text=reason)
    # Who was only asked for by name had not begun: then its status stays what it is.
    status = callback.status if callback.status in FREE_STATUSES else CallbackStatus.NEW
    return Change(
        act=Act.RELEASE,
        kind=Event.RELEASED,
        callback=callback,
        values={"assignee": None, "status": status},
        text=mask_bsns(reason.strip())[0],
        detail={"status": status},
    )


def _tell(goes, *, batch: Batch, by, now) -> None:
    """One line for each colleague, without a name and however much it is."""
    numbers: dict[User, list] = {}
    for row, to in goes:
        if to is not None and to != by:
            numbers.setdefault(to, []).append(row)
    for person, rows in numbers.items():
        only_cases = all(isinstance(row, Case) for row in rows)
        url = reverse("cases:list" if only_cases else "contacts:callbacks")
        with translation.override(person.language):
            text = ngettext(
                "%(count)d piece of work of an absent colleague is yours now: %(number)s.",
                "%(count)d pieces of work of an absent colleague are yours now, %(number)s first.",
                len(rows),
            ) % {"count": len(rows), "number": rows[0].number}
        notify(
            user=person, key=_key("given", batch), kind="absence.given", text=text,
            url=f"{url}?state=mine", now=now, mail=True,
        )  # fmt: skip


def _key(what: str, batch: Batch) -> str:
    return f"absence.{what}:{batch.public_id}"


# -- Taking it back at once -------------------------------------------------------------------


@transaction.atomic
def undo(*, by, batch: Batch, now: datetime) -> tuple[int, int]:
    """Everything as it was, within half a minute and by who did it; (done, touched meanwhile)."""
    result = undo_callbacks(by=by, batch=batch, now=now)
    items = {item.work_id: item for item in batch.items.filter(worklist=Worklist.CASES)}
    rows = selectors.loaded(Case.objects.filter(pk__in=items)).order_by("pk")
    found = list(rows.select_for_update(of=("self",)))
    owners = User.objects.in_bulk({item.before["handler_id"] for item in items.values()})
    back = [
        (row, owners.get(items[row.pk].before["handler_id"]))
        for row in found
        if row.version == items[row.pk].version
    ]
    give_many(back, by=by, text="", now=now)
    take_back(key=_key("given", batch))
    record(by=by, action="absence.undone", obj=batch.absent, at=now)
    return len(result.done) + len(back), len(result.kept) + len(found) - len(back)


# -- Handing back -----------------------------------------------------------------------------


def plan_back(person: User, batches: Sequence[Batch], *, by, lock: bool = False) -> Plan:
    """What is still open and still with who took it over goes back; the rest stays, and why.

    Only what `by` may divide, as when it was handed over: a head of one department neither sees nor
    moves the work of another one, although the same person was away there.
    """
    plan, works_there = Plan(), works_in(person)
    every = selectors.handed_over(person, batches, access=access_of(by), user=by, lock=lock)
    for each in every:
        row, went_to = each.row, each.went_to
        owner = selectors.owner_of(row)
        if not each.mine:
            if by != person and each.is_still_there:
                plan.unfinished.update(each.batch_ids)
        elif not row.is_open:
            plan.stays.append((row, _("Closed meanwhile.")))
        elif owner == person:
            plan.stays.append((row, _("Back already.")))
        elif owner is None and went_to:
            plan.stays.append((row, _("Given back to the department meanwhile.")))
        elif owner is not None and str(owner.public_id) != went_to:
            words = _("With %(name)s now.") % {"name": owner.get_display_name()}
            plan.stays.append((row, words))
        elif not works_there(row.department):
            words = _("This colleague does not work in that department.")
            plan.stays.append((row, words))
        else:
            plan.goes.append((row, person))
    return plan


@transaction.atomic
def hand_back(*, by, person: User, now: datetime) -> Plan:
    """Give everything back in one step: the absence is over, but for hand-overs of which work is
    left that `by` may not divide. Of two who do so at once the second one gets a DomainError."""
    absences = selectors.absences().filter(absent=person)
    batches = list(absences.select_for_update().order_by("pk"))
    if not batches:
        raise DomainError(_("This work was handed back already."), code="done")
    plan = plan_back(person, batches, by=by, lock=True)
    finished = [batch.pk for batch in batches if batch.pk not in plan.unfinished]
    if not finished and not plan.goes:
        raise DomainError(_("You may not hand this over."), code="not_yours")
    Batch.objects.filter(pk__in=finished).update(handed_back_at=now)
    _give(plan.goes, by=by, reason=_("Back from absence"), now=now)
    if plan.goes and by != person:
        with translation.override(person.language):
            text = ngettext(
                "%(count)d piece of work is yours again: %(number)s.",
                "%(count)d pieces of work are yours again, %(number)s first.",
                len(plan.goes),
            ) % {"count": len(plan.goes), "number": plan.goes[0][0].number}
        notify(
            user=person, key=_key("back", batches[-1]), kind="absence.back", text=text,
            url=f"{reverse('contacts:callbacks')}?state=mine", now=now, mail=True,
        )  # fmt: skip
    record(by=by, action="absence.handed_back", obj=person, at=now)
    return plan
