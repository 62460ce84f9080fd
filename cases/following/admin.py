"""Administration of the words that customers get about their case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.following.words import PLACES, unknown_places
from cases.models import CaseMessage
from kcc.organisation.adminsite import Admin, register

HELP = _(
    "Filled in are %(places)s. A paragraph that names something there is nothing for is left out."
)


class CaseMessageForm(forms.ModelForm):
    class Meta:
        model = CaseMessage
        fields = ("kind", "subject", "body", "body_en", "active")
        widgets = {
            "body": forms.Textarea({"rows": 20}),
            "body_en": forms.Textarea({"rows": 20}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = {"places": ", ".join(f"{{{name}}}" for name in PLACES)}
        self.fields["body"].help_text = HELP % places
        self.fields["body_en"].help_text = _(
            "Comes under the Dutch text in the same mail. Empty: Dutch only."
        )
        self.fields["active"].help_text = _("Switched off, nobody gets this message.")

    def _checked(self, name: str) -> str:
        text = self.cleaned_data[name]
        if wrong := unknown_places(text):
            raise forms.ValidationError(
                _("“%(wrong)s” cannot be filled in. Use %(places)s."),
                params={
                    "wrong": " ".join(wrong),
                    "places": ", ".join(f"{{{name}}}" for name in PLACES),
                },
            )
        return text

    def clean_subject(self):
        """Mail servers and telephones show it: no code, and nothing about what kind of case."""
        text = self._checked("subject")
        private = [f"{{{name}}}" for name in ("code", "case", "status", "explanation")]
        if shown := [place for place in private if place in text]:
            raise forms.ValidationError(
                _("The subject line is read by more people than one: leave out %(places)s."),
                params={"places": ", ".join(shown)},
            )
        return text

    def clean_body(self):
        return self._checked("body")

    def clean_body_en(self):
        return self._checked("body_en")


@register(CaseMessage)
class CaseMessageAdmin(Admin):
    form = CaseMessageForm
    list_display = ("kind", "subject", "active")
    list_filter = ("active",)
    fixed = ("kind",)
