"""Who is away: whose work was handed over and not given back yet."""

from datetime import date, datetime

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from kcc.lib.periods import local_day
from kcc.lib.templatetags.kcc import day as day_words
from kcc.organisation.models import Batch, User


def absences() -> QuerySet[Batch]:
    """Hand-overs for somebody who did not get the work back yet."""
    return Batch.objects.filter(
        absent__isnull=False, handed_back_at__isnull=True, undone_at__isnull=True
    )


def away_on(day: date) -> QuerySet[Batch]:
    """Of those, who is away on that day; without a last day until the work is handed back."""
    return absences().filter(Q(absent_until__isnull=True) | Q(absent_until__gte=day))


def with_absence(people: QuerySet, *, now: datetime, person: str = "pk") -> QuerySet:
    """These rows with `away` and `away_until` (None: not known) of the user in the column
    `person`. No statement of its own."""
    found = away_on(local_day(now)).filter(absent=OuterRef(person)).order_by("-at")
    until = Subquery(found.values("absent_until")[:1], output_field=DateField())
    return people.annotate(away=Exists(found), away_until=until)


def name_with_absence(person: User, *, away: bool, until: date | None) -> str:
    """The name in a list to choose from, with a word for who is away."""
    name = person.get_display_name()
    if not away:
        return name
    if until is None:
        return _("%(name)s (away)") % {"name": name}
    return _("%(name)s (away until %(day)s)") % {"name": name, "day": day_words(until)}
