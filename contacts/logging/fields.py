"""Fields of the agent's form that understand how people type."""

from django import forms
from django.utils.translation import gettext as _

from contacts.reference import Reference
from kcc.customers.identify import normalise_phone
from kcc.lib.text import fold


class PhoneField(forms.CharField):
    """Any spelling of a number; the value is E.164."""

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        number = normalise_phone(text)
        if not number:
            raise forms.ValidationError(
                _("This is not a telephone number. Type it like 06 12345678 or +32 2 1234567.")
            )
        return number


class SubjectField(forms.CharField):
    """The name (or code) of a subject, as picked from the list or typed. The form says of which
    list."""

    reference: Reference

    def clean(self, value):
        text = super().clean(value)
        subject = self.reference.subject_by_name.get(fold(text))
        if subject is not None:
            return subject
        found = self.reference.search_subjects(text, limit=3)
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"“{subject.name}”" for subject in found)
            raise forms.ValidationError(
                _("There is no subject with this name. Do you mean %(names)s?") % {"names": names}
            )
        raise forms.ValidationError(_("There is no subject with this name. Choose from the list."))
