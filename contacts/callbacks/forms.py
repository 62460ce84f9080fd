"""What can be typed on the page of a callback. The fields of a form are what its service takes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models.callback import Result
from kcc.lib import validators
from kcc.organisation.away import name_with_absence


class ActForm(forms.Form):
    """Every act carries the version of the page it was typed on."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def _sentence(label, **options):
    """One line: Enter saves it."""
    return forms.CharField(label=label, max_length=500, **options)


class AnswerForm(ActForm):
    answer = forms.CharField(
        label=_("What did you answer?"),
        error_messages={"required": _("Write down what you answered.")},
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    result = forms.ChoiceField(
        label=_("Result"), choices=Result, initial=Result.ANSWERED, widget=forms.RadioSelect
    )


class AttemptForm(ActForm):
    text = _sentence(_("What happened?"), required=False)


class WaitForm(ActForm):
    reason = _sentence(_("What are we waiting for?"))
    until = forms.DateField(
        label=_("Until which day?"),
        validators=validators.DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class RerouteForm(ActForm):
    department = forms.ModelChoiceField(
        queryset=None,
        to_field_name="slug",
        label=_("To which department?"),
        empty_label=_("Choose a department"),
    )
    reason = _sentence(_("Why does it belong there?"))

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments


class LapseForm(ActForm):
    reason = _sentence(_("Why is it no longer needed?"))


class GiveUpForm(ActForm):
    text = _sentence(_("What happened?"), required=False)


class ReopenForm(ActForm):
    reason = _sentence(_("Why is it opened again?"))


class PeopleField(forms.ModelChoiceField):
    """Colleagues from `with_absence`: who is away can be chosen, and is marked."""

    def label_from_instance(self, person):
        return name_with_absence(person, away=person.away, until=person.away_until)


class AssignForm(ActForm):
    person = PeopleField(
        queryset=None,
        to_field_name="public_id",
        label=_("To whom?"),
        empty_label=_("Choose a colleague"),
    )
    text = _sentence(_("Message for your colleague"), required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class NoteForm(forms.Form):
    """Notes are added to each other: no version, never a conflict."""

    text = forms.CharField(
        label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
