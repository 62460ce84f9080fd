"""The filters of the list of callbacks: what its address may say."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.callbacks.workflow import OPEN
from contacts.models.callback import AnswerBy, CallbackStatus, Priority
from kcc.organisation.filters import WorklistFilter

URGENT, RAISED, NORMAL = "urgent", "raised", "normal"


class CallbackFilter(WorklistFilter):
    """`state` is left to the tabs, which each count within these filters. Without a status only
    open callbacks are asked for, but for what somebody promised."""

    FOLDED = ("answer_by", "priority", *WorklistFilter.FOLDED)

    subject = filters.ChoiceFilter(
        field_name="question__subject__code", label=_("Subject"), empty_label=_("All")
    )
    status = filters.ChoiceFilter(
        choices=CallbackStatus.choices, label=_("Status"), empty_label=_("All")
    )
    answer_by = filters.ChoiceFilter(
        choices=AnswerBy.choices, label=_("How it is answered"), empty_label=_("All")
    )
    priority = filters.ChoiceFilter(
        method="with_priority", label=_("Priority"), empty_label=_("All"),
        choices=[(URGENT, _("Urgent")), (RAISED, _("Raised or high")), (NORMAL, _("Normal"))],
    )  # fmt: skip

    @property
    def closed(self) -> bool:
        return self.form.cleaned_data.get("status", "") not in {"", *OPEN}

    def openness(self, *, every: bool) -> Q:
        asked = self.form.is_valid() and self.form.cleaned_data["status"]
        return Q() if asked or every else Q(closed_at__isnull=True)

    def with_priority(self, rows, name, word):
        if word == URGENT:
            return rows.filter(urgent=True)
        raised = Q(priority__gt=Priority.NORMAL)
        return rows.filter(raised if word == RAISED else ~raised)
