"""The filters that every worklist has: where the work waits, and since when.

Addresses carry slugs, public ids, days and words of an allow-list, never a person.
"""

from datetime import timedelta

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kcc.lib import validators
from kcc.lib.periods import start_of
from kcc.organisation.places import Places


def _day():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class WorklistFilter(filters.FilterSet):
    """Narrows rows with a `department` by what the address says; `received` names the column of
    the moment the work came in. What the address asks for but is not a choice gives no rows at
    all and an error at the field: never more rows than were asked for."""

    received = "requested_at"
    # The column of who does the work, and who asks (set by Asked).
    worker = "assignee"
    user = None
    # Seldom needed: they wait behind a button.
    FOLDED = ("since", "until", "handler")

    department = filters.ChoiceFilter(
        field_name="department__slug", label=_("Department"), empty_label=_("All")
    )
    team = filters.ChoiceFilter(field_name="team__public_id", label=_("Team"), empty_label=_("All"))
    domain = filters.ChoiceFilter(
        field_name="department__domain__slug", label=_("Domain"), empty_label=_("All")
    )
    since = filters.DateFilter(
        method="in_since", label=_("Received from"), widget=_day(), validators=validators.DAYS
    )
    until = filters.DateFilter(
        method="in_until", label=_("Received until"), widget=_day(), validators=validators.DAYS
    )

    # Never by name: a person does not belong in an address.
    handler = filters.ChoiceFilter(
        method="in_handler", label=_("Handler"), empty_label=_("All"),
        choices=[("nobody", _("Nobody")), ("me", _("Me")), ("colleagues", _("Colleagues"))],
    )  # fmt: skip

    def __init__(self, data, rows, *, places: Places, **choices):
        super().__init__(data, rows)
        choices |= {
            "department": places.department_choices,
            "team": places.team_choices,
            "domain": places.domain_choices,
        }
        for name, values in choices.items():
            self.filters[name].extra["choices"] = values

    @property
    def rows(self):
        return self.qs if self.form.is_valid() else self.queryset.none()

    @property
    def shown(self):
        """The bound fields that leave something to choose, and those in use."""
        return [field for field in self._useful() if not self._folded(field)]

    @property
    def folded(self):
        """What is behind the button; the days last."""
        folded = [field for field in self._useful() if self._folded(field)]
        return sorted(folded, key=lambda field: field.name in ("since", "until"))

    def _useful(self):
        """The domain is left to who comes from a figure of one: departments say it more
        precisely."""
        for field in self.form:
            options = getattr(field.field, "choices", None)
            # One of the options is "no choice".
            useful = field.name != "domain" and (options is None or len(list(options)) > 2)
            if useful or field.value():
                yield field

    def _folded(self, field) -> bool:
        return field.name in self.FOLDED and not field.value()

    @property
    def closed(self) -> bool:
        """Asks for what is closed; otherwise only open work is asked for."""
        return False

    def openness(self, *, every: bool) -> Q:
        """Only open work, unless a status says otherwise or `every` row is meant."""
        raise NotImplementedError

    @property
    def clearable(self) -> list[str]:
        """The fields that can be left out of the address."""
        return list(self.form.fields)

    @property
    def is_narrowed(self) -> bool:
        return any(self.form[name].value() for name in self.clearable)

    @property
    def chosen(self) -> dict[str, str]:
        """What was asked for, for the audit log."""
        return {name: str(value) for name, value in self.form.cleaned_data.items() if value}

    def in_since(self, rows, name, day):
        return rows.filter(**{f"{self.received}__gte": start_of(day)})

    def in_until(self, rows, name, day):
        return rows.filter(**{f"{self.received}__lt": start_of(day + timedelta(days=1))})

    def in_handler(self, rows, name, word):
        nobody, me = Q(**{f"{self.worker}__isnull": True}), Q(**{self.worker: self.user})
        return rows.filter({"nobody": nobody, "me": me}.get(word, ~nobody & ~me))
