"""What the privacy officer may ask the audit log."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kcc.audit.sentences import ACTIONS, OBJECTS, action_in_words, object_in_words
from kcc.lib import validators


class AuditFilterForm(forms.Form):
    """Filters in the address: ids and words of a list, never what somebody is called."""

    action = forms.ChoiceField(label=_("What"), required=False)
    person = forms.ChoiceField(label=_("Who"), required=False)
    type = forms.ChoiceField(label=_("Kind of object"), required=False)
    object = forms.CharField(label=_("Number of the object"), required=False, max_length=64)
    start = forms.DateField(
        label=_("From"),
        required=False,
        validators=validators.DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    end = forms.DateField(
        label=_("To and including"),
        required=False,
        validators=validators.DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data, *, people):
        super().__init__(data)
        self.fields["action"].choices = [("", _("Everything")), *_sorted(ACTIONS, action_in_words)]
        self.fields["type"].choices = [("", _("Every kind")), *_sorted(OBJECTS, object_in_words)]
        self.fields["person"].choices = [
            ("", _("Everybody")),
            *((str(user.public_id), user.get_display_name()) for user in people),
        ]

    def clean(self):
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day is before the first one."))
        return self.cleaned_data

    @property
    def asked(self) -> dict[str, str]:
        """The filters in force, as the audit log records them."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}


def _sorted(words, in_words):
    return sorted(((code, in_words(code)) for code in words), key=lambda choice: choice[1])
