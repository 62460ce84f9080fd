"""The key that is typed on a screen, once."""

from django import forms
from django.utils.translation import gettext_lazy as _


class KeyForm(forms.Form):
    key = forms.CharField(
        label=_("Key of this screen"),
        max_length=60,
        help_text=_("Capitals, spaces and dashes do not matter."),
        error_messages={"required": _("Type the key.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
