"""A round is opened, passed on, brought into the consensus, or stopped."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day
from maturity.asked import own_as_json
from maturity.evidence.services import refresh
from maturity.models import Assessment
from maturity.own.selectors import asked_own
from maturity.rounds import words
from maturity.rounds.selectors import managers, progress_of
from maturity.rounds.services.locking import held
from maturity.rounds.services.telling import (
    send_invitations,
    take_invitation_back,
    tell,
    tell_user,
)
from maturity.selectors import current_edition

State = Assessment.State


@transaction.atomic
def open_round(*, by, assessment: Assessment, now: datetime) -> Assessment:
    """Ask everybody who was put down: the statements (the newest edition, and those of our own) and
    the figures are kept with the round, and all are told."""
    assessment = held(assessment, "open")
    people = list(assessment.respondents.select_related("user").order_by("pk"))
    if not people:
        raise DomainError(_("Nobody is asked yet. Choose people first."))
    if assessment.closes_on < local_day(now):
        raise DomainError(
            _("The last day to fill in has passed. Choose another one."), field="closes_on"
        )
    assessment.edition = current_edition()
    assessment.own = [own_as_json(each) for each in asked_own()]
    assessment.state, assessment.opened_at = State.OPEN, now
    assessment.save(update_fields=["edition", "own", "state", "opened_at"])
    refresh(assessment=assessment, now=now)
    assessment.respondents.update(invited_at=now)
    send_invitations(assessment=assessment, people=people, now=now)
    detail = {"people": len(people), "own": len(assessment.own)}
    record(by=by, action="maturity.round_opened", obj=assessment, detail=detail, at=now)
    return assessment


@transaction.atomic
def begin_consensus(*, by, assessment: Assessment, now: datetime) -> Assessment:
    """Nobody answers any more: the figures are read a last time, and the group sees the answers
    side by side. Refused when nobody handed in."""
    assessment = held(assessment, "begin")
    people = progress_of(assessment)
    if not people.submitted:
        raise DomainError(_("Nobody handed in yet, so there is nothing to talk about."))
    refresh(assessment=assessment, now=now)
    assessment.state, assessment.consensus_at = State.CONSENSUS, now
    assessment.save(update_fields=["state", "consensus_at"])
    for counts in (True, False):
        tell(
            assessment=assessment, now=now, about="consensus", mail=True,
            people=[row for row in people.people if (row.submitted_at is not None) == counts],
            text=lambda row, counts=counts: words.consensus_begun(row, counts=counts),
        )  # fmt: skip
    detail = {"asked": people.asked, "handed_in": people.submitted}
    record(by=by, action="maturity.consensus_begun", obj=assessment, detail=detail, at=now)
    return assessment


@transaction.atomic
def cancel_round(*, by, assessment: Assessment, because: str, now: datetime) -> Assessment:
    """Stop it, with a reason that everybody who was asked is told. What was answered is never shown
    and is removed in time."""
    because = " ".join(because.split())
    if not because:
        raise DomainError(_("Say why the round is stopped."), field="because")
    assessment = held(assessment, "cancel")
    before = assessment.state
    assessment.state, assessment.cancelled_at = State.CANCELLED, now
    assessment.cancelled_because = because[:300]
    assessment.save(update_fields=["state", "cancelled_at", "cancelled_because"])
    told = list(
        assessment.respondents.filter(invited_at__isnull=False)
        .select_related("user")
        .order_by("pk")
    )
    for each in told:
        take_invitation_back(respondent=each, now=now)
    home = reverse("maturity:home")
    tell(
        assessment=assessment, people=told, now=now, about="stopped", text=words.stopped,
        url=home, mail=True,
    )  # fmt: skip
    detail = {"from": before, "people": len(told)}
    record(by=by, action="maturity.round_stopped", obj=assessment, detail=detail, at=now)
    return assessment


@transaction.atomic
def pass_lead(*, by, assessment: Assessment, to, now: datetime) -> Assessment:
    """Let another KCC manager lead the round; both are told, and the result says that it passed."""
    assessment = held(assessment, "pass_lead")
    if not managers().filter(pk=to.pk).exists():
        raise DomainError(_("Only a KCC manager can lead a round."), field="leader")
    former = assessment.leader
    if to.pk == former.pk:
        return assessment
    assessment.leader, assessment.leader_changed_at = to, now
    assessment.save(update_fields=["leader", "leader_changed_at"])
    page = reverse("maturity:round", args=[assessment.public_id])
    for user in (former, to):
        if user.is_active and user.pk != by.pk:
            with translation.override(user.language):
                text = words.lead_passed(assessment)
            key = f"maturity:{assessment.public_id}:lead:{int(now.timestamp())}"
            tell_user(user=user, key=key, text=text, url=page, now=now)
    record(by=by, action="maturity.lead_passed", obj=assessment, at=now)
    return assessment
