"""Who did not hand in yet is reminded: by hand, and by itself on two days before the end."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day, start_of
from maturity.models import Assessment, Respondent
from maturity.rounds.selectors import not_reminded_since, to_remind
from maturity.rounds.services.locking import held
from maturity.rounds.services.telling import send_reminders


@transaction.atomic
def remind(*, by, assessment: Assessment, now: datetime) -> int:
    """Remind everybody who did not hand in and was not asked or reminded today; how many."""
    assessment = held(assessment, "remind")
    if assessment.closes_on < local_day(now):
        raise DomainError(
            _("The last day to fill in has passed. Give more time first, or begin the consensus.")
        )
    people = list(remindable(assessment, now))
    if people:
        _send(assessment, people, by=by, now=now)
    return len(people)


def remindable(assessment: Assessment, now: datetime):
    """Whom a reminder by hand reaches."""
    return not_reminded_since(assessment, start_of(local_day(now)))


@transaction.atomic
def remind_by_itself(*, assessment: Assessment, now: datetime) -> int:
    """What the tick does: nothing when it was done already, or the round went on meanwhile."""
    assessment = held(assessment, "remind")
    people = to_remind(assessment, now)
    if people:
        _send(assessment, people, by=None, now=now)
    return len(people)


def _send(assessment: Assessment, people: Sequence[Respondent], *, by, now: datetime) -> None:
    Respondent.objects.filter(pk__in=[each.pk for each in people]).update(reminded_at=now)
    day = local_day(now).isoformat()
    send_reminders(assessment=assessment, people=people, day=day, now=now)
    detail = {"people": len(people)}
    record(by=by, action="maturity.people_reminded", obj=assessment, detail=detail, at=now)
