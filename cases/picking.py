"""What the forms of lists and boards ask: about several cases, and about one that moves."""

from collections.abc import Iterable

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.finding import Narrowing
from cases.targets import places, read_target
from kcc.lib import validators
from kcc.organisation.away import with_absence
from kcc.organisation.choosing import PeopleField, colleagues
from kcc.organisation.models import Department, User

CLAIM, TAKE_OVER, RELEASE = "claim", "take-over", "release"
# Handing over to a colleague, or to where others pick it up: two buttons for one act.
ASSIGN, HAND_OVER = "assign", "hand-over"


class BulkForm(forms.Form):
    """One act on several cases. What the act does not ask for is not there."""

    person = PeopleField(
        queryset=User.objects.none(), to_field_name="public_id", label=_("To whom?"),
        empty_label=_("Choose a colleague"),
    )  # fmt: skip
    to = forms.ChoiceField(label=_("To which department or team?"))
    reason = forms.CharField(
        label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data=None, *, act: str, departments: Iterable[Department]):
        super().__init__(data)
        if act == ASSIGN:
            self.fields["person"].queryset = with_absence(
                colleagues(departments), now=timezone.now()
            )
        else:
            del self.fields["person"]
        if act == HAND_OVER:
            self.fields["to"].choices = [("", _("Choose a department or team")), *places()]
        else:
            del self.fields["to"]
        if act in (CLAIM, TAKE_OVER):
            del self.fields["reason"]
        else:
            self.fields["reason"].required = act != RELEASE

    @property
    def target(self):
        """The field that decides where they go; None when nothing is chosen."""
        return next((self[name] for name in ("person", "to") if name in self.fields), None)

    @property
    def chosen(self) -> dict:
        """What was chosen there, as the act takes it; nothing as long as nothing was."""
        found = getattr(self, "cleaned_data", {}).get(self.target.name)
        if not found:
            return {}
        return {"person": found} if self.target.name == "person" else read_target(found)

    @property
    def values(self) -> dict:
        asked = {"reason": self.cleaned_data.get("reason", "")}
        return asked if self.target is None else asked | self.chosen


class MoveForm(forms.Form):
    """A card that goes to another column: the order of that status in its type."""

    version = forms.IntegerField(min_value=1)
    to = forms.IntegerField(min_value=0)
    reason = forms.CharField(label=_("Why does it go back?"), required=False, max_length=500)


class SearchForm(forms.Form):
    """What somebody knows of a case, and among which to look. `types` are (slug, name)."""

    OPEN, CLOSED = "open", "closed"

    q = forms.CharField(
        label=_("What do you know of the case?"), max_length=100,
        help_text=_("A number, a name, an address, a subject, or words from the case."),
        error_messages={"required": _("Type what you know of the case.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    type = forms.ChoiceField(label=_("Case type"), required=False)
    state = forms.ChoiceField(
        label=_("Open or closed"), required=False,
        choices=[("", _("All")), (OPEN, _("Only open")), (CLOSED, _("Only closed"))],
    )  # fmt: skip
    since = forms.DateField(
        label=_("Registered from"), required=False, validators=validators.DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Registered until"), required=False, validators=validators.DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, data=None, *, types: Iterable[tuple[str, str]]):
        super().__init__(data)
        self.fields["type"].choices = [("", _("All")), *types]

    @property
    def narrowing(self) -> Narrowing:
        typed = self.cleaned_data
        is_open = {self.OPEN: True, self.CLOSED: False}.get(typed["state"])
        return Narrowing(
            case_type=typed["type"], is_open=is_open, since=typed["since"], until=typed["until"]
        )
