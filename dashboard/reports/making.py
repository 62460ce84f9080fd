"""The document of a report: its frozen figures and what people added, put together."""

from datetime import date

from django.utils import translation

from dashboard.models import PracticeCase, Report
from dashboard.reports.actions.selectors import actions_before, actions_of, improvements_of
from dashboard.reports.delivery.recipients import kind_of
from dashboard.reports.document import compose
from dashboard.reports.frozen import thaw
from dashboard.reports.planning import schedule_of
from dashboard.reports.words import Words
from kcc.lib.paper.shape import Document


def words_of(report: Report, *, published_on: date | None = None) -> Words:
    """What people added: as it was published, or of an open report as it is now. Five statements
    for one that is open, none for another."""
    if not report.is_open:
        return Words.from_json(report.words)
    approved = PracticeCase.objects.filter(report=report, approved_at__isnull=False)
    return Words(
        comment=report.comment,
        case=approved.values_list("text", flat=True).first() or "",
        actions_before=actions_before(report.department, report),
        actions_new=actions_of(report),
        improvements=improvements_of(report),
        contact=schedule_of(kind_of(report)).contact,
        published_on=published_on,
        version=report.version,
        reason=report.reason,
    )


def document_of(report: Report, words: Words | None = None) -> Document:
    """In the active language. Asks nothing when `words` are given."""
    return compose(thaw(report.figures), words_of(report) if words is None else words)


def document_to_file(report: Report, words: Words | None = None) -> Document:
    """In the language of the report: what its files are made of."""
    with translation.override(report.language):
        return document_of(report, words)
