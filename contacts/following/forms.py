"""What a customer types on the page to follow a case."""

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.following.services import MORE, OTHER, STATUS
from contacts.logging.fields import PhoneField


class CodeForm(forms.Form):
    """Anything may be typed: what is no number or code is a wrong one, and answered as that."""

    number = forms.CharField(
        label=_("Number of your case"), max_length=40,
        help_text=_("For example Z-2026-000123."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Fill in the number of your case.")},
    )  # fmt: skip
    code = forms.CharField(
        label=_("Code"), max_length=40,
        help_text=_("Ten letters and digits, for example K7M2P-9XQ4D."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        error_messages={"required": _("Fill in the code.")},
    )  # fmt: skip


class QuestionForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.ChoiceField(
        label=_("What do you want?"),
        choices=[
            (STATUS, _("I want to know how it is going")),
            (MORE, _("I want to tell you something, or add something")),
            (OTHER, _("Something else")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want.")},
    )
    text = forms.CharField(
        label=_("Your question or message"), max_length=2000,
        help_text=_("Do not write down your citizen service number (BSN) or anything medical."),
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": None}),
        error_messages={"required": _("Write down what you want to ask or tell.")},
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Your e-mail address"), required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("This is not an e-mail address. It looks like name@example.nl.")
        },
    )  # fmt: skip
    phone = PhoneField(label=_("Your telephone number"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4
        self.fields["phone"].widget.attrs["autocomplete"] = "tel"
