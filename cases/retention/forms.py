"""What can be typed on the pages about destruction."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DrawUpForm(forms.Form):
    until = forms.DateField(
        label=_("Retention passed up to and including"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DecideForm(forms.Form):
    """The version of the list that was looked at goes along."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class SendBackForm(DecideForm):
    remark = forms.CharField(
        label=_("What has to change?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class LeaveOutForm(forms.Form):
    reason = forms.CharField(
        label=_("Why does it stay?"),
        max_length=300,
        help_text=_("For instance: a court case is running. No names."),
    )
    keep_until = forms.DateField(
        label=_("Keep until"),
        required=False,
        help_text=_("Empty: it comes back on the next list."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
