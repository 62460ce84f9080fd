"""What can be typed on the page of a callback, and about several of them. The fields of a form are
what its service takes."""

from collections.abc import Iterable

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.callbacks.workflow import Act
from contacts.models.callback import Result
from kcc.lib import validators
from kcc.organisation.away import with_absence
from kcc.organisation.choosing import PeopleField, colleagues
from kcc.organisation.models import Department, User
from kcc.organisation.reach import reachable_departments


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


class BulkForm(forms.Form):
    """One act on several callbacks. What the act does not ask for is not there."""

    person = PeopleField(
        queryset=User.objects.none(), to_field_name="public_id", label=_("To whom?"),
        empty_label=_("Choose a colleague"),
    )  # fmt: skip
    department = forms.ModelChoiceField(
        queryset=Department.objects.none(), to_field_name="slug", label=_("To which department?"),
        empty_label=_("Choose a department"),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data=None, *, act: str, departments: Iterable[Department]):
        super().__init__(data)
        if act == Act.ASSIGN:
            self.fields["person"].queryset = with_absence(
                colleagues(departments), now=timezone.now()
            )
        else:
            del self.fields["person"]
        if act == Act.REROUTE:
            self.fields["department"].queryset = reachable_departments().order_by("name")
        else:
            del self.fields["department"]
        # Who works goes on working: only what ends or leaves the department needs a reason.
        self.fields["reason"].required = act in (Act.REROUTE, Act.LAPSE)

    @property
    def target(self):
        """The field that decides where they go; None when nothing is chosen."""
        return next((self[name] for name in ("person", "department") if name in self.fields), None)

    @property
    def chosen(self) -> dict:
        """What was chosen there; nothing as long as nothing was."""
        found = getattr(self, "cleaned_data", {}).get(self.target.name)
        return {self.target.name: found} if found else {}

    @property
    def values(self) -> dict:
        return self.cleaned_data
