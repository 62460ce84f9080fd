"""The words the KCC manager adds to a report, and publishing many at once.

Two people may do it at the same time: what somebody writes over is always what that person saw.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from contacts.practice.selectors import Candidate, may_be_told, names_in
from dashboard.models import PracticeCase, Report
from dashboard.reports.editing.selectors import candidate
from dashboard.reports.planning import job_key
from dashboard.reports.services import forget_files, publish_later
from kcc.audit.services import record, record_many
from kcc.jobs.models import Job
from kcc.jobs.services import retry
from kcc.lib.errors import Conflict, DomainError


def seal_of(text: str) -> str:
    """Of the words a form saw."""
    return sha256(text.encode()).hexdigest()[:16]


def _open(report: Report) -> Report:
    """The row, held until the transaction ends."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("department")
    row = rows.defer("figures", "words").get(pk=report.pk)
    if not row.is_open:
        raise DomainError(
            _("This report is not a draft any more. To change it, make a new version of it.")
        )
    return row


# -- The comment ----------------------------------------------------------------------------------


@transaction.atomic
def write_comment(*, by, report: Report, text: str, seal: str, now: datetime) -> Report:
    """What the KCC manager says about the figures. Conflict when somebody else wrote meanwhile; the
    same words once more change nothing."""
    row, text = _open(report), _lines(text)
    if row.comment == text:
        return row
    if seal_of(row.comment) != seal:
        raise Conflict(_("Somebody else changed the comment meanwhile."))
    row.comment, row.commented_by = text, by
    row.save(update_fields=["comment", "commented_by"])
    forget_files(report=row)
    record(by=by, action="report.commented", obj=row, at=now)
    return row


def _lines(text: str) -> str:
    """A browser sends line ends as CR LF."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


# -- The practice case ----------------------------------------------------------------------------


@transaction.atomic
def note_looks(*, by, report: Report, seen: Sequence[Candidate], now: datetime) -> None:
    """Every contact that was told to somebody is in the audit log, as when it is opened."""
    contacts = [each.contact for each in seen]
    detail = {"report": str(report.public_id)}
    record_many(by=by, action="report.candidate_viewed", objects=contacts, detail=detail, at=now)


@transaction.atomic
def choose_case(*, by, report: Report, question: UUID, seal: str, now: datetime) -> PracticeCase:
    """Begin the practice case from this contact, in the place of the one there is. `seal` is that
    of the text the person saw, of an empty one when there was none."""
    row = _open(report)
    with translation.override(row.language):
        chosen = candidate(row, question)
    if chosen is None:
        raise DomainError(_("This contact can not be told any more. Choose another one."))
    before = _case(row)
    if before is not None and before.question == question:
        return before
    if seal_of(before.text if before else "") != seal:
        raise Conflict(_("Somebody else changed the practice case meanwhile."))
    case = _keep(row, before, chosen.text, question=question, by=by, now=now)
    # Chosen by its id alone, it is seen now.
    note_looks(by=by, report=row, seen=[chosen], now=now)
    record(by=by, action="report.case_chosen", obj=row, at=now)
    return case


@transaction.atomic
def write_case(*, by, report: Report, text: str, seal: str, now: datetime) -> PracticeCase:
    """Its words; they are to be approved (again). The same words once more change nothing."""
    row, text = _open(report), _lines(text)
    before = _case(row)
    if before is not None and before.text == text:
        return before
    _check_text(text)
    if seal_of(before.text if before else "") != seal:
        raise Conflict(_("Somebody else changed the practice case meanwhile."))
    question = before.question if before else None
    case = _keep(row, before, text, question=question, by=by, now=now)
    record(by=by, action="report.case_written", obj=row, at=now)
    return case


@transaction.atomic
def approve_case(
    *, by, report: Report, text: str, seal: str, looked: bool, now: datetime
) -> PracticeCase:
    """Nobody can be recognised in these words: from now on they are in the report, and which
    contact it was is forgotten. `looked`: also when some words look like a name or a number."""
    row = _open(report)
    case = write_case(by=by, report=row, text=text, seal=seal, now=now)
    if case.approved_at is not None:
        return case
    if case.question is not None and not may_be_told(case.question):
        raise DomainError(
            _("This contact can not be told any more: it became confidential. Choose another one.")
        )
    found = [] if looked else names_in(case.text, case.question)
    if found:
        words = ", ".join(f"“{each}”" for each in found)
        raise DomainError(
            _("This may lead to a person: %(words)s. Take it out, or say below that it may stay.")
            % {"words": words},
            field="text",
            code="names",
        )
    case.question, case.approved_at, case.approved_by = None, now, by
    case.save(update_fields=["question", "approved_at", "approved_by"])
    record(by=by, action="report.case_approved", obj=row, at=now)
    return case


@transaction.atomic
def drop_case(*, by, report: Report, now: datetime) -> None:
    """No practice case in this report. Nothing to do when there is none."""
    row = _open(report)
    if _case(row) is not None:
        PracticeCase.objects.filter(report=row).delete()
        forget_files(report=row)
        record(by=by, action="report.case_dropped", obj=row, at=now)


def _case(report: Report) -> PracticeCase | None:
    return PracticeCase.objects.select_for_update(of=("self",)).filter(report=report).first()


def _check_text(text: str) -> None:
    if not text:
        raise DomainError(_("Write what happened."), field="text")


def _keep(report, before, text, *, question, by, now) -> PracticeCase:
    case = before or PracticeCase(report=report)
    case.text, case.question, case.chosen_at, case.chosen_by = text, question, now, by
    case.approved_at = case.approved_by = None
    case.save()
    forget_files(report=report)
    return case


# -- Publishing many ------------------------------------------------------------------------------


@transaction.atomic
def publish_all(*, by, reports: Sequence[Report], now: datetime) -> int:
    """Let workers publish these, also those they failed at before; how many that will be."""
    number = publish_later(reports=reports, by=by, now=now)
    keys = [job_key(each, "publish") for each in reports if each.is_open]
    for job in Job.objects.filter(key__in=keys, state=Job.State.FAILED).order_by("pk"):
        retry(by=by, job=job, now=now)
    return number
