"""Compare and set, and the traces every change of a case leaves: the timeline, the questions about
it, the audit log, and what is needed to take it back."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from cases.models import Case, CaseEvent, CaseRevision
from cases.rights import acts_for
from cases.selectors import questions
from cases.services.changes import Change, change
from kcc.audit.services import record, record_many
from kcc.customers.identify import mask_bsns
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation import batches
from kcc.organisation.access import access_of
from kcc.organisation.models import Batch, Worklist

# Not kept for taking back: words are in the revisions, and what a search looks in follows them.
NOT_KEPT = frozenset({"description", "location", "details", "answer", "search_text"})


def check_may(act, case: Case, by) -> None:
    """DomainError unless this person may do this now; `by` is None for the system itself."""
    if by is not None and (case.destroyed_at or act not in acts_for(case, access_of(by))):
        raise DomainError(
            _("This cannot be done with this case now, or not by you."), code="not_now"
        )


def check_version(case: Case, version: int) -> None:
    if case.version != version:
        raise Conflict(_("Somebody else changed this case in the meantime."))


def allowed(act, case: Case, *, by, version: int) -> None:
    check_version(case, version)
    check_may(act, case, by)


def carry_out(act, kind, case, *, by, version, now, text="", detail=None, **values) -> Case:
    """One act: whether it may be done now, then as `put`."""
    allowed(act, case, by=by, version=version)
    return put(change(act, kind, case, values, text=text, detail=detail), by=by, now=now)


def put(wanted: Change, *, by, now: datetime) -> Case:
    """Compare and set: only a row that still has the version of `wanted.case` changes; else a
    Conflict.

    By a person six statements: the row, the timeline, the questions about it, the audit log, and
    two to take it back by (`case.batch`). The system takes nothing back: four. One more when words
    were replaced.
    """
    case = wanted.case
    before = _before(wanted)
    same = Case.objects.filter(pk=case.pk, version=case.version)
    if not same.update(version=case.version + 1, **wanted.values):
        raise Conflict(_("Somebody else changed this case in the meantime."))
    _show(wanted)
    _leave_all([wanted], by=by, now=now)
    case.batch = _keep([(case, before)], act=wanted.act, by=by, now=now) if by else None
    return case


def put_many(wanted: Sequence[Change], *, by, now: datetime, reason: str = "") -> Batch | None:
    """The same for rows that are locked already and one act, a fixed number of statements per 100
    of them: one for all rows that get the same values."""
    if not wanted:
        return None
    before = write_many(wanted, by=by, now=now)
    batch = _keep(before, act=wanted[0].act, by=by, now=now, reason=reason)
    for each in wanted:
        each.case.batch = batch
    return batch


def write_many(wanted: Sequence[Change], *, by, now: datetime) -> list[tuple[Case, dict]]:
    """The rows and their traces; gives what they were, for whoever keeps that."""
    before = [(each.case, _before(each)) for each in wanted]
    batches.write_rows((each.case, each.values) for each in wanted)
    for each in wanted:
        _show(each)
    _leave_all(wanted, by=by, now=now)
    return before


def _show(wanted: Change) -> None:
    """On the object what is in the row now."""
    for name, value in wanted.values.items():
        setattr(wanted.case, name, value)
    wanted.case.version += 1


def _before(wanted: Change) -> dict:
    return batches.columns_of(wanted.case, sorted(wanted.values.keys() - NOT_KEPT))


def _keep(kept, *, act, by, now, reason="") -> Batch:
    return batches.keep(
        kept, act=act, worklist=Worklist.CASES, by=by, now=now, reason=mask_bsns(reason)[0]
    )


def _leave_all(wanted: Sequence[Change], *, by, now) -> None:
    """All of one act. In one order, so that two batches cannot wait for each other."""
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case=each.case, kind=each.kind, at=now, by=by, text=each.text,
            detail={"version": each.case.version} | each.detail,
        )
        for each in wanted
    )  # fmt: skip
    revisions = [
        CaseRevision(case=each.case, version=each.case.version, at=now, by=by, before=each.words)
        for each in wanted
        if each.words
    ]
    if revisions:
        CaseRevision.objects.bulk_create(revisions)
    cases = [each.case for each in wanted]
    touch_questions(cases, now)
    record_many(by=by, action=f"case.{wanted[0].act}", objects=cases, at=now)


def touch_questions(cases: Sequence[Case], now) -> None:
    """Something happened to what was asked about these, which is what repeat detection counts
    from."""
    for ids in batches.pieces([case.pk for case in cases]):
        questions().filter(case_id__in=ids).update(last_activity_at=now)


def leave_traces(act, kind, case, *, by, now, text, detail) -> None:
    """The lines in the timeline and the audit log, for what changes nothing in the row itself.
    There is nothing to take back. Three statements."""
    words, _count = mask_bsns(text.strip())
    CaseEvent.objects.create(case=case, kind=kind, at=now, by=by, text=words, detail=detail)
    touch_questions([case], now)
    record(by=by, action=f"case.{act}", obj=case, at=now)
    case.batch = None
