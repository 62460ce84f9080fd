"""Which cases may be destroyed, and the lists of them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from cases.models import Case, CaseLink, DestructionItem, DestructionList
from cases.selectors import questions

State = DestructionList.State
# Lists on which a case waits for a decision or for being destroyed.
PENDING = (State.DRAFT, State.PROPOSED, State.APPROVED)


def destroyable(until: date, *, but: DestructionList | None = None):
    """Closed cases whose archive day is on or before `until`, but those that wait on a list already
    and those that work is still being done for: an open callback about it, an open part of it.
    Waiting on the list `but` does not count.

    Archiefbesluit 1995 art. 8; Selectielijst gemeenten 2020 gives the terms.
    """
    # What a list that is not decided about yet keeps until a later day, no other list may take.
    waiting = DestructionItem.objects.filter(
        Q(excluded=False) | Q(keep_until__gt=until),
        case=OuterRef("pk"),
        list__state__in=PENDING,
    )
    if but is not None:
        waiting = waiting.exclude(list=but)
    open_callback = questions().filter(
        case=OuterRef("pk"), callback__isnull=False, callback__closed_at__isnull=True
    )
    open_part = Case.objects.filter(parent=OuterRef("pk"), closed_at__isnull=True)
    return Case.objects.filter(
        ~Exists(waiting),
        ~Exists(open_callback),
        ~Exists(open_part),
        archive_on__lte=until,
        closed_at__isnull=False,
        destroyed_at__isnull=True,
    )


@dataclass(frozen=True)
class Group:
    """Cases of one type and result: what a list holds, or what could be put on one."""

    case_type: str
    result: str
    selection_list: str
    number: int


def groups_due(until: date) -> list[Group]:
    """What a new list would hold. One statement."""
    return _grouped(destroyable(until), "case_type__name", "result__name", "result__selection_list")


def groups_of(destruction: DestructionList) -> list[Group]:
    """What is or was destroyed by this list, by type and result. One statement."""
    items = destruction.items.filter(excluded=False)
    return _grouped(items, "case_type__name", "result", "selection_list")


def _grouped(rows, *names: str) -> list[Group]:
    counted = rows.order_by().values(*names).annotate(number=Count("pk")).order_by(*names)
    return [Group(*(row[name] for name in names), row["number"]) for row in counted]


def lists():
    """Newest first, with how many cases each holds and leaves out."""
    return DestructionList.objects.select_related("made_by", "decided_by").annotate(
        number_of=Count("items", filter=Q(items__excluded=False)),
        left_out=Count("items", filter=Q(items__excluded=True)),
    )


def find_list(public_id: UUID) -> DestructionList:
    """DoesNotExist when there is none. One statement."""
    return lists().get(public_id=public_id)


def items_of(destruction: DestructionList):
    """The cases on the list. `linked_open`: another case that is still open refers to it. Nothing
    personal is read: who decides about destruction does not see the files."""
    linked = CaseLink.objects.filter(
        Q(case=OuterRef("case_id"), other__closed_at__isnull=True)
        | Q(other=OuterRef("case_id"), case__closed_at__isnull=True)
    )
    return destruction.items.annotate(linked_open=Exists(linked)).select_related(
        "case_type", "case__department"
    )
