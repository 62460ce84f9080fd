"""One case with all that its page shows: what there is of it is asked with the case itself, so that
what is not there costs no statement of its own. Most cases have no tasks, papers or other people.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, UUIDField

from cases.models import (
    Case,
    CaseDocument,
    CaseEvent,
    CaseLink,
    CaseRole,
    CaseTask,
    DefaultNotice,
    Suspension,
)
from cases.selectors import named, questions
from kcc.organisation.access import Access
from kcc.organisation.alike import ReadyFor
from kcc.organisation.directory import name_all


@dataclass(frozen=True)
class There:
    """What there is of a case. What is not known may be there."""

    events: bool = True
    tasks: bool = True
    roles: bool = True
    documents: bool = True
    suspensions: bool = True
    notices: bool = True
    contacts: bool = True
    others: bool = True


PARTS = tuple(There.__dataclass_fields__)


def there(case: Case) -> There:
    return getattr(case, "there", None) or There()


def whole_case(access: Access, user, public_id: UUID) -> Case:
    """As `cases.timeline.visible_case`, to look at and not to act on: its names are those that
    every process keeps. One statement."""
    found = named(_whole(access, user=user.pk, public_id=public_id))
    if not found:
        raise Case.DoesNotExist
    (case,) = found
    for piece in (getattr(case, "extension", None), getattr(case, "follow_code", None)):
        if piece is not None:
            name_all([piece], "added_by" if hasattr(piece, "added_by_id") else "made_by")
    case.there = There(*(getattr(case, f"has_{part}") for part in PARTS))
    return case


def _of_one(access: Access, *, user, public_id):
    def of_it(rows):
        return Exists(rows.filter(case=OuterRef("pk")))

    return (
        Case.objects.visible_to(access, user)
        .filter(public_id=public_id)
        .select_related("customer", "extension", "follow_code")
        .annotate(
            # What is kept of a department decides nothing.
            of_contact_centre=F("department__is_contact_centre"),
            has_events=of_it(CaseEvent.objects),
            has_tasks=of_it(CaseTask.objects),
            has_roles=of_it(CaseRole.objects),
            has_documents=of_it(CaseDocument.objects.filter(removed_at=None)),
            has_suspensions=of_it(Suspension.objects),
            has_notices=of_it(DefaultNotice.objects),
            has_contacts=of_it(questions()),
            has_others=_others(),
        )
    )


def _others():
    """Whether there is anything for `cases.belonging.others_of`."""
    it = OuterRef("pk")
    of_customer = Case.objects.open().filter(customer=OuterRef("customer")).exclude(pk=it)
    return (
        Q(parent__isnull=False)
        | Exists(CaseLink.objects.filter(case=it))
        | Exists(CaseLink.objects.filter(other=it))
        | Exists(Case.objects.filter(parent=it))
        | Exists(of_customer)
    )


_whole = ReadyFor(_of_one, user=BigIntegerField(), public_id=UUIDField())
