"""Reminding of improvement actions, once a week before their day and once when it has passed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kcc.jobs.notifications import Line, notify_many
from kcc.lib.periods import local_day
from kcc.lib.templatetags.kcc import day as day_words
from kcc.organisation.models import Membership, Role, User
from maturity.models import ImprovementAction
from maturity.plan.telling import KIND
from maturity.plan.workflow import OPEN

BEFORE = timedelta(days=7)
AT_ONCE = 200  # actions one tick looks at


def due_for_a_word(now: datetime) -> Q:
    """Which actions somebody is to be reminded of."""
    day = local_day(now)
    soon = Q(reminded_before_at__isnull=True, due_on__gte=day, due_on__lte=day + BEFORE)
    late = Q(reminded_late_at__isnull=True, due_on__lt=day)
    return Q(state__in=OPEN) & (soon | late)


def remind(*, now: datetime) -> int:
    """Tell who does it, and when it is late the heads of the department too; how many lines. Safe
    to call twice: the row says that it was done."""
    if not ImprovementAction.objects.filter(due_for_a_word(now)).exists():
        return 0
    with transaction.atomic():
        return _remind(now)


def _remind(now: datetime) -> int:
    rows = ImprovementAction.objects.filter(due_for_a_word(now)).select_for_update(of=("self",))
    found = list(rows.select_related("owner", "department").order_by("pk")[:AT_ONCE])
    day, heads = local_day(now), _heads(found)
    soon = [each for each in found if each.due_on >= day]
    late = [each for each in found if each.due_on < day]
    lines = []
    for action in soon:
        # Agreed within the last week its owner knows.
        if local_day(action.created_at) < action.due_on - BEFORE:
            lines += _lines(action, _told(action, heads), "before", now)
    for action in late:
        people = {*_told(action, heads), *heads.get(action.department_id, ())}
        lines += _lines(action, people, "late", now)
    ImprovementAction.objects.filter(pk__in=[each.pk for each in soon]).update(
        reminded_before_at=now
    )
    ImprovementAction.objects.filter(pk__in=[each.pk for each in late]).update(reminded_late_at=now)
    return notify_many(lines=lines, kind=KIND, now=now, mail=True) if lines else 0


def _told(action: ImprovementAction, heads: dict[int, list[User]]) -> list[User]:
    """Its owner; of somebody who has no account any more the heads of the department."""
    return [action.owner] if action.owner.is_active else heads.get(action.department_id, [])


def _heads(actions: Iterable[ImprovementAction]) -> dict[int, list[User]]:
    """By department (id). One statement."""
    rows = Membership.objects.filter(
        role=Role.HEAD, user__is_active=True, department__in={a.department_id for a in actions}
    )
    found: dict[int, list[User]] = {}
    for row in rows.select_related("user").order_by("pk"):
        found.setdefault(row.department_id, []).append(row.user)
    return found


def _lines(action: ImprovementAction, people: Iterable[User], what: str, now: datetime):
    """A new day for the action is a new occasion."""
    key = f"{KIND}:{what}:{action.public_id}:{action.due_on}"
    url = reverse("maturity:action", args=[action.public_id])
    for person in people:
        with translation.override(person.language):
            named = {"department": action.department.name, "day": day_words(action.due_on)}
            if what == "late":
                text = _("An improvement action of %(department)s was to be ready on %(day)s.")
            else:
                text = _("An improvement action of %(department)s is to be ready on %(day)s.")
            yield Line(person, key, text % named, url)
