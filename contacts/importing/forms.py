"""Which file, and what its columns mean."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.importing.mappingfile import available


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("A list in CSV, as a spreadsheet or another system saves it."),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty."),
        },
    )
    mapping = forms.ChoiceField(
        label=_("What kind of file is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of file it is.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mapping"].choices = [(one.name, one.title) for one in available()]
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.tsv,text/csv,text/plain"
