"""Cases that belong together: linked to each other, or part of one."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Case, CaseEvent, CaseLink
from cases.services import changes
from cases.services.writing import allowed, check_may, leave_traces, put
from cases.workflow import Act
from kcc.lib.errors import Conflict, DomainError


@transaction.atomic
def add_link(*, by, case: Case, other: Case, kind: str, now: datetime) -> CaseLink:
    """`other` is one that `by` may see. Shown on both, and once for two cases, whoever linked
    them first."""
    check_may(Act.LINK, case, by)
    if kind not in CaseLink.Kind.values:
        raise DomainError(_("Choose how they belong together."), field="kind")
    if other.pk == case.pk:
        raise DomainError(_("Choose another case."), field="other")
    _lock(case, other)
    both = Q(case=case, other=other) | Q(case=other, other=case)
    if CaseLink.objects.filter(both).exists():
        raise DomainError(_("These cases are linked already."), field="other")
    link = CaseLink.objects.create(case=case, other=other, kind=kind, added_at=now, added_by=by)
    _leave(link, "added", by=by, now=now)
    return link


@transaction.atomic
def remove_link(*, by, link: CaseLink, case: Case | None = None, now: datetime) -> None:
    """`case` is the side it is removed from: either may."""
    check_may(Act.LINK, case or link.case, by)
    if not CaseLink.objects.filter(pk=link.pk).delete()[0]:
        raise Conflict(_("Somebody else removed this in the meantime."))
    _leave(link, "removed", by=by, now=now)


def _leave(link: CaseLink, what: str, *, by, now) -> None:
    """In the timelines of both."""
    for case, other in ((link.case, link.other), (link.other, link.case)):
        detail = {
            "what": what,
            "link": str(link.public_id),
            "kind": str(link.kind),
            "other": str(other.public_id),
            "number": other.number,
        }
        leave_traces(Act.LINK, CaseEvent.Kind.LINK, case, by=by, now=now, text="", detail=detail)


# -- Part of ----------------------------------------------------------------------------------


@transaction.atomic
def set_parent(*, by, case: Case, version: int, parent: Case, now: datetime) -> Case:
    """Part of that case. Of two levels only, as deelzaken are in ZGW: what is part of a case has no
    parts, and what has parts is part of none. So a case can never be part of itself."""
    allowed(Act.LINK, case, by=by, version=version)
    if parent.pk == case.pk:
        raise DomainError(_("Choose another case."), field="parent")
    if parent.pk == case.parent_id:
        raise DomainError(_("It is part of that case already."), field="parent")
    rows = _lock(case, parent)
    check_whole(rows[parent.pk])
    if case.parts.exists():
        raise DomainError(
            _("This case has parts itself, so it cannot be part of another one."), field="parent"
        )
    if parent.closed_at and not case.closed_at:
        raise DomainError(_("That case is closed."), field="parent")
    before = case.parent
    case = put(changes.belonging(case, parent=parent), by=by, now=now)
    tell_whole(case, before=before, after=parent, by=by, now=now)
    return case


def check_whole(parent: Case) -> None:
    """DomainError unless other cases may be part of this one."""
    if parent.parent_id is not None:
        raise DomainError(
            _("That case is part of another one itself. Choose that one."), field="parent"
        )


@transaction.atomic
def unset_parent(*, by, case: Case, version: int, now: datetime) -> Case:
    """A case of its own again."""
    allowed(Act.LINK, case, by=by, version=version)
    if case.parent_id is None:
        raise DomainError(_("It is part of no other case."))
    before = case.parent
    case = put(changes.belonging(case, parent=None), by=by, now=now)
    tell_whole(case, before=before, after=None, by=by, now=now)
    return case


def tell_whole(case: Case, *, before: Case | None, after: Case | None, by, now: datetime) -> None:
    """In the timeline of what it was part of, and of what it became part of."""
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=whole, kind=CaseEvent.Kind.LINK, at=now, by=by,
            detail={"what": what, "other": str(case.public_id), "number": case.number},
        )
        for whole, what in ((before, "no_part"), (after, "part"))
        if whole is not None
    )  # fmt: skip


def _lock(*cases: Case) -> dict[int, Case]:
    """Always in the same order, so that two people never wait for each other."""
    rows = Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk")
    return {row.pk: row for row in rows.select_for_update()}
