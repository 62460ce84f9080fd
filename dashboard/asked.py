"""What a page with figures is asked for, in words, and the addresses that ask for something else.

`read_asked` is the one reader of all pages, lists of rows and sheets, and `FigureFilters.query`
writes the addresses of their links.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial

from django.utils.translation import get_language, gettext

from contacts.names.selectors import names
from dashboard import periods
from dashboard.address import DAYS, MANY, PASSING, WORDS, changed, days_of, quoted, word, written
from dashboard.board import Asked
from dashboard.filters import PREVIOUS, FigureFilter, offered_by
from dashboard.scopes import Scope
from dashboard.spans import ONE_DAY, Span, month_of, months
from kcc.lib.kept import Shelf
from kcc.lib.periods import local_day


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
            return changed(self.values, changes)
        # Nearly all of hundreds on a page: something more is asked for, and nothing else.
        words = ((name, word(value)) for name, value in changes.items())
        more = "&".join([f"{name}={quoted(text)}" for name, text in words if text])
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
        return changed(self.values | self.kept, changes)

    @property
    def cleared(self) -> str:
        """The query string of the page without any filter; never empty, for then the view opens
        that somebody wants to begin with."""
        return changed({"period": periods.THIS_MONTH} | self.kept, {})

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


def _with_first(first: tuple, others: list) -> list:
    return [first, *others]


def read_asked(params, now: datetime, reader=FigureFilter) -> tuple[Asked, FigureFilters]:
    """What `params` (request.GET) ask for; what cannot be read is left out and told in `errors`.
    One statement."""
    today, known = local_day(now), names()
    key = None
    if reader is FigureFilter and set(params) <= set(WORDS):
        given = tuple((name, *params.getlist(name)) for name in params)
        key = offered_by(known).edition, today, get_language(), given
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
        _read.put(key, (asked, told))
    return asked, told


# Pages only read them. A form is made by copying each of its fields: 0.6 ms of the processor.
_read: Shelf[tuple, tuple[Asked, FigureFilters]] = Shelf(200)
