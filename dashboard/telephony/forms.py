"""Which report of the telephone exchange is read, and what holds where it does not say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dashboard.telephony.columns import LINE_LENGTH
from dashboard.telephony.reading import NORM_SECONDS


class ReportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_("A report per hour or per quarter, saved as CSV."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
    line = forms.CharField(
        label=_("Number or queue"),
        max_length=LINE_LENGTH,
        required=False,
        help_text=_("What the calls came in on, when the file does not say."),
    )
    norm_seconds = forms.IntegerField(
        label=_("Norm in seconds"),
        min_value=1,
        max_value=3600,
        initial=NORM_SECONDS,
        help_text=_(
            "Within how many seconds a call is answered in time, when the file does not say."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.tsv,text/csv,text/plain"
