"""What the address of the tracker may ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kcc.organisation.places import Places


class PlaceForm(forms.Form):
    """Slugs of places this person sees; anything else is an error, and shows nothing."""

    domain = forms.ChoiceField(
        label=_("Domain"), required=False, widget=forms.Select(attrs={"data-submit": True})
    )
    department = forms.ChoiceField(
        label=_("Department"), required=False, widget=forms.Select(attrs={"data-submit": True})
    )

    def __init__(self, data, *, places: Places):
        super().__init__(data)
        self.fields["domain"].choices = [("", _("All")), *places.domain_choices]
        self.fields["department"].choices = [("", _("All")), *places.department_choices]

    @property
    def shown(self) -> list:
        """The fields that leave something to choose, and those in use."""
        return [field for field in self if len(field.field.choices) > 2 or field.value()]

    @property
    def is_narrowed(self) -> bool:
        return any(field.value() for field in self)
