"""Forms for logging in and for one's own account."""

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.utils.translation import gettext_lazy as _

from kcc.organisation.models import User

TOKEN = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "spellcheck": "false",
    "autocapitalize": "none",
}


class LoginForm(forms.Form):
    username = forms.CharField(
        label=_("Username"),
        max_length=150,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.user = request, None

    def clean(self):
        data = super().clean()
        if data.get("username") and data.get("password"):
            self.user = authenticate(
                self.request, username=data["username"], password=data["password"]
            )
            if self.user is None:
                self.add_error(
                    "password",
                    _("The username and password do not belong together. Check both."),
                )
        return data


class LoginAgainForm(forms.Form):
    """The same person again, over the page that was open."""

    prefix = "again"
    password = LoginForm.base_fields["password"]
    token = forms.CharField(
        label=_("Code from your app"), max_length=20, widget=forms.TextInput(attrs=TOKEN)
    )

    def __init__(self, *args, ask_token, **kwargs):
        super().__init__(*args, **kwargs)
        if not ask_token:
            del self.fields["token"]


class TokenForm(forms.Form):
    token = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs=TOKEN | {"autofocus": True}),
    )

    def clean_token(self):
        return self.cleaned_data["token"].replace(" ", "")


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Language"), choices=User._meta.get_field("language").choices
    )
    theme = forms.ChoiceField(label=_("Colours"), choices=User.Theme, widget=forms.RadioSelect)
    shortcuts_enabled = forms.BooleanField(
        label=_("Use single keys as shortcuts"),
        required=False,
        help_text=_("Such as n for a new contact. They never work while you type in a field."),
    )
    mail_digest = forms.BooleanField(
        label=_("Mail me what is new under the bell"),
        required=False,
        help_text=_("At most once in half an hour, during opening hours, and only what is unread."),
    )


class PasswordForm(forms.Form):
    old = forms.CharField(
        label=_("Password you have now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new"].help_text = " ".join(password_validators_help_texts())

    def clean_old(self):
        old = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("This is not your password."))
        return old

    def clean_new(self):
        validate_password(self.cleaned_data["new"], self.user)
        return self.cleaned_data["new"]
