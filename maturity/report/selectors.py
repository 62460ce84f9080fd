"""A settled round with all that its report tells."""

from datetime import datetime
from uuid import UUID

from kcc.lib.periods import local_day
from kcc.organisation.access import Access
from maturity.models import Assessment
from maturity.plan.selectors import courses_of, plan_of
from maturity.plan.show import cautions_of
from maturity.report.source import Plan, Source
from maturity.results import selectors as results
from maturity.results import show

# Of the figure of an action no more months are told.
MOST_MONTHS = 12


def source_of(access: Access, user, public_id: UUID, *, now: datetime) -> Source | None:
    """None for what is not there for this person. Five statements, and with actions that have a
    figure those of reading it: three more, whatever their number."""
    assessment = results.result_to_read(access, user, public_id)
    if assessment is None:
        return None
    before = results.round_before(assessment, access, user)
    page = show.page(assessment, before, results.notes_of(assessment))
    return Source(assessment, page, before, _plan(assessment, page, now))


def _plan(assessment: Assessment, page: show.Page, now: datetime) -> Plan:
    found = plan_of(assessment)
    if found.is_empty:
        return Plan()
    begun = [each for each in found.actions if each.started_on]
    return Plan(
        targets=found.targets,
        actions=found.actions,
        courses=courses_of(begun, now=now, most=MOST_MONTHS),
        cautions=cautions_of(assessment, page.asked, page.result, found),
        today=local_day(now),
    )
