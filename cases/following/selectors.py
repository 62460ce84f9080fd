"""What there is to follow a case with, and what the customer then sees."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from cases.following.codes import digest, same_code
from cases.models import Case, FollowCode
from kcc.organisation.demo import FOLLOW_CODE

# A case can be looked at for so long after it was closed.
KEPT = timedelta(days=182)


@dataclass(frozen=True, kw_only=True)
class FollowState:
    """For who works on the case. Without `made_at` there is no code yet."""

    followable: bool
    made_at: datetime | None = None
    made_by: str = ""

    @property
    def has_code(self) -> bool:
        return self.made_at is not None


def follow_state(case: Case) -> FollowState:
    """Whether the customer can follow it. `case_type` is loaded; one statement, none on the page
    of a case, with which it came along."""
    if not case.case_type.followable:
        return FollowState(followable=False)
    code = getattr(case, "follow_code", None)
    if code is None:
        return FollowState(followable=True)
    return FollowState(
        followable=True,
        made_at=code.made_at,
        made_by=code.made_by.get_display_name() if code.made_by else "",
    )


def can_be_followed(now: datetime) -> QuerySet[FollowCode]:
    """The codes that open something, with the case and what its page shows of it."""
    lately = Q(case__closed_at__isnull=True) | Q(case__closed_at__gt=now - KEPT)
    return FollowCode.objects.filter(
        lately, case__destroyed_at__isnull=True, case__case_type__followable=True
    ).select_related(
        "case__case_type", "case__status", "case__result", "case__customer", "case__department",
        "case__handler",
    )  # fmt: skip


def followed(case_id: str, digest: str, now: datetime) -> Case | None:
    """The case that was opened with this code; None when there is another code by now."""
    found = can_be_followed(now).filter(case__public_id=case_id, digest=digest).first()
    return found.case if found else None


def example(now: datetime) -> str:
    """The number of the case that the demo gives its code of; empty when there is none."""
    known = can_be_followed(now).filter(digest=digest(same_code(FOLLOW_CODE)))
    return known.values_list("case__number", flat=True).first() or ""
