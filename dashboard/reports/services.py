"""Making reports: the rows, the figures, the files, and making them public.

Every step is compare-and-set on the state of the row, so that of two at once one does it. Figures
are written once; files are made outside the transaction that keeps them, and made again when
somebody changed the words meanwhile.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dashboard.models import PracticeCase, Report, ReportFile
from dashboard.reports.delivery.recipients import kind_of
from dashboard.reports.delivery.services import deliver, undeliver
from dashboard.reports.files import files_of, made_files
from dashboard.reports.frozen import FIGURES_VERSION, digest_of, freeze_all
from dashboard.reports.making import document_to_file, words_of
from dashboard.reports.planning import Place, job_key, period_of, schedule_of
from dashboard.reports.schedule import Period
from dashboard.reports.words import Words
from kcc.audit.services import record
from kcc.jobs.models import Job
from kcc.jobs.services import enqueue
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.periods import local_day
from kcc.lib.snapshots import one_snapshot

State = Report.State
FREEZE = "dashboard.reports_freeze"
MAKE = "dashboard.report"
BUILD, PUBLISH = "build", "publish"  # what a job of that kind does
ATTEMPTS = 3  # to make files of words that somebody keeps changing
OPEN = (State.DUE, State.BUILDING, State.BUILT)


# -- Rows -----------------------------------------------------------------------------------------


@transaction.atomic(savepoint=False)
def make_rows(*, period: Period, places: Mapping[Place, str], by, now: datetime) -> int:
    """The first versions of these reports, each in its language, to be made; how many are there
    now. Those that are there already stay as they are. Joins the caller's transaction."""
    Report.objects.bulk_create(
        [
            Report(
                kind=period.kind,
                first_day=period.first_day,
                department_id=place,
                language=language,
                created_at=now,
                created_by=by,
            )
            # In a fixed order: two that do this at once must not wait for each other.
            for place, language in sorted(places.items(), key=lambda each: each[0] or 0)
        ],
        ignore_conflicts=True,
    )
    return enqueue_freeze(period=period, now=now)


@transaction.atomic(savepoint=False)
def enqueue_freeze(*, period: Period, now: datetime) -> int:
    """A job that freezes all reports of the period that wait for it; how many those are."""
    rows = Report.objects.filter(kind=period.kind, first_day=period.first_day, state=State.DUE)
    waiting = sorted(rows.values_list("pk", flat=True))
    if waiting:
        payload = {"kind": period.kind, "first_day": period.first_day.isoformat()}
        key = freeze_key(period, waiting[0])
        enqueue(kind=FREEZE, key=key, payload=payload, by=None, now=now)
    return len(waiting)


def freeze_key(period: Period, first: int) -> str:
    """With the id of the first row that waits: later ones of the same period are another job, and
    two that look at once make one."""
    return f"reports:{period.kind}:{period}:{first}"


def enqueue_report(*, report: Report, what: str, by, now: datetime) -> Job:
    """A job that makes the files of a report (BUILD) or makes it public (PUBLISH)."""
    return enqueue(
        kind=MAKE,
        key=job_key(report, what),
        payload={"report": str(report.public_id), "what": what},
        by=by,
        now=now,
    )


@transaction.atomic
def publish_later(*, reports: Collection[Report], by, now: datetime) -> int:
    """Let workers publish these; how many that will be. Those that are public stay as they are."""
    chosen = [report for report in reports if report.is_open]
    for report in chosen:
        enqueue_report(report=report, what=PUBLISH, by=by, now=now)
    return len(chosen)


# -- Figures --------------------------------------------------------------------------------------


def freeze(
    *,
    period: Period,
    now: datetime,
    held: Callable[[Sequence[Report]], None] = lambda frozen: None,
) -> list[Report]:
    """Write the figures into every report of the period that waits for them, all read at one
    moment; these reports. `held` is called with them in the transaction that writes them."""
    rows = Report.objects.filter(kind=period.kind, first_day=period.first_day, state=State.DUE)
    waiting = list(rows.select_related("department").order_by("pk"))
    if not waiting:
        return []
    with one_snapshot():
        places = [report.department_id for report in waiting]
        found = freeze_all(period.kind, period.first_day, places, now=now)
    with transaction.atomic():
        frozen = [each for each in waiting if _keep_figures(each, found[each.department_id], now)]
        held(frozen)
    return frozen


def _keep_figures(report: Report, figures: dict, now: datetime) -> bool:
    values = {
        "state": State.BUILDING,
        "figures": figures,
        "figures_version": FIGURES_VERSION,
        "digest": digest_of(figures),
        "frozen_at": now,
    }
    for name, value in values.items():
        setattr(report, name, value)
    return bool(Report.objects.filter(pk=report.pk, state=State.DUE).update(**values))


# -- Files ----------------------------------------------------------------------------------------


def build(*, report: Report, now: datetime) -> bool:
    """Make the files of the draft; False when that was done, or is not to be done any more."""
    if report.state != State.BUILDING:
        return False
    for _attempt in range(ATTEMPTS):
        words = words_of(report)
        files = made_files(report, words)
        with transaction.atomic():
            row = _locked(report)
            if row.state != State.BUILDING:
                return False
            if words_of(row) != words:
                report = row
                continue
            _to_state(row, State.BUILT, built_at=now)
            keep_files(report=row, files=files, now=now)
            report.state, report.built_at = row.state, now
            return True
    raise Conflict(_("Somebody is changing this report. Try again in a moment."))


@transaction.atomic(savepoint=False)
def keep_files(*, report: Report, files: Mapping[str, bytes], now: datetime) -> None:
    """In the place of those there were. Joins the caller's transaction."""
    forget_files(report=report)
    ReportFile.objects.bulk_create(
        ReportFile(
            report=report,
            format=name,
            body=body,
            size=len(body),
            digest=hashlib.sha256(body).hexdigest(),
            made_at=now,
        )
        for name, body in files.items()
    )


@transaction.atomic(savepoint=False)
def forget_files(*, report: Report) -> None:
    """The words of a draft were changed: its files are made again when somebody asks for them."""
    ReportFile.objects.filter(report=report).delete()


def _locked(report: Report) -> Report:
    rows = Report.objects.select_for_update(of=("self",)).select_related("department")
    return rows.get(pk=report.pk)


def _to_state(report: Report, state: str, **values) -> None:
    """Of a locked row; where a database knows no locks the state says whether it still holds."""
    changed = Report.objects.filter(pk=report.pk, state=report.state).update(state=state, **values)
    if not changed:
        raise Conflict(_("Somebody else changed this report just now."))
    for name, value in {"state": state, **values}.items():
        setattr(report, name, value)


# -- Making it public -----------------------------------------------------------------------------


def publish(*, report: Report, by, now: datetime, with_files: bool = True) -> Report:
    """Make it public, with the words as they are now, and tell who it is for: once, whoever asks.
    `by` is None when it goes by itself. Without `with_files` they are made when somebody asks.

    Raises DomainError for what has no figures yet, or was published or withdrawn.
    """
    for _attempt in range(ATTEMPTS):
        _check_open(report)
        words, document, files = None, None, {}
        if with_files:
            words = words_of(report, published_on=local_day(now))
            document = document_to_file(report, words)
            files = files_of(document, made_on=local_day(now))
        with transaction.atomic():
            row = _locked(report)
            _check_open(row)
            latest = words_of(row, published_on=local_day(now))
            if with_files and latest != words:
                report = row
                continue
            _publish(row, latest, by, now)
            keep_files(report=row, files=files, now=now)
            deliver(report=row, now=now, document=document)
            return row
    raise Conflict(_("Somebody is changing this report. Try again in a moment."))


def _check_open(report: Report) -> None:
    if report.state == State.DUE:
        raise DomainError(_("This report has no figures yet. Wait until it is made."))
    if not report.is_open:
        raise Conflict(_("This report is published already."))


def _publish(row: Report, words: Words, by, now: datetime) -> None:
    _to_state(
        row,
        State.PUBLISHED,
        words=words.as_json(),
        built_at=row.built_at or now,
        published_at=now,
        published_by=by,
    )
    # What nobody approved is in no report, and the contact it was told from is forgotten.
    PracticeCase.objects.filter(report=row, approved_at__isnull=True).delete()
    record(by=by, action="report.published", obj=row, detail=_detail(row), at=now)


def _detail(report: Report) -> dict:
    place = report.department.slug if report.department_id else ""
    return {"period": report.period, "department": place, "version": report.version}


@transaction.atomic
def withdraw(*, report: Report, reason: str, by, now: datetime) -> Report:
    """Take back what was published: its title and the reason stay. An earlier version, if there is
    one, counts again."""
    reason = _reason(reason)
    row = _locked(report)
    if row.state != State.PUBLISHED:
        raise Conflict(_("Only a report that is public can be withdrawn."))
    _to_state(
        row,
        State.WITHDRAWN,
        withdrawn_at=now,
        withdrawn_by=by,
        withdrawn_because=reason,
        # Which of its figures changed since tells of what was in it.
        changes=[],
    )
    undeliver(report=row, now=now)
    record(by=by, action="report.withdrawn", obj=row, detail=_detail(row), at=now)
    return row


def _reason(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise DomainError(_("Say why."), field="reason")
    limit = Report._meta.get_field("reason").max_length
    if len(text) > limit:
        raise DomainError(_("At most %(limit)d characters.") % {"limit": limit}, field="reason")
    return text


@transaction.atomic
def new_version(*, report: Report, reason: str, by, now: datetime) -> Report:
    """Another version of a report, with the figures as they are now: a draft that somebody
    publishes. The comment and the practice case come along."""
    reason = _reason(reason)
    versions = Report.objects.filter(
        kind=report.kind, first_day=report.first_day, department=report.department
    ).order_by("version")
    # Whoever makes a version of it waits for us, whichever one that begins with; and reads after
    # that what is there.
    list(versions.select_for_update(of=("self",)).values_list("pk", flat=True)[:1])
    others = {row.version: row for row in versions.select_related("department")}
    row = others[report.version]
    if row.state not in (State.PUBLISHED, State.WITHDRAWN):
        raise DomainError(_("This report is not public yet: it can still be changed."))
    if open_ones := [version for version, each in others.items() if each.state in OPEN]:
        said = _("Version %(version)d is being made already. Publish that one first.")
        raise Conflict(said % {"version": open_ones[0]})
    made = Report.objects.create(
        kind=row.kind,
        first_day=row.first_day,
        department=row.department,
        version=max(others) + 1,
        reason=reason,
        language=schedule_of(kind_of(row)).language,
        created_at=now,
        created_by=by,
        comment=row.comment,
        commented_by=row.commented_by,
    )
    _copy_case(row, made)
    record(by=by, action="report.versioned", obj=made, detail=_detail(made), at=now)
    enqueue_freeze(period=period_of(made), now=now)
    return made


def _copy_case(report: Report, made: Report) -> None:
    """Only when every word of it was approved."""
    case = PracticeCase.objects.filter(report=report, approved_at__isnull=False).first()
    if case:
        case.pk, case.report = None, made
        case.save(force_insert=True)
