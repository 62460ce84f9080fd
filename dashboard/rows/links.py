"""Where a number of a figure leads: to exactly the rows it counts."""

from django.urls import reverse

from dashboard.audience import READS_DEPARTMENT, READS_MARKS
from dashboard.figures import SATISFACTION, Figure
from dashboard.filters import FigureFilters
from kcc.organisation.access import Access

# The rest are the rows of the whole that are not in the part.
PART, WHOLE, REST = "part", "whole", "rest"


def has_side(figure: Figure, side: str) -> bool:
    return bool({PART: figure.part, WHOLE: figure.whole, REST: figure.rest}[side])


def may_open(access: Access, figure: Figure) -> bool:
    """May this person open the rows behind it? One by one the marks of customers are for who
    steers: a colleague on a quiet subject would know who gave which."""
    return access.has(*(READS_MARKS if figure == SATISFACTION else READS_DEPARTMENT))


def rows_url(
    access: Access,
    figure: Figure,
    filters: FigureFilters,
    side: str = PART,
    *,
    department=None,
    team=None,
    domain=None,
    **changes,
) -> str:
    """The rows of one side of a figure, in the period and with the filters of the page; of a
    department, a team or a domain, or of everything this person sees. Empty for who may not open
    them, and for what has no rows of its own (what is open now leads to the worklists).

    `changes` say it more precisely: period="2026-10" of a point on a line, subject=code,
    channel=code, weekday=1 (Monday) to 7, hour=0 to 23, reason=code, score=1 to 10.
    """
    if not may_open(access, figure) or not has_side(figure, side):
        return ""
    if department is not None:
        changes["department"] = department.slug
    if team is not None:
        changes["team"] = team.public_id
    if domain is not None:
        changes["domain"] = domain.slug
    query = filters.query(**changes)
    address = reverse("dashboard:rows", args=[figure.slug, side])
    return f"{address}?{query}" if query else address
