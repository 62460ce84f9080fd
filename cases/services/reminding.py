"""Tasks whose day has come: who has to do them is told, once for each task and day."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from cases.models import CaseTask
from cases.services.telling import url_of
from kcc.jobs.notifications import Line, notify_many
from kcc.lib.periods import local_day

# The days on which nobody was told, because the organisation was closed.
LOOK_BACK = timedelta(days=14)
AT_ONCE = 200


def remind_of_tasks(now: datetime) -> int:
    """How many lines are new. Whoever was told is not told again, so that this can be broken off
    and begun anew. Four statements for every 200 tasks."""
    told = 0
    for tasks in _due(now):
        lines = [line for task in tasks if (line := _line(task)) is not None]
        told += notify_many(lines=lines, kind="case.task-due", now=now, mail=True)
    return told


def _due(now: datetime) -> Iterator[list[CaseTask]]:
    today = local_day(now)
    rows = (
        CaseTask.objects.filter(
            done_at__isnull=True,
            due_on__lte=today,
            due_on__gt=today - LOOK_BACK,
            case__closed_at__isnull=True,
        )
        .select_related("case", "case__handler", "assignee")
        .order_by("pk")
    )
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        yield chunk
        last = chunk[-1].pk


def _line(task: CaseTask) -> Line | None:
    """Its title may name somebody, so it is not told."""
    to = task.assignee or task.case.handler
    if to is None or not to.is_active:
        return None
    with translation.override(to.language):
        text = _("The last day of a task at %(number)s has come.") % {"number": task.case.number}
    return Line(to, f"case.task-due:{task.public_id}:{task.due_on}", text, url_of(task.case))
