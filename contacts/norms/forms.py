"""What a manager types to make a norm, or to end one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.reference import reference
from kcc.lib import validators
from kcc.organisation.calendars import Norm
from kcc.organisation.models import ServiceNorm


def _day(label, **options):
    return forms.DateField(
        label=label,
        validators=validators.DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **options,
    )


class NormForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is promised?"), choices=ServiceNorm.Kind)
    subject = forms.ChoiceField(label=_("For which subject?"), required=False)
    department = forms.ChoiceField(label=_("For which department?"), required=False)
    channel = forms.ChoiceField(label=_("For which channel?"), required=False)
    amount = forms.IntegerField(label=_("Term"), min_value=1, max_value=500)
    unit = forms.ChoiceField(
        label=_("Unit"),
        choices=ServiceNorm.Unit,
        initial=ServiceNorm.Unit.WORKING_DAYS,
        widget=forms.RadioSelect,
    )
    target_percentage = forms.IntegerField(
        label=_("Target in %"),
        min_value=0,
        max_value=100,
        initial=80,
        help_text=_("Which share of the promises is to be kept."),
    )
    valid_from = _day(_("First day"), help_text=_("Today or later."))
    valid_until = _day(
        _("Last day"),
        required=False,
        help_text=_("Leave it empty for as long as nothing else is agreed."),
    )
    source = forms.CharField(label=_("What was it decided in?"), required=False, max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kept = reference()
        for name, every, rows in (
            ("subject", _("every subject"), kept.subjects),
            ("department", _("every department"), kept.departments),
            ("channel", _("every channel"), kept.channels),
        ):
            choices = [(code, row.name) for code, row in rows.items()]
            self.fields[name].choices = [("", every), *choices]

    @property
    def values(self) -> dict:
        """What the service takes."""
        kept, data = reference(), self.cleaned_data
        return data | {
            "subject": kept.subjects.get(data["subject"]),
            "department": kept.departments.get(data["department"]),
            "channel": kept.channels.get(data["channel"]),
        }

    @property
    def norm(self) -> Norm:
        """The norm as it would be reckoned with; it has no row yet."""
        values = self.values
        return Norm(
            pk=0,
            kind=values["kind"],
            department_id=values["department"].pk if values["department"] else None,
            channel_id=values["channel"].pk if values["channel"] else None,
            amount=values["amount"],
            unit=values["unit"],
            target_percentage=values["target_percentage"],
            valid_from=values["valid_from"],
            valid_until=values["valid_until"],
            subject_code=values["subject"].code if values["subject"] else "",
        )


class EndForm(forms.Form):
    last_day = _day(_("Last day"), help_text=_("Today or later."))
