"""What can be typed on the page of a case, and on the pages beside it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import CaseLink, CaseRole, CaseTask, ResultType
from kcc.lib import validators
from kcc.organisation.away import name_with_absence


class ActForm(forms.Form):
    """Every act carries the version of the page it was typed on."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def _sentence(label, **options):
    """One line: Enter saves it."""
    return forms.CharField(label=label, max_length=500, **options)


def _day(label, **options):
    return forms.DateField(
        label=label,
        validators=validators.DAYS,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **options,
    )


class NoteForm(forms.Form):
    """Notes are added to each other: no version, never a conflict."""

    text = forms.CharField(
        label=_("Note"), max_length=4000, error_messages={"required": _("Write something first.")},
        widget=forms.Textarea(
            attrs={"rows": 2, "data-key": "o", "data-key-label": _("Add a note")}
        ),
    )  # fmt: skip


# -- How far it is ----------------------------------------------------------------------------


def _one_of(rows, key: str, **options) -> forms.TypedChoiceField:
    """A choice of rows that were loaded already, by one of their columns; gives the row."""
    known = {str(getattr(row, key)): row for row in rows}
    return forms.TypedChoiceField(
        choices=[(name, str(row)) for name, row in known.items()],
        coerce=known.__getitem__,
        empty_value=None,
        **options,
    )


class StatusForm(ActForm):
    """`statuses` are the ones the case may go to; `back` asks for the reason."""

    reason = _sentence(_("Note"), required=False)

    def __init__(self, *args, statuses, back=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"] = _one_of(
            statuses, "order", label=_("Status"), widget=forms.HiddenInput
        )
        if back:
            self.fields["reason"].label = _("Why does the case go back?")


class CloseForm(ActForm):
    """`expires`: what this type grants may end later than the case, which moves the day from which
    it may be destroyed."""

    answer = forms.CharField(
        label=_("What did you answer the customer?"),
        error_messages={"required": _("Write down what you answered.")},
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    expires_on = _day(
        _("Granted until"),
        required=False,
        help_text=_("The case is kept until after that day."),
    )

    field_order = ("version", "result", "answer", "expires_on")

    def __init__(self, *args, results, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"] = _one_of(
            results, "name", label=_("Result"), widget=forms.RadioSelect,
            error_messages={"required": _("Choose the result.")},
        )  # fmt: skip
        self.order_fields(self.field_order)
        expiry = ResultType.CountsFrom.EXPIRY
        if not any(result.counts_from == expiry for result in results):
            del self.fields["expires_on"]


class ReopenForm(ActForm):
    reason = _sentence(_("Why is it opened again?"))


class HandOverForm(ActForm):
    """`targets` holds groups of (value, label), see cases.targets."""

    to = forms.ChoiceField(label=_("To whom?"))
    reason = _sentence(_("Why?"))

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Choose")), *targets]


# -- What belongs to it -----------------------------------------------------------------------


class PeopleField(forms.ModelChoiceField):
    """Colleagues from `with_absence`: who is away can be chosen, and is marked."""

    def label_from_instance(self, person):
        return name_with_absence(person, away=person.away, until=person.away_until)


class TaskForm(forms.Form):
    title = forms.CharField(
        label=_("What has to be done?"), max_length=CaseTask._meta.get_field("title").max_length
    )
    due_on = _day(_("Before"), required=False)
    assignee = PeopleField(
        queryset=None,
        to_field_name="public_id",
        label=_("By whom?"),
        required=False,
        empty_label=_("Who handles the case"),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people


class SearchForm(forms.Form):
    """What is looked for; `label` says by what it can be found."""

    q = forms.CharField(
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"required": _("Type what you look for.")},
    )

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].label = label


class PickForm(forms.Form):
    """One of what was found; the radio buttons are written by the template."""

    chosen = forms.UUIDField(
        label=_("Found"), error_messages={"required": _("Choose one of these.")}
    )


# The customer of the case itself is the initiator (ZGW).
INITIATOR = "initiator"


class RoleForm(PickForm):
    kind = forms.ChoiceField(
        label=_("Role"), choices=CaseRole.Kind, widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )  # fmt: skip
    remark = forms.CharField(
        label=_("Remark"),
        max_length=CaseRole._meta.get_field("remark").max_length,
        required=False,
    )

    def __init__(self, *args, may_edit, **kwargs):
        super().__init__(*args, **kwargs)
        if may_edit:
            first = (INITIATOR, _("Customer of the case"))
            self.fields["kind"].choices = [first, *CaseRole.Kind.choices]


# Not a link, but the place of a case within another one.
PART_OF = "part-of"


class LinkForm(PickForm):
    """The words go on with the number that is chosen: this case "is followed by" that one."""

    kind = forms.ChoiceField(
        label=_("This case"), widget=forms.RadioSelect,
        choices=[*CaseLink.Kind.choices, (PART_OF, _("is part of"))],
        error_messages={"required": _("Choose how they belong together.")},
    )  # fmt: skip
