"""What can be typed on the page of a case."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ActForm(forms.Form):
    """Every act carries the version of the page it was typed on."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class NoteForm(ActForm):
    text = forms.CharField(
        label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class StatusForm(ActForm):
    """`statuses` are the ones the case may go to."""

    status = forms.ModelChoiceField(queryset=None, to_field_name="order", label=_("New status"))
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500,
        help_text=_("Needed when the case goes back."),
    )  # fmt: skip

    def __init__(self, *args, statuses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].queryset = statuses


class HandOverForm(ActForm):
    """`targets` holds groups of (value, label), see cases.targets."""

    to = forms.ChoiceField(label=_("To whom?"))
    reason = forms.CharField(
        label=_("Why does it belong there?"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Choose")), *targets]


class CloseForm(ActForm):
    result = forms.ModelChoiceField(
        queryset=None,
        to_field_name="name",
        label=_("Result"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What did you answer the customer?"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args, results, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].queryset = results
