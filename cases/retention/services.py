"""Drawing up a destruction list, deciding about it, and what follows from that."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cases.models import Case, DestructionItem, DestructionList
from cases.retention.selectors import destroyable
from kcc.audit.services import record
from kcc.jobs.services import enqueue
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.periods import local_day

State = DestructionList.State
JOB = "cases.destruction"
MOST = 5000  # cases on one list


@transaction.atomic
def draw_up(*, by, until: date, now: datetime) -> DestructionList:
    """A list of what may be destroyed by that day, at most MOST cases: the longest overdue first.

    DomainError for a day to come, or when there is nothing to put on it.
    """
    if until > local_day(now):
        raise DomainError(_("Choose a day that has passed, or today."), field="until")
    found = destroyable(until).select_related("result").order_by("archive_on", "pk")[:MOST]
    rows = list(found)
    if not rows:
        raise DomainError(_("No case may be destroyed by that day."), field="until")
    destruction = DestructionList.objects.create(
        number=_next_number(local_day(now).year), until=until, made_at=now, made_by=by
    )
    DestructionItem.objects.bulk_create(
        [
            DestructionItem(
                list=destruction,
                case=case,
                case_type_id=case.case_type_id,
                result=case.result.name,
                selection_list=case.result.selection_list,
                closed_on=local_day(case.closed_at),
                archive_on=case.archive_on,
            )
            for case in rows
        ],
        batch_size=500,
    )
    record(by=by, action="destruction.drawn_up", obj=destruction, at=now)
    return destruction


def _next_number(year: int) -> str:
    """V-2026-0001 and on. The column is unique: of two at once one is told to try again."""
    last = DestructionList.objects.filter(number__startswith=f"V-{year}-").order_by("number").last()
    return f"V-{year}-{int(last.number[-4:]) + 1 if last else 1:04d}"


@transaction.atomic
def leave_out(
    *, by, item: DestructionItem, reason: str, keep_until: date | None, now: datetime
) -> None:
    """Keep this case for now, with the reason; `keep_until` is the new day from which it may be
    destroyed, set when the list is approved. While the list is drawn up, or by who decides."""
    destruction = item.list
    _check_may_change(destruction, by)
    if not reason.strip():
        raise DomainError(_("Give the reason."), field="reason")
    if keep_until is not None and keep_until <= local_day(now):
        raise DomainError(_("Choose a day to come."), field="keep_until")
    item.excluded, item.reason, item.keep_until = True, reason.strip(), keep_until
    item.save(update_fields=["excluded", "reason", "keep_until"])
    _touched(destruction, "destruction.left_out", by=by, now=now, case=str(item.case.public_id))


@transaction.atomic
def put_back(*, by, item: DestructionItem, now: datetime) -> None:
    """It is to be destroyed after all. Not by who decides: then nobody else would have wanted
    that."""
    destruction = item.list
    if destruction.state == State.PROPOSED:
        raise DomainError(_("Send the list back, when more has to be destroyed."))
    _check_may_change(destruction, by)
    if DestructionItem.objects.filter(
        case_id=item.case_id, excluded=False, list__state__in=(State.PROPOSED, State.APPROVED)
    ).exclude(pk=item.pk).exists():  # fmt: skip
        raise DomainError(_("This case waits on another list by now."))
    item.excluded, item.reason, item.keep_until = False, "", None
    item.save(update_fields=["excluded", "reason", "keep_until"])
    _touched(destruction, "destruction.put_back", by=by, now=now, case=str(item.case.public_id))


@transaction.atomic
def propose(*, by, destruction: DestructionList, version: int, now: datetime) -> None:
    """Ask another person to decide. Whoever asks stands for the list from then on, also when
    somebody else began it: who may have changed it does not decide about it as well."""
    if not destruction.items.filter(excluded=False).exists():
        raise DomainError(_("Every case on this list is left out."))
    _move(
        destruction, version, (State.DRAFT, State.REJECTED),
        state=State.PROPOSED, remark="", made_by=by, decided_by=None, decided_at=None,
    )  # fmt: skip
    record(by=by, action="destruction.proposed", obj=destruction, at=now)


@transaction.atomic
def send_back(
    *, by, destruction: DestructionList, version: int, reason: str, now: datetime
) -> None:
    """Not like this; who drew it up changes it and asks again."""
    _check_other(destruction, by)
    if not reason.strip():
        raise DomainError(_("Give the reason."), field="remark")
    _move(
        destruction, version, (State.PROPOSED,),
        state=State.REJECTED, remark=reason.strip(), decided_by=by, decided_at=now,
    )  # fmt: skip
    record(by=by, action="destruction.sent_back", obj=destruction, at=now)


@transaction.atomic
def approve(*, by, destruction: DestructionList, version: int, now: datetime) -> None:
    """Decided by another person than who drew it up: the work begins. What was left out until a day
    comes back on that day."""
    _check_other(destruction, by)
    if not destruction.items.filter(excluded=False).exists():
        raise DomainError(_("Every case on this list is left out."))
    _move(
        destruction, version, (State.PROPOSED,),
        state=State.APPROVED, decided_by=by, decided_at=now,
    )  # fmt: skip
    for item in destruction.items.filter(excluded=True, keep_until__isnull=False):
        Case.objects.filter(pk=item.case_id, closed_at__isnull=False).update(
            archive_on=item.keep_until, version=F("version") + 1
        )
    record(by=by, action="destruction.approved", obj=destruction, at=now)
    enqueue(
        kind=JOB, key=f"{JOB}:{destruction.pk}", payload={"list": str(destruction.public_id)},
        by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def throw_away(*, by, destruction: DestructionList, version: int, now: datetime) -> None:
    """A list that was not approved, by anybody who may draw one up; its cases are free again."""
    if destruction.state not in (State.DRAFT, State.REJECTED) or destruction.version != version:
        raise Conflict(_("Somebody else changed this list in the meantime."))
    record(by=by, action="destruction.thrown_away", obj=destruction, at=now)
    destruction.delete()


def _check_may_change(destruction: DestructionList, by) -> None:
    if destruction.state in (State.DRAFT, State.REJECTED):
        return
    if destruction.state == State.PROPOSED and destruction.made_by_id != by.pk:
        return
    raise DomainError(_("This list cannot be changed now, or not by you."))


def _check_other(destruction: DestructionList, by) -> None:
    """Four eyes: who drew it up does not decide."""
    if destruction.made_by_id == by.pk:
        raise DomainError(_("Somebody else has to decide about a list that you drew up."))


def _move(destruction: DestructionList, version: int, before, **values) -> None:
    """Compare and set."""
    same = DestructionList.objects.filter(pk=destruction.pk, version=version, state__in=before)
    if not same.update(version=version + 1, **values):
        raise Conflict(_("Somebody else changed this list in the meantime."))
    for name, value in (values | {"version": version + 1}).items():
        setattr(destruction, name, value)


def _touched(destruction, action, *, by, now, **detail) -> None:
    DestructionList.objects.filter(pk=destruction.pk).update(version=F("version") + 1)
    record(by=by, action=action, obj=destruction, detail=detail, at=now)
