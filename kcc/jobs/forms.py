"""What the pages of messages send."""

from django import forms


class SeenForm(forms.Form):
    """The newest line that somebody saw."""

    newest = forms.UUIDField(widget=forms.HiddenInput)
