"""The filters of the list of callbacks: what its address may say."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.callbacks.workflow import OPEN
from contacts.known import key_of
from contacts.models.callback import AnswerBy, CallbackStatus, Priority
from kcc.organisation.filters import Choice, WorklistFilter, WorklistForm

URGENT, RAISED, NORMAL = "urgent", "raised", "normal"


class CallbackForm(WorklistForm):
    subject = Choice(_("Subject"))
    status = Choice(_("Status"), CallbackStatus.choices)
    answer_by = Choice(_("How it is answered"), AnswerBy.choices)
    priority = Choice(
        _("Priority"),
        [(URGENT, _("Urgent")), (RAISED, _("Raised or high")), (NORMAL, _("Normal"))],
    )


class CallbackFilter(WorklistFilter):
    """`state` is left to the tabs, which each count within these filters. Without a status only
    open callbacks are asked for, but for what somebody promised."""

    form_class = CallbackForm
    FOLDED = ("answer_by", "priority", *WorklistFilter.FOLDED)

    @property
    def closed(self) -> bool:
        return self.form.cleaned_data.get("status", "") not in {"", *OPEN}

    def openness(self, *, every: bool) -> Q:
        asked = self.form.is_valid() and self.form.cleaned_data["status"]
        return Q() if asked or every else Q(closed_at__isnull=True)

    def key_of(self, name, value):
        return key_of("subject", value) if name == "subject" else super().key_of(name, value)

    def narrow(self, rows, name, value):
        if name == "subject":
            return rows.filter(question__subject_id=self.key_of(name, value))
        if name in ("status", "answer_by"):
            return rows.filter(**{name: value})
        if name == "priority":
            if value == URGENT:
                return rows.filter(urgent=True)
            raised = Q(priority__gt=Priority.NORMAL)
            return rows.filter(raised if value == RAISED else ~raised)
        return super().narrow(rows, name, value)
