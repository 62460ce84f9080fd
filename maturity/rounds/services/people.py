"""Who is asked."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kcc.audit.services import record
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.periods import local_day
from maturity.models import Assessment, Respondent
from maturity.rounds import words
from maturity.rounds.selectors import groups_by_person
from maturity.rounds.services.locking import held
from maturity.rounds.services.telling import (
    send_invitations,
    take_invitation_back,
    tell_user,
)

State = Assessment.State


@transaction.atomic
def invite(*, by, assessment: Assessment, people: Sequence[tuple], now: datetime) -> int:
    """Ask these people, each (user, group); how many are new. While the round is prepared they are
    put down only; once it is open they are told at once. Who was asked before stays as he was.

    DomainError when somebody cannot be asked as that (maturity.rounds.groups).
    """
    assessment = held(assessment, "invite")
    if assessment.state == State.OPEN and assessment.closes_on < local_day(now):
        raise DomainError(_("The last day to fill in has passed. Give more time first."))
    fitting = groups_by_person([user for user, _group in people])
    for user, group in people:
        if group not in fitting.get(user.pk, ()):
            raise DomainError(
                _("%(name)s cannot be asked as “%(group)s”.")
                % {"name": user.get_display_name(), "group": Respondent.Group(group).label}
            )
    asked = set(assessment.respondents.values_list("user_id", flat=True))
    told_at = now if assessment.state == State.OPEN else None
    new = {
        user.pk: Respondent(assessment=assessment, user=user, group=group, invited_at=told_at)
        for user, group in people
        if user.pk not in asked
    }
    if not new:
        return 0
    added = Respondent.objects.bulk_create(new.values())
    if told_at:
        send_invitations(assessment=assessment, people=added, now=now)
    groups = dict(sorted(Counter(str(each.group) for each in added).items()))
    record(by=by, action="maturity.people_asked", obj=assessment, detail=groups, at=now)
    return len(added)


@transaction.atomic
def remove(*, by, respondent: Respondent, now: datetime) -> None:
    """Ask this person no longer; what was answered so far is removed. Refused once it is handed in:
    leaving answers out would change the outcome."""
    assessment = held(respondent.assessment, "remove")
    row = (
        Respondent.objects.select_related("user")
        .select_for_update(of=("self",))
        .filter(pk=respondent.pk, assessment=assessment)
        .first()
    )
    if row is None:
        raise Conflict(_("Somebody else removed this person meanwhile."))
    if row.submitted_at:
        raise DomainError(
            _("%(name)s handed in already. Those answers count, so this person stays.")
            % {"name": row.user.get_display_name()}
        )
    detail = {"group": row.group, "begun": row.started_at is not None}
    record(by=by, action="maturity.person_removed", obj=assessment, detail=detail, at=now)
    if row.invited_at:
        take_invitation_back(respondent=row, now=now)
        _tell_removed(assessment, row, now)
    row.delete()


def _tell_removed(assessment: Assessment, row: Respondent, now: datetime) -> None:
    if row.user.is_active:
        with translation.override(row.user.language):
            text = words.uninvited(assessment)
        key = f"maturity:{row.public_id}:removed"
        tell_user(user=row.user, key=key, text=text, url="", now=now, mail=False)
