"""What an alert watches, from when on, and whom it tells."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from dashboard.alerts.levels import STOCK, WATCHED
from dashboard.figures import BY_SLUG, Basis, Unit
from dashboard.models import Alert
from kcc.organisation.models import Department


class AlertForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=100, error_messages={"required": _("Give the alert a name.")}
    )
    figure = forms.ChoiceField(label=_("Figure"))
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department"),
        required=False,
        to_field_name="slug",
        empty_label=_("Whole organisation"),
    )
    threshold = forms.DecimalField(
        label=_("Threshold"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=1,
        max_digits=4,
        localize=True,
        help_text=_("In per cent, or a mark. Leave it empty for the norm of the figure."),
    )
    days = forms.IntegerField(
        label=_("Working days in a row"), min_value=1, max_value=60, initial=3,
        help_text=_("As long as it has to stay past before anybody is told."),
    )  # fmt: skip
    audience = forms.ChoiceField(
        label=_("Who is told"), choices=Alert.Audience.choices, initial=Alert.Audience.MANAGERS
    )
    active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments
        self.fields["figure"].choices = [
            (_("Open work, as it was in the evening"), [(f.slug, f.name) for f in STOCK]),
            (
                _("Over the last thirty days"),
                [(f.slug, f.name) for f in WATCHED if f not in STOCK],
            ),
        ]

    def clean(self):
        data = super().clean()
        figure = BY_SLUG.get(data.get("figure"))
        if figure is None:
            return data
        if figure.basis == Basis.IMPORTED and data.get("department"):
            self.add_error(
                "department",
                _("The telephone exchange knows no departments: choose the whole organisation."),
            )
        threshold = data.get("threshold")
        if figure.unit == Unit.MARK and threshold is not None and not 1 <= threshold <= 10:
            self.add_error("threshold", _("A mark lies from 1 to 10."))
        tells_heads = data.get("audience") != Alert.Audience.MANAGERS
        if tells_heads and not data.get("department"):
            self.add_error("audience", _("To tell a head, choose the department."))
        return data

    @staticmethod
    def initial_of(alert: Alert) -> dict:
        values = {name: getattr(alert, name) for name in ("name", "figure", "days", "audience")}
        threshold = alert.threshold
        return values | {
            "department": alert.department.slug if alert.department else None,
            "threshold": threshold if threshold is None else Decimal(threshold),
            "active": alert.active,
        }
