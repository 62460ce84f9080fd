"""The filters of the list of cases: what its address may say."""

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import Priority
from cases.selectors import Kinds
from kcc.organisation.filters import WorklistFilter
from kcc.organisation.places import Places

CLOSED = "closed"
HIGH, RAISED, NORMAL = "high", "raised", "normal"


class CaseFilter(WorklistFilter):
    """`state` is left to the tabs, which each count within these filters. Without a status only
    open cases are asked for, but for what somebody registered; a status is a name, for types may
    share one."""

    received = "registered_at"
    worker = "handler"
    FOLDED = ("priority", *WorklistFilter.FOLDED)

    type = filters.ChoiceFilter(
        field_name="case_type__slug", label=_("Case type"), empty_label=_("All")
    )
    status = filters.ChoiceFilter(method="with_status", label=_("Status"), empty_label=_("All"))

    priority = filters.ChoiceFilter(
        method="with_priority", label=_("Priority"), empty_label=_("All"),
        choices=[(HIGH, _("High")), (RAISED, _("Raised or high")), (NORMAL, _("Normal"))],
    )  # fmt: skip

    def __init__(self, data, rows, *, places: Places, kinds: Kinds):
        choices = {"type": kinds.types}
        if "status" in self.base_filters:
            choices["status"] = [*kinds.statuses, (CLOSED, _("Closed"))]
        super().__init__(data, rows, places=places, **choices)

    @property
    def closed(self) -> bool:
        return self.form.cleaned_data.get("status") == CLOSED

    def openness(self, *, every: bool) -> Q:
        status = self.form.cleaned_data["status"] if self.form.is_valid() else ""
        if every and not status:
            return Q()
        return Q(closed_at__isnull=status != CLOSED)

    def with_status(self, rows, name, value):
        return rows if value == CLOSED else rows.filter(status__name=value)

    def with_priority(self, rows, name, word):
        if word == HIGH:
            return rows.filter(priority=Priority.HIGH)
        raised = Q(priority__gt=Priority.NORMAL)
        return rows.filter(raised if word == RAISED else ~raised)


class BoardFilter(CaseFilter):
    """Of the board: open cases of one type; their statuses are its columns."""

    status = None
    type = filters.ChoiceFilter(
        field_name="case_type__slug", label=_("Case type"), empty_label=None,
        widget=forms.Select(attrs={"data-submit": ""}),
    )  # fmt: skip

    @property
    def clearable(self) -> list[str]:
        return [name for name in super().clearable if name != "type"]

    def openness(self, *, every: bool) -> Q:
        return Q(closed_at__isnull=True)
