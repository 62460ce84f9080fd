"""What there is to follow a case with, and what the customer then sees."""

from dataclasses import dataclass
from datetime import datetime

from cases.models import Case, FollowCode


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
    """Whether the customer can follow it. `case_type` is loaded; one statement, or none."""
    if not case.case_type.followable:
        return FollowState(followable=False)
    code = FollowCode.objects.select_related("made_by").filter(case=case).first()
    if code is None:
        return FollowState(followable=True)
    return FollowState(
        followable=True,
        made_at=code.made_at,
        made_by=code.made_by.get_display_name() if code.made_by else "",
    )
