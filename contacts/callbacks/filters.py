"""The filters of the list of callbacks: what its address may say."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from contacts.callbacks.workflow import OPEN
from contacts.models.callback import CallbackStatus
from kcc.organisation.filters import WorklistFilter


class CallbackFilter(WorklistFilter):
    """`state` is left to the tabs, which each count within these filters. Without a status only
    open callbacks are asked for."""

    subject = filters.ChoiceFilter(
        field_name="question__subject__code", label=_("Subject"), empty_label=_("All")
    )
    status = filters.ChoiceFilter(
        choices=CallbackStatus.choices, label=_("Status"), empty_label=_("Everything open")
    )

    @property
    def closed(self) -> bool:
        return self.form.cleaned_data.get("status", "") not in {"", *OPEN}

    def filter_queryset(self, queryset):
        if not self.form.cleaned_data["status"]:
            queryset = queryset.filter(status__in=OPEN)
        return super().filter_queryset(queryset)
