"""Where a number of a figure leads: to exactly the rows it counts."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

from dashboard.asked import FigureFilters
from dashboard.audience import READS_DEPARTMENT, READS_MARKS
from dashboard.figures import SATISFACTION, Figure
from kcc.organisation.access import Access

# The names of Figure; the rest are the rows of the whole that are not in the part.
PART, WHOLE, REST = "part", "whole", "rest"


def has_side(figure: Figure, side: str) -> bool:
    return bool(getattr(figure, side))


def may_open(access: Access, figure: Figure) -> bool:
    """May this person open the rows behind it? One by one the marks of customers are for who
    steers: a colleague on a quiet subject would know who gave which."""
    readers = READS_MARKS if figure.slug == SATISFACTION.slug else READS_DEPARTMENT
    return not access.roles.isdisjoint(readers)


def rows_query(
    filters: FigureFilters, *, department=None, team=None, domain=None, **changes
) -> str:
    """What the address of a list of rows asks for, in the period and with the filters of the page;
    of a department, a team or a domain, or of everything this person sees.

    `changes` say it more precisely: period="2026-10" of a point on a line, subject=code,
    channel=code, weekday=1 (Monday) to 7, hour=0 to 23, reason=code, score=1 to 10.
    """
    if department is not None:
        changes["department"] = department.slug
    if team is not None:
        changes["team"] = team.public_id
    if domain is not None:
        changes["domain"] = domain.slug
    return filters.query(**changes)


def path(name: str, *args: str) -> str:
    """As reverse(), for the few routes that a page with figures names hundreds of times."""
    return _path(get_script_prefix(), name, args)


@lru_cache(maxsize=2000)
def _path(prefix: str, name: str, args: tuple[str, ...]) -> str:
    return reverse(name, args=args)
