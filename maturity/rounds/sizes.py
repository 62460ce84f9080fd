"""How large a municipality is, by its inhabitants."""

from django.conf import settings
from django.utils.translation import gettext as _

from kcc.lib.templatetags.kcc import number
from maturity.models import Assessment

Size = Assessment.Size
# The largest municipality of the country has fewer.
MOST_INHABITANTS = 2_000_000


def size_of(inhabitants: int) -> Assessment.Size:
    """Small below the first of settings.MATURITY_SIZE_LIMITS, medium-sized below the second."""
    small, medium = settings.MATURITY_SIZE_LIMITS
    if inhabitants < small:
        return Size.SMALL
    return Size.MEDIUM if inhabitants < medium else Size.LARGE


def limits_in_words() -> str:
    small, medium = (number(limit) for limit in settings.MATURITY_SIZE_LIMITS)
    return _(
        "Fewer than %(small)s inhabitants counts as small, fewer than %(medium)s as medium-sized. "
        "Results are compared with municipalities of the same size."
    ) % {"small": small, "medium": medium}
