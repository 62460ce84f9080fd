"""A round is prepared, and changed as far as it can be."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.lib.periods import Month, local_day
from maturity.evidence.services import refresh
from maturity.models import Assessment
from maturity.rounds import words
from maturity.rounds.selectors import progress_of
from maturity.rounds.services.locking import held
from maturity.rounds.services.telling import tell
from maturity.rounds.sizes import MOST_INHABITANTS, size_of
from maturity.rounds.workflow import CHANGEABLE
from maturity.selectors import current_edition

State = Assessment.State
# Nobody fills in for longer, or meets later.
LONGEST = timedelta(days=366)
# Whole months of figures beside the statements when nothing else is said.
MONTHS = 3
WITH_FIGURES = {"department", "domain", "form", "figures_first", "figures_last"}


@transaction.atomic
def create_round(
    *,
    by,
    now: datetime,
    title: str,
    closes_on: date,
    inhabitants: int,
    form: str = Assessment.Form.FULL,
    department=None,
    domain=None,
    figures_first: date | None = None,
    figures_last: date | None = None,
    meeting_on: date | None = None,
    invitation: str = "",
    leader=None,
) -> Assessment:
    """A round that is being prepared: nobody is asked yet. Without `department` and `domain` it is
    of the whole organisation; the figures are of the last three whole months."""
    edition = current_edition()
    if edition is None:
        raise DomainError(
            _("The statements are not loaded yet. Ask the administrator to load the start data.")
        )
    first, last = last_months(now)
    assessment = Assessment(
        title=title, department=department, domain=domain, form=form, inhabitants=inhabitants,
        edition=edition, figures_first=figures_first or first, figures_last=figures_last or last,
        closes_on=closes_on, meeting_on=meeting_on, invitation=invitation, created_at=now,
        created_by=by, leader=leader or by,
    )  # fmt: skip
    _check(assessment, now=now)
    assessment.size = size_of(inhabitants)
    assessment.save()
    record(by=by, action="maturity.round_made", obj=assessment, detail=_told(assessment), at=now)
    return assessment


@transaction.atomic
def change_round(*, by, assessment: Assessment, now: datetime, **values) -> Assessment:
    """Change what the state still lets change (maturity.rounds.workflow); other values are refused.
    Who is still to hand in is told of another last day."""
    assessment = held(assessment, "change")
    changed = {name: new for name, new in values.items() if getattr(assessment, name) != new}
    if set(changed) - set(CHANGEABLE[assessment.state]):
        raise DomainError(_("People were asked already, so this cannot be changed any more."))
    if not changed:
        return assessment
    for name, value in changed.items():
        setattr(assessment, name, value)
    _check(assessment, now=now, days=changed.keys() & {"closes_on", "meeting_on"})
    assessment.size = size_of(assessment.inhabitants)
    assessment.save(update_fields=[*changed, "size"])
    if assessment.state == State.DRAFT and assessment.evidence_at and changed.keys() & WITH_FIGURES:
        refresh(assessment=assessment, now=now)
    if assessment.state == State.OPEN and "closes_on" in changed:
        _tell_of_last_day(assessment, now)
    detail = {"changed": sorted(changed)}
    record(by=by, action="maturity.round_changed", obj=assessment, detail=detail, at=now)
    return assessment


def last_months(now: datetime) -> tuple[date, date]:
    """The first and the last day of the last whole months."""
    last = Month.of(now).previous
    return last.earlier(MONTHS - 1).first_day, last.last_day


def _check(
    assessment: Assessment, *, now: datetime, days=frozenset({"closes_on", "meeting_on"})
) -> None:
    """DomainError with the field it is about. `days`: which of the two days are new."""
    today = local_day(now)
    closes_on, meeting_on = assessment.closes_on, assessment.meeting_on
    if assessment.department_id and assessment.domain_id:
        raise DomainError(_("Choose a department or a domain, not both."), field="place")
    if not 1 <= assessment.inhabitants <= MOST_INHABITANTS:
        raise DomainError(_("This is not a number of inhabitants."), field="inhabitants")
    if "closes_on" in days and not today <= closes_on <= today + LONGEST:
        raise DomainError(_("Choose a day from today on, within a year."), field="closes_on")
    if meeting_on and days and not closes_on <= meeting_on <= closes_on + LONGEST:
        raise DomainError(
            _("The meeting is on the last day to fill in or later, within a year."),
            field="meeting_on",
        )
    _check_months(assessment.figures_first, assessment.figures_last, today)


def _check_months(first: date, last: date, today: date) -> None:
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if not whole or first > last:
        raise DomainError(_("Choose whole months, the first one first."), field="figures_last")
    if last >= today:
        raise DomainError(
            _("This month is not over yet. Choose a month that is."), field="figures_last"
        )
    if last - first > LONGEST:
        raise DomainError(_("Choose at most twelve months."), field="figures_first")


def _tell_of_last_day(assessment: Assessment, now: datetime) -> None:
    # Once for every other day: moved there and back, it is told again.
    stamp = int(now.timestamp())
    tell(
        assessment=assessment, people=progress_of(assessment).waiting, now=now,
        about=f"moved:{stamp}", text=words.moved, mail=True,
    )  # fmt: skip


def _told(assessment: Assessment) -> dict:
    return {
        "form": assessment.form,
        "size": assessment.size,
        "edition": assessment.edition.version,
        "place": _place(assessment),
        "closes_on": assessment.closes_on.isoformat(),
    }


def _place(assessment: Assessment) -> str:
    if assessment.department_id:
        return assessment.department.slug
    return f"domain {assessment.domain.slug}" if assessment.domain_id else "organisation"
