"""Filling in: each for oneself, while the round is open and until it is handed in.

A respondent is locked while something is written, so that handing in and an answer from another
window never cross; handing in locks the round first, so that it never crosses the beginning of the
consensus.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kcc.audit.services import record
from kcc.lib.errors import Conflict, DomainError
from maturity.catalogue import Statement
from maturity.filling.given import NOTHING, Given, Wrong, wrong_with
from maturity.filling.selectors import KEPT, ROWS, Filling, filling_of, given_of
from maturity.models import Assessment, Estimate, Respondent, Response

PHASES = range(6)


@transaction.atomic
def save_estimates(
    *, respondent: Respondent, estimates: Mapping[str, int], by, now: datetime
) -> Respondent:
    """In which phase (0 to 5) `by` thinks each pillar is; pillars may be left out. An estimate can
    be changed until the first statement is answered: it tells what people thought beforehand."""
    respondent = _locked(respondent, by)
    form = filling_of(respondent)
    for pillar, phase in estimates.items():
        if form.asked.catalogue.pillar(pillar) is None or phase not in PHASES:
            raise DomainError(_("Choose a phase from the list."), field=pillar)
    changed = {p: phase for p, phase in estimates.items() if form.estimates.get(p) != phase}
    if form.answering and any(pillar in form.estimates for pillar in changed):
        raise DomainError(
            _("You have begun with the statements, so your own estimate stays as it was.")
        )
    if changed:
        Estimate.objects.bulk_create(
            [Estimate(respondent=respondent, pillar=p, phase=n) for p, n in changed.items()],
            update_conflicts=True, unique_fields=["respondent", "pillar"], update_fields=["phase"],
        )  # fmt: skip
        _begin(respondent, now)
        detail = {"pillars": len(form.estimates | changed)}
        record(by=by, action="maturity.estimated", obj=form.assessment, detail=detail, at=now)
    return respondent


def answer(
    *, respondent: Respondent, code: str, given: Given, by, now: datetime, seen: str | None = None
) -> Response | None:
    """One statement; `answer_many` tells the rest. None: there was nothing to keep."""
    known = None if seen is None else {code: seen}
    answers = {code: given}
    form = answer_many(respondent=respondent, answers=answers, by=by, now=now, seen=known)
    return form.responses.get(code)


@transaction.atomic
def answer_many(
    *,
    respondent: Respondent,
    answers: Mapping[str, Given],
    by,
    now: datetime,
    seen: Mapping[str, str] | None = None,
) -> Filling:
    """Keep what `by` says about these statements, by code; what did not change is not written.
    Gives the form as it is then.

    `seen` says per code which version (`version_of`) the person looked at. Conflict, and nothing
    was kept, when one of them was changed since, in another window. Without it the last one wins.
    """
    respondent = _locked(respondent, by)
    form = filling_of(respondent)
    changed = {}
    for code, given in answers.items():
        _check(form, code, given)
        row = form.responses.get(code)
        if given == (given_of(row) if row else NOTHING):
            continue
        if seen is not None and seen.get(code, "") != version_of(row):
            raise Conflict(_("You changed this answer in another window. Look, and save again."))
        changed[code] = given
    if not changed:
        return form
    kept = _keep(respondent, changed, now)
    _begin(respondent, now)
    _record_answers(form, changed, by, now)
    return replace(form, responses={**form.responses, **kept})


@transaction.atomic
def hand_in(*, respondent: Respondent, by, now: datetime) -> Respondent:
    """Everything asked was answered, or "I do not know". Until the consensus begins it can be
    taken back."""
    Assessment.objects.select_for_update().get(pk=respondent.assessment_id)
    respondent = _locked(respondent, by)
    form = filling_of(respondent)
    if form.unestimated:
        raise DomainError(_("First give your own estimate of every pillar."), code="estimates")
    if form.gaps:
        raise DomainError(_("Not every statement has an answer yet."), code="gaps")
    respondent.submitted_at = now
    respondent.save(update_fields=["submitted_at"])
    detail = {"answered": len(form.asked.by_code)}
    record(by=by, action="maturity.handed_in", obj=form.assessment, detail=detail, at=now)
    return respondent


@transaction.atomic
def take_back(*, respondent: Respondent, by, now: datetime) -> Respondent:
    """Change something after all; it has to be handed in again. Nothing happens to what was not
    handed in."""
    Assessment.objects.select_for_update().get(pk=respondent.assessment_id)
    respondent = _locked(respondent, by, handed_in=True)
    if respondent.submitted_at is not None:
        respondent.submitted_at = None
        respondent.save(update_fields=["submitted_at"])
        record(by=by, action="maturity.taken_back", obj=respondent.assessment, at=now)
    return respondent


def version_of(row: Response | None) -> str:
    """What a page hands back to say which version of an answer it shows."""
    return row.changed_at.astimezone(UTC).isoformat() if row else ""


def _locked(respondent: Respondent, by, *, handed_in: bool = False) -> Respondent:
    """The row as it is now, kept for this transaction; DomainError when nothing can be changed.
    An answer is the respondent's own: nobody writes for somebody else."""
    found = ROWS.select_for_update(of=("self",)).filter(pk=respondent.pk).first()
    if found is None:
        raise DomainError(_("You are not asked in this round any more."), code="closed")
    if found.user_id != by.pk:
        raise DomainError(_("This is the form of somebody else."), code="other")
    if found.assessment.state != Assessment.State.OPEN or found.invited_at is None:
        raise DomainError(_("This round is not being filled in (any more)."), code="closed")
    if found.submitted_at is not None and not handed_in:
        raise DomainError(
            _("You handed this in. Take it back first if you want to change something."),
            code="handed-in",
        )
    return found


def _check(form: Filling, code: str, given: Given) -> None:
    statement: Statement | None = form.asked.by_code.get(code)
    if statement is None:
        raise DomainError(_("This statement is not asked in this round."), field=code)
    wrong = wrong_with(statement, given)
    if wrong == Wrong.KEY:
        raise DomainError(_("A key statement always applies: choose another answer."), field=code)
    if wrong:
        raise DomainError(_("Choose one answer from the list."), field=code)
    for name in ("reason", "comment", "evidence"):
        if len(getattr(given, name)) > Response._meta.get_field(name).max_length:
            raise DomainError(_("This text is too long."), field=code)


def _keep(
    respondent: Respondent, changed: Mapping[str, Given], now: datetime
) -> dict[str, Response]:
    rows = {
        code: Response(
            respondent=respondent, code=code, changed_at=now,
            **{name: getattr(given, name) for name in KEPT},
        )
        for code, given in changed.items()
    }  # fmt: skip
    Response.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["respondent", "code"],
        update_fields=[*KEPT, "changed_at"],
    )  # fmt: skip
    return rows


def _begin(respondent: Respondent, now: datetime) -> None:
    if respondent.started_at is None:
        respondent.started_at = now
        respondent.save(update_fields=["started_at"])


def _record_answers(form: Filling, changed: Mapping[str, Given], by, now: datetime) -> None:
    """Answers are saved one by one as they are given: one audit row per pillar and hour tells
    enough. How many statements, never what was said."""
    for pillar in form.asked.pillars:
        codes = {each.code for each in form.asked.of_pillar(pillar.slug)}
        if codes.isdisjoint(changed):
            continue
        before = [form.responses[code].changed_at for code in codes & form.responses.keys()]
        if before and _hour(max(before)) == _hour(now):
            continue
        given = form.given | changed
        done = sum(given[code].chosen for code in codes & given.keys())
        detail = {"pillar": pillar.slug, "answered": done, "asked": len(codes)}
        record(by=by, action="maturity.answered", obj=form.assessment, detail=detail, at=now)


def _hour(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
