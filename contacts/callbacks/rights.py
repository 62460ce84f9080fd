"""What somebody may do with a callback, and know of who is to be answered."""

from contacts.callbacks import workflow
from contacts.models import Callback
from contacts.models.callback import AnswerBy
from kcc.organisation.access import Access
from kcc.organisation.standing import Standing, standings_of

# What can be done with many at once, from the list.
BULK = frozenset(
    {workflow.Act.ASSIGN, workflow.Act.RELEASE, workflow.Act.REROUTE, workflow.Act.LAPSE}
)


def knows_person(callback: Callback, access: Access) -> bool:
    """May this person be told who is to be called back, and on which number? Not when the file of
    the customer is confidential and the work is not theirs; `department` and `customer` are
    loaded."""
    if callback.customer is None or not callback.customer.confidential:
        return True
    return not standings_of(callback, access).isdisjoint({Standing.DEPARTMENT, Standing.LEAD})


def acts_for(callback: Callback, access: Access) -> tuple[workflow.Act, ...]:
    """What this person may do with it now."""
    by_phone = callback.answer_by == AnswerBy.PHONE
    return workflow.acts(callback.status, standings_of(callback, access), by_phone=by_phone)
