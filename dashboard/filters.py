"""What a page with figures is asked for: period, comparison, channel, subject and domain.

All of it stands in the address, in words of an allow-list, days and codes; what cannot be read is
told beside its field and left out. `read_asked` is the one reader of all pages, lists of rows and
sheets, and `FigureFilters.query` writes the addresses of their links.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, lru_cache, partial
from itertools import count
from typing import NamedTuple
from urllib.parse import quote_plus

import django_filters as filters
from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from contacts.names.selectors import Names, names
from dashboard import periods
from dashboard.board import Asked
from dashboard.scopes import Scope
from dashboard.spans import ONE_DAY, Span, last_months, month_of, months
from kcc.lib import validators
from kcc.lib.periods import local_day
from kcc.lib.worklist import PLACE
from kcc.organisation.models import Department

PREVIOUS, YEAR, NONE = "previous", "year", "none"
MONTHS_TO_CHOOSE = 13
# The names in the address: several values of one name as a,b or as name=a&name=b.
MANY = ("channel", "subject", "domain")
WORDS = ("period", "from", "to", "compare", *MANY)
DAYS = frozenset({"period", "from", "to"})
# Of this one look at the page: no link takes it along.
PASSING = {*PLACE, "view", "format", "table"}


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
        self.codes, self.known_options, self.edition = _offered(known)
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


def _offered(known: Names) -> Offered:
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


def _with_first(first: tuple, others: list) -> list:
    return [first, *others]


def _by_domain(known: Names) -> list:
    """Subjects in groups, one per domain."""
    found: dict[int, list] = {}
    for each in known.subjects.values():
        found.setdefault(each.place, []).append((each.code, each.name))
    return [(each.name, found[pk]) for pk, each in known.domains.items() if pk in found]


# -- Read, and written into links ---------------------------------------------------------------


@dataclass(frozen=True)
class Tag:
    """Something chosen, and the query string without it."""

    name: str
    code: str
    label: str
    query: str


class FigureFilters:
    """What was asked for, in words, and the query strings that ask for something else."""

    def __init__(self, found: FigureFilter, params, today: date):
        self.found, self.form, self.today = found, found.form, today
        # What else the address says, such as the order of a table: kept on the same page.
        gone = {*WORDS, *PASSING, *found.form.errors}
        self.kept = {name: params[name] for name in params if name not in gone and params[name]}
        self.params = params
        # Names and codes by id, for whatever a page tells about.
        self.names = found.names
        # By name: the sentences beside the field. What has one is not asked for.
        self.errors = {name: list(lines) for name, lines in found.form.errors.items()}
        given = found.form.cleaned_data
        self.is_usual = found.form.span is None
        self.span = found.form.span or periods.span_of(periods.THIS_MONTH, today)
        self.how = given.get("compare") or PREVIOUS
        self.compare = periods.compared(self.span, self.how, today)
        self.codes = {name: tuple(given.get(name) or ()) for name in MANY}
        self._offer()

    def _offer(self) -> None:
        """The choices of the bar: whatever is on screen is among those of the period, and what was
        chosen already is not offered again."""
        fields, offered = self.form.fields, self.found.chosen_from
        if not self.is_usual:
            period, periods_known = self.values.get("period", ""), offered["period"]
            known = {code for code, _label in (*periods_known[:-1], *periods_known[-1][1])}
            if period not in known:
                fields["period"].choices = [(period, self.period_name), *periods_known]
        for name, codes in self.codes.items():
            first = ("", gettext("Add one") if codes else gettext("All"))
            fields[name].choices = partial(_with_first, first, offered[name])

    @cached_property
    def values(self) -> dict[str, str]:
        """The values of an address that asks for the same, without the empty ones."""
        given = self.form.cleaned_data
        told = dict.fromkeys(WORDS, "")
        if not self.is_usual:
            told["period"] = given.get("period") or ""
            if not told["period"]:
                told["from"], told["to"] = str(self.span.first), str(self.span.last)
        told["compare"] = self.how if self.how != PREVIOUS else ""
        told |= {name: ",".join(codes) for name, codes in self.codes.items()}
        return {name: value for name, value in told.items() if value}

    def query(self, **changes) -> str:
        """ "period=2026-11&channel=telefoon": what comes after the ? of an address. A change is a
        text, several texts, or None to take it out; other names go along as they are given."""
        if not self._renamed.isdisjoint(changes):
            return _query(self.values, changes)
        # Nearly all of hundreds on a page: something more is asked for, and nothing else.
        words = ((name, _word(value)) for name, value in changes.items())
        more = "&".join([f"{name}={_quoted(word)}" for name, word in words if word])
        return f"{self._said}&{more}" if self._said and more else self._said or more

    @cached_property
    def _said(self) -> str:
        return written(self.values)

    @cached_property
    def _renamed(self) -> frozenset[str]:
        """The names of which a change takes the place of something."""
        days = DAYS if any(name in self.values for name in DAYS) else ()
        return frozenset((*self.values, *days))

    def here(self, **changes) -> str:
        """As `query`, for a link to the page itself: what else its address says goes along."""
        return _query(self.values | self.kept, changes)

    @property
    def cleared(self) -> str:
        """The query string of the page without any filter; never empty, for then the view opens
        that somebody wants to begin with."""
        return _query({"period": periods.THIS_MONTH} | self.kept, {})

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the bar sends along: what was chosen already, and own days under its period."""
        gone = {"period", "compare"}
        return [pair for pair in (self.values | self.kept).items() if pair[0] not in gone]

    @property
    def hidden_beside_days(self) -> list[tuple[str, str]]:
        gone = DAYS
        return [pair for pair in (self.values | self.kept).items() if pair[0] not in gone]

    @cached_property
    def fields_key(self) -> tuple | None:
        """All that the fields of the bar depend on, beside the language: who has the same sees the
        same fields. None when one has an error: somebody may have typed anything there."""
        if self.errors:
            return None
        asked = tuple((name, *self.params.getlist(name)) for name in WORDS if name in self.params)
        return type(self.found), self.found.edition, self.today, asked

    @property
    def key(self) -> tuple | None:
        """The same of the whole bar; None when its address asks for something else as well."""
        return None if self.kept else self.fields_key

    @property
    def days_refused(self) -> bool:
        return not {"from", "to"}.isdisjoint(self.errors)

    # -- In words ------------------------------------------------------------------------------

    @property
    def period_name(self) -> str:
        return periods.name_of(self.span)

    @property
    def compare_name(self) -> str:
        return periods.name_of(self.compare) if self.compare else ""

    @property
    def tags(self) -> list[Tag]:
        """The channels, subjects and domains that were chosen, and the part of a breakdown."""
        found = []
        for name, codes in self.codes.items():
            for code in codes:
                rest = [other for other in codes if other != code]
                label = self.found.codes[name][code].name
                found.append(Tag(name, code, label, self.here(**{name: rest})))
        for name in self.found.ALSO:
            if (value := self.form.cleaned_data.get(name)) not in (None, ""):
                field = self.form.fields[name]
                choice = dict(field.choices).get(value, value)
                label = f"{field.label}: {choice}"
                found.append(Tag(name, str(value), label, self.here(**{name: None})))
        return found

    @property
    def is_narrow(self) -> bool:
        """Only some channels, subjects or domains."""
        return any(self.codes.values())

    @property
    def is_empty(self) -> bool:
        return self.values in ({}, {"period": periods.THIS_MONTH})

    # -- Other periods -------------------------------------------------------------------------

    @property
    def earlier(self) -> Tag | None:
        """The period before this one; None before the first figures."""
        span = self.span.previous
        return None if periods.refusal(span, self.today) else self._tag(span)

    @property
    def later(self) -> Tag | None:
        """The period after this one; None when that has yet to begin."""
        first = self.span.last + ONE_DAY
        if first > self.today:
            return None
        if not self.span.is_months:
            return self._tag(Span(first, first + (self.span.last - self.span.first)))
        month = month_of(first)
        for _month in months(self.span)[1:]:
            month = month.next
        return self._tag(Span(first, month.last_day))

    def _tag(self, span: Span) -> Tag:
        return Tag("period", "", periods.name_of(span), self.here(**days_of(span)))

    # -- Narrowing -----------------------------------------------------------------------------

    def within(self, scope: Scope) -> Scope:
        """The part of it in the domains that were chosen."""
        domains = self.found.ids("domain")
        if domains is None:
            return scope
        inside = tuple(each for each in scope.departments if each.domain_id in domains)
        return replace(scope, departments=inside, is_everything=False)


def days_of(span: Span) -> dict[str, object]:
    """How an address asks for these days."""
    month = span.month
    return {"period": month} if month else {"from": span.first, "to": span.last}


def _query(told: dict[str, str], changes: dict) -> str:
    if not DAYS.isdisjoint(changes):
        told = {name: value for name, value in told.items() if name not in DAYS}
    return written(told | {name: _word(value) for name, value in changes.items()})


def _word(value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def written(asked: dict[str, str]) -> str:
    """The query string of these values, without the empty ones."""
    return "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in asked.items() if value])


def _quoted(text: str) -> str:
    """Nearly all of it are codes and days, in which there is nothing to quote."""
    if text.isascii() and (text.isalnum() or text.replace("-", "").replace("_", "").isalnum()):
        return text
    return quote_plus(text, safe=",")


def read_asked(params, now: datetime, reader=FigureFilter) -> tuple[Asked, FigureFilters]:
    """What `params` (request.GET) ask for; what cannot be read is left out and told in `errors`.
    One statement."""
    today, known = local_day(now), names()
    key = None
    if reader is FigureFilter and set(params) <= set(WORDS):
        given = tuple((name, *params.getlist(name)) for name in params)
        key = _offered(known).edition, today, get_language(), given
    if kept := _read.get(key):
        return kept
    found = reader(params, known=known, today=today)
    told = FigureFilters(found, params, today)
    asked = Asked(
        span=told.span,
        compare=told.compare,
        subjects=found.ids("subject"),
        channels=found.ids("channel"),
    )
    # What is refused may be anything that somebody typed: that is not kept.
    if key and not told.errors:
        if len(_read) >= MOST_READ:
            _read.clear()
        _read[key] = asked, told
    return asked, told


# Pages only read them. A form is made by copying each of its fields: 0.6 ms of the processor.
_read: dict[tuple, tuple[Asked, FigureFilters]] = {}
MOST_READ = 200
