"""What the group settles on, one statement at a time, and the end of the consensus.

Nobody is named: neither the audit log nor an answer tells who answered what before.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kcc.audit.services import record
from kcc.jobs.notifications import Line, notify_many
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of
from kcc.organisation.models import User
from maturity.asked import asked_of
from maturity.audience import may_run
from maturity.catalogue import Statement
from maturity.consensus.agreeing import common_answer
from maturity.consensus.selectors import counts_of
from maturity.models import Assessment, FinalAnswer
from maturity.outcome.services import settle_result
from maturity.scoring import SCALE

State = Assessment.State
NOTE_LENGTH = 1000


@transaction.atomic
def set_answer(
    *, by: User, assessment: Assessment, code: str, value: int | None, now: datetime,
    not_applicable: bool = False, note: str = "", seen: str | None = None,
) -> FinalAnswer:  # fmt: skip
    """The group settles on this answer. `seen` is the `version_of` what the person looked at: when
    somebody else set it since, Conflict. None: whatever stood there is replaced."""
    note = note.strip()
    _check(_statement(_locked(assessment, by), code), value, not_applicable, note)
    held = FinalAnswer.objects.filter(assessment=assessment, code=code).first()
    values = {"value": value, "not_applicable": not_applicable, "note": note}
    if held and all(getattr(held, name) == each for name, each in values.items()):
        return held
    if seen is not None and seen != version_of(held):
        raise Conflict(_("Somebody else settled this statement while you were looking at it."))
    answer = held or FinalAnswer(assessment=assessment, code=code)
    for name, each in {**values, "unanimous": False, "set_at": now, "set_by": by}.items():
        setattr(answer, name, each)
    answer.save()
    record(
        by=by, action="maturity.answer_settled", obj=assessment, at=now, detail={"statement": code}
    )
    return answer


@transaction.atomic
def take_over(
    *, by: User, assessment: Assessment, codes: Collection[str], now: datetime
) -> list[FinalAnswer]:
    """Settle these statements on the answer everybody gave. One that is settled already, or on
    which answers differ, stays as it is."""
    asked = asked_of(_locked(assessment, by))
    people, counts = counts_of(assessment)
    held = FinalAnswer.objects.filter(assessment=assessment, code__in=codes)
    left = set(codes) & asked.by_code.keys() & counts.keys()
    left -= set(held.values_list("code", flat=True))
    found = {code: common_answer(counts[code], people) for code in sorted(left)}
    made = FinalAnswer.objects.bulk_create(
        FinalAnswer(
            assessment=assessment, code=code, value=answer.value, unanimous=True, set_at=now,
            set_by=by,
        )
        for code, answer in found.items()
        if answer is not None
    )  # fmt: skip
    if made:
        detail = {"statements": len(made)}
        record(by=by, action="maturity.agreed", obj=assessment, at=now, detail=detail)
    return made


@transaction.atomic
def show(*, by: User, assessment: Assessment, code: str) -> None:
    """The big screen shows this statement from now on. It is a pointer: nothing is recorded."""
    _may(by)
    running = Assessment.objects.filter(pk=assessment.pk, state=State.CONSENSUS)
    if code not in asked_of(assessment).by_code or not running.update(discussing=code):
        raise DomainError(_("The group cannot talk about this statement now."))
    assessment.discussing = code


@transaction.atomic
def finish(*, by: User, assessment: Assessment, conclusion: str, now: datetime) -> Assessment:
    """Everything is settled: write the result down, and tell who took part."""
    settled = settle_result(assessment=assessment, by=by, conclusion=conclusion.strip(), now=now)
    asked = settled.respondents.filter(invited_at__isnull=False, user__is_active=True)
    people = [row.user for row in asked.exclude(user=by).select_related("user")]
    notify_many(lines=[_told(user, settled) for user in people], kind="maturity.settled", now=now)
    return settled


def _told(user: User, assessment: Assessment) -> Line:
    with translation.override(user.language):
        text = _("The result of “%(title)s” is there. Thank you for your answers.")
    return Line(
        user=user,
        key=f"maturity.settled:{assessment.public_id}",
        text=text % {"title": assessment.title},
        url=reverse("maturity:result", args=[assessment.public_id]),
    )


def version_of(answer: FinalAnswer | None) -> str:
    """What tells two states of an answer apart; "" when it is not settled."""
    return answer.set_at.astimezone(UTC).isoformat() if answer else ""


def _locked(assessment: Assessment, by: User) -> Assessment:
    """Two people who settle at the same time do so one after the other."""
    _may(by)
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("edition")
    found = rows.get(pk=assessment.pk)
    if found.state != State.CONSENSUS:
        raise DomainError(_("Answers are settled in the consensus only."))
    return found


def _may(by: User) -> None:
    if not may_run(access_of(by)):
        raise DomainError(_("The KCC manager leads the consensus."))


def _statement(assessment: Assessment, code: str) -> Statement:
    found = asked_of(assessment).by_code.get(code)
    if found is None:
        raise DomainError(_("This statement is not part of the round."))
    return found


def _check(statement: Statement, value: int | None, not_applicable: bool, note: str) -> None:
    if not_applicable == (value is not None) or (value is not None and value not in SCALE):
        raise DomainError(_("Choose one answer."), field="answer")
    if not_applicable and statement.key:
        raise DomainError(_("A key statement always applies."), field="answer")
    if not_applicable and not note:
        raise DomainError(_("Say in the note why it does not apply."), field="note")
    if len(note) > NOTE_LENGTH:
        raise DomainError(_("Make the note shorter than 1,000 letters."), field="note")
