"""That somebody who was told of a report has seen it."""

from datetime import datetime

from dashboard.models import Report, ReportReader


def opened(*, report: Report, user, now: datetime) -> None:
    """Kept once, of the first time; of who was not told nothing is kept. One statement."""
    rows = ReportReader.objects.filter(report=report, user=user, opened_at__isnull=True)
    rows.update(opened_at=now)
