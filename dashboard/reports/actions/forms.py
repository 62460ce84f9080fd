"""What is agreed about a report, and what came of it."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from dashboard.models import ReportAction
from kcc.lib import validators
from kcc.organisation.models import User


class _OwnerField(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return person.get_display_name()


class AgreedForm(forms.Form):
    text = forms.CharField(
        label=_("What will be done"), max_length=300,
        help_text=_("Write down no names of customers."),
        error_messages={"required": _("Say what will be done.")},
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": None}),
    )  # fmt: skip
    owner = _OwnerField(
        User.objects.none(), label=_("By whom"), to_field_name="public_id",
        empty_label=_("Choose somebody"), error_messages={"required": _("Choose who does it.")},
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("Ready on"), validators=validators.DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a date.")},
    )  # fmt: skip

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners


class NewForm(AgreedForm):
    # Made with the form: sent twice it is one action.
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over."))
        return day


class ChangeForm(AgreedForm):
    state = forms.ChoiceField(
        label=_("How it stands"), choices=ReportAction.State, widget=forms.RadioSelect
    )
    result = forms.CharField(
        label=_("What came of it"), max_length=300, required=False,
        help_text=_("Needed when it is done or given up: it is read in the next report."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": None}),
    )  # fmt: skip
    # What was on the screen (dashboard.reports.actions.services.seal_of).
    seal = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        if data.get("state") not in (None, ReportAction.State.OPEN) and not data.get("result"):
            self.add_error("result", _("Say what came of it."))
        return data
