"""What a customer answers, and what the manager keeps about asking."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models.satisfaction import HIGHEST, LOWEST
from contacts.satisfaction.services import LONGEST_COMMENT

SCORES = [(str(score), str(score)) for score in range(LOWEST, HIGHEST + 1)]


class AnswerForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("Which mark do you give us?"),
        help_text=_("1 is very bad, 10 is excellent."),
        choices=SCORES, coerce=int, widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a mark from 1 to 10."),
            "invalid_choice": _("Choose a mark from 1 to 10."),
        },
    )  # fmt: skip
    comment = forms.CharField(
        label=_("Do you want to tell us why?"), required=False, max_length=LONGEST_COMMENT,
        help_text=_(
            "Please write down no names, telephone numbers or addresses. What we recognise as such "
            "we take out before anybody reads it."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": None}),
    )  # fmt: skip


class PrintForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=[("nl", "Nederlands"), ("en", "English")],
        initial="nl", widget=forms.RadioSelect,
    )  # fmt: skip


class PolicyForm(forms.Form):
    active = forms.BooleanField(
        label=_("Invite people by e-mail, by itself"), required=False,
        help_text=_("Switched off, only colleagues make a link to print."),
    )  # fmt: skip
    after_contacts = forms.BooleanField(label=_("After a contact"), required=False)
    after_callbacks = forms.BooleanField(label=_("After a callback"), required=False)
    after_cases = forms.BooleanField(label=_("After a case"), required=False)
    percentage = forms.IntegerField(
        label=_("How many of every hundred"), min_value=1, max_value=100,
        help_text=_("Of what was closed, so that not everybody is asked."),
    )  # fmt: skip
    rest_days = forms.IntegerField(
        label=_("Days between two invitations"), min_value=30, max_value=365,
        help_text=_("Nobody is asked more often than once in 30 days."),
    )  # fmt: skip
    valid_days = forms.IntegerField(label=_("Days that a link works"), min_value=1, max_value=90)
    # When the policy that is on the screen was kept; empty when there is none yet.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        data = super().clean()
        kinds = ("after_contacts", "after_callbacks", "after_cases")
        if data.get("active") and not any(data.get(kind) for kind in kinds):
            self.add_error("after_contacts", _("Choose at least one occasion to ask."))
        return data

    @property
    def values(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}
