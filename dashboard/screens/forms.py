"""Which screen a key is for, and how long it holds."""

from django import forms
from django.utils.translation import gettext_lazy as _

DAYS = ((31, _("1 month")), (92, _("3 months")), (183, _("6 months")), (366, _("1 year")))


class ScreenForm(forms.Form):
    name = forms.CharField(
        label=_("Which screen"),
        max_length=80,
        help_text=_("Where it hangs, so that you know it again: “Floor 2, near the window”."),
        error_messages={"required": _("Say which screen it is.")},
    )
    days = forms.TypedChoiceField(
        label=_("The key holds for"), choices=DAYS, coerce=int, initial=366
    )
