"""The filters of the list of cases: what its address may say."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.catalogue.kept import CLOSED, Kinds
from cases.models import Priority
from kcc.organisation.filters import Choice, WorklistFilter, WorklistForm
from kcc.organisation.places import Places

HIGH, RAISED, NORMAL = "high", "raised", "normal"


class CaseForm(WorklistForm):
    type = Choice(_("Case type"))
    status = Choice(_("Status"))
    priority = Choice(
        _("Priority"), [(HIGH, _("High")), (RAISED, _("Raised or high")), (NORMAL, _("Normal"))]
    )


class CaseFilter(WorklistFilter):
    """`state` is left to the tabs, which each count within these filters. Without a status only
    open cases are asked for, but for what somebody registered; a status is a name, for types may
    share one."""

    form_class = CaseForm
    received = "registered_at"
    worker = "handler"
    FOLDED = ("priority", *WorklistFilter.FOLDED)

    def __init__(self, data, rows, *, places: Places, kinds: Kinds):
        choices = {"type": kinds.type_options}
        if "status" in self.form_class.base_fields:
            choices["status"] = kinds.status_options
        super().__init__(data, rows, places=places, **choices)

    @property
    def closed(self) -> bool:
        return self.form.cleaned_data.get("status") == CLOSED

    def openness(self, *, every: bool) -> Q:
        status = self.form.cleaned_data["status"] if self.form.is_valid() else ""
        if every and not status:
            return Q()
        return Q(closed_at__isnull=status != CLOSED)

    def narrow(self, rows, name, value):
        if name == "type":
            return rows.filter(case_type__slug=value)
        if name == "status":
            return rows if value == CLOSED else rows.filter(status__name=value)
        if name == "priority":
            if value == HIGH:
                return rows.filter(priority=Priority.HIGH)
            raised = Q(priority__gt=Priority.NORMAL)
            return rows.filter(raised if value == RAISED else ~raised)
        return super().narrow(rows, name, value)


class BoardForm(CaseForm):
    status = None
    type = Choice(_("Case type"), must=True, attrs=" data-submit")


class BoardFilter(CaseFilter):
    """Of the board: open cases of one type; their statuses are its columns."""

    form_class = BoardForm

    @property
    def clearable(self) -> list[str]:
        return [name for name in super().clearable if name != "type"]

    def openness(self, *, every: bool) -> Q:
        return Q(closed_at__isnull=True)
