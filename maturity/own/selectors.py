"""Reading the statements of the municipality itself."""

from django.db.models import IntegerField, QuerySet
from django.db.models.functions import Cast, Substr

from dashboard.figures import BY_KPI
from maturity.catalogue import Catalogue, Figure
from maturity.models import OwnStatement

# "E12"
FIRST_DIGIT = 2
# A distribution: told beside a statement, without a threshold.
SHARES = "kanaal_verdeling"


def every_own() -> QuerySet[OwnStatement]:
    """In the order in which they are asked."""
    number = Cast(Substr("code", FIRST_DIGIT), IntegerField())
    return OwnStatement.objects.annotate(number=number).order_by("pillar", "phase", "number")


def asked_own() -> QuerySet[OwnStatement]:
    """What a round that is opened now asks."""
    return every_own().filter(active=True)


def measured(catalogue: Catalogue) -> list[Figure]:
    """The figures of the catalogue that the application can read, by name."""
    found = (f for f in catalogue.figures.values() if f.slug in BY_KPI or f.slug == SHARES)
    return sorted(found, key=lambda figure: figure.name)
