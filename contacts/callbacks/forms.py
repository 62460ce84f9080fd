"""What can be typed on the page of a callback."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ActForm(forms.Form):
    """Every act carries the version of the page it was typed on."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ResultForm(ActForm):
    """How the call went. One text for every button: nothing is lost by pressing another one."""

    text = forms.CharField(
        label=_("What did you answer, or what happened?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RerouteForm(ActForm):
    department = forms.ModelChoiceField(
        queryset=None, to_field_name="slug", label=_("To which department?")
    )
    reason = forms.CharField(
        label=_("Why does it belong there?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments
