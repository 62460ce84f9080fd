"""What somebody may do with a case."""

from cases import workflow
from cases.models import Case
from kcc.organisation.access import Access
from kcc.organisation.standing import standings_of

# What can be done with many at once: who may do none of it has nothing to choose in the list.
BULK = frozenset(
    {workflow.Act.CLAIM, workflow.Act.TAKE_OVER, workflow.Act.RELEASE, workflow.Act.HAND_OVER}
)


def acts_for(case: Case, access: Access) -> tuple[workflow.Act, ...]:
    """What this person may do with it now."""
    now = workflow.stage(closed=not case.is_open, handled=case.handler_id is not None)
    return workflow.acts(now, standings_of(case, access))
