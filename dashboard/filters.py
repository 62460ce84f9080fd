"""The filters of pages with figures: period, comparison, channel, subject and domain.

All of it stands in the address, in words of an allow-list, days and codes; what cannot be read is
told beside its field and left out.
"""

from datetime import date
from functools import lru_cache, partial
from itertools import count
from typing import NamedTuple

import django_filters as filters
from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from contacts.names.selectors import Names
from dashboard import periods
from dashboard.address import MANY
from dashboard.spans import Span, last_months, month_of
from kcc.lib import validators
from kcc.organisation.models import Department

PREVIOUS, YEAR, NONE = "previous", "year", "none"
MONTHS_TO_CHOOSE = 13


class ManyWidget(forms.Select):
    """One more at a time, without a script; those chosen already go along as hidden fields, so the
    select itself is always at its first line."""

    def value_from_datadict(self, data, files, name):
        given = data.getlist(name) if hasattr(data, "getlist") else [data.get(name, "")]
        return list(dict.fromkeys(code for each in given for code in each.split(",") if code))

    def format_value(self, value):
        return []


class ManyField(forms.MultipleChoiceField):
    widget = ManyWidget


class ManyFilter(filters.Filter):
    field_class = ManyField


class PeriodField(forms.ChoiceField):
    """A preset, or any month."""

    def valid_value(self, value):
        try:
            periods.span_of(value, periods.FIRST_DAY)
        except ValueError:
            return False
        return True


class PeriodFilter(filters.Filter):
    field_class = PeriodField


def _day(name: str, label: str) -> filters.DateFilter:
    return filters.DateFilter(
        field_name=name,
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=validators.DAYS,
        method="in_days",
    )


class FigureForm(forms.Form):
    """The fields of which the one depends on the other. `today` is set by the filter set."""

    today = None
    span: Span | None = None

    def clean(self):
        given = super().clean()
        period, first, last = (given.get(name) for name in ("period", "from", "to"))
        if period:
            self._take("period", periods.span_of(period, self.today))
        elif last and not first and "from" not in self.errors:
            self.add_error("from", gettext("Give the first day too."))
        elif first and "to" not in self.errors:
            last = last or max(self.today, first)
            if last < first:
                self.add_error("to", gettext("The last day is before the first one."))
            else:
                self._take("from", Span(first, last))
        return given

    def _take(self, name: str, span: Span) -> None:
        if sentence := periods.refusal(span, self.today):
            self.add_error(name, sentence)
        else:
            self.span = span


class FigureFilter(filters.FilterSet):
    """Reads the address; `narrowed` takes the rows of a source of measures to what it asks for,
    their days aside, which a measure knows by itself."""

    period = PeriodFilter(label=_("Period"), method="in_days")
    compare = filters.ChoiceFilter(
        label=_("Compared with"), method="in_days", empty_label=None,
        choices=[
            (PREVIOUS, _("The period before")), (YEAR, _("The year before")), (NONE, _("Nothing"))
        ],
    )  # fmt: skip
    channel = ManyFilter(label=_("Channel"), method="in_channel")
    subject = ManyFilter(label=_("Subject"), method="in_subject")
    domain = ManyFilter(label=_("Domain"), method="in_domain")

    # More names that say which part is looked at (dashboard.rows.filters).
    ALSO = ()

    class Meta:
        form = FigureForm

    def __init__(self, data, *, known: Names, today: date):
        super().__init__(data, Department.objects.none())
        self.names, self.source = known, None
        self.codes, self.known_options, self.edition = offered_by(known)
        self.chosen_from = self.options(today)
        for name in self.chosen_from:
            # Asked for and not handed over: a form copies what it is handed, name by name.
            self.filters[name].extra["choices"] = partial(self.chosen_from.get, name)
        self.form.today = today

    def options(self, today: date) -> dict[str, list]:
        """What can be chosen, by the name of the field."""
        return {"period": _periods(today, get_language()), **self.known_options}

    @classmethod
    def get_filters(cls):
        # "from" is a word of Python.
        days = {"from": _day("from", _("From")), "to": _day("to", _("To and including"))}
        return super().get_filters() | days

    def ids(self, name: str) -> list[int] | None:
        """The ids of what is asked for by code; None is all."""
        asked = self.form.cleaned_data.get(name) or ()
        return [self.codes[name][code].pk for code in asked] or None

    def narrowed(self, rows, source):
        """`rows` of this source (dashboard.measures.Source)."""
        self.source = source
        return self.filter_queryset(rows)

    def in_days(self, rows, name, value):
        return rows

    def in_channel(self, rows, name, codes):
        """What knows no channel is left out, as in the tallies."""
        channel = self.source.channel
        return rows.filter(**{f"{channel}__in": self.ids(name)}) if channel else rows.none()

    def in_subject(self, rows, name, codes):
        subject = self.source.subject
        if isinstance(subject, str):
            return rows.filter(**{f"{subject}__in": self.ids(name)})
        return rows.alias(told_subject=subject).filter(told_subject__in=self.ids(name))

    def in_domain(self, rows, name, codes):
        department = self.source.department.removesuffix("_id")
        return rows.filter(**{f"{department}__domain__in": self.ids(name)})


@lru_cache(maxsize=16)
def _periods(today: date, _language: str) -> list:
    months = reversed(last_months(MONTHS_TO_CHOOSE, until=month_of(today)))
    named = [(str(month), periods.name_of(Span.of_month(month))) for month in months]
    presets = [(name, label) for name, (label, _span) in periods.PRESETS.items()]
    return [*presets, (_("Months"), named)]


# The names as they were last read, and what is made of them.
_last: list[tuple[Names, "Offered"]] = []
_editions = count()


class Offered(NamedTuple):
    """By name of the field: what is named by its code, and what can be chosen. `edition` is another
    number for other names."""

    codes: dict[str, dict]
    options: dict[str, list]
    edition: int


def offered_by(known: Names) -> Offered:
    """Made once of the names that a process keeps."""
    for names_then, offered in _last[:1]:
        if names_then is known:
            return offered
    codes = {name: _codes(getattr(known, f"{name}s")) for name in MANY}
    options = {
        "channel": [(each.code, each.name) for each in known.channels.values()],
        "domain": [(each.code, each.name) for each in known.domains.values()],
        "subject": _by_domain(known),
    }
    offered = Offered(codes, options, next(_editions))
    _last[:] = [(known, offered)]
    return offered


def _codes(kind: dict) -> dict:
    return {each.code: each for each in kind.values()}


def _by_domain(known: Names) -> list:
    """Subjects in groups, one per domain."""
    found: dict[int, list] = {}
    for each in known.subjects.values():
        found.setdefault(each.place, []).append((each.code, each.name))
    return [(each.name, found[pk]) for pk, each in known.domains.items() if pk in found]
