"""What is typed about a document."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import CaseDocument

ACCEPTED = ".pdf,.png,.jpg,.jpeg,.odt,.docx,.eml"


class DocumentForm(forms.Form):
    # Without a length: a long name is cut, never a reason to refuse.
    file = forms.FileField(
        label=_("File"),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    direction = forms.ChoiceField(
        label=_("Which way did it go?"),
        choices=CaseDocument.Direction.choices,
        initial=CaseDocument.Direction.IN,
        widget=forms.RadioSelect,
    )
    description = forms.CharField(
        label=_("What is it?"),
        required=False,
        max_length=200,
        help_text=_("For example: proof of income over 2025."),
    )


class RemoveForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it removed?"),
        max_length=500,
        error_messages={"required": _("Say why it is removed.")},
    )
