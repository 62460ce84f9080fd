"""What the address of the archive asks for."""

from datetime import date

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from dashboard.models import Report
from dashboard.periods import name_of
from dashboard.reports.audience import ORGANISATION
from dashboard.reports.frozen import span_of
from dashboard.reports.selectors import DRAFTS, Period
from kcc.lib.periods import Month

UNREAD, DRAFT, OLDER = "unread", "draft", "older"
State = Report.State


def period_name(kind: str, first_day: date) -> str:
    """October 2026, or 2026."""
    return name_of(span_of(kind, first_day))


class ArchiveFilter(filters.FilterSet):
    """Without a state: what counts now, so no version that a later one replaced."""

    place = filters.ChoiceFilter(method="in_place", label=_("About"), empty_label=_("All"))
    domain = filters.ChoiceFilter(
        field_name="department__domain__slug", label=_("Domain"), empty_label=_("All")
    )
    period = filters.ChoiceFilter(method="in_period", label=_("Period"), empty_label=_("All"))
    kind = filters.ChoiceFilter(
        field_name="kind", label=_("Kind"), empty_label=_("All"), choices=Report.Kind
    )
    state = filters.ChoiceFilter(method="in_state", label=_("State"), empty_label=_("All"))

    def __init__(self, data, rows, *, places, periods, drafts: bool, organisation: bool):
        super().__init__(data, rows)
        about = [(each.slug, each.name) for each in places]
        if organisation:
            about.insert(0, (ORGANISATION, _("The whole organisation")))
        domains = {each.domain.slug: each.domain.name for each in places if each.domain}
        self.choices = {
            "place": about,
            "domain": sorted(domains.items(), key=lambda pair: pair[1]),
            "period": _periods(periods),
            "state": _states(drafts),
        }
        for name, values in self.choices.items():
            self.filters[name].extra["choices"] = values

    @property
    def rows(self):
        """What the address asks for that is not a choice gives no rows at all."""
        if not self.form.is_valid():
            return self.queryset.none()
        found = self.qs
        return found if self.form.cleaned_data["state"] else found.filter(replaced=False)

    @property
    def shown(self):
        """The fields that leave something to choose, and those in use."""
        for field in self.form:
            if field.value() or len(field.field.choices) > 2:  # one of them is "All"
                yield field

    @property
    def is_narrowed(self) -> bool:
        return any(field.value() for field in self.form)

    def in_place(self, rows, name, slug):
        if slug == ORGANISATION:
            return rows.filter(department__isnull=True)
        return rows.filter(department__slug=slug)

    def in_period(self, rows, name, code):
        if "-" in code:
            return rows.filter(kind=Report.Kind.MONTH, first_day=Month.parse(code).first_day)
        # Of a year also its months.
        return rows.filter(first_day__year=int(code))

    def in_state(self, rows, name, word):
        if word == UNREAD:
            return rows.filter(unread=True)
        if word == DRAFT:
            return rows.filter(state__in=DRAFTS)
        if word == OLDER:
            return rows.filter(replaced=True)
        return rows.filter(state=word)


def _periods(found: list[Period]) -> list[tuple[str, str]]:
    """Each year, and under it its months."""
    choices: dict[str, str] = {}
    for each in found:
        year = str(each.first_day.year)
        choices.setdefault(year, _("All of %(year)s") % {"year": year})
        if each.kind == Report.Kind.MONTH:
            choices.setdefault(each.code, period_name(each.kind, each.first_day))
    return list(choices.items())


def _states(drafts: bool) -> list[tuple[str, str]]:
    choices = [
        (State.PUBLISHED, _("Published")),
        (UNREAD, _("Not read by me")),
        (OLDER, _("Earlier versions")),
        (State.WITHDRAWN, _("Withdrawn")),
    ]
    return [(DRAFT, _("Not published yet")), *choices] if drafts else choices
