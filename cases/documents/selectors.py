"""The papers in the file of a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BigIntegerField

from cases import workflow
from cases.models import Case, CaseDocument
from cases.rights import acts_for
from cases.whole import there
from kcc.lib.ready import Ready
from kcc.organisation.access import Access
from kcc.organisation.directory import name_all
from kcc.organisation.standing import Standing, standings_of


@dataclass(frozen=True)
class Paper:
    """A document, and what this person may do with it."""

    document: CaseDocument
    may_remove: bool


@dataclass(frozen=True)
class Papers:
    """All documents of one case, newest first."""

    items: list[Paper]
    may_add: bool

    def __iter__(self) -> Iterator[Paper]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def documents_of(case: Case, *, access: Access, user) -> Papers:
    """What the card on the page of the case shows; what was removed is in its timeline only.

    One statement, none when there are none.
    """
    rows = _papers(case=case.pk) if there(case).documents else []
    name_all(rows, "added_by")
    return Papers(
        items=[
            Paper(row, may_remove=may_remove(row, case=case, access=access, user=user))
            for row in rows
        ],
        may_add=workflow.Act.DOCUMENT in acts_for(case, access),
    )


_papers = Ready(
    lambda *, case: CaseDocument.objects.filter(case=case, removed_at=None),
    case=BigIntegerField(),
)


def visible_document(public_id: UUID, *, access: Access, user) -> CaseDocument:
    """The same, of any case this person may see. One statement."""
    return (
        CaseDocument.objects.filter(
            removed_at=None, case__in=Case.objects.visible_to(access, user).values("pk")
        )
        .select_related("added_by", "case__department")
        .get(public_id=public_id)
    )


def document_of(case: Case, public_id: UUID) -> CaseDocument:
    """One document that is still there; CaseDocument.DoesNotExist otherwise. One statement."""
    return case.documents.select_related("added_by").get(public_id=public_id, removed_at=None)


def may_remove(document: CaseDocument, *, case: Case, access: Access, user) -> bool:
    """The department keeps its own files in order; others take back what they added themselves."""
    if workflow.Act.DOCUMENT not in acts_for(case, access):
        return False
    own = document.added_by_id is not None and document.added_by_id == user.pk
    return own or Standing.DEPARTMENT in standings_of(case, access)
