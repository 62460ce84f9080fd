"""Several callbacks chosen in the list: which ones, and what the form about them asks."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.callbacks.forms import PeopleField
from contacts.callbacks.selectors import BULK
from contacts.callbacks.workflow import Act
from kcc.organisation.access import FRONT_OFFICE
from kcc.organisation.away import with_absence
from kcc.organisation.models import DEPARTMENT_ROLES, Department, Membership, User
from kcc.organisation.reach import reachable_departments


def read_act(sent) -> str:
    """What is to be done with them; empty when it is nothing that many can undergo."""
    act = sent.get("act", "")
    return act if act in BULK else ""


def read_picks(values: Iterable[str]) -> list[tuple[UUID, int]]:
    """Public id and version of each; what cannot be read was not written by our page."""
    picks = {}
    for value in values:
        key, _colon, version = value.partition(":")
        try:
            picks[UUID(key)] = int(version)
        except ValueError:
            continue
    return list(picks.items())


def colleagues(departments: Iterable[Department]):
    """Who picks up the work of one of these departments, by name."""
    departments = list(departments)
    members = Q(role__in=DEPARTMENT_ROLES, department__in=departments)
    if any(department.is_contact_centre for department in departments):
        members |= Q(role__in=FRONT_OFFICE)
    found = Membership.objects.filter(members, user__is_active=True)
    return User.objects.filter(pk__in=found.values("user_id"))


class BulkForm(forms.Form):
    """One act on several callbacks. What the act does not ask for is not there."""

    person = PeopleField(
        queryset=User.objects.none(), to_field_name="public_id", label=_("To whom?"),
        empty_label=_("Choose a colleague"),
    )  # fmt: skip
    department = forms.ModelChoiceField(
        queryset=Department.objects.none(), to_field_name="slug", label=_("To which department?"),
        empty_label=_("Choose a department"),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data=None, *, act: str, departments: Iterable[Department]):
        super().__init__(data)
        if act == Act.ASSIGN:
            self.fields["person"].queryset = with_absence(
                colleagues(departments), now=timezone.now()
            )
        else:
            del self.fields["person"]
        if act == Act.REROUTE:
            self.fields["department"].queryset = reachable_departments().order_by("name")
        else:
            del self.fields["department"]
        # Who works goes on working: only what ends or leaves the department needs a reason.
        self.fields["reason"].required = act in (Act.REROUTE, Act.LAPSE)

    @property
    def target(self):
        """The field that decides where they go; None when nothing is chosen."""
        return next((self[name] for name in ("person", "department") if name in self.fields), None)
