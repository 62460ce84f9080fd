"""The file with an outcome of somebody else."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maturity.sharing.exchange import MOST_BYTES


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("The file another municipality downloaded here. It ends with .json."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
    label = forms.CharField(
        label=_("Name for yourselves"),
        max_length=80,
        required=False,
        help_text=_("Only if you want to know later whose it was. It stays within this list."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".json,application/json"

    def clean_file(self):
        """Its bytes; one byte more than fits is enough to know that it is too large."""
        return self.cleaned_data["file"].read(MOST_BYTES + 1)
