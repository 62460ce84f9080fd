"""What can be said about a saved view."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kcc.organisation.access import Access
from kcc.organisation.models import Department, SavedView
from kcc.organisation.savedviews.selectors import may_tell_everybody, own_departments

Sharing = SavedView.Sharing


class ViewForm(forms.Form):
    """`shared` is one choice: mine, department:<slug> or everybody."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    shared = forms.ChoiceField(label=_("Who sees it"))
    is_default = forms.BooleanField(label=_("Show when I open the list"), required=False)

    def __init__(self, data=None, *, access: Access, view: SavedView | None = None, **kwargs):
        super().__init__(data, **kwargs)
        self.departments = {each.slug: each for each in own_departments(access)}
        choices = [(Sharing.MINE.value, Sharing.MINE.label)]
        choices += [(_of(each), each.name) for each in self.departments.values()]
        public = view is not None and view.sharing == Sharing.EVERYBODY
        if public or may_tell_everybody(access):
            choices.append((Sharing.EVERYBODY.value, Sharing.EVERYBODY.label))
        self.fields["shared"].choices = choices

    @staticmethod
    def initial_of(view: SavedView) -> dict:
        shared = _of(view.department) if view.department_id else view.sharing
        return {"name": view.name, "shared": shared, "is_default": view.is_default}

    def values(self) -> dict:
        """As the services want it."""
        sharing, _colon, slug = self.cleaned_data["shared"].partition(":")
        return {
            "name": self.cleaned_data["name"],
            "sharing": sharing,
            "department": self.departments.get(slug),
            "is_default": self.cleaned_data["is_default"],
        }


def _of(department: Department) -> str:
    return f"{Sharing.DEPARTMENT.value}:{department.slug}"
