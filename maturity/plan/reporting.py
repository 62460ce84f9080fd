"""Improvement actions as the reports of departments tell them (settings.REPORT_ACTIONS).

Plain values, no rows: a report knows nothing of the self-assessment.
"""

from datetime import datetime

from django.db.models import Q

from kcc.organisation.models import Department
from maturity.models import ImprovementAction
from maturity.plan.workflow import OPEN

# A report knows what is open, done and given up.
STATES = {"planned": "open", "doing": "open", "done": "done", "dropped": "dropped"}


def actions_for(
    department: Department | None, *, since: datetime, until: datetime
) -> list[dict[str, object]]:
    """What is still to be done, and what was closed from `since` on, of what was agreed before
    `until`; None is every department. By date. One statement."""
    rows = ImprovementAction.objects.filter(created_at__lt=until)
    if department:
        rows = rows.filter(department=department)
    rows = rows.filter(Q(state__in=OPEN) | Q(closed_at__gte=since))
    return [
        {
            "text": row.text,
            "owner": row.owner.get_display_name(),
            "due_on": row.due_on,
            "state": STATES[row.state],
            "result": row.result,
            "department": row.department.name,
        }
        for row in rows.select_related("owner", "department").order_by("due_on", "pk")
    ]
