"""What has to be known before figures go down to a person."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from kcc.lib import validators


def _day(**options) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, validators=validators.DAYS, **options)


class ConsentForm(forms.Form):
    council_on = _day(label=_("Consent of the works council on"))
    council_reference = forms.CharField(
        label=_("Reference of the consent"), max_length=120,
        help_text=_("Where the decision can be found: the number of a letter or of a file."),
    )  # fmt: skip
    dpia_on = _day(label=_("DPIA of"))
    dpia_reference = forms.CharField(label=_("Reference of the DPIA"), max_length=120)
    purpose = forms.CharField(
        label=_("What it is for"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As it was agreed. For example: to divide work when somebody has too much."),
    )  # fmt: skip
    kept_months = forms.TypedChoiceField(
        label=_("Agreed retention, in months"),
        choices=[(number, str(number)) for number in (1, 2, 3)],
        coerce=int,
        initial=3,
        help_text=_(
            "The most is 3. This program keeps no figures per employee at all: it counts them when "
            "somebody looks."
        ),
    )
    ends_on = _day(
        label=_("Last day"), required=False,
        help_text=_("After this day it is off by itself. Empty: until somebody turns it off."),
    )  # fmt: skip
    understood = forms.BooleanField(
        label=_("I know what becomes visible, and to whom"),
        error_messages={"required": _("Read above what becomes visible, and say so.")},
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        data = super().clean()
        for name in ("council_on", "dpia_on"):
            if data.get(name) and data[name] > self.today:
                self.add_error(name, _("This day is still to come."))
        if data.get("ends_on") and data["ends_on"] < self.today:
            self.add_error("ends_on", _("This day is over."))
        data.pop("understood", None)
        return data


class OffForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is turned off"),
        max_length=200,
        error_messages={"required": _("Say why it is turned off.")},
    )
