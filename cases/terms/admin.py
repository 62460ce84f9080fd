"""Administration of the amounts that a late decision costs."""

import re

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.models import PenaltyRate
from cases.terms.penalty import MOST_DAYS
from kcc.organisation.adminsite import Admin, register

LINE = re.compile(r"\s*(\d{1,3})\s*[x×*]\s*(?:€\s*)?(\d{1,4})\s*", re.ASCII)


class TiersField(forms.CharField):
    """One line for each stretch: 14 × 23 is fourteen days at 23 euros a day."""

    widget = forms.Textarea

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(f"{days} × {amount}" for days, amount in value)
        return value

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != (data or "").replace("\r\n", "\n").strip()

    def clean(self, value):
        tiers = []
        for line in filter(str.strip, super().clean(value).splitlines()):
            found = LINE.fullmatch(line)
            if not found or not int(found[1]) or not int(found[2]):
                raise ValidationError(_("Write each line as 14 × 23: days × euros a day."))
            tiers.append([int(found[1]), int(found[2])])
        if sum(days for days, _amount in tiers) > MOST_DAYS:
            raise ValidationError(
                _("Together these are more than %(most)d days, the most the law asks (Awb 4:17)."),
                params={"most": MOST_DAYS},
            )
        return tiers


class PenaltyRateForm(forms.ModelForm):
    tiers = TiersField(
        label=_("Amounts"),
        help_text=_("One stretch a line: 14 × 23 is fourteen days at € 23 a day."),
    )

    class Meta:
        model = PenaltyRate
        fields = ("valid_from", "tiers", "source")


@register(PenaltyRate)
class PenaltyRateAdmin(Admin):
    form = PenaltyRateForm
    list_display = ("valid_from", "maximum", "source")

    @admin.display(description=_("highest amount"))
    def maximum(self, rate):
        return sum(days * amount for days, amount in rate.tiers)
