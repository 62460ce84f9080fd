"""Who is told of a step: the people behind a callback, from memberships that are loaded already."""

from contacts.models import Callback, EscalationStep
from kcc.organisation.audience import People, Work
from kcc.organisation.models import User

Audience = EscalationStep.Audience


def told(people: People, audience: str, callback: Callback) -> list[User]:
    """Nobody twice. `department` and `assignee` of the callback are loaded."""
    find = {
        Audience.HANDLER: people.handlers,
        Audience.TEAM_LEAD: people.leads,
        Audience.HEAD: people.heads,
    }
    work = Work(callback.department, callback.team_id, callback.assignee)
    return find[audience](work) if audience in find else []
