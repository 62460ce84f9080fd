"""What can be chosen when work is handed over."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.absence.selectors import Receiver
from kcc.lib import validators

PEOPLE, DEPARTMENT = "people", "department"


class HandOverForm(forms.Form):
    way = forms.ChoiceField(
        label=_("Where does the work go?"),
        choices=[(PEOPLE, _("To colleagues")), (DEPARTMENT, _("Back to the department"))],
        initial=PEOPLE,
        widget=forms.RadioSelect,
    )
    people = forms.MultipleChoiceField(
        label=_("To whom?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several people each get an equal part, the most urgent work first."),
    )
    until = forms.DateField(
        label=_("Last day away"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=validators.DAYS,
        help_text=_("Leave it empty when nobody knows yet."),
    )
    reason = forms.CharField(
        label=_("What colleagues read with it"),
        required=False,
        max_length=200,
        help_text=_("Do not write that somebody is ill: “Absent” is enough."),
    )
    # What was looked at before it was confirmed.
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, receivers: Sequence[Receiver], **kwargs):
        super().__init__(*args, **kwargs)
        self.receivers = {str(each.user.public_id): each for each in receivers}
        self.fields["people"].choices = [
            (key, each.user.get_display_name()) for key, each in self.receivers.items()
        ]

    def clean(self):
        values = super().clean()
        if values.get("way") == PEOPLE and not values.get("people") and not self.errors:
            self.add_error("people", _("Choose at least one colleague."))
        return values

    @property
    def chosen(self) -> list[Receiver]:
        """Nobody: back to the department."""
        if self.cleaned_data["way"] == DEPARTMENT:
            return []
        return [self.receivers[key] for key in self.cleaned_data["people"]]
