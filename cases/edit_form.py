"""The form in which the words of a case are changed, and the choice between theirs and mine where
two people changed the same field."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.editing import DETAILS, LABELS, fields_of
from cases.forms import ActForm
from cases.models import Case, Confidentiality, Priority
from cases.questions import Asked, asked_of, in_words
from cases.questions_form import PREFIX, fields_for
from cases.selectors import questions
from kcc.organisation.access import Access
from kcc.organisation.standing import Standing, standings_of

THEIRS, MINE = "theirs", "mine"


def _plain_ends(text: str) -> str:
    """A browser ends its lines in two characters; that is no change."""
    return text.replace("\r\n", "\n")


class EditForm(ActForm):
    """Its fields have the names of `cases.editing`; those of answers begin with "detail_"."""

    description = forms.CharField(
        label=gettext_lazy("Description"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Describe what the case is about.")},
    )  # fmt: skip
    location = forms.CharField(
        label=gettext_lazy("Location"), required=False,
        max_length=Case._meta.get_field("location").max_length,
    )  # fmt: skip
    subject = forms.ChoiceField(label=gettext_lazy("Subject"), required=False)
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), choices=Priority, coerce=int, widget=forms.RadioSelect
    )
    confidentiality = forms.ChoiceField(
        label=gettext_lazy("Who may see it"), choices=Confidentiality, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Why is it changed?"), required=False, max_length=500,
        help_text=gettext_lazy("Colleagues read it in the timeline."),
    )  # fmt: skip

    def __init__(self, case: Case, access: Access, *args, **kwargs):
        super().__init__(*args, auto_id="edit_%s", **kwargs)
        self.case = case
        self.subjects = _subjects(case)
        if self.subjects:
            self.fields["subject"].choices = [("", _("None")), *self.subjects.items()]
        else:
            del self.fields["subject"]
        if Standing.DEPARTMENT not in standings_of(case, access):
            del self.fields["confidentiality"]
        reason = self.fields.pop("reason")
        self.asked = {each.key: each for each in asked_of(case.case_type)}
        self.fields |= fields_for(_as_it_was_left(each, case) for each in self.asked.values())
        self.fields["reason"] = reason

    def clean_description(self) -> str:
        return _plain_ends(self.cleaned_data["description"])

    @property
    def values(self) -> dict[str, object]:
        """What was typed, as fields of `cases.editing`."""
        typed = {
            name: value
            for name, value in self.cleaned_data.items()
            if name in LABELS and name != "subject"
        }
        if "subject" in self.fields:
            code = self.cleaned_data["subject"]
            typed["subject"] = [code, self.subjects.get(code, "")]
        return typed | {
            f"{DETAILS}{key}": self.cleaned_data[f"{PREFIX}{key}"] for key in self.asked
        }


def _subjects(case: Case) -> dict[str, str]:
    """What a case of this type can be about, by code; with the one it has. Contacts stand in a room
    to the right: their subjects are reached over the relation."""
    subject = questions().model._meta.get_field("subject").related_model
    rows = subject.objects.filter(active=True, case_type__slug=case.case_type.slug)
    found = dict(rows.order_by("name").values_list("code", "name"))
    if case.subject_code:
        found[case.subject_code] = case.subject_name
    return found


def _as_it_was_left(asked: Asked, case: Case) -> Asked:
    """A question that was left open when the case was registered may stay open."""
    return asked if case.details.get(asked.key) is not None else replace(asked, required=False)


def initial_of(fields: Mapping[str, object], version: int) -> dict:
    """Fields of `cases.editing` as what the form begins with."""
    known = {
        (f"{PREFIX}{name.removeprefix(DETAILS)}" if name.startswith(DETAILS) else name): value
        for name, value in fields.items()
    }
    known["subject"] = fields["subject"][0]
    return known | {"version": version}


# -- Two people, one field --------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """One field that others changed too: what it was, what they made of it, and who they are. Mine
    is in the field of the form."""

    name: str
    label: str
    before: str
    theirs: str
    by: str
    at: datetime
    chosen: str = ""
    error: str = ""

    @property
    def radio(self) -> str:
        return f"keep_{self.name}"

    @property
    def field(self) -> str:
        """The name of the field in the form."""
        return form_field(self.name)


def form_field(name: str) -> str:
    return f"{PREFIX}{name.removeprefix(DETAILS)}" if name.startswith(DETAILS) else name


def choices_of(
    case: Case, form: EditForm, names: Collection[str], chosen: Mapping[str, str] | None = None
) -> dict[str, Choice]:
    """By the name of the field in the form; `chosen` are the choices already made, and where one is
    missing that is said. One statement."""
    if not names:
        return {}
    now, found = fields_of(case), {}
    for revision in case.revisions.select_related("by").order_by("-version"):
        for name in revision.before.keys() & set(names):
            if form_field(name) in found or form_field(name) not in form.fields:
                continue
            keep = (chosen or {}).get(name, "")
            missing = chosen is not None and not keep
            found[form_field(name)] = Choice(
                name=name,
                label=str(form.fields[form_field(name)].label),
                before=in_short(form, name, revision.before[name]),
                theirs=in_short(form, name, now.get(name)),
                by=revision.by.get_display_name() if revision.by else "",
                at=revision.at,
                chosen=keep,
                error=_("Choose which of the two has to stay.") if missing else "",
            )
    return found


def in_short(form: EditForm, name: str, value) -> str:
    """A value in words."""
    if value in (None, ""):
        return ""
    if name.startswith(DETAILS):
        key = name.removeprefix(DETAILS)
        return in_words(form.asked.get(key, Asked(key, key)), value)
    if name == "subject":
        return value[1]
    if name == "priority":
        return str(Priority(value).label)
    if name == "confidentiality":
        return str(Confidentiality(value).label)
    return str(value)
