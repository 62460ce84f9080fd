"""The filters of the list of cases: what its address may say."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from cases.selectors import Kinds
from kcc.organisation.filters import WorklistFilter
from kcc.organisation.places import Places

CLOSED = "closed"


class CaseFilter(WorklistFilter):
    """`state` is left to the tabs, which each count within these filters. Without a status only
    open cases are asked for; a status is a name, for types may share one."""

    received = "registered_at"

    type = filters.ChoiceFilter(
        field_name="case_type__slug", label=_("Case type"), empty_label=_("All")
    )
    status = filters.ChoiceFilter(
        method="with_status", label=_("Status"), empty_label=_("Everything open")
    )

    def __init__(self, data, rows, *, places: Places, kinds: Kinds):
        statuses = [*kinds.statuses, (CLOSED, _("Closed"))]
        super().__init__(data, rows, places=places, type=kinds.types, status=statuses)

    @property
    def closed(self) -> bool:
        return self.form.cleaned_data.get("status") == CLOSED

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset.filter(closed_at__isnull=not self.closed))

    def with_status(self, rows, name, value):
        return rows if value == CLOSED else rows.filter(status__name=value)
